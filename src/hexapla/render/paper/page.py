"""The pages of the book as files of Typst's, each made when it is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from hexapla.engine import digest
from hexapla.model.book import Book, Page, Variant
from hexapla.model.nodes import Block, Gathered, Inline, Node, Solution, Target
from hexapla.model.paper import Paper
from hexapla.model.problems import Problems
from hexapla.model.walk import applies, seen_by
from hexapla.packed import fingerprint, page_digest
from hexapla.ports import Artifact, Edition, Made
from hexapla.render.addresses import page_files
from hexapla.render.formulas import Formula, formulas_in
from hexapla.render.paper.carried import page_pictures, pictures
from hexapla.render.paper.frame import Frame, Picture
from hexapla.render.paper.index import index
from hexapla.render.paper.inlines import content
from hexapla.render.paper.maths import Set, Typesetter
from hexapla.render.paper.nodes import body
from hexapla.render.paper.taken import (
    Spot,
    Taken,
    with_one_title,
    with_pointers,
    without_list,
    without_solutions,
    works,
)
from hexapla.render.paper.wording import wording
from hexapla.render.seen import GIVEN, Seen, seen, showing
from hexapla.render.values import Values, given_by_name

FORM = "latex"  # the output that authors mean who write for paper
IMPORTS = '#import "/blocks.typ": *\n'
INDEX = Target("the index of the book")  # no label of an author's has spaces


@dataclass(frozen=True, slots=True)
class Copy:
    """What the pages of a book have in common where readers of one variant see them on paper.

    `levels` are those of the pages among the headings; `works`, where the book's own lists have
    each work; `key` is a digest of all that each page depends on beyond itself.
    """

    edition: Edition
    variant: Variant
    paper: Paper
    given: Values
    levels: Mapping[str, int]
    works: Mapping[str, Spot]
    addresses: Mapping[str, str]
    pictures: Mapping[str, Picture]
    typeset: Typesetter
    key: str

    @property
    def language(self) -> str:
        return self.edition.book.config.language


def copy(edition: Edition, variant: Variant, paper: Paper, typeset: Typesetter) -> Copy:
    """What is known of all pages, before any is made; `typeset` sets their formulas."""
    book = edition.book
    given = given_by_name(book, edition.outputs, (variant,))
    site = book.config.publication.site
    addresses = {name: f"{site}{file}" for name, file in page_files(book).items()} if site else {}
    known = works(book)
    levels = dict(_levels(book))
    files = dict(book.files), dict(book.sizes)
    common = fingerprint(variant, paper, book.config, *files, known, levels, addresses)
    return Copy(
        *(edition, variant, paper, given, levels, known, addresses),
        pictures=dict(pictures(edition, variant)),
        typeset=typeset,
        key=digest(common, given.digest()),
    )


def page_text(page: Page, of: Copy) -> Made:
    """A page, without what stands at the end of the book instead."""

    def make() -> tuple[bytes, Problems]:
        taken = _taken(page, of)
        parts = [IMPORTS]
        problems: Problems = ()
        for blocks in _around_index(taken.body):
            if blocks is None:
                parts.append('#include "/index.typ"\n')
                continue
            made, wrong = body(blocks, _frame(page, blocks, of))
            parts.append(made)
            problems += wrong
        return "\n".join(parts).encode("utf-8", "replace"), problems

    return Made(digest("page", of.key, _own(page, of)), make)


def solutions_text(chapter: tuple[Page, ...], of: Copy) -> Made:
    """The solutions of a chapter."""

    def make() -> tuple[bytes, Problems]:
        parts = [IMPORTS]
        problems: Problems = ()
        for page in chapter:
            blocks = _taken(page, of).solutions
            made, wrong = body(blocks, _frame(page, blocks, of))
            parts.append(made)
            problems += wrong
        return "\n".join(parts).encode("utf-8", "replace"), problems

    return Made(digest("solutions", of.key, *(_own(page, of) for page in chapter)), make)


def index_text(pages: tuple[Page, ...], of: Copy) -> Made:
    """The index of all pages."""

    def make() -> tuple[bytes, Problems]:
        known = (_seen(page, of).page for page in pages)
        text = '#import "/book.typ"\n' + IMPORTS
        text += index(known, lambda words: _line(words, of), of.language)
        return text.encode("utf-8", "replace"), ()

    return Made(digest("index", of.key, *(_own(page, of) for page in pages)), make)


def title(page: Page, of: Copy) -> str:
    """The title of a page as content, to stand elsewhere than on it."""
    return _line(_seen(page, of).page.title, of)


def has_solutions(page: Page, of: Copy) -> bool:
    """Whether the readers of this variant see a solution on a page."""
    if of.paper.solutions != "end" or not page.holds(Solution):
        return False
    found = seen_by(page.body, Solution, beside=Target)
    return any(applies(variants, of.variant.name) for _, variants in found)


def shown_files(page: Page, of: Copy) -> Iterator[Artifact]:
    """The pictures that a single page shows."""
    return page_pictures(page, _seen(page, of).pictures, of.edition.book)


def _line(words: tuple[Inline, ...], of: Copy) -> str:
    formulas = _formulas(words, of)
    frame = Frame("", language=of.language, formulas=formulas, pictures=of.pictures)
    return content(words, frame)


def _taken(page: Page, of: Copy) -> Taken:
    shown = _seen(page, of).page
    word = wording(of.language)["solution"]
    blocks = without_list(page, with_one_title(shown.body), of.works)
    return without_solutions(page, blocks, of.paper.solutions, word)


def _seen(page: Page, of: Copy) -> Seen:
    marked = tuple(INDEX if _is_index(node) else node for node in page.body)
    told = wording(of.language)["web_only"]
    there = of.addresses.get(page.id, "")
    pointed = replace(page, body=with_pointers(page, marked, FORM, told, there))
    return seen(pointed, showing(page, of.variant, of.edition, of.given, top=GIVEN, form=FORM))


def _is_index(node: Node) -> bool:
    return isinstance(node, Gathered) and node.of == "index"


def _around_index(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, ...] | None]:
    """What stands before the index, None for the index, what stands after it."""
    while INDEX in blocks:
        at = blocks.index(INDEX)
        yield blocks[:at]
        yield None
        blocks = blocks[at + 1 :]
    yield blocks


def _frame(page: Page, blocks: tuple[Block, ...], of: Copy) -> Frame:
    book = of.edition.book
    return Frame(
        page=page.id,
        level=of.levels[page.id],
        language=of.language,
        addresses=of.addresses,
        beside=book.config.publication.site and f"{book.config.publication.site}files/",
        files=frozenset(book.files),
        formulas=_formulas(blocks, of),
        pictures=of.pictures,
    )


def _formulas(nodes: Iterable[Node], of: Copy) -> Mapping[Formula, Set]:
    return of.typeset(formulas_in(nodes), of.edition.book.config.macros)


def _own(page: Page, of: Copy) -> str:
    return fingerprint(page_digest(page), of.edition.outputs.of(page.id, of.variant.name))


def _levels(book: Book) -> Iterator[tuple[str, int]]:
    """The levels of pages: the first of a part is a chapter, and none leaves a level out."""
    for part in book.parts:
        before = 0
        for page in part.pages:
            before = min(page.level, before + 1)
            yield page.id, before
