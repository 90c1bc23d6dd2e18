"""How much of each kind the pages of a book hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

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


def counted(pages: Iterable[Page], variants: tuple[str, ...]) -> Counter[str]:
    """How often each kind occurs in pages that are read and not resolved."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts["pages"] += 1
        counts["labels"] += len({one.name for one, is_slug in on_page(page) if not is_slug})
        for node in walk(page.body):
            for kind in _kinds(node, variants):
                counts[kind] += 1
        threads = page.meta.get("discussion")
        for name in threads if isinstance(threads, dict) else ():
            counts[f"prose of {name}"] += 1
    return counts


def _kinds(node: Node, variants: tuple[str, ...]) -> Iterable[str]:
    match node:
        case Cell(variants=names):
            return [f"cells of {name}" for name in names or variants]
        case VariantBlock(variants=names):
            return [f"prose of {name}" for name in names]
        case Reference(form="numref" | "ref" | "eq"):
            return ["references"]
        case Cited():
            return ["citations"]
        case Display():
            return ["equations"]
        case Table():
            return ["tables"]
        case Figure(image=image) if image is not None:
            return ["figures"]
        case _:
            return []
