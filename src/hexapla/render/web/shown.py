"""What is shown besides words and pictures: media, diagrams, and what stands elsewhere."""

from __future__ import annotations

from typing import assert_never

from hexapla.model.nodes import Diagram, Embedded, Media, Outcome
from hexapla.render.web.boxes import Inner
from hexapla.render.web.code import listing
from hexapla.render.web.context import Context
from hexapla.render.web.markup import tag, text

Shown = Diagram | Embedded | Media | Outcome


def shown(node: Shown, context: Context, inner: Inner) -> str:
    """What a node shows, as HTML."""
    match node:
        case Diagram(code):
            return listing(code, "")
        case Embedded(_, body):
            return inner(body, context)
        case Media(source=source):
            return tag("p", text(source))
        case Outcome(name):
            return tag("p", text(name), class_="unresolved")
        case _:
            assert_never(node)
