"""The pictures that go along with a book: of its files, and what its code drew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from posixpath import splitext

from hexapla.model.book import Book, Page
from hexapla.model.nodes import Image, Media
from hexapla.model.pictures import Size, size
from hexapla.model.problems import Problem, unfit_picture
from hexapla.model.walk import walk
from hexapla.ports import Original
from hexapla.render.addresses import PICTURES
from hexapla.render.inert import inert
from hexapla.render.seen import Seen

DRAWN = "drawn/"  # the folder of the pictures that code gave
UNFIT = re.compile(r"[^A-Za-z0-9._/-]")  # what makes the name of a file hard to read for some
SHOWN = frozenset((*(f".{suffix}" for suffix in PICTURES.values()), ".jpeg"))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its name in the book, which pages show it by."""

    name: str
    data: bytes | Original
    size: Size | None


def pictures(pages: Iterable[Seen], book: Book, held: Mapping[str, bytes]) -> dict[str, Picture]:
    """The pictures that pages show, by their sources there; `held` are those that were in pages.

    Those that are unfit are not among them.
    """
    return {
        source: picture
        for one in pages
        for source, picture in (*_drawn(one), *_brought(one.page, book, held))
    }


def unfit(page: Page, book: Book) -> Iterator[Problem]:
    """Each picture of the book on a page that no reader of EPUB shows: its words stand there."""
    for node in walk((*page.title, *page.body), Image):
        if node.source in book.files and (why := _why(node.source, book)):
            yield unfit_picture(node.source, why, node.at)


def picture(file: str, book: Book) -> Original:
    """A picture of the book as it goes along: nothing in it acts."""
    return Original(file, book.files[file], partial(inert, file))


def named(path: str) -> str:
    """A name of letters that every reader takes; two that differ have different ones."""
    fit = UNFIT.sub("_", path)
    if fit == path:
        return path
    stem, suffix = splitext(fit)
    return f"{stem}-{sha256(path.encode('utf-8', 'replace')).hexdigest()[:8]}{suffix}"


def _drawn(one: Seen) -> Iterator[tuple[str, Picture]]:
    for source, data in one.pictures.items():
        given = data.encode("utf-8", "replace") if isinstance(data, str) else data
        still = inert(source, given)
        yield source, Picture(named(source), still, size(still))


def _brought(page: Page, book: Book, held: Mapping[str, bytes]) -> Iterator[tuple[str, Picture]]:
    for source in _sources(page):
        if source in book.files and not _why(source, book):
            data = held.get(f"files/{source}") or picture(source, book)
            yield source, Picture(named(source), data, book.sizes.get(source))


def _why(source: str, book: Book) -> str:
    """Why a file of the book is no picture for an EPUB; "" for one that is."""
    suffix = splitext(source)[1].lower()
    if suffix not in SHOWN:
        return "readers of EPUB show SVG, PNG, JPEG, GIF and WebP"
    drawing = suffix == ".svg"  # which need not say how large it is
    return "" if drawing or source in book.sizes else f"it is no picture of the kind '{suffix}'"


def _sources(page: Page) -> Iterator[str]:
    for node in walk((*page.title, *page.body), Image, Media):
        yield node.source if isinstance(node, Image) else node.poster
