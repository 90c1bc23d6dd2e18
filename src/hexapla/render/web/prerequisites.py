"""What is read before a page of the site, and what it leads to: said by authors, and by code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from hexapla.model.book import Book
from hexapla.model.learning import Prerequisite
from hexapla.render.web.context import SAVED, Context

Needs = Mapping[str, tuple[Prerequisite, ...]]
Names = Mapping[str, Mapping[str, str]]  # by variant: names, and what they stand for


@dataclass(frozen=True, slots=True)
class Graph:
    """What each page needs, with why; the same without what follows from the rest; and what each
    page leads to."""

    needs: Needs = field(default_factory=lambda: MappingProxyType({}))
    plain: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    leads: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


def graph(book: Book, context: Context) -> Graph:
    """The graph of a book, whose context is that of the whole site."""
    order = tuple(page.id for page in book.pages() if not page.hidden)
    needs = prerequisites(order, book.learning, context.everywhere, context.saved)
    plain = plainest(needs)
    return Graph(needs, plain, following(plain))


def prerequisites(
    order: Sequence[str], said: Needs, names: Mapping[str, Names], saved: Names
) -> Needs:
    """The pages that each page needs, in the order of the book: those that it says, and those
    that save what its code uses. `names` are those in the code of each page, `saved` the page of
    each saved name."""
    found: dict[str, tuple[Prerequisite, ...]] = {}
    for page in order:
        used = _used(page, names.get(page, {}), saved)
        teaches = {one.page: one.teaches for one in said.get(page, ())}
        needed = (
            Prerequisite(one, teaches.get(one, ()), used.get(one, ()))
            for one in order
            if one in teaches or one in used
        )
        if all_of := tuple(needed):
            found[page] = all_of
    return found


def _used(page: str, names: Names, saved: Names) -> Mapping[str, tuple[str, ...]]:
    """The saved names that a page's code uses, by the other page that saves them."""
    found: dict[str, dict[str, None]] = {}
    for variant, places in names.items():
        for place in places.values():
            name = place.removeprefix(SAVED)
            there = saved.get(variant, {}).get(name, page) if place.startswith(SAVED) else page
            if there != page:
                found.setdefault(there, {})[name] = None
    return {there: tuple(sorted(used)) for there, used in found.items()}


def plainest(needs: Needs) -> Mapping[str, tuple[str, ...]]:
    """The pages that each page needs, without those that one of the others needs already."""
    direct = {page: tuple(one.page for one in found) for page, found in needs.items()}
    before = {page: frozenset(_all(found, direct)) for page, found in direct.items()}
    return {
        page: tuple(
            one
            for one in found
            if not any(one in before.get(other, ()) for other in found if other != one)
            or page in before.get(one, ())  # in a circle nothing is plain
        )
        for page, found in direct.items()
    }


def _all(start: Iterable[str], direct: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """These pages and all that they need."""
    seen, ahead = set[str](), list(start)
    while ahead:
        page = ahead.pop()
        if page not in seen:
            seen.add(page)
            ahead += direct.get(page, ())
            yield page


def following(needs: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """The pages that each page leads to."""
    found: dict[str, tuple[str, ...]] = {}
    for page, needed in needs.items():
        for one in needed:
            found[one] = (*found.get(one, ()), page)
    return found
