"""A directory for each variant, which latexmk compiles and a publisher can edit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from hexapla.engine import digest
from hexapla.model.book import Book, Page, Variant
from hexapla.model.nodes import Bibliography, Cell, Citation, Cited, Gathered, Group, Node, RawBlock
from hexapla.model.problems import Problems
from hexapla.model.walk import rewrite, walk
from hexapla.packed import fingerprint, page_digest
from hexapla.ports import Artifact, Edition, Made, Original
from hexapla.render.elements import elements
from hexapla.render.executed import with_executed
from hexapla.render.latex.book import latexmkrc, main, readme
from hexapla.render.latex.counters import begins
from hexapla.render.latex.maths import Checked
from hexapla.render.latex.naming import chapter_file, names
from hexapla.render.latex.nodes import Setting, chapter
from hexapla.render.latex.pictures import pictures
from hexapla.render.latex.preamble import preamble
from hexapla.render.latex.survey import PRINTS, survey
from hexapla.render.naming import named
from hexapla.render.seen import GIVEN, seen, showing
from hexapla.render.stills import with_stills
from hexapla.render.values import given_by_name
from hexapla.render.web.attached import lifted


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page as the readers of a variant see it, its pictures, and all that its text depends on."""

    page: Page
    setting: Setting
    key: str


class Latex:
    """For each variant a folder with the sources of the book in LaTeX."""

    name = "latex"

    def __init__(self) -> None:
        self._checked = Checked()

    def write(self, edition: Edition) -> tuple[Iterable[Artifact], Problems]:
        book, held = lifted(edition.book, over=0)
        edition = with_stills(with_executed(replace(edition, book=book.each(_with_marks))))
        return tuple(
            replace(one, path=f"{variant.name}/{one.path}")
            for variant in edition.variants
            for one in self._directory(edition, variant, dict(held))
        ), ()

    def _directory(
        self, edition: Edition, variant: Variant, held: Mapping[str, bytes]
    ) -> Iterator[Artifact]:
        book = edition.book
        files: dict[str, Artifact] = {}
        chapters = tuple(_chapters(edition, variant, held, files))
        for one in chapters:
            yield Artifact(chapter_file(one.page.id), Made(one.key, partial(self._text, one)))
        yield from files.values()
        yield from (
            Artifact(file, Original(file, book.files.get(file, "")))
            for file in book.config.bibliography
        )
        holds = survey((one.page for one in chapters), book)
        name = named(book.config.title)
        listing = next((one.setting.listing for one in chapters), "")
        texts = {
            f"{name}.tex": main(book, variant, holds, listing),
            "preamble.tex": preamble(book, holds),
            "latexmkrc": latexmkrc(name),
            "README.md": readme(book.config, holds, name),
        }
        yield from (Artifact(path, _encoded(text)) for path, text in texts.items())

    def _text(self, one: Chapter) -> tuple[bytes, Problems]:
        wrong = self._checked(one.page, one.setting.book.config.macros)
        text, problems = chapter(one.page, one.setting, wrong)
        return _encoded(text), problems


def _chapters(
    edition: Edition,
    variant: Variant,
    held: Mapping[str, bytes],
    files: dict[str, Artifact],
) -> Iterator[Chapter]:
    """The pages of the book; the files of their pictures go to `files`, by their paths. `held` are
    those that were in pages."""
    book = edition.book
    given = given_by_name(book, edition.outputs, (variant,))
    known, counts = names(book), begins(book, variant.name)
    listing = _listing(book)
    common = fingerprint(
        variant,
        book.config,
        dict(book.labels),
        tuple(book.entries),
        dict(book.sizes),
        given.digest(),
        listing,
    )
    for page in book.pages():
        run = edition.outputs.of(page.id, variant.name)
        made = seen(page, showing(page, variant, edition, given, top=GIVEN, form="latex"))
        made = replace(made, page=_without_html(made.page))
        shown = {one.source: one.file for one in pictures(made, book, held)}
        files |= {one.path: one for one in shown.values()}
        paths = {source: one.path for source, one in shown.items()}
        count = counts[page.id]
        begun = (count.prefix, sorted(count.values.items()))
        key = digest(common, page_digest(page), fingerprint(run, begun, paths))
        yield Chapter(made.page, Setting(book, known, count, paths, listing), key)


def _with_marks(page: Page) -> Page:
    """The page with a command in place of the index: LaTeX makes it."""
    if not page.holds(Gathered):
        return page

    def change(node: Node) -> Node:
        is_index = isinstance(node, Gathered) and node.of == "index"
        return RawBlock(PRINTS, "latex", at=node.at) if is_index else node

    return replace(page, body=rewrite(page.body, change, Gathered))


def _without_html(page: Page) -> Page:
    """The page with HTML as the words, tables and pictures that it shows."""

    def change(node: Node) -> Node:
        if not isinstance(node, RawBlock) or node.format != "html":
            return node
        shown = elements(node)
        return Group((), shown, at=node.at) if shown else node

    return replace(page, body=rewrite(page.body, change)) if page.holds(RawBlock, Cell) else page


def _listing(book: Book) -> str:
    """The page whose author has placed a list of all works that the book cites, "" for none."""
    cited: set[str] = set()
    lists: list[tuple[str, set[str]]] = []
    for page in book.pages():
        if not page.holds(Citation, Bibliography):
            continue
        for node in walk(page.body, Citation, Bibliography):
            match node:
                case Citation(works=works):
                    cited |= {one.key for one in works if isinstance(one, Cited)}
                case Bibliography(works=works, heading=False):
                    lists.append((page.id, {work.key for work in works}))
                case _:
                    pass
    return next((page for page, keys in lists if keys and keys >= cited), "")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
