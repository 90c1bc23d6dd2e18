"""Quotations, whose words they are, and the boxes that GitHub writes as quotations."""

from __future__ import annotations

import re
from dataclasses import replace

from hexapla.model.nodes import Admonition, Block, Break, Inline, Paragraph, Place, Quote, Text

ALERT = re.compile(
    r"\[!(note|tip|important|warning|caution|danger|error|attention|hint)\][ \t]*", re.I
)
DASH = re.compile(r"(?:-{2,3}|[–—])\s*")  # before the name of whose words they are


def quote(body: tuple[Block, ...], at: Place, *, kind: str = "") -> Block:
    """A quotation; with `[!NOTE]` on its first line, a box."""
    box = _alert(body, at)
    if box is not None:
        return box
    body, source = _source(body)
    return Quote(body, source, kind, at=at)


def _alert(body: tuple[Block, ...], at: Place) -> Admonition | None:
    match body:
        case [Paragraph([Text(first), *inside]) as paragraph, *rest] if found := ALERT.match(first):
            words = first[found.end() :]
            inside = [*([Text(words, at=at)] if words else []), *inside]
            end = next((n for n, node in enumerate(inside) if isinstance(node, Break)), len(inside))
            title, more = tuple(inside[:end]), tuple(inside[end + 1 :])
            lead = (replace(paragraph, inside=more),) if more else ()
            return Admonition(found[1].lower(), title, (*lead, *rest), at=at)
        case _:
            return None


def _source(body: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[Inline, ...]]:
    """What is quoted, and whose words it says they are: a last paragraph `-- Name`."""
    match body:
        case [*said, Paragraph([Text(first), *rest])] if said and (dash := DASH.match(first)):
            words = first[dash.end() :]
            return tuple(said), (*([Text(words)] if words else []), *rest)
        case _:
            return body, ()
