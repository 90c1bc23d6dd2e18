"""What pure functions gave last time, kept under `.hexapla/` for when they are asked the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from hexapla.engine import digest, engine
from hexapla.forked import mapped
from hexapla.model.book import Book
from hexapla.model.library import Library
from hexapla.model.nodes import Claim, PackageIndex
from hexapla.model.problems import Problems
from hexapla.packed import UNFIT, fingerprint, kept, pack, unpack
from hexapla.plugins import load
from hexapla.ports import Edition
from hexapla.source.tree import Sources
from hexapla.whole import read_whole, write_in_turn


def understood(sources: Sources, folder: Path) -> tuple[Book, Problems]:
    """The resolved book that sources make; of an edited one, only the edited pages are read."""
    common = (sources.config, sources.texts, tuple(sources.files))

    def drafts() -> object:
        return recalled_each("hexapla.source.parse:page", sources.pages, common, folder=folder)

    book, problems = recalled("hexapla.stages:understand", sources, folder=folder, further=drafts)
    return book, problems


def claimed(edition: Edition, folder: Path) -> Problems:
    """What pages claim of their code and is not so; in most books no page claims anything."""
    if not any(page.pairs or page.holds(Claim) for page in edition.book.pages()):
        return ()
    known = replace(edition, changes=())  # what was written when says nothing of it
    problems: Problems = recalled("hexapla.inspect.claims:problems", known, folder=folder)
    return problems


def indexed(book: Book, library: Library, folder: Path) -> Book:
    """The book with its pages that show the index of the companion filled in."""
    if not any(page.holds(PackageIndex) for page in book.pages()):
        return book
    made = recalled("hexapla.stages:indexed", book, library, folder=folder)
    pages = {page.id: page for page in made}
    return book.each(lambda page: pages.get(page.id, page))


def recalled(
    function: str, *given: object, folder: Path, further: Callable[[], object] | None = None
) -> Any:
    """What a pure function gives for values, from memory if they are what it was given last.

    `function` names it, "package.module:function", so that it is loaded only to be called. The
    memory is in a book's folder; where that cannot be written, nothing is kept. `further` gives
    one more value, which follows from the others.
    """
    place, key = _place(function, folder), _key(function, *given)
    with suppress(OSError, Unfit):
        return from_bytes(read_whole(place), key)
    gives = kept(load(function)(*given, *([further()] if further else [])))
    _keep(place, gives, key)
    return gives


def recalled_each(
    function: str, each: Iterable[tuple[object, ...]], common: tuple[object, ...], *, folder: Path
) -> list[Any]:
    """What a pure function gives for each of several values and what they have in common.

    It is asked about those only that it was not asked about last time.
    """
    place, key = _place(function, folder), _key(function, *common)
    before: dict[str, Any] = {}
    with suppress(OSError, Unfit):
        before = from_bytes(read_whole(place), key)
    asked = {fingerprint(*one): one for one in each}
    new = [one for name, one in asked.items() if name not in before]
    made = iter(mapped(_asking(function, common), new, pack=pack, unpack=unpack, here=True))
    gives = {name: before[name] if name in before else next(made) for name in asked}
    if gives.keys() != before.keys():
        _keep(place, gives, key)
    return [*gives.values()]


def _asking(function: str, common: tuple[object, ...]) -> Callable[[tuple[object, ...]], Any]:
    return lambda one: kept(load(function)(*one, *common))


def _place(function: str, folder: Path) -> Path:
    return folder / ".hexapla" / "memory" / function.replace(":", ".")


def _key(function: str, *given: object) -> bytes:
    return digest(engine(), function, fingerprint(*given)).encode()


def _keep(place: Path, gives: object, key: bytes) -> None:
    with suppress(OSError, *UNFIT):
        write_in_turn(place, to_bytes(gives, key))


class Unfit(Exception):
    """What was read is not what is sought, or is damaged."""


def to_bytes(value: object, key: bytes) -> bytes:
    """A value, under a line that says to which key it belongs and what its digest is."""
    data = pack(value)
    return key + sha256(data).hexdigest().encode() + b"\n" + data


def from_bytes(data: bytes, key: bytes) -> Any:
    """The value that `to_bytes` made these of; raises Unfit where they are not that."""
    head, _, rest = data.partition(b"\n")
    if head != key + sha256(rest).hexdigest().encode():
        raise Unfit
    try:
        return unpack(rest)
    except ValueError as wrong:
        raise Unfit from wrong
