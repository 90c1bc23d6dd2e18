"""What goes along with the sources of a book on paper: its pictures, those of its code, fonts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hexapla.model.book import Book, Variant
from hexapla.model.pictures import size
from hexapla.ports import Artifact, Edition, Original
from hexapla.render.addresses import PICTURES, stem
from hexapla.render.paper.frame import Picture

TOP = "output:"  # what the sources of pictures begin with that code gave
SUFFIXES = (*(f".{suffix}" for suffix in PICTURES.values()), ".jpeg")
FACES = (".otf", ".ttf", ".ttc")


def pictures(edition: Edition, variant: Variant) -> Iterator[tuple[str, Picture]]:
    """By the source that it has on a page, where each picture lies, and how large it is."""
    book = edition.book
    for file in book.files:
        if _is_picture(file):
            yield file, Picture(f"/pictures/{file}", *book.sizes.get(file, (0, 0)))
    for source, data in _given(edition, variant):
        yield source, Picture(f"/{place(source)}", *(size(data) or (0, 0)))


def picture_files(edition: Edition, variant: Variant) -> Iterator[Artifact]:
    """The pictures of the book and of its code, each at its place among the sources."""
    yield from originals(
        (file for page in edition.book.pages() for file in page.files), edition.book
    )
    for source, data in _given(edition, variant):
        yield Artifact(place(source), data)


def originals(files: Iterable[str], book: Book) -> Iterator[Artifact]:
    """Those of the files that are pictures of the book."""
    for file in dict.fromkeys(files):
        if _is_picture(file) and file in book.files:
            yield Artifact(f"pictures/{file}", Original(file, book.files[file]))


def font_files(folder: str, book: Book) -> Iterator[Artifact]:
    """The fonts that the book has in a folder of its own."""
    for file, key in book.files.items() if folder else ():
        if file.startswith(f"{folder}/") and file.lower().endswith(FACES):
            yield Artifact(f"fonts/{file}", Original(file, key))


def place(source: str) -> str:
    """Where a picture that code gave lies among the sources."""
    return f"pictures/{source.removeprefix(TOP)}"


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
                    data = (
                        form.data
                        if isinstance(form.data, bytes)
                        else form.data.encode("utf-8", "replace")
                    )
                    name = stem(page.id, variant.name, cell, number)
                    yield f"{TOP}{name}.{PICTURES[form.mime]}", data
