"""A page as one variant sees it, made of what Markdown has forms for: code, its outputs, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hexapla.model.book import Page
from hexapla.model.nodes import (
    Admonition,
    Bibliography,
    Block,
    Citation,
    Exercise,
    Image,
    IndexMark,
    Node,
    Solution,
    Theorem,
)
from hexapla.model.walk import rewrite
from hexapla.render.seen import Shows, seen, steady


def common(page: Page) -> dict[int, Block]:
    """The plain form of the blocks that the readers of all variants see alike, by identity."""
    return dict(zip(map(id, alike := (*steady(page.body),)), rewrite(alike, _bare), strict=True))


def plainly(page: Page, shows: Shows, known: Mapping[int, Block]) -> tuple[Block, ...]:
    """The body with code and outputs in place of cells, all open, and nothing led to; `known` is
    what its variants have in common."""
    body = seen(page, shows, known).page.body
    return tuple(known[id(one)] if id(one) in known else rewrite((one,), _bare)[0] for one in body)


def _bare(node: Node) -> Node:
    """A node without what only pages of HTML have: spots, folds, sizes of pictures."""
    match node:
        case Image():
            return replace(node, width="", height="")
        case IndexMark() | Citation():
            return replace(node, anchor="")
        case Bibliography(works):
            return replace(node, works=tuple(replace(work, anchor="") for work in works))
        case Admonition() | Exercise() | Solution() | Theorem():
            return replace(node, folded=False, label="")
        case _ if getattr(node, "label", ""):
            return replace(node, label="")  # type: ignore[call-arg]
        case _:
            return node
