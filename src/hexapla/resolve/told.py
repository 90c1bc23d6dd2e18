"""What a page tells the others: all that a pass may learn of it.

Where an edit leaves that as it was, no other page need be looked at. What is not surely a page's
own is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from typing import Any

from hexapla.model.book import Page
from hexapla.model.nodes import (
    Break,
    CodeSpan,
    Datum,
    Emphasis,
    FootnoteReference,
    Image,
    Item,
    Link,
    Listing,
    Math,
    Node,
    Paragraph,
    Quote,
    Reference,
    Row,
    Rule,
    Strong,
    Text,
)
from hexapla.model.walk import walk
from hexapla.resolve.embedded import Known as Embeddable
from hexapla.resolve.passes import Resolved

# No pass learns of these, as long as they have no label.
OWN = (
    *(Break, CodeSpan, Datum, Emphasis, FootnoteReference, Image, Item, Link, Listing, Math),
    *(Paragraph, Quote, Row, Rule, Strong, Text),
)
# What a node holds that is gone through by itself, or that stays its own.
HELD = {"body", "rows", "head", "items", "image", "legend", "tex"}
ROWS = "rows"  # of formulas have labels; those of tables are gone through


def told(page: Page, of: Resolved) -> tuple[object, ...]:
    """What the draft of a page tells. It is equal for drafts that tell the same."""
    bare = replace(page, body=())
    nodes = tuple(walk(page.body))
    wanted = next((facts.wanted for facts in of.facts if isinstance(facts, Embeddable)), ())
    if wanted and any(getattr(node, "label", "") in wanted for node in nodes):
        return (bare, page.body, tuple(node.at for node in nodes))  # copies keep their places
    return (bare, *(_said(node) for node in nodes if not _is_own(node)))


def telling(page: Page) -> Iterator[Node]:
    """The nodes of a draft that tell something."""
    return (node for node in walk(page.body) if not _is_own(node))


def _is_own(node: Node) -> bool:
    if isinstance(node, Reference):
        return node.form != "any"  # which may come to be a citation
    return isinstance(node, OWN) and not getattr(node, "label", "")


def _said(node: Node) -> tuple[object, ...]:
    kind: Any = type(node)
    return (kind, *(getattr(node, name) for name in _telling(kind)))


@cache
def _telling(kind: Any) -> tuple[str, ...]:
    names = tuple(one.name for one in fields(kind) if one.compare and one.name not in HELD)
    return (*names, ROWS) if kind.__name__ == "Display" else names
