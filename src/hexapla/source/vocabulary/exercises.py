"""Exercises and their solutions."""

from __future__ import annotations

from collections.abc import Mapping

from hexapla.model.nodes import Block, Exercise, Solution
from hexapla.source.found import Found
from hexapla.source.labels import label
from hexapla.source.reading import Directive, Reading


def _exercise(found: Found, page: Reading) -> tuple[Block, ...]:
    title = page.argument(found)
    return (Exercise(title, page.body(found), at=found.at),)


def _solution(found: Found, page: Reading) -> tuple[Block, ...]:
    """Solutions are always closed until the reader asks for them."""
    return (Solution(label(found.argument), page.body(found), at=found.at),)


DIRECTIVES: Mapping[str, Directive] = {
    "exercise": Directive(_exercise),
    "solution": Directive(_solution, needs="the label of its exercise"),
}
