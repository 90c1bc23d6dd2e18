"""The rows of formulas of several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

# What opens and closes a group in which a row does not end, and what ends it.
MARKS = re.compile(r"\\begin\{[^{}]*\}|\\end\{[^{}]*\}|\\\\|\\.|[{}]|%[^\n]*", re.S)


def split(tex: str) -> Iterator[str]:
    """The rows of an environment: what ends within a group or an inner environment ends no row."""
    depth = start = 0
    for mark in MARKS.finditer(tex):
        text = mark[0]
        if text == "\\\\" and depth == 0:
            yield tex[start : mark.start()]
            start = mark.end()
        elif text == "{" or text.startswith("\\begin{"):
            depth += 1
        elif text == "}" or text.startswith("\\end{"):
            depth -= 1
    yield tex[start:]
