"""Where the citations of a book lead to, and from where its lists lead back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hexapla.model.book import Entry, Page
from hexapla.model.nodes import Citation, Cited, Inline, Reference, Text
from hexapla.resolve.citing import Spot
from hexapla.resolve.lists import FEET, List, entry_key
from hexapla.resolve.names import Called


@dataclass(frozen=True, slots=True)
class Row:
    """A work in a list: what the list calls it, and its anchor on the list's page."""

    key: str
    mark: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that the citations of a book lead to: spots by page and key, "" for any other page."""

    spots: Mapping[tuple[str, str], Spot]
    called: Mapping[str, Called]
    prefixes: frozenset[str]
    entries: Mapping[str, Entry]

    def own(self, key: str) -> str:
        """The key in the bibliography of a key in the text; "" where there is none."""
        return entry_key(key, self.prefixes, self.entries)

    def spot(self, key: str, page: str) -> Spot | None:
        """Where a key in the text leads to from a page, None where the book has no such work."""
        known = self.spots.get((page, key)) or self.spots.get(("", key))
        return known or (Spot(self.called[own]) if (own := self.own(key)) else None)


def shelf(
    lists: Sequence[List],
    rows: Sequence[Sequence[Row]],
    called: Mapping[str, Called],
    entries: Mapping[str, Entry],
) -> Shelf:
    """Of several lists that hold a work, one on the citing page goes first, then a placed one."""
    spots: dict[tuple[str, str], Spot] = {}
    both = list(zip(lists, rows, strict=True))
    for one, listed in (*(b for b in both if b[0].placed), *(b for b in both if not b[0].placed)):
        for place, row in enumerate(listed, 1):
            cited = one.node.key_prefix + row.key
            spot = Spot(called[row.key], row.mark, place, one.page, row.anchor)
            spots.setdefault((one.page, cited), spot)
            spots.setdefault(("", cited), spot)
    return Shelf(spots, called, frozenset(one.node.key_prefix for one in lists), entries)


def rows_of(lists: Sequence[List], orders: Iterable[Iterable[tuple[str, str]]]) -> list[list[Row]]:
    """The works of each list with anchors, each once on its page."""
    taken: set[tuple[str, str]] = set()
    rows: list[list[Row]] = []
    for one, order in zip(lists, orders, strict=True):
        rows.append([])
        for key, mark in order:
            name = anchor = f"cite-{one.node.key_prefix}{key}"
            count = 1
            while (one.page, anchor) in taken:
                count += 1
                anchor = f"{name}-{count}"
            taken.add((one.page, anchor))
            rows[-1].append(Row(key, mark, anchor))
    return rows


Back = Mapping[tuple[str, str], tuple[Reference, ...]]


def anchored(citations: Iterable[Citation]) -> Iterator[str]:
    """The anchors of a page's citations, in their order; those in footnotes need none."""
    count = 0
    for node in citations:
        count += node.form not in FEET
        yield "" if node.form in FEET else f"cited-{count}"


def back(
    pages: Mapping[str, Page], citations: Mapping[str, tuple[Citation, ...]], of: Shelf
) -> Back:
    """What leads back from each work of a list, by page and anchor, to where it is cited.

    From the page itself to every place; from another one to the first place on each page.
    """
    found: dict[tuple[str, str], list[Reference]] = {}
    for page, nodes in citations.items():
        for node, anchor in zip(nodes, anchored(nodes), strict=True):
            for one in node.works if anchor else ():
                spot = of.spot(one.key, page) if isinstance(one, Cited) else None
                if spot and spot.page:
                    there = found.setdefault((spot.page, spot.anchor), [])
                    if spot.page == page or not there or there[-1].page != page:
                        words = _words(pages[page], spot.page)
                        there.append(Reference("cite", page, words, page, anchor))
    return {place: tuple(there) for place, there in found.items()}


def _words(page: Page, seen_from: str) -> tuple[Inline, ...]:
    if page.id == seen_from:
        return (Text("↩"),)
    return (Text("↩ "), *((Text(page.number),) if page.number else page.title))
