"""The lines of code on which something stands: all other statements need not be gone through."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator


def lines_saying(names: Iterable[str], text: str) -> list[int]:
    """The lines of a text on which one of these names stands."""
    return lines_with(_saying(names), text)


def only_before_dots(names: Iterable[str], text: str) -> bool:
    """Whether these names stand in a text only as `name.`: then nothing gives them a meaning, but
    `import name.part` may."""
    return not _saying(names, r"(?!\.)").search(text)


def _saying(names: Iterable[str], after: str = "") -> re.Pattern[str]:
    said = "|".join(map(re.escape, sorted(names)))
    return re.compile(rf"\b(?:{said})\b{after}")


def lines_with(pattern: re.Pattern[str], text: str) -> list[int]:
    """The lines of a text in which a pattern is found, from 1, in order."""
    rows: list[int] = []
    row, seen = 1, 0
    for found in pattern.finditer(text):
        row, seen = row + text.count("\n", seen, found.start()), found.start()
        if rows[-1:] != [row]:
            rows.append(row)
    return rows


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
