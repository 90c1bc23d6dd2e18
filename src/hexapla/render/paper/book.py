"""The book as sources of Typst: which files there are, and the order in which all stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import pairwise

from hexapla.model.book import Book, Page, Part, Variant
from hexapla.model.nodes import Gathered, Heading
from hexapla.model.paper import Paper
from hexapla.ports import Artifact, Edition, Typeset
from hexapla.render.paper.carried import font_files, picture_files
from hexapla.render.paper.front import dated, keywords, title_pages
from hexapla.render.paper.index import is_indexed
from hexapla.render.paper.literals import Code, call
from hexapla.render.paper.marks import label, string
from hexapla.render.paper.maths import Typesetter
from hexapla.render.paper.page import (
    Copy,
    copy,
    has_solutions,
    index_text,
    page_text,
    shown_files,
    solutions_text,
    title,
)
from hexapla.render.paper.qr import code
from hexapla.render.paper.settings import settings
from hexapla.render.paper.wording import wording

MAIN = "main.typ"
LOOKS = ("book.typ", "blocks.typ", "maths.typ")
OPENING = '#import "/book.typ"\n#import "/blocks.typ": *\n'
WEB = ("https://", "http://")
Chapter = tuple[Page, ...]


def book(edition: Edition, variant: Variant, paper: Paper, typeset: Typesetter) -> Typeset:
    """All of a book, as the readers of a variant see it."""
    of = copy(edition, variant, paper, typeset)
    main = "".join(_main(of)).encode("utf-8", "replace")
    made = (Artifact(MAIN, main), *_looks(of), *_texts(of), *picture_files(edition, variant))
    return Typeset(MAIN, made, paper.fonts, paper.standards)


def one(
    edition: Edition, page: str, variant: Variant, paper: Paper, typeset: Typesetter
) -> Typeset:
    """A single page of it, without what stands before and after."""
    of = copy(edition, variant, paper, typeset)
    known = next(each for each in edition.book.pages() if each.id == page)
    main = "".join((*_opening(of), *_page(known, of, alone=True))).encode("utf-8", "replace")
    texts = (
        Artifact(_file(known), page_text(known, of)),
        Artifact("index.typ", index_text((known,), of)),
    )
    made = (Artifact(MAIN, main), *_looks(of), *texts, *shown_files(known, of))
    return Typeset(MAIN, made, paper.fonts)


def _looks(of: Copy) -> Iterator[Artifact]:
    """How all looks, and what that depends on."""
    given = settings(of.edition.book, of.variant, of.paper)
    yield Artifact("settings.typ", given.encode("utf-8", "replace"))
    for name in LOOKS:
        yield Artifact(name, files("hexapla.render.paper").joinpath("assets", name).read_bytes())
    yield from font_files(of.paper.fonts.folder, of.edition.book)


def _texts(of: Copy) -> Iterator[Artifact]:
    """The pages, the solutions of each chapter, and the index."""
    book = of.edition.book
    for page in book.pages():
        yield Artifact(_file(page), page_text(page, of))
    for chapter in _solved(of):
        yield Artifact(_solutions(chapter), solutions_text(chapter, of))
    if _has_index(book):
        yield Artifact("index.typ", index_text(tuple(book.pages()), of))


def _file(page: Page) -> str:
    return f"pages/{page.id}.typ"


def _solutions(chapter: Chapter) -> str:
    return f"solutions/{chapter[0].id}.typ"


def _solved(of: Copy) -> tuple[Chapter, ...]:
    """The chapters that have solutions, with those of their pages that do."""
    chapters = (one for part in of.edition.book.parts for one in _chapters(part))
    solved = (tuple(page for page in one if has_solutions(page, of)) for one in chapters)
    return tuple(one for one in solved if one)


def _chapters(part: Part) -> Iterator[Chapter]:
    pages = part.pages
    starts = [at for at, page in enumerate(pages) if page.level == 1 or at == 0]
    for start, end in pairwise((*starts, len(pages))):
        yield pages[start:end]


def _has_index(book: Book) -> bool:
    return any(map(is_indexed, book.pages()))


# --- the order of the book ------------------------------------------------------------------------


def _main(of: Copy) -> Iterator[str]:
    """What takes in all other files, in the order in which they are read."""
    yield from _opening(of)
    yield title_pages(of.edition, of.variant, of.paper)
    if of.paper.depth:
        yield call("book.contents", tuple(_unnumbered(of)), tuple(_called(of.edition.book)))
    front, rest = _matter(of.edition.book)
    for part in front:
        yield from _pages(part, of)
    yield call("book.turn")
    yield "#show: book.numbered-from-one\n"
    for part in rest:
        yield from _part(part, of)
    yield from _end(of)


def _unnumbered(of: Copy) -> Iterator[Code]:
    """The titles of sections that are pages and have no number."""
    for page in of.edition.book.pages():
        first = page.body[0] if page.body else None
        inner = 1 < of.levels[page.id] <= of.paper.depth
        if inner and isinstance(first, Heading) and not first.number and not page.hidden:
            yield Code(label(page.id, first.label))


def _called(book: Book) -> Iterator[tuple[Code, str]]:
    """The titles of pages that the contents call otherwise, and how."""
    for page in book.pages():
        first = page.body[0] if page.called and page.body else None
        if isinstance(first, Heading):
            yield Code(label(page.id, first.label)), page.called


def _opening(of: Copy) -> Iterator[str]:
    yield OPENING
    given = call("X", date=dated(of.edition), keywords=keywords(of.edition, of.variant))
    yield f"#show: book.book.with({given[len('#X(') :]}"
    yield "#show: blocks\n"


def _matter(book: Book) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The parts before the first that is numbered, and the others; all others where none is."""
    parts = tuple(part for part in book.parts if part.pages)
    first = next((at for at, part in enumerate(parts) if part.numbered), 0)
    return parts[:first], parts[first:]


def _part(part: Part, of: Copy) -> Iterator[str]:
    """A part that has a title has a page of its own, and its chapters stand below it."""
    yield f"#book.matter.update({string('appendix' if part.appendix else 'main')})\n"
    if not part.title:
        yield from _pages(part, of)
        return
    yield call("book.part", part.number, part.title)
    yield "#[\n#set heading(offset: 1)\n"
    yield from _pages(part, of)
    yield "]\n"


def _pages(part: Part, of: Copy) -> Iterator[str]:
    for page in part.pages:
        yield from _page(page, of)


def _page(page: Page, of: Copy, *, alone: bool = False) -> Iterator[str]:
    if of.levels[page.id] == 1:
        yield call("book.turn")
    yield call("book.page-begins", Code(label(page.id)), page.id)
    text = f"include {string('/' + _file(page))}"
    yield f"#[#set heading(outlined: false); #{text}]\n" if page.hidden else f"#{text}\n"
    if of.paper.qr and not alone:
        yield from _online(page, of)


def _online(page: Page, of: Copy) -> Iterator[str]:
    """What leads from a page to where it is on the website, and to what is said of it there."""
    words = wording(of.edition.book.config.language)
    said = page.meta.get("discussion")
    said = said.get(of.variant.name) if isinstance(said, Mapping) else said
    places = (("online", of.addresses.get(page.id)), ("discussion", said))
    lines = tuple(
        (to, words[name], to.partition("://")[2])
        for name, to in places
        if isinstance(to, str) and to.startswith(WEB)
    )
    if lines:
        yield call("book.online", code(lines[0][0]), lines)


def _end(of: Copy) -> Iterator[str]:
    """The solutions, and the index where no page has it."""
    book = of.edition.book
    words = wording(book.config.language)
    yield '#book.matter.update("back")\n'
    solved = _solved(of)
    if solved:
        yield call("book.extra", words["solutions"])
    for chapter in solved:
        first = _first(chapter[0], book)
        yield call("book.solutions-of", first.number, Code(title(first, of)))
        yield f"#include {string('/' + _solutions(chapter))}\n"
    if _has_index(book) and not any(map(_holds_index, book.pages())):
        yield call("book.extra", words["index"])
        yield '#include "/index.typ"\n'
    yield call("book.the-end")


def _first(page: Page, book: Book) -> Page:
    """The chapter that a page is in, by its first page."""
    chapters = (one for part in book.parts for one in _chapters(part))
    return next(one[0] for one in chapters if any(other.id == page.id for other in one))


def _holds_index(page: Page) -> bool:
    nodes = page.body if page.holds(Gathered) else ()
    return any(isinstance(node, Gathered) and node.of == "index" for node in nodes)
