"""Labels on a page: those that authors give, and the slugs of headings that have none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from hexapla.model.nodes import (
    Admonition,
    Aside,
    Block,
    Card,
    Cell,
    CodeBlock,
    Display,
    Exercise,
    Figure,
    Group,
    Heading,
    Node,
    Solution,
    Table,
    Target,
    Theorem,
)
from hexapla.model.reach import LABELLED
from hexapla.model.walk import plain, rewrite, walk
from hexapla.model.words import slug

Labelled = (
    Heading
    | Figure
    | Table
    | CodeBlock
    | Display
    | Cell
    | Exercise
    | Solution
    | Theorem
    | Admonition
    | Card
    | Group
)


def label(name: str) -> str:
    """The form in which labels are known: whitespace, which no anchor may hold, is hyphens."""
    return "-".join(name.split())


def attach(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Give each target's label to what follows it, if that can have one and has none yet."""
    done: list[Block] = []
    for block in blocks:
        before = done[-1] if done else None
        if isinstance(before, Target) and isinstance(block, Labelled) and not block.label:
            done[-1] = replace(block, label=before.label)
        elif isinstance(before, Target) and isinstance(block, Aside) and len(block.body) == 1:
            done[-1:] = [replace(block, body=attach((before, *block.body)))]  # a figure beside
        else:
            done.append(block)
    return tuple(done)


def with_slugs(body: tuple[Block, ...]) -> tuple[Block, ...]:
    """The body with a label on every heading, each label once on the page."""
    taken = {name for node in walk(body, *LABELLED) if (name := getattr(node, "label", ""))}
    counts: Counter[str] = Counter()

    def named(node: Node) -> Node:
        if not isinstance(node, Heading) or node.label:
            return node
        own = name = slug(plain(node.inside))
        while not name or name in taken:
            counts[own] += 1
            name = f"{own}-{counts[own] + 1}"
        taken.add(name)
        return replace(node, label=name)

    return rewrite(body, named, Heading)
