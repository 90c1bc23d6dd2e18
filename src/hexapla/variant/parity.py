"""Says where variants save other names, or the same with other parameters, and no cell says why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from hexapla.model.book import Book, Page
from hexapla.model.library import Library
from hexapla.model.nodes import Cell, PackageIndex, Place
from hexapla.model.problems import (
    Problem,
    Problems,
    bad_directive,
    idle_only,
    other_parameters,
    saved_in_some,
)
from hexapla.model.walk import cells_of, walk
from hexapla.variant.catalogue import Entry, Named, names


def parity(book: Book, library: Library) -> Problems:
    """A problem for each public name that not all variants have alike, unless `:only:` says why."""
    listed = names(library)
    pages = {page.id: page for page in book.pages()}
    titles = {variant.name: variant.title for variant in book.config.variants}
    found: list[Problem] = []
    for one in listed:
        missing = [name for name in titles if name not in one.by]
        uneven = bool(missing) or one.differs
        if one.only and not uneven:
            found += _idle(one)
        if not one.only and uneven:
            found += _missing(one, missing, pages, titles)
            found += _differing(one, titles)
    found += _unknown(book, {one.topic for one in listed})
    return tuple(sorted(dict.fromkeys(found), key=lambda problem: problem.at))


def _missing(
    one: Named, missing: Iterable[str], pages: Mapping[str, Page], titles: Mapping[str, str]
) -> Iterator[Problem]:
    """Variants without code on the page that saves it have a gap there, which is told as such."""
    first = next(iter(one.by.values())).saved
    near = {
        titles[variant]: min(cells, key=lambda cell: (_far(cell, first.at), cell.at)).at
        for variant in missing
        if (cells := tuple(cells_of(pages[first.page].body, variant)))
    }
    if near:
        yield saved_in_some(one.name, [titles[v] for v in one.by], near.items(), first.at)


def _far(cell: Cell, at: Place) -> tuple[bool, int]:
    return cell.at.file != at.file, abs(cell.at.line - at.line)


def _differing(one: Named, titles: Mapping[str, str]) -> Iterator[Problem]:
    """What takes other parameters than the first variant that has it."""
    known = [(name, entry) for name, entry in one.by.items() if _takes(entry) is not None]
    for (name, first), (variant, other) in ((known[0], each) for each in known[1:]):
        if _takes(first) != _takes(other):
            here = (titles[variant], _takes(other) or ())
            there = (titles[name], _takes(first) or ())
            yield other_parameters(one.name, here, there, first.saved.at, other.saved.at)


def _takes(entry: Entry) -> tuple[str, ...] | None:
    return entry.signature.parameters


def _idle(one: Named) -> Iterator[Problem]:
    for entry in one.by.values():
        if entry.saved.only:
            yield idle_only(one.name, entry.saved.at)


def _unknown(book: Book, topics: set[str]) -> Iterator[Problem]:
    """Indexes of a topic that nothing is saved under."""
    for page in book.pages():
        for node in walk(page.body, PackageIndex) if page.holds(PackageIndex) else ():
            if node.topic and node.topic not in topics:
                what = f"no page saves code under the topic '{node.topic}'"
                yield bad_directive("package-index", what, node.at)
