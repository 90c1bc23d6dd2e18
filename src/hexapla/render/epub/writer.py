"""The writer of EPUB 3: for each variant a book that is read without a website."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from hexapla.model.book import Variant
from hexapla.model.problems import Problems
from hexapla.ports import Artifact, Bundle, Edition
from hexapla.render.epub.maths import TEMML
from hexapla.render.epub.pictures import DRAWN, unfit
from hexapla.render.epub.volume import Volume, members
from hexapla.render.executed import with_executed
from hexapla.render.formulas import Formula, formulas_in
from hexapla.render.naming import volume
from hexapla.render.seen import Seen, seen, showing
from hexapla.render.stills import with_stills
from hexapla.render.values import given_by_name
from hexapla.render.values import problems as unnamed
from hexapla.render.web.attached import lifted
from hexapla.render.web.maths import Typeset, Typesetter, unset


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
        nodes = (node for page in pages for node in (*page.title, *page.body))
        formulas = self._typeset(formulas_in(nodes), book.config.macros)
        volumes = (
            Volume(edition, variant, pages, formulas, dict(held))
            for variant, pages in shown.items()
        )
        artifacts = tuple(
            Artifact(
                volume(book.config, one.variant, "epub"),
                Bundle(members(one), first=("mimetype",)),
            )
            for one in volumes
        )
        failed = _unset(formulas, book.config.macros)
        wrong = (problem for page in pages for problem in unset(page.body, failed))
        given = given_by_name(book, edition.outputs, edition.variants)
        unknown = unnamed(book, edition.outputs, edition.variants, given)
        unshown = (problem for page in pages for problem in unfit(page, book))
        return artifacts, tuple(dict.fromkeys((*wrong, *unknown, *unshown)))


def _pages(edition: Edition, variant: Variant) -> Iterator[Seen]:
    """The pages as the readers of a variant see them."""
    values = given_by_name(edition.book, edition.outputs, (variant,))
    for page in edition.book.pages():
        yield seen(page, showing(page, variant, edition, values, top=DRAWN, form="epub"))


def _unset(
    formulas: Mapping[Formula, Typeset], macros: Mapping[str, str]
) -> Mapping[Formula, Typeset]:
    """The formulas that are not set; in KaTeX's words, where it does not set them either."""
    failed = {formula: done for formula, done in formulas.items() if done.error}
    others = Typesetter()(failed, macros)
    return {
        formula: others[formula]
        if others[formula].error
        else Typeset("", f"Temml, which sets it for the EPUB, says: {done.error}")
        for formula, done in failed.items()
    }
