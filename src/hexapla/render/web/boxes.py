"""Boxes and what stands side by side: theorems, asides, cards, grids and tabs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import assert_never

from hexapla.model.nodes import (
    Aside,
    Block,
    Card,
    Definition,
    Definitions,
    Grid,
    Group,
    Tabs,
    Theorem,
)
from hexapla.model.words import word
from hexapla.render.web.context import Context
from hexapla.render.web.inlines import inlines
from hexapla.render.web.markup import tag, text

Box = Aside | Card | Definitions | Grid | Group | Tabs | Theorem
Inner = Callable[[Iterable[Block], Context], str]  # how what is in a box is written


def box(node: Box, context: Context, inner: Inner) -> str:  # noqa: PLR0911
    """A case for every kind of box."""
    match node:
        case Theorem():
            return _theorem(node, context, inner)
        case Aside(kind, title, body):
            head = tag("p", inlines(title, context), class_="title") if title else ""
            return tag("aside", head + inner(body, context), class_=kind)
        case Group(classes, body, label):
            style = " ".join(classes) or None
            return tag("div", inner(body, context), class_=style, id=context.anchor(label))
        case Card(title=title, body=body):
            head = tag("p", inlines(title, context), class_="title") if title else ""
            return tag("div", head + inner(body, context), class_="card")
        case Grid(_, body):
            return tag("div", inner(body, context), class_="grid")
        case Tabs(tabs):
            parts = [(inlines(one.title, context), inner(one.body, context)) for one in tabs]
            return "\n".join(tag("p", title, class_="title") + body for title, body in parts)
        case Definitions(inside):
            return tag("dl", "\n".join(_definition(one, context, inner) for one in inside))
        case _:
            assert_never(node)


def _theorem(node: Theorem, context: Context, inner: Inner) -> str:
    name = f"{word(node.kind, context.language)} {node.number}".strip()
    title = f" ({inlines(node.title, context)})" if node.title else ""
    head = tag("p", tag("span", text(name), class_="number") + title, class_="title")
    style = f"theorem {node.kind}"
    return tag(
        "section", head + inner(node.body, context), class_=style, id=context.anchor(node.label)
    )


def _definition(node: Definition, context: Context, inner: Inner) -> str:
    terms = [
        tag("dt", inlines(one.inside, context), id=context.anchor(one.label)) for one in node.terms
    ]
    said = [tag("dd", inner(item.body, context)) for item in node.items]
    return "".join((*terms, *said))
