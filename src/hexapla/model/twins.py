"""Labels that several variants of a page have, each for its own figure, formula, or theorem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hexapla.model.book import Page
from hexapla.model.nodes import Cell, VariantBlock
from hexapla.model.reach import LABELLED
from hexapla.model.walk import children, walk

Places = dict[str, list[tuple[str, ...]]]


def twins(page: Page) -> Mapping[str, str]:
    """The labels that stand more than once, and never twice for the readers of one variant.

    Each is given with the variant that has it first.
    """
    found: Places = {}
    names = [node.label for node in walk(page.body, *LABELLED) if node.label]
    if len(names) == len({*names}):  # as nearly everywhere
        return {}
    for name, variants in _labels(page):
        found.setdefault(name, []).append(variants)
    return {
        name: places[0][0] for name, places in found.items() if len(places) > 1 and _apart(places)
    }


def _labels(page: Page) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every label, and for which variants it is there: none named, for all."""
    within: dict[int, tuple[str, ...]] = {}
    for node in walk(page.body):
        seen_by = within.get(id(node), ())
        if isinstance(node, Cell | VariantBlock) and node.variants:
            seen_by = node.variants
        if seen_by:
            within.update((id(inner), seen_by) for inner in children(node))
        if name := getattr(node, "label", ""):
            yield name, seen_by


def _apart(places: list[tuple[str, ...]]) -> bool:
    names = [name for variants in places for name in variants]
    return all(places) and len(set(names)) == len(names)
