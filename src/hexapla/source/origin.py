"""Where the keys and values of a configuration were written, whatever form it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from hexapla.model.nodes import Place

# The way to a value: the keys of tables, and the indexes of lists.
Path = tuple[str | int, ...]


class Origin(Protocol):
    """Says where things of a configuration stand."""

    def at(self, path: Path) -> Place:
        """Where a key or item stands, or else what it is in."""
        ...

    def holding(self, value: str, path: Path) -> Place:
        """Where a value stands that is in what is at `path`."""
        ...


@dataclass(frozen=True, slots=True)
class Places:
    """Where things stand that were gathered from other files: each known by its path."""

    known: Mapping[Path, tuple[Place, object]]  # the place, and the value there
    top: Place

    def at(self, path: Path) -> Place:
        for size in range(len(path), 0, -1):
            inside = (p for p in self.known if p[:size] == path[:size])
            if (found := min(inside, key=len, default=None)) is not None:
                return self.known[found][0]
        return self.top

    def holding(self, value: str, path: Path) -> Place:
        for inner, (place, found) in self.known.items():
            if found == value and inner[: len(path)] == path:
                return place
        return self.at(path)
