"""The lines of code on which something stands: all other statements need not be gone through."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator


def lines_saying(names: Iterable[str], text: str) -> list[int]:
    """The lines of a text on which one of these names stands."""
    said = "|".join(map(re.escape, sorted(names)))
    return lines_with(re.compile(rf"\b(?:{said})\b"), text)


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


def near(nodes: Iterable[ast.AST], rows: list[int]) -> Iterator[ast.AST]:
    """All nodes of code, in the order of `ast.walk`, but those of statements far from the lines."""
    ahead = deque(nodes)
    while ahead:
        node = ahead.popleft()
        if is_near(node, rows):
            yield node
            ahead.extend(ast.iter_child_nodes(node))
