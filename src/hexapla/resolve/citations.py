"""Citations get their words, and lists of references the works that are cited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, Protocol, cast

from hexapla.model.book import Book, Entry, Page
from hexapla.model.near import Names
from hexapla.model.nodes import (
    Bibliography,
    Citation,
    Cited,
    Footnote,
    FootnoteReference,
    Inline,
    Node,
    Paragraph,
    Reference,
    Text,
    Work,
)
from hexapla.model.problems import (
    Problem,
    bad_style,
    unknown_citation,
    unlisted_citation,
)
from hexapla.model.walk import rewrite, walk
from hexapla.resolve.citing import Spot
from hexapla.resolve.lists import FEET, Found, List, lists, works
from hexapla.resolve.names import Called, called
from hexapla.resolve.own import own_style
from hexapla.resolve.shelf import Back, Row, Shelf, anchored, back, rows_of, shelf
from hexapla.resolve.step import Pass, Report


class Style(Protocol):
    """How works are listed and cited."""

    def line(self, key: str) -> tuple[Inline, ...]: ...
    def listed(self, keys: tuple[str, ...], node: Bibliography) -> tuple[tuple[str, str], ...]:
        """The works of a list in their order, each with its mark."""

    def cited(self, node: Citation, spots: Mapping[str, Spot]) -> tuple[Inline, ...]: ...


@dataclass(frozen=True, slots=True)
class Known:
    """Where citations lead, how they are set, and the lists: those that stand on each page where
    their author wants them, and what its end is to have."""

    held: Shelf
    style: Style
    placed: Mapping[str, tuple[Bibliography, ...]]
    ends: Mapping[str, Bibliography]


def _learn(book: Book, report: Report) -> Known | None:
    """None where nothing is cited, nor to be listed.

    A page that cites gets its list of references at the end, unless the author has placed one
    on it; a list that an author has placed holds all that the whole book cites, or what its
    filter says.
    """
    found = lists(book, report)
    if not (found.lists or any(found.citations.values())):
        return None
    feet = (one.key for nodes in found.citations.values() for one in works(nodes, feet=True))
    used = dict.fromkeys(key for keys in found.cited.values() for key in keys)
    used |= dict.fromkeys(key for one in found.lists for key in one.keys)
    used |= dict.fromkeys(key for key in feet if key in book.entries)
    names = called(used, book.entries, book.config.language)
    style = _style(book, names, report)
    orders = [style.listed(one.keys, one.node) for one in found.lists]
    rows = rows_of(found.lists, orders)
    held = shelf(found.lists, rows, names, book.entries)
    for problem in _told(found, held):
        report(problem)
    there = back({page.id: page for page in book.pages()}, found.citations, held)
    placed: dict[str, tuple[Bibliography, ...]] = {}
    ends: dict[str, Bibliography] = {}
    for one, listed in zip(found.lists, rows, strict=True):
        made = _bibliography(one, listed, style, there, book.entries)
        if one.placed:
            placed[one.page] = (*placed.get(one.page, ()), made)
        else:
            ends[one.page] = made
    return Known(held, style, placed, ends)


def _change(page: Page, book: Book, known: Known | None, report: Report) -> Page:
    cited = tuple(node for node in walk(page.body, Citation) if node.works)
    if known is None or not (cited or page.id in known.placed):
        return page
    notes: dict[str, Footnote] = {}
    anchors, lists = iter(anchored(cited)), iter(known.placed.get(page.id, ()))

    def fill(node: Node) -> Node:
        match node:
            case Citation(works=()):
                return node
            case Citation():
                given = tuple(_owned(one, known.held) for one in node.works)
                inside = _inside(node, page.id, known.held, known.style, notes)
                return replace(node, works=given, inside=inside, anchor=next(anchors))
            case Bibliography():
                return next(lists, node)  # one that came with an edit waits for the book
            case _:
                return node

    body = rewrite(page.body, fill, Citation, Bibliography)
    end = (known.ends[page.id],) if page.id in known.ends else ()
    return replace(page, body=(*body, *notes.values(), *end))


# Citations get their words, and lists their works.
citations = Pass(_learn, _change)


def _style(book: Book, names: Mapping[str, Called], report: Report) -> Style:
    """The style that book.toml names; where that cannot be had, our own."""
    own = own_style(book, names)
    name = book.config.citations.style
    if not name.endswith(".csl"):
        return own
    if not book.style:  # which was told when the book was read
        return own
    try:
        csl = cast(Any, import_module("hexapla.resolve.csl"))
    except ImportError:
        report(bad_style(name, "install hexapla[csl], which reads styles of CSL"))
        return own
    try:
        return cast(Style, csl.style(book.style, book.entries, book.config.language, own))
    except csl.Unfit as why:
        report(bad_style(name, str(why)))
        return own


def _told(found: Found, held: Shelf) -> Iterator[Problem]:
    """What is cited and not known, and what no list holds: this once for a key."""
    listed: set[str] = set()
    names = Names(held.entries)
    for page, nodes in found.citations.items():
        for one in works(nodes, feet=True):
            if not held.own(one.key):
                yield unknown_citation(one.key, names, one.at)
        for one in works(nodes, feet=False):
            spot = held.spot(one.key, page)
            if spot is None:
                yield unknown_citation(one.key, names, one.at)
            elif not spot.page and one.key not in listed:
                yield unlisted_citation(one.key, one.at)
                listed.add(one.key)


# --- filling in -------------------------------------------------------------------------------


def _bibliography(
    of: List, rows: list[Row], style: Style, there: Back, entries: Mapping[str, Entry]
) -> Bibliography:
    listed = tuple(
        Work(
            row.key,
            style.line(row.key),
            row.anchor,
            row.mark,
            there.get((of.page, row.anchor), ()),
            at=entries[row.key].at,
        )
        for row in rows
    )
    node = of.node
    return Bibliography(listed, style=node.style, heading=node.heading, at=node.at)


def _owned(one: Cited | Reference, held: Shelf) -> Cited | Reference:
    """A work by the key that its bibliography knows it by."""
    return replace(one, key=held.own(one.key) or one.key) if isinstance(one, Cited) else one


def _inside(
    node: Citation, page: str, held: Shelf, style: Style, notes: dict[str, Footnote]
) -> tuple[Inline, ...]:
    cited = [one for one in node.works if isinstance(one, Cited)]
    spots = {one.key: spot for one in cited if (spot := held.spot(one.key, page))}
    if node.form not in FEET:
        return style.cited(node, spots)
    line: list[Inline] = []
    for one in cited:
        own = held.own(one.key)
        if not own:
            line.append(Reference("cite", one.key, (Text(one.key),)))
            continue
        if node.form == "foot-textual":
            name = held.called[own].everyone if node.everyone else held.called[own].short
            line.append(Text((", " if line else "") + name))
        tail = (Text(" "), *one.suffix, Text(".")) if one.suffix else ()
        name = f"cited {own} {_plain_key(one)}".strip()
        body = (Paragraph((*style.line(own), *tail), at=one.at),)
        notes.setdefault(name, Footnote(name, body, at=one.at))
        line.append(FootnoteReference(name, at=one.at))
    return tuple(line)


def _plain_key(one: Cited) -> str:
    """What sets one footnote on a work apart from another: the place in it."""
    return "".join(part.text for part in one.suffix if isinstance(part, Text))
