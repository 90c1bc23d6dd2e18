"""Comments and strings of Python code, and what stands outside of them.

They are known by their signs alone, in code that Python can read: to have its own tokens takes
fifty times as long, and they differ between versions of Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

Spot = tuple[int, int]  # line from 1, column from 0, in characters

APART = (
    r"#[^\n]*"
    r'|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    r"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
)
FOUND = re.compile(APART, re.DOTALL)


def comments(code: str) -> Iterator[tuple[Spot, str]]:
    """The comments, from their signs on, and where they begin."""
    if "#" in code:
        yield from ((start, text) for start, text in _apart(code) if text[0] == "#")


def within_strings(code: str) -> frozenset[int]:
    """The lines that begin within a string."""
    if '"""' not in code and "'''" not in code and "\\\n" not in code:
        return frozenset()
    return frozenset(
        row + n
        for (row, _), text in _apart(code)
        if "\n" in text
        for n in range(1, text.count("\n") + 1)
    )


def sought(code: str, sign: str, after: Spot) -> Spot | None:
    """Where a sign begins first from a spot on, outside of comments and strings."""
    row, column = after
    start = 0
    for _ in range(row - 1):
        start = code.index("\n", start) + 1
    for found in _signs(sign).finditer(code, start + column):
        if found["sign"]:
            begin = code.rfind("\n", 0, found.start()) + 1
            return row + code.count("\n", start, found.start()), found.start() - begin
    return None


def _apart(code: str) -> Iterator[tuple[Spot, str]]:
    """Comments and strings in order."""
    row, begin, seen = 1, 0, 0
    for found in FOUND.finditer(code):
        start = found.start()
        if passed := code.count("\n", seen, start):
            row, begin = row + passed, code.rfind("\n", seen, start) + 1
        seen = start
        yield (row, start - begin), found[0]


@lru_cache(maxsize=64)
def _signs(sign: str) -> re.Pattern[str]:
    said = rf"\b{sign}\b" if sign.isalpha() else re.escape(sign)
    return re.compile(rf"{APART}|(?P<sign>{said})", re.DOTALL)
