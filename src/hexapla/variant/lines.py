"""The lines of code on which something stands: all other statements need not be gone through."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left


def lines_with(pattern: re.Pattern[str], text: str) -> list[int]:
    """The lines of a text in which a pattern is found, from 1, in order."""
    return [row for row, line in enumerate(text.split("\n"), 1) if pattern.search(line)]


def is_near(node: ast.AST, rows: list[int]) -> bool:
    """Whether one of these lines is among those of a statement; of no statement, that it may be."""
    if not isinstance(node, ast.stmt):
        return True
    decorators = getattr(node, "decorator_list", None)
    at = bisect_left(rows, decorators[0].lineno if decorators else node.lineno)
    return at < len(rows) and rows[at] <= (node.end_lineno or node.lineno)
