"""Code without comments, docstrings and blank lines: what of saved code goes into keys.

The text is cut and not printed anew from its tree, because what Python prints differs between
versions of Python, and a key must be the same on every machine.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from hexapla.model.lexed import Spot, comments, within_strings
from hexapla.variant.code import statements, understand

DOCUMENTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@lru_cache(maxsize=16384)
def bare(code: str) -> str:
    """The code with nothing in it that does not change what it does."""
    docstrings = list(_docstrings(code))
    said = [((row, at), (row, at + len(text)), "") for (row, at), text in comments(code)]
    lines = code.split("\n")
    for start, end, instead in sorted([*said, *docstrings], reverse=True):
        cut(lines, start, end, instead)
    # Lines that end within a string keep their blanks, and so do the lines after them.
    inside = {row - 1 for row in within_strings(code)}
    inside -= {row for start, end, _ in docstrings for row in range(start[0], end[0])}
    return "\n".join(
        line if row in inside else line.rstrip()
        for row, line in enumerate(lines, 1)
        if row - 1 in inside or line.strip()
    )


def _docstrings(code: str) -> Iterator[tuple[Spot, Spot, str]]:
    """Where docstrings stand, and what must stand in their place where they are all there is."""
    lines = code.split("\n")
    for node in statements(understand(code).body):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            text = node.body[0]
            start = spot(lines, text.lineno, text.col_offset)
            end = spot(lines, text.end_lineno or text.lineno, text.end_col_offset or 0)
            yield start, end, "" if len(node.body) > 1 else "..."


def spot(lines: list[str], row: int, offset: int) -> Spot:
    """A place whose column is in characters; Python's trees count bytes."""
    return row, len(lines[row - 1].encode()[:offset].decode())


def cut(lines: list[str], start: Spot, end: Spot, instead: str) -> None:
    """Take a stretch of text out of lines, and leave the lines themselves where they are."""
    after = lines[end[0] - 1][end[1] :]
    lines[start[0] - 1] = lines[start[0] - 1][: start[1]] + instead + after
    for row in range(start[0], end[0]):
        lines[row] = ""
