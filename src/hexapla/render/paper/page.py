"""The pages of the book as files of Typst's, each made when it is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from hexapla.engine import digest
from hexapla.model.book import Book, Page, Variant
from hexapla.model.nodes import Block, Gathered, Inline, Node, Solution, Target
from hexapla.model.paper import Paper
from hexapla.model.pictures import size
from hexapla.model.problems import Problems
from hexapla.model.walk import applies, seen_by, walk
from hexapla.packed import fingerprint, page_digest
from hexapla.ports import Artifact, Edition, Made, Original
from hexapla.render.addresses import PICTURES, page_files, stem
from hexapla.render.paper.frame import Frame, Picture
from hexapla.render.paper.index import index
from hexapla.render.paper.inlines import content
from hexapla.render.paper.maths import Set, Typesetter
from hexapla.render.paper.nodes import body
from hexapla.render.paper.taken import (
    Spot,
    Taken,
    with_pointers,
    without_list,
    without_solutions,
    works,
)
from hexapla.render.paper.wording import wording
from hexapla.render.seen import Seen, Shows, seen
from hexapla.render.values import Values, given_by_name
from hexapla.render.web.maths import Formula, formula_of

FORM = "latex"  # the output that authors mean who write for paper
TOP = "output:"  # what the sources of pictures begin with that code gave
IMPORTS = '#import "/blocks.typ": *\n'
INDEX = Target("the index of the book")  # no label of an author's has spaces
SUFFIXES = (*PICTURES.values(), "jpeg")


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
        pictures=dict(_pictures(edition, variant)),
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
        text += index(known, lambda words: line(words, of), of.language)
        return text.encode("utf-8", "replace"), ()

    return Made(digest("index", of.key, *(_own(page, of) for page in pages)), make)


def line(words: tuple[Inline, ...], of: Copy) -> str:
    """Words that stand by themselves, on no page of the author's."""
    return content(words, Frame("", language=of.language, formulas=_formulas(words, of)))


def has_solutions(page: Page, of: Copy) -> bool:
    """Whether the readers of this variant see a solution on a page."""
    if of.paper.solutions != "end" or not page.holds(Solution):
        return False
    found = seen_by(page.body, Solution, beside=Target)
    return any(applies(variants, of.variant.name) for _, variants in found)


def picture_files(edition: Edition, variant: Variant) -> Iterator[Artifact]:
    """The pictures of the book and of its code, each at its place among the sources."""
    book = edition.book
    for file in dict.fromkeys(file for page in book.pages() for file in page.files):
        if _is_picture(file) and file in book.files:
            yield Artifact(f"pictures/{file}", Original(file, book.files[file]))
    for source, data in _given(edition, variant):
        yield Artifact(_place(source), data)


def _taken(page: Page, of: Copy) -> Taken:
    shown = _seen(page, of).page
    word = wording(of.language)["solution"]
    blocks = without_list(page, shown.body, of.works)
    return without_solutions(page, blocks, of.paper.solutions, word)


def _seen(page: Page, of: Copy) -> Seen:
    run = of.edition.outputs.of(page.id, of.variant.name)
    shows = Shows(of.variant, run, of.given, TOP, form=FORM, tables=True)
    marked = tuple(INDEX if _is_index(node) else node for node in page.body)
    told = wording(of.language)["web_only"]
    there = of.addresses.get(page.id, "")
    return seen(replace(page, body=with_pointers(page, marked, FORM, told, there)), shows)


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
    found = (formula_of(node) for node in walk(nodes))
    return of.typeset((one for one in found if one), of.edition.book.config.macros)


def _own(page: Page, of: Copy) -> str:
    return fingerprint(page_digest(page), of.edition.outputs.of(page.id, of.variant.name))


def _levels(book: Book) -> Iterator[tuple[str, int]]:
    """The levels of pages: the first of a part is a chapter, and none leaves a level out."""
    for part in book.parts:
        before = 0
        for page in part.pages:
            before = min(page.level, before + 1)
            yield page.id, before


# --- pictures -------------------------------------------------------------------------------------


def _pictures(edition: Edition, variant: Variant) -> Iterator[tuple[str, Picture]]:
    """By the source that it has on a page, where each picture lies, and how large it is."""
    book = edition.book
    for file in book.files:
        if _is_picture(file):
            yield file, Picture(f"/pictures/{file}", *book.sizes.get(file, (0, 0)))
    for source, data in _given(edition, variant):
        yield source, Picture(f"/{_place(source)}", *(size(data) or (0, 0)))


def _is_picture(file: str) -> bool:
    return file.lower().endswith(tuple(f".{suffix}" for suffix in SUFFIXES))


def _place(source: str) -> str:
    return f"pictures/{source.removeprefix(TOP)}"


def _given(edition: Edition, variant: Variant) -> Iterator[tuple[str, bytes]]:
    """The pictures that code gave, by their sources."""
    for page in edition.book.pages():
        run = edition.outputs.of(page.id, variant.name)
        for cell, outputs in enumerate(run.cells if run else ()):
            for place, one in enumerate(outputs or ()):
                form = next((form for form in (one, *one.others) if form.mime in PICTURES), None)
                if form:
                    data = form.data if isinstance(form.data, bytes) else form.data.encode()
                    name = stem(page.id, variant.name, cell, place)
                    yield f"{TOP}{name}.{PICTURES[form.mime]}", data
