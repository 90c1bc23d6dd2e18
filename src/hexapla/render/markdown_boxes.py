"""Boxes and what stands side by side, as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import assert_never

from hexapla.model.nodes import Aside, Block, Card, Definitions, Grid, Group, Tabs, Theorem
from hexapla.model.words import word
from hexapla.render.markdown_inlines import Frame, anchor, inlines

Box = Aside | Card | Definitions | Grid | Group | Tabs | Theorem
Inner = Callable[[Iterable[Block], Frame], str]  # how what is in a box is written


def box(node: Box, frame: Frame, inner: Inner) -> str:
    """A box as Markdown."""
    match node:
        case Theorem(kind, title, body, label, number):
            name = f"**{word(kind, frame.language)} {number}".strip() + "**"
            more = f" ({inlines(title, frame)})" if title else ""
            return f"{anchor(label)}{name}{more}\n\n{inner(body, frame)}"
        case Aside(_, title, body) | Card(title, body):
            head = f"**{inlines(title, frame)}**\n\n" if title else ""
            return head + inner(body, frame)
        case Group(_, body) | Grid(_, body):
            return inner(body, frame)
        case Tabs(tabs):
            return "\n\n".join(
                f"**{inlines(one.title, frame)}**\n\n{inner(one.body, frame)}" for one in tabs
            )
        case Definitions(inside):
            return "\n\n".join(
                f"{', '.join(f'**{inlines(term.inside, frame)}**' for term in one.terms)}\n\n"
                + "\n\n".join(inner(item.body, frame) for item in one.items)
                for one in inside
            )
        case _:
            assert_never(node)
