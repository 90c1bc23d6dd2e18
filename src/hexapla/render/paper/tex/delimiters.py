"""Brackets that grow with what stands between them, or are as large as they are told to be."""

from __future__ import annotations

import unicodedata

from hexapla.render.paper.tex.glyphs import BARS, CLASSES, escaped, joined
from hexapla.render.paper.tex.level import Level
from hexapla.render.paper.tex.tree import Tree

SIZES = {1: 1.2, 2: 1.8, 3: 2.4, 4: 3.0}  # em, of \big, \Big, \bigg, \Bigg
SAME = {"<": "⟨", ">": "⟩", "lt": "⟨", "gt": "⟩", **BARS}
NOTHING = 'class("normal","")'  # so that a bracket further in does not grow in place of it


def fence(char: str, side: str = "open") -> str:
    """A bracket; `side` is where it stands, which need not be the one it was made for."""
    if char == ".":
        return NOTHING
    char = SAME.get(char, char)
    kind = {"Ps": "open", "Pe": "close"}.get(unicodedata.category(char[0]))
    plain = escaped(char)
    return plain if kind == side else f'class("{CLASSES[side]}",{plain})'


def sign(char: str | None) -> str | None:
    """A bracket's character, None where there is none."""
    return None if char in (None, ".") else SAME.get(char, char)


def fenced(left: str, made: str, right: str) -> str:
    return f"lr({joined((fence(left, 'open'), made, fence(right, 'close')))})"


def middle(node: Tree, level: Level) -> str:
    char = sign(node["delim"])
    return f"mid({escaped(char)})" if char else ""


def sized(node: Tree, level: Level) -> str:
    r"""\big and the like."""
    char, family = sign(node["delim"]), node["mclass"].removeprefix("m")
    if char is None:
        return ""
    return f'class("{CLASSES[family]}",lr(size:#{SIZES[node["size"]]}em,{escaped(char)}))'
