"""How much of each kind the pages of a book hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from hexapla.model.book import Page
from hexapla.model.nodes import (
    Cell,
    Cited,
    Display,
    Figure,
    Node,
    Reference,
    Table,
    VariantBlock,
)
from hexapla.model.walk import walk
from hexapla.resolve.labels import on_page

SAVED = re.compile(r"#\s*@save")


def counted(pages: Iterable[Page], variants: tuple[str, ...]) -> Counter[str]:
    """How often each kind occurs in pages that are read and not resolved."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts["pages"] += 1
        counts["labels"] += len({one.name for one, is_slug in on_page(page) if not is_slug})
        for node in walk(page.body):
            counts.update(_kinds(node, variants))
        said = page.meta.get("discussion")
        counts["threads"] += len({*said.values()}) if isinstance(said, dict) else 0
    return counts


# Nodes that count as what they are.
SIMPLE: Mapping[type[Node], str] = {Cited: "citations", Display: "equations", Table: "tables"}
NUMBERED = ("numref", "ref", "eq")


def _kinds(node: Node, variants: tuple[str, ...]) -> Iterator[str]:
    match node:
        case Cell(variants=names, code=code):
            saved = len(SAVED.findall(code))
            for name in names or variants:
                yield f"cells of {name}"
                yield from (f"saved in {name}" for _ in range(saved))
        case VariantBlock(variants=names):
            yield from (f"prose of {name}" for name in names)
        case Reference(form=form) if form in NUMBERED:
            yield "references"
        case Figure(image=image) if image is not None:
            yield "figures"
        case _ if kind := SIMPLE.get(type(node)):
            yield kind
        case _:
            pass
