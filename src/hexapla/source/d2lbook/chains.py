"""Where the branches of an `if` stand, with the comments that belong to each."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hexapla.model.lexed import Spot, comments, sought
from hexapla.source.d2lbook.edits import Code


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch of an `if`: its test, None of `else`; where it starts, where its suite does.

    `rows` are its lines, `above` the comments before it, which go where it goes.
    """

    test: ast.expr | None
    body: Sequence[ast.stmt]
    start: Spot
    colon: Spot
    rows: range = range(0)
    above: range = range(0)


def branches(code: Code, node: ast.If) -> Iterator[Branch]:
    """The branches of an `if` in order, with all lines that belong to each."""
    found = list(_branches(code, node))
    column = found[0].start[1]
    above = range(0)
    for n, branch in enumerate(found):
        end = code.end(branch.body[-1])[0]
        if n + 1 < len(found):
            following = found[n + 1].start[0]
            stop = _stop(code, end, following, column)
            after = range(stop, following)
        else:
            stop, after = _last(code, end, column), range(0)
        rows = range(branch.start[0], stop)
        yield Branch(branch.test, branch.body, branch.start, branch.colon, rows, above)
        above = after


def _branches(code: Code, node: ast.If) -> Iterator[Branch]:
    yield Branch(node.test, node.body, code.start(node), _token(code, ":", code.end(node.test)))
    match node.orelse:
        case []:
            return
        case [ast.If() as inner] if _begins(code, inner, "elif"):
            yield from _branches(code, inner)
        case orelse:
            start = _token(code, "else", code.end(node.body[-1]))
            yield Branch(None, orelse, start, _token(code, ":", start))


def _begins(code: Code, node: ast.stmt, word: str) -> bool:
    row, column = code.start(node)
    return code.lines[row - 1][column:].startswith(word)


def _token(code: Code, text: str, after: Spot) -> Spot:
    spot = sought(code.read, text, after)
    assert spot is not None  # noqa: S101, Python has read it
    return spot


def remark(colon: Spot, code: Code) -> Spot | None:
    """Where the comment on the line of a colon begins."""
    found = (spot for spot, _ in comments(code.read) if spot > colon)
    remark = next(found, None)
    return remark if remark and remark[0] == colon[0] else None


def _stop(code: Code, end: int, following: int, column: int) -> int:
    """The line after a branch; comments no deeper than the `if` belong to the next branch."""
    row = following
    while row - 1 > end and not _is_deeper(code.lines[row - 2], column):
        row -= 1
    return row


def _last(code: Code, end: int, column: int) -> int:
    """The line after the last branch: comments that are deeper than the `if` belong to it."""
    stop = end + 1
    for row, line in enumerate(code.lines[end:], end + 1):
        if line.strip() and not (line.lstrip().startswith("#") and _is_deeper(line, column)):
            break
        if line.strip():
            stop = row + 1
    return stop


def _is_deeper(line: str, column: int) -> bool:
    return bool(line.strip()) and len(line) - len(line.lstrip()) > column
