"""The pictures of a page: in which files they lie, as LaTeX takes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hexapla.model.book import Book
from hexapla.model.nodes import NOWHERE, Image, Media, Place
from hexapla.model.walk import walk
from hexapla.ports import Artifact, Original, Pictured
from hexapla.render.latex.naming import figure_file
from hexapla.render.seen import GIVEN, Seen

# What becomes of each kind of picture: LaTeX takes PDF, PNG and JPEG.
TAKEN: Mapping[str, str] = {
    ".pdf": ".pdf",
    ".png": ".png",
    ".jpg": ".jpg",
    ".jpeg": ".jpeg",
    ".svg": ".pdf",
    ".webp": ".png",
    ".gif": ".png",
}
SUFFIX = re.compile(r"\.\w+$")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that a page shows: what it is called there, and the file that holds it."""

    source: str
    file: Artifact


def pictures(page: Seen, book: Book, held: Mapping[str, bytes]) -> Iterator[Picture]:
    """The pictures of a page that the book has, or its code gave, or that were `held` in a page;
    each once."""
    sources: dict[str, Place] = {}
    for node in walk(page.page.body, Image, Media):
        match node:
            case Image(source=source):
                sources.setdefault(source, node.at)
            case Media(poster=poster) if poster:
                sources.setdefault(poster, node.at)
            case _:
                pass
    for source, at in sources.items():
        suffix = suffix_of(source)
        taken = TAKEN.get(suffix)
        if taken is None:
            continue
        given = page.pictures.get(source)
        if given is not None:
            drawn = given.encode("utf-8", "replace") if isinstance(given, str) else given
            path = figure_file(f"outputs/{source.removeprefix(f'{GIVEN}media/')}", taken)
            file = Artifact(path, drawn if suffix == taken else Pictured(drawn, suffix))
        elif source in book.files:
            path = figure_file(_apart(source, taken, book), taken)
            data = held.get(f"files/{source}") or Original(source, book.files[source])
            told = NOWHERE if source in book.sizes else at
            made = data if _as_it_is(source, book) else Pictured(data, suffix, told)
            file = Artifact(path, made)
        else:
            continue
        yield Picture(source, file)


def _as_it_is(source: str, book: Book) -> bool:
    """Whether LaTeX takes the file of a picture; of one that is broken, it would stop."""
    suffix = suffix_of(source)
    return suffix == TAKEN[suffix] and (suffix == ".pdf" or source in book.sizes)


def suffix_of(source: str) -> str:
    found = SUFFIX.search(source)
    return found[0].lower() if found else ""


def _apart(source: str, taken: str, book: Book) -> str:
    """A name that no other picture of the book has: a.svg is a.pdf, where there is none."""
    stem, _, suffix = source.rpartition(".")
    twin = f".{suffix.lower()}" != taken and f"{stem}{taken}" in book.files
    return f"{stem}-{suffix}.{suffix}" if twin else source
