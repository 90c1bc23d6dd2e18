"""Displayed formulas with their numbers."""

from __future__ import annotations

from hexapla.model.nodes import Display
from hexapla.render.formulas import Formula
from hexapla.render.paper.frame import Frame
from hexapla.render.paper.inlines import spot
from hexapla.render.paper.marks import string
from hexapla.render.paper.maths import Set

LONG = 70  # letters of TeX: what has fewer surely fits into a line


def display(node: Display, frame: Frame) -> str:
    """A formula on lines of its own, or its source where it cannot be set."""
    done = frame.formulas.get(Formula(node.tex, display=True))
    if done is None or done.error:
        rows = "".join(spot(row.label, frame) for row in node.rows)
        return f"{spot(node.label, frame)}{rows}#bad-formula({string(node.tex)}, display: true)"
    if done.tags:
        return _rows(node, done, frame)
    number = f"number: {string(f'({node.number})')}, " if node.number else ""
    number += f"at: {string(str(node.at))}, " if len(node.tex) > LONG else ""
    named = f"#{frame.label(node.label)}" if node.label else ""
    return f"#displayed({string(node.tex)}, {number}$ {done.typst} $){named}"


def _rows(node: Display, done: Set, frame: Frame) -> str:
    """A formula some of whose lines have numbers, each with its label."""
    labels = "".join(f"{_label(row.label, frame)}, " for row in node.rows)
    said = f"alt: {string(node.tex)}, labels: ({labels}), tag => $ {done.typst} $"
    return f"{spot(node.label, frame)}#maths.numbered({said})"


def _label(anchor: str, frame: Frame) -> str:
    return frame.label(anchor) if anchor else "none"
