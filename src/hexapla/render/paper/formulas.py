"""Displayed formulas with their numbers."""

from __future__ import annotations

from hexapla.model.nodes import Display
from hexapla.render.paper.frame import Formula, Frame, Row, Typst
from hexapla.render.paper.inlines import spot
from hexapla.render.paper.marks import string


def display(node: Display, frame: Frame) -> str:
    """A formula on lines of its own, or its source where it cannot be set."""
    done = frame.formulas.get(Formula(node.tex, display=True))
    if done is None or done.error:
        return f"#bad-formula({string(node.tex)}, display: true)"
    if done.rows:
        return _rows(node, done, frame)
    number = f"number: {string(f'({node.number})')}, " if node.number else ""
    named = f"#{frame.label(node.label)}" if node.label else ""
    return f"#equation({string(node.tex)}, {number}$ {done.source} $){named}"


def _rows(node: Display, done: Typst, frame: Frame) -> str:
    """The lines of a formula, some of them with a number."""
    given = iter(node.rows)
    rows = "".join(f"\n  {_row(row, given, frame)}," for row in done.rows)
    begins = spot(node.label, frame) + "".join(spot(row.label, frame) for row in node.rows)
    return f"{begins}#equations({string(node.tex)},{rows}\n)"


def _row(row: Row, given: object, frame: Frame) -> str:
    cells = ", ".join(f"${cell}$" for cell in row.cells)
    return f"(cells: ({cells},), number: {string(_number(row))})"


def _number(row: Row) -> str:
    return f"({row.tag})" if row.tag else ""
