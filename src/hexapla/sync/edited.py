"""What was done to a notebook since it was written, cell by cell."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hexapla.model.written import mark, own
from hexapla.source.jupyter import Notebook, NotebookCell

Side = Literal["after", "before", "end"]
CODE = "c"  # what the mark of a cell of code begins with


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that was done to a notebook.

    `number` is that of the cell as it was written (of cells that are new: of the one before them,
    0 if there is none); `now` is where it stands in the file, None for one that is gone.
    """

    kind: Literal["changed", "new", "gone", "moved"]
    number: int
    is_code: bool
    now: NotebookCell | None = None

    @property
    def code(self) -> str:
        return self.now.source if self.now else ""


@dataclass(frozen=True, slots=True)
class Written:
    """A notebook as it was written: of which page and variant, and the marks of its cells."""

    page: str
    variant: str
    marks: tuple[str, ...]


def written(notebook: Notebook) -> Written | None:
    """What a notebook was when we wrote it; None for one of others, or that has lost that."""
    ours = own(notebook.metadata)
    page, variant, marks = ours.get("page"), ours.get("variant"), ours.get("cells")
    if not (isinstance(page, str) and isinstance(variant, str) and isinstance(marks, list)):
        return None
    known = any(_number(cell, len(marks)) for cell in notebook.cells)
    return Written(page, variant, tuple(map(str, marks))) if known or not marks else None


def edits(notebook: Notebook, before: Written) -> Iterator[Edit]:
    """What was done to the notebook, in the order of its cells; what is gone, last."""
    numbers = [_number(cell, len(before.marks)) for cell in notebook.cells]
    moved = {*numbers} - _in_order(list(dict.fromkeys(filter(None, numbers))))
    seen: set[int] = set()
    last = 0
    for cell, number in zip(notebook.cells, numbers, strict=True):
        if not number or number in seen or before.marks[number - 1][:1] != cell.kind[:1]:
            if cell.source.strip():
                yield Edit("new", last, cell.kind == "code", cell)
            continue
        if number in moved:
            yield Edit("moved", number, cell.kind == "code", cell)
        seen.add(number)
        last = number
        if mark(cell.kind, cell.source) != before.marks[number - 1]:
            yield Edit("changed", number, cell.kind == "code", cell)
    for number, was in enumerate(before.marks, start=1):
        if number not in seen:
            yield Edit("gone", number, was.startswith(CODE))


def place_of_new(edit: Edit, marks: Sequence[str]) -> tuple[int, Side]:
    """Beside which cell of code what is new belongs: text has no place of its own in the source."""
    number = max(edit.number, 1)
    if marks[number - 1].startswith(CODE):
        return number, "after"
    following = (n for n in range(number + 1, len(marks) + 1) if marks[n - 1].startswith(CODE))
    return next(((n, "before") for n in following), (0, "end"))


def _in_order(numbers: Sequence[int]) -> set[int]:
    """The most of these numbers that stand in their order: the others were moved."""
    ends: list[list[int]] = []  # of each length, the sequence that ends with the least number
    for number in numbers:
        at = bisect_left([one[-1] for one in ends], number)
        ends[at : at + 1] = [[*(ends[at - 1] if at else []), number]]
    return {*ends[-1]} if ends else set()


def _number(cell: NotebookCell, most: int) -> int:
    """The number under which a cell was written, 0 for one that was not."""
    number = own(cell.metadata).get("cell")
    return number if isinstance(number, int) and 0 < number <= most else 0
