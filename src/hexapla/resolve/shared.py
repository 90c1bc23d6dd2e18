"""Labels that several variants of a page have, each for its own figure, formula, or theorem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hexapla.model.book import Page
from hexapla.model.nodes import Cell, Node, VariantBlock
from hexapla.model.walk import children

Places = dict[str, list[tuple[str, ...]]]


def shared(page: Page) -> frozenset[str]:
    """The labels that stand more than once, and never twice for the readers of one variant."""
    found: Places = {}
    for name, variants in _labels(page.body, ()):
        found.setdefault(name, []).append(variants)
    return frozenset(name for name, places in found.items() if len(places) > 1 and _apart(places))


def _labels(
    nodes: Iterable[Node], within: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every label, and for which variants it is there: none named, for all."""
    for node in nodes:
        seen_by = node.variants if isinstance(node, Cell | VariantBlock) else within
        if name := getattr(node, "label", ""):
            yield name, seen_by or within
        yield from _labels(children(node), seen_by or within)


def _apart(places: list[tuple[str, ...]]) -> bool:
    names = [name for variants in places for name in variants]
    return all(places) and len(set(names)) == len(names)
