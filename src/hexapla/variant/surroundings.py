"""What a page's code binds around the code that it saves."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hexapla.variant.code import Code
from hexapla.variant.companion import aliases
from hexapla.variant.marks import Marked
from hexapla.variant.names import Import, bound, imports

BUILT_IN = frozenset((*dir(builtins), "__file__", "__path__", "__builtins__"))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The names of a page in one variant, by where they come from.

    `companion` are the names that stand for something of the companion package; `own` are
    those that the page binds without saving them.
    """

    imports: Mapping[str, tuple[Import, ...]]
    saved: frozenset[str]
    own: frozenset[str]
    companion: Mapping[str, str]

    def imported(self, name: str, line: tuple[int, int]) -> tuple[Import, ...]:
        """The imports behind a name in code that stands on this line, as (cell, line)."""
        before = [one for one in self.imports.get(name, ()) if one.line <= line]
        if not before:
            same_cell = [one for one in self.imports.get(name, ()) if one.line[0] <= line[0]]
            return tuple(same_cell[:1])
        latest = before[-1]
        return tuple(one for one in before if one.dotted) if latest.dotted else (latest,)

    def may_be_saved(self, name: str) -> bool:
        """Whether a name can mean a saved item: one of this page's, or of another's."""
        return name in self.saved or (name not in self.own and name not in BUILT_IN)

    def is_built_in(self, name: str) -> bool:
        return name in BUILT_IN and name not in self.own


def surroundings(
    codes: Sequence[Code], marks: Sequence[Sequence[Marked]], package: str
) -> Surroundings:
    """What the cells of a page bind, given what each of them saves."""
    by_name: dict[str, tuple[Import, ...]] = {}
    saved: set[str] = set()
    own: set[str] = set()
    for index, (code, in_cell) in enumerate(zip(codes, marks, strict=True)):
        kept = {statement for one in in_cell for statement in one.statements}
        for one in imports(code.body, index):
            by_name[one.name] = (*by_name.get(one.name, ()), one)
        saved.update(name for one in in_cell for name in one.names)
        own.update(bound(statement for statement in code.body if statement not in kept))
    return Surroundings(by_name, frozenset(saved), frozenset(own), aliases(codes, package))
