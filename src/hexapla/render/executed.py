"""A table of how the pages of a book last ran, where a page asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hexapla.model.book import Page
from hexapla.model.nodes import (
    Alignment,
    Datum,
    Gathered,
    Node,
    Reference,
    Row,
    Table,
    Text,
)
from hexapla.model.outputs import Freshness
from hexapla.model.walk import cells_of, rewrite, walk
from hexapla.ports import Edition

HEAD = ("Page", "Variant", "State", "Seconds", "Since")
ALIGN: tuple[Alignment, ...] = ("", "", "", "right", "")
STATES: dict[Freshness, str] = {
    "fresh": "has run",
    "stale": "is stale",
    "missing": "has not run",
    "failed": "failed",
    "stored": "as stored in the notebook",
}


def with_executed(edition: Edition) -> Edition:
    """The edition with its tables of execution filled in."""
    asking = {page.id for page in edition.book.pages() if _asks(page)}
    if not asking:
        return edition
    head = Row(tuple(Datum((Text(word),), head=True) for word in HEAD))
    table = Table(head, tuple(_rows(edition)), ALIGN)

    def fill(node: Node) -> Node:
        asked = isinstance(node, Gathered) and node.of == "cells"
        return replace(node, body=(table,)) if asked else node  # type: ignore[call-arg]

    def change(page: Page) -> Page:
        return replace(page, body=rewrite(page.body, fill, Gathered)) if page.id in asking else page

    return replace(edition, book=edition.book.each(change))


def _asks(page: Page) -> bool:
    return page.holds(Gathered) and any(node.of == "cells" for node in walk(page.body, Gathered))


def _rows(edition: Edition) -> Iterator[Row]:
    for page in edition.book.pages():
        for variant in edition.variants:
            if not any(cells_of(page.body, variant.name)):
                continue
            run = edition.outputs.of(page.id, variant.name)
            state = STATES[run.freshness if run else "missing"]
            took = f"{run.duration:.1f}" if run and run.duration else ""
            link = Reference("doc", page.id, page.title, page.id)
            words = (variant.title, state, took, run.since if run else "")
            yield Row((Datum((link,)), *(Datum((Text(word),)) for word in words)))
