"""Sources of Typst without the blocks that it cannot set: a mark stands in place of each.

A line `// file:line` that begins in the first column stands above each block, and above those
within it one that is indented: they tell where the source of what follows stands in the book.
"""

from __future__ import annotations

import re

from hexapla.model.nodes import NOWHERE, Place

MARK = re.compile(r"( *)// (.+):(\d+)")
BROKEN = "#broken("


def place(text: str, line: int) -> Place:
    """Where in the book that stands which a line of a source comes from; NOWHERE if none does."""
    for above in reversed(text.split("\n")[:line]):
        if mark := MARK.fullmatch(above):
            return Place(mark[2], int(mark[3]))
    return NOWHERE


def mended(text: str, line: int, why: str) -> str | None:
    """The text with a mark for the block that a line is in; None if it is in none, or in a mark."""
    lines = text.split("\n")
    starts = [n for n, one in enumerate(lines) if (m := MARK.fullmatch(one)) and not m[1]]
    start = max((n for n in starts if n < line), default=None)
    if start is None or lines[start + 1 : start + 2] == [] or lines[start + 1].startswith(BROKEN):
        return None
    end = min((n for n in starts if n > start), default=len(lines))
    mark = f"{BROKEN}{string(lines[start].removeprefix('// '))}, {string(why)})"
    rest = [""] * (end - start - 2)  # as many lines as before: others keep their numbers
    return "\n".join((*lines[: start + 1], mark, *rest, *lines[end:]))


def string(text: str) -> str:
    """The text as a string of Typst's code, in one line."""
    plain = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'
