"""Exercises and their solutions."""

from __future__ import annotations

from collections.abc import Mapping

from hexapla.model.nodes import Block, Exercise, Solution
from hexapla.source.found import Found
from hexapla.source.labels import label
from hexapla.source.reading import Directive, Reading

OPTIONS = frozenset({"nonumber", "enumerated", "hidden"})


def _exercise(found: Found, page: Reading) -> tuple[Block, ...]:
    """One that is `:hidden:` is there to be numbered and solved, and not to be read."""
    made = Exercise(
        page.argument(found),
        page.body(found),
        counted=not found.off("enumerated"),
        folded="dropdown" in found.classes or "hidden" in found.options,
        at=found.at,
    )
    return (made,)


def _solution(found: Found, page: Reading) -> tuple[Block, ...]:
    """Solutions are always closed until the reader asks for them."""
    return (Solution(label(found.argument), page.body(found), at=found.at),)


DIRECTIVES: Mapping[str, Directive] = {
    "exercise": Directive(_exercise, OPTIONS),
    "solution": Directive(_solution, frozenset({"hidden"}), needs="the label of its exercise"),
}
