"""What goes along with the sources of a book on paper: its pictures, those of its code, fonts."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from hexapla.engine import digest
from hexapla.model.book import PICTURE, Book, Page, Variant
from hexapla.model.nodes import Image
from hexapla.model.pictures import size
from hexapla.model.walk import walk
from hexapla.ports import Artifact, Edition, Original
from hexapla.render.addresses import HELD, PICTURES, stem
from hexapla.render.inert import tidied
from hexapla.render.paper.frame import Picture
from hexapla.render.seen import GIVEN

SUFFIXES = (*(f".{suffix}" for suffix in PICTURES.values()), ".jpeg")
FACES = (".otf", ".ttf", ".ttc")


def pictures(edition: Edition, variant: Variant) -> Iterator[tuple[str, Picture]]:
    """By the source that it has on a page, where each picture lies, and how large it is."""
    book = edition.book
    for file in book.files:
        if _is_picture(file):
            yield file, Picture(f"/pictures/{file}", *book.sizes.get(file, (0, 0)))
    for source, data in (*_given(edition, variant), *_held(book.pages())):
        yield source, Picture(f"/{place(source)}", *(size(data) or (0, 0)))


def picture_files(edition: Edition, variant: Variant) -> Iterator[Artifact]:
    """The pictures of the book and of its code, each at its place among the sources."""
    book = edition.book
    yield from originals((file for page in book.pages() for file in page.files), book)
    for source, data in (*_given(edition, variant), *_held(book.pages())):
        yield Artifact(place(source), data)


def page_pictures(page: Page, given: Mapping[str, str | bytes], book: Book) -> Iterator[Artifact]:
    """The pictures that one page shows; `given` are those of its code."""
    yield from originals(page.files, book)
    yield from (Artifact(place(source), data) for source, data in _held((page,)))
    for source, data in given.items():
        yield Artifact(place(source), _bytes(data))


def originals(files: Iterable[str], book: Book) -> Iterator[Artifact]:
    """Those of the files that are pictures of the book."""
    for file in dict.fromkeys(files):
        if _is_picture(file) and file in book.files:
            still = tidied if file.lower().endswith(".svg") else None
            yield Artifact(f"pictures/{file}", Original(file, book.files[file], still))


def font_files(folder: str, book: Book) -> Iterator[Artifact]:
    """The fonts that the book has in a folder of its own."""
    for file, key in book.files.items() if folder else ():
        if file.startswith(f"{folder}/") and file.lower().endswith(FACES):
            yield Artifact(f"fonts/{file}", Original(file, key))


def place(source: str) -> str:
    """Where a picture lies among the sources that is no file of the book."""
    found = HELD.match(source)
    if found:
        return f"pictures/held/{digest(source)[:32]}.{PICTURES[found[1]]}"
    return f"pictures/{source.removeprefix(GIVEN)}"


def _is_picture(file: str) -> bool:
    return file.lower().endswith(SUFFIXES)


def _given(edition: Edition, variant: Variant) -> Iterator[tuple[str, bytes]]:
    """The pictures that code gave, by their sources."""
    for page in edition.book.pages():
        run = edition.outputs.of(page.id, variant.name)
        for cell, outputs in enumerate(run.cells if run else ()):
            for number, one in enumerate(outputs or ()):
                form = next((form for form in (one, *one.others) if form.mime in PICTURES), None)
                if form:
                    name = stem(page.id, variant.name, cell, number)
                    yield f"{GIVEN}{name}.{PICTURES[form.mime]}", _bytes(form.data)


def _held(pages: Iterable[Page]) -> Iterator[tuple[str, bytes]]:
    """The pictures that their own addresses hold, by these."""
    nodes = (node for page in pages if page.holds(PICTURE) for node in walk(page.body, Image))
    for source in dict.fromkeys(node.source for node in nodes):
        if found := HELD.match(source):
            with suppress(ValueError):
                yield source, b64decode(source[found.end() :])


def _bytes(data: str | bytes) -> bytes:
    return data if isinstance(data, bytes) else data.encode("utf-8", "replace")
