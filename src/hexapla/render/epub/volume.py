"""All files of a book in one variant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from posixpath import splitext

from hexapla.model.book import Book, Page, Part, Variant
from hexapla.model.nodes import Image
from hexapla.model.walk import plain, walk
from hexapla.ports import Artifact, Edition
from hexapla.render.addresses import apart
from hexapla.render.epub import front, package
from hexapla.render.epub.contents import (
    COVER,
    NAV,
    NCX,
    entries,
    navigation,
    old_navigation,
    part_file,
)
from hexapla.render.epub.fit import Fitted, Shelf, fitted
from hexapla.render.epub.package import CONTAINER, FOLDER, MIMETYPE, About, File
from hexapla.render.epub.pages import Document, page_document
from hexapla.render.epub.pictures import Picture, named, picture, pictures
from hexapla.render.epub.xhtml import ids, joined
from hexapla.render.formulas import Formula
from hexapla.render.seen import UNSAID, Seen
from hexapla.render.web.context import Context, book_context
from hexapla.render.web.maths import Typeset

SHEET = "style.css"


@dataclass(frozen=True, slots=True)
class Volume:
    """A book in one variant: its pages, all formulas, and the files that pages held in them."""

    edition: Edition
    variant: Variant
    pages: tuple[Seen, ...]
    formulas: Mapping[Formula, Typeset]
    held: Mapping[str, bytes]

    @property
    def title(self) -> str:
        """What the book is called on a shelf where all variants stand."""
        config = self.edition.book.config
        several = len(config.variants) > 1
        return f"{config.title} ({self.variant.title})" if several else config.title


def members(volume: Volume) -> tuple[Artifact, ...]:
    """The files of the book, from the first that a reader of EPUB looks at."""
    shown = pictures(volume.pages, volume.edition.book, volume.held)
    pages = _fitted(volume, shown)
    book = _as_seen(volume.edition.book, pages)
    context = _context(volume, shown.values())
    documents = _documents(pages, _kinds(book), context)
    cover, listed = _cover(volume), entries(book, context)
    first = next((one.file for one in documents), "")
    nav = navigation(listed, first, volume.title, context.language)
    title = front.title_page(book, volume.variant, _verified(volume, context.words))
    before = (front.cover_page(book, cover.path), title, nav)
    ordered = (*before, *_with_parts(book, documents, context))
    about = _about(volume, pages, documents)
    own = (
        *(Artifact(one.file, one.text.encode("utf-8", "replace")) for one in ordered),
        Artifact(SHEET, _sheet()),
        Artifact(NCX, old_navigation(listed, about.identifier, about.title)),
        cover,
        *(Artifact(f"files/{one.name}", one.data) for one in shown.values()),
    )
    texts = {one.file: one.text for one in ordered}
    listing = tuple(_file(one.path, texts.get(one.path), cover.path) for one in own)
    inside = (replace(one, path=f"{FOLDER}/{one.path}") for one in own)
    return (MIMETYPE, CONTAINER, package.package(book, about, listing), *inside)


def _fitted(volume: Volume, shown: Mapping[str, Picture]) -> tuple[Fitted, ...]:
    book = volume.edition.book
    names = {source: one.name for source, one in shown.items()}
    site, language = book.config.publication.site, book.config.language
    shelf = Shelf(names, frozenset(book.files), site, language)
    return tuple(fitted(one.page, shelf) for one in volume.pages)


def _as_seen(book: Book, pages: Iterable[Fitted]) -> Book:
    """The book with its pages as this variant sees them."""
    known = {one.page.id: one.page for one in pages}
    return book.each(lambda page: known[page.id])


def _context(volume: Volume, shown: Iterable[Picture]) -> Context:
    """What the nodes of all pages have in common, here where nothing acts."""
    book = volume.edition.book
    known = {one.name: one.size for one in shown}
    parts = (part_file(number) for number in range(1, len(book.parts) + 1))
    names = {page.id: named(page.id).replace("/", "-") for page in book.pages()}
    return replace(
        book_context(book, (volume.variant,), volume.formulas),
        addresses=apart(names, ".xhtml", (COVER, front.TITLE, NAV, *parts)),
        files=dict.fromkeys(known, ""),
        sizes={name: size for name, size in known.items() if size},
        everywhere={},
        still=True,
    )


def _documents(
    pages: Iterable[Fitted], kinds: Mapping[str, str], context: Context
) -> tuple[Document, ...]:
    """The pages, without links to what this variant does not have."""
    made = [page_document(one, context, plain(one.page.title), kinds[one.page.id]) for one in pages]
    known = {one.file: ids(one.text) for one in made}
    return tuple(replace(one, text=joined(one.file, one.text, known)) for one in made)


def _kinds(book: Book) -> dict[str, str]:
    """What each page is to a reader of EPUB."""
    return {page.id: _kind(page, part) for part in book.parts for page in part.pages}


def _kind(page: Page, part: Part) -> str:
    if page.level == 1 and part.appendix:
        return "appendix"
    if page.level == 1 and page.number:
        return "chapter"
    return "bodymatter" if page.number or part.numbered else "frontmatter"


def _cover(volume: Volume) -> Artifact:
    """The picture that the book brings for it, or one with its title."""
    book, file = volume.edition.book, volume.edition.book.config.cover
    if file not in book.files:
        return Artifact("cover.svg", front.drawn_cover(book, volume.variant))
    return Artifact(f"cover{splitext(file)[1].lower()}", picture(file, book))


def _verified(volume: Volume, words: Mapping[str, str]) -> str:
    """With which packages the book's code ran, and when last."""
    runs = volume.edition.outputs.runs.items()
    own = [run for (_, variant), run in runs if variant == volume.variant.name and run.packages]
    used = ", ".join(
        f"{name} {one}" for name, one in sorted({p for run in own for p in run.packages})
    )
    last = max((run.since for run in own), default="")
    return words["verified_on" if last else "verified"].format(used, last) if used else ""


def _with_parts(book: Book, documents: Iterable[Document], context: Context) -> Iterator[Document]:
    left = iter(documents)
    for number, part in enumerate(book.parts, 1):
        if part.title and part.pages:
            yield front.part_page(part, number, context.language)
        for _ in part.pages:
            yield next(left)


def _about(volume: Volume, pages: Iterable[Fitted], documents: Iterable[Document]) -> About:
    book = volume.edition.book
    shown = [node for one in pages for node in walk(one.page.body, Image)]
    return About(
        volume.title,
        package.identifier(book, volume.variant),
        package.modified(book, volume.edition.changes),
        maths=any("<math" in one.text for one in documents),
        pictures=bool(shown),
        described=all(one.alt not in ("", UNSAID) for one in shown),
        moving=any(one.source.lower().endswith(".gif") for one in shown),
    )


def _file(path: str, text: str | None, cover: str) -> File:
    """What a file is for, of which a text is read in its turn."""
    uses = {
        "nav": path == NAV,
        "mathml": "<math" in (text or ""),
        "cover-image": path == cover,
    }
    return File(path, " ".join(name for name, is_so in uses.items() if is_so), text is not None)


def _sheet() -> bytes:
    return (files("hexapla.render.epub") / "assets" / "epub.css").read_bytes()
