"""What pages claim of what their code gives: by how much it may differ, and pairs of programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from hexapla.model.inlines import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class Margin:
    """By how much two numbers may differ: relative to the larger one, or absolutely."""

    relative: float = 0.0
    absolute: float = 0.0

    def of(self, *numbers: float) -> float:
        """The same as a difference between these numbers."""
        return max(self.absolute, self.relative * max(map(abs, numbers), default=0.0))

    def __str__(self) -> str:
        return f"{100 * self.relative:g}%" if self.relative else f"{self.absolute:g}"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two programs for the same, one from scratch and one with the framework.

    `start` and `result` name what each of them shows, here and there: labels of cells, or glued
    names. `page` is the page of the second one, "" where it stands on the same.
    """

    page: str
    start: tuple[tuple[str, str], ...]
    result: tuple[tuple[str, str], ...]
    margin: Margin
    at: Place = field(default=NOWHERE, compare=False)


def parted(name: str) -> Iterator[tuple[str, str]]:
    """A name as that of a value, and what of it is meant: "", or the rest behind each of its dots.

    The longest go first: `fit.train.loss`, `fit.train` and `loss`, `fit` and `train.loss`.
    """
    begin = name.partition("[")[0]
    yield begin, name[len(begin) :]
    for at in reversed([n for n, sign in enumerate(begin) if sign == "."]):
        yield name[:at], name[at:]
