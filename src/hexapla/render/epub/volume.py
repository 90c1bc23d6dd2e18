"""All files of a book in one variant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from importlib.resources import files
from posixpath import splitext

from hexapla.model.book import Book, Page, Variant
from hexapla.model.nodes import Image, Media
from hexapla.model.pictures import size
from hexapla.model.walk import plain, walk
from hexapla.ports import Artifact, Edition, Original
from hexapla.render.addresses import apart
from hexapla.render.epub import front
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
from hexapla.render.epub.package import (
    CONTAINER,
    FOLDER,
    KINDS,
    MIMETYPE,
    About,
    File,
    identifier,
    modified,
    package,
)
from hexapla.render.epub.pages import Document, page_document
from hexapla.render.epub.xhtml import ids, joined
from hexapla.render.inert import inert
from hexapla.render.seen import Seen
from hexapla.render.web.context import Context, book_context
from hexapla.render.web.maths import Formula, Typeset

DRAWN = "drawn/"  # the folder of the pictures that code gave
SHEET = "style.css"
UNFIT = re.compile(r"[^A-Za-z0-9._/-]")  # what makes the name of a file hard to read for some


@dataclass(frozen=True, slots=True)
class Volume:
    """A book in one variant: its pages, all formulas, and the files that pages held in them."""

    edition: Edition
    variant: Variant
    pages: tuple[Seen, ...]
    formulas: Mapping[Formula, Typeset]
    held: Mapping[str, bytes]


def members(volume: Volume) -> tuple[Artifact, ...]:
    """The files of the book, from the first that a reader of EPUB looks at."""
    book, language = volume.edition.book, volume.edition.book.config.language
    pictures = dict(_pictures(volume))
    names = {source: _safe(source) for source in pictures}
    site = book.config.publication.site
    shelf = Shelf(names, frozenset(book.files), site, language)
    pages = tuple(fitted(one.page, shelf) for one in volume.pages)
    context = _context(volume, names)
    documents = _documents(pages, context)
    cover = _cover(volume)
    number = identifier(book, volume.variant)
    title = _title(volume)
    listed = entries(_book(book, pages), context)
    before = (front.cover_page(book, cover.path), front.title_page(book, volume.variant))
    nav = navigation(listed, next((one.file for one in documents), ""), title, language)
    ordered = (*before, nav, *_with_parts(book, documents, context))
    shown = [picture for one in pages for picture in _images(one.page)]
    files_of = (
        *(File(one.file, _properties(one), read=True) for one in ordered),
        File(SHEET),
        File(NCX),
        File(cover.path, "cover-image"),
        *(File(f"files/{name}") for name in names.values()),
    )
    about = About(
        title,
        number,
        modified(book, volume.edition.changes),
        maths=any("<math" in one.text for one in documents),
        pictures=bool(shown),
        described=all(one.alt for one in shown),
    )
    return (
        MIMETYPE,
        CONTAINER,
        package(book, about, files_of),
        *(_artifact(one.file, one.text) for one in ordered),
        _artifact(SHEET, _sheet()),
        _artifact(NCX, old_navigation(listed, number, title)),
        replace(cover, path=f"{FOLDER}/{cover.path}"),
        *(replace(one, path=f"{FOLDER}/files/{names[source]}") for source, one in pictures.items()),
    )


def _title(volume: Volume) -> str:
    config = volume.edition.book.config
    several = len(config.variants) > 1
    return f"{config.title} ({volume.variant.title})" if several else config.title


def _cover(volume: Volume) -> Artifact:
    """The picture that the book brings for it, or one with its title."""
    book, file = volume.edition.book, volume.edition.book.config.cover
    if file not in book.files:
        return Artifact("cover.svg", front.drawn_cover(book, volume.variant))
    suffix = splitext(file)[1].lower()
    return Artifact(f"cover{suffix}", Original(file, book.files[file], partial(inert, file)))


def _context(volume: Volume, names: Mapping[str, str]) -> Context:
    book = volume.edition.book
    context = book_context(book, (volume.variant,), volume.formulas)
    drawn = {k: one for seen in volume.pages for k, one in seen.pictures.items()}
    sizes = {names[source]: known for source, known in book.sizes.items() if source in names}
    sizes |= {
        names[source]: known
        for source, data in drawn.items()
        if (known := size(data.encode() if isinstance(data, str) else data))
    }
    parts = [part_file(number) for number in range(1, len(book.parts) + 1)]
    taken = (COVER, front.TITLE, NAV, *parts)
    pages = {page.id: _safe(page.id).replace("/", "-") for page in book.pages()}
    return replace(
        context,
        addresses=apart(pages, ".xhtml", taken),
        files=dict.fromkeys(names.values(), ""),
        sizes=sizes,
        everywhere={},
        still=True,
    )


def _documents(pages: Iterable[Fitted], context: Context) -> tuple[Document, ...]:
    """The pages, without links to what this variant does not have."""
    made = [page_document(one, context, plain(one.page.title)) for one in pages]
    known = {one.file: ids(one.text) for one in made}
    return tuple(replace(one, text=joined(one.file, one.text, known)) for one in made)


def _with_parts(book: Book, documents: Iterable[Document], context: Context) -> Iterator[Document]:
    left = iter(documents)
    for number, part in enumerate(book.parts, 1):
        if part.title:
            yield front.part_page(part, number, context.language)
        for _ in part.pages:
            yield next(left)


def _book(book: Book, pages: Iterable[Fitted]) -> Book:
    """The book with its pages as this variant sees them."""
    known = {one.page.id: one.page for one in pages}
    return book.each(lambda page: known[page.id])


def _pictures(volume: Volume) -> Iterator[tuple[str, Artifact]]:
    """The pictures that pages show, by their sources there; those that no reader shows are not."""
    book = volume.edition.book
    for one in volume.pages:
        for source, data in one.pictures.items():
            raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
            yield source, Artifact(source, inert(source, raw))
        for source in _named(one.page):
            if source not in book.files or splitext(source)[1].lower() not in KINDS:
                continue
            held = volume.held.get(f"files/{source}")
            still = Original(source, book.files[source], partial(inert, source))
            yield source, Artifact(source, still if held is None else held)


def _named(page: Page) -> Iterator[str]:
    for node in walk((*page.title, *page.body)):
        if isinstance(node, Image):
            yield node.source
        elif isinstance(node, Media):
            yield node.poster


def _images(page: Page) -> Iterator[Image]:
    return (node for node in walk(page.body) if isinstance(node, Image))


def _safe(path: str) -> str:
    """A path of letters that every reader takes; two that differ have different ones."""
    fit = UNFIT.sub("_", path)
    if fit == path:
        return path
    stem, suffix = splitext(fit)
    return f"{stem}-{sha256(path.encode('utf-8', 'replace')).hexdigest()[:8]}{suffix}"


def _properties(one: Document) -> str:
    kinds = (("nav", one.file == NAV), ("mathml", "<math" in one.text))
    return " ".join(name for name, is_so in kinds if is_so)


def _artifact(path: str, text: str) -> Artifact:
    return Artifact(f"{FOLDER}/{path}", text.encode("utf-8", "replace"))


def _sheet() -> str:
    return (files("hexapla.render.epub") / "assets" / "epub.css").read_text(encoding="utf-8")
