"""TeX's lengths as Typst's."""

from __future__ import annotations

from hexapla.render.paper.tex.tree import Tree

# How much one is, in units of Typst that do not change with the font, or in em.
UNITS = {
    "em": (1.0, "em"),
    "ex": (0.431, "em"),
    "mu": (1 / 18, "em"),
    "pt": (1.0, "pt"),
    "mm": (1.0, "mm"),
    "cm": (1.0, "cm"),
    "in": (1.0, "in"),
    "bp": (1.00375, "pt"),
    "pc": (12.0, "pt"),
    "dd": (1238 / 1157, "pt"),
    "cc": (14856 / 1157, "pt"),
    "nd": (685 / 642, "pt"),
    "nc": (1370 / 107, "pt"),
    "sp": (1 / 65536, "pt"),
    "px": (1.00375, "pt"),
}
LONGEST = {"em": 50.0, "pt": 600.0, "mm": 200.0, "cm": 20.0, "in": 8.0}


def length(dimension: Tree) -> str:
    """One length; longer than a page is none."""
    factor, unit = UNITS[dimension["unit"]]
    value = max(-LONGEST[unit], min(LONGEST[unit], dimension["number"] * factor))
    return f"{round(value, 4):g}{unit}"
