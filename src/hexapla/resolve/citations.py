"""Citations get their words, and lists of references the works that are cited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
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
    Problems,
    bad_style,
    unknown_citation,
    unlisted_citation,
)
from hexapla.model.walk import rewrite
from hexapla.resolve.citing import Spot
from hexapla.resolve.lists import FEET, Found, List, lists, works
from hexapla.resolve.names import Called, called
from hexapla.resolve.own import own_style
from hexapla.resolve.pages import each_page
from hexapla.resolve.shelf import Back, Row, Shelf, anchored, back, rows_of, shelf


class Style(Protocol):
    """How works are listed and cited."""

    def line(self, key: str) -> tuple[Inline, ...]: ...
    def listed(self, keys: tuple[str, ...], node: Bibliography) -> tuple[tuple[str, str], ...]:
        """The works of a list in their order, each with its mark."""

    def cited(self, node: Citation, spots: Mapping[str, Spot]) -> tuple[Inline, ...]: ...


def citations(book: Book) -> tuple[Book, Problems]:
    """The book with its citations filled in.

    A page that cites gets its list of references at the end, unless the author has placed one
    on it; a list that an author has placed holds all that the whole book cites, or what its
    filter says.
    """
    problems: list[Problem] = []
    found = lists(book, problems)
    if not (found.lists or any(found.citations.values())):
        return book, tuple(problems)
    feet = (one.key for nodes in found.citations.values() for one in works(nodes, feet=True))
    used = dict.fromkeys(key for keys in found.cited.values() for key in keys)
    used |= dict.fromkeys(key for one in found.lists for key in one.keys)
    used |= dict.fromkeys(key for key in feet if key in book.entries)
    names = called(used, book.entries, book.config.language)
    style = _style(book, names, problems)
    orders = [style.listed(one.keys, one.node) for one in found.lists]
    rows = rows_of(found.lists, orders)
    held = shelf(found.lists, rows, names, book.entries)
    problems += _told(found, held)
    there = back({page.id: page for page in book.pages()}, found.citations, held)
    made = (
        _bibliography(one, listed, style, there, book.entries)
        for one, listed in zip(found.lists, rows, strict=True)
    )
    homes = {one.page for one in found.lists if not one.placed}
    changed = {page for page, nodes in found.citations.items() if nodes}
    changed |= {one.page for one in found.lists}

    def change(page: Page) -> Page:
        notes: dict[str, Footnote] = {}
        anchors = iter(anchored(found.citations[page.id]))

        def fill(node: Node) -> Node:
            match node:
                case Citation(works=()):
                    return node
                case Citation():
                    keys = (w for w in node.works if isinstance(w, Cited))
                    known = tuple(Cited(held.own(w.key) or w.key, at=w.at) for w in keys)
                    inside = _inside(node, page.id, held, style, notes)
                    return replace(node, works=known, inside=inside, anchor=next(anchors))
                case Bibliography():
                    return next(made)
                case _:
                    return node

        body = rewrite(page.body, fill) if page.id in changed else page.body
        own = (next(made),) if page.id in homes else ()
        return replace(page, body=(*body, *notes.values(), *own))

    return each_page(book, change), tuple(problems)


def _style(book: Book, names: Mapping[str, Called], problems: list[Problem]) -> Style:
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
        problems.append(bad_style(name, "install hexapla[csl], which reads styles of CSL"))
        return own
    try:
        return cast(Style, csl.style(book.style, book.entries, book.config.language, own))
    except csl.Unfit as why:
        problems.append(bad_style(name, str(why)))
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
