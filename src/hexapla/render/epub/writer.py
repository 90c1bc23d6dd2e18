"""The writer of EPUB 3: for each variant a book that is read without a website."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hexapla.model.book import Page, Variant
from hexapla.model.problems import Problem, Problems, bad_formula
from hexapla.model.walk import walk
from hexapla.model.words import slug
from hexapla.ports import Artifact, Bundle, Edition
from hexapla.render.epub.maths import TEMML
from hexapla.render.epub.volume import DRAWN, Volume, members
from hexapla.render.executed import with_executed
from hexapla.render.seen import Seen, Shows, seen
from hexapla.render.stills import with_stills
from hexapla.render.values import given_by_name
from hexapla.render.web.attached import lifted
from hexapla.render.web.maths import Formula, Typeset, Typesetter, formula_of


class Epub:
    """For each variant a file."""

    name = "epub"

    def __init__(self) -> None:
        self._typeset = Typesetter(TEMML)

    def write(self, edition: Edition) -> tuple[Iterable[Artifact], Problems]:
        """The books, and of which formulas they have the source alone."""
        book, held = lifted(edition.book)
        edition = with_executed(with_stills(replace(edition, book=book)))
        shown = {one: tuple(_pages(edition, one)) for one in edition.variants}
        pages = [each.page for pages in shown.values() for each in pages]
        formulas = self._typeset(_formulas(pages), book.config.macros)
        volumes = (
            Volume(edition, variant, pages, formulas, dict(held))
            for variant, pages in shown.items()
        )
        artifacts = tuple(
            Artifact(_file(edition, one.variant), Bundle(members(one), first=("mimetype",)))
            for one in volumes
        )
        return artifacts, tuple(dict.fromkeys(_problems(pages, formulas)))


def _pages(edition: Edition, variant: Variant) -> Iterator[Seen]:
    """The pages as the readers of a variant see them."""
    values = given_by_name(edition.book, edition.outputs, (variant,))
    for page in edition.book.pages():
        run = edition.outputs.of(page.id, variant.name)
        yield seen(page, Shows(variant, run, values, DRAWN, tables=True))


def _formulas(pages: Iterable[Page]) -> Iterator[Formula]:
    for page in pages:
        for node in walk((*page.title, *page.body)):
            if formula := formula_of(node):
                yield formula


def _problems(pages: Iterable[Page], formulas: dict[Formula, Typeset]) -> Iterator[Problem]:
    for page in pages:
        for node in walk(page.body):
            formula = formula_of(node)
            if formula and (error := formulas[formula].error):
                yield bad_formula(error, node.at)


def _file(edition: Edition, variant: Variant) -> str:
    """BOOK-VARIANT.epub; of a book without variants, BOOK.epub."""
    config = edition.book.config
    name = slug(config.title) or "book"
    return f"{name}-{variant.name}.epub" if len(config.variants) > 1 else f"{name}.epub"
