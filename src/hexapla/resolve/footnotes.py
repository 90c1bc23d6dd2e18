"""Footnotes are numbered page by page, in the order in which they are first referred to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hexapla.model.book import Book, Page
from hexapla.model.near import Names
from hexapla.model.nodes import Footnote, FootnoteReference, Node, Table
from hexapla.model.problems import (
    duplicate_footnote,
    unknown_footnote,
    unused_footnote,
)
from hexapla.model.walk import children, holds, rewrite, walk
from hexapla.resolve.step import Report, by_page


def _change(page: Page, book: Book, report: Report) -> Page:
    notes: dict[str, Footnote] = {}
    for node in walk(page.body, Footnote):
        notes.setdefault(node.name, node)
    if not notes and not holds(page.body, FootnoteReference):
        return page
    names = Names(notes)
    numbers = _numbers(page, notes)
    shown: set[str] = set()

    def mark(node: Node) -> Node:
        match node:
            case FootnoteReference(name) if name not in notes:
                report(unknown_footnote(name, names, node.at))
            case Footnote(name) if name in shown:
                report(duplicate_footnote(name, notes[name].at, node.at))
                return node
            case Footnote(name):
                shown.add(name)
                if name not in numbers:
                    report(unused_footnote(name, node.at))
            case FootnoteReference():
                pass
            case _:
                return node
        return replace(node, number=numbers.get(node.name, 0))

    return replace(page, body=rewrite(page.body, mark, FootnoteReference, Footnote))


# Footnotes get their numbers; those that are not to be shown keep the number 0.
footnotes = by_page(_change)


def _numbers(page: Page, notes: dict[str, Footnote]) -> dict[str, int]:
    """Marks within a footnote's own text come after all those of the page."""
    order = list(dict.fromkeys(name for name in _marks(page.body) if name in notes))
    seen = set(order)
    for name in order:  # grows while it is gone through
        inner = dict.fromkeys(_marks(notes[name].body))
        order += [other for other in inner if other in notes and other not in seen]
        seen.update(inner)
    return {name: number for number, name in enumerate(order, 1)}


def _marks(nodes: Iterable[Node]) -> Iterator[str]:
    """The names of the footnotes referred to, in order, outside of footnotes."""
    for node in nodes:
        if isinstance(node, FootnoteReference):
            yield node.name
        elif isinstance(node, Table):  # its caption stands above it
            yield from _marks((*node.caption, node.head, *node.rows))
        elif not isinstance(node, Footnote):
            yield from _marks(children(node))
