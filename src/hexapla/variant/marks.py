"""Finds what `#@save` marks in a cell's code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from tokenize import COMMENT, TokenInfo

from hexapla.variant.bare import tokens_of
from hexapla.variant.code import Code
from hexapla.variant.names import bound

MARK = re.compile(r"#\s*@save\s*$")
NEARLY = re.compile(r"#\s*@save", re.IGNORECASE)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
SAVABLE = (*DEFINITIONS, ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom)

MISPLACED = (
    "`#@save` goes on the line of a definition, an assignment or an import, "
    "or alone on the line before a block"
)
NOTHING = "nothing follows this `#@save`; the block that it saves begins on the next line"
NAMELESS = "the saved block gives no name to anything, so no page could use it"
TALKATIVE = "write `#@save` and nothing after it; other words go before it, or on another line"

Wrong = tuple[int, str]  # line, and what is wrong there


@dataclass(frozen=True, slots=True)
class Marked:
    """Statements that are saved together, their text without marks, and their first line."""

    statements: tuple[ast.stmt, ...]
    names: tuple[str, ...]
    code: str
    line: int


def marked(code: Code) -> tuple[tuple[Marked, ...], tuple[Wrong, ...]]:
    """All that a cell saves, in order, and the marks that save nothing."""
    if "@save" not in code.text:  # most cells: not worth their tokens
        return (), ()
    lines = code.text.split("\n")
    marks, wrong = _marks(code, lines)
    # Blocks first: a statement of a block that has a mark of its own is saved once.
    alone = sorted(marks, key=lambda mark: bool(lines[mark - 1].strip()))
    found: dict[ast.stmt, Marked] = {}
    for mark in alone:
        statements = _meant(mark, code, blank=not lines[mark - 1].strip())
        names = bound(statements) if isinstance(statements, tuple) else ()
        if isinstance(statements, str) or not names:
            wrong.append((mark, statements if isinstance(statements, str) else NAMELESS))
        elif statements[0] not in found:
            one = Marked(statements, names, _text(statements, lines, marks), begin(statements[0]))
            found.update(dict.fromkeys(statements, one))
    ordered = sorted(dict.fromkeys(found.values()), key=lambda one: one.line)
    return tuple(ordered), tuple(sorted(wrong))


def begin(statement: ast.stmt) -> int:
    """The first line of a statement, that of its first decorator if it has any."""
    decorators = statement.decorator_list if isinstance(statement, DEFINITIONS) else []
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def _marks(code: Code, lines: list[str]) -> tuple[set[int], list[Wrong]]:
    """The lines with a mark, which is cut from `lines`, and the marks that cannot be read."""
    marks: set[int] = set()
    wrong: list[Wrong] = []
    for token in _comments(code):
        row, column = token.start
        if match := MARK.search(token.string):
            lines[row - 1] = lines[row - 1][: column + match.start()].rstrip()
            marks.add(row)
        elif NEARLY.match(token.string):
            wrong.append((row, TALKATIVE))
    return marks, wrong


def _comments(code: Code) -> Iterator[TokenInfo]:
    return (
        (token for token in tokens_of(code.text) if token.type == COMMENT)
        if code.body
        else iter(())
    )


def _meant(mark: int, code: Code, *, blank: bool) -> tuple[ast.stmt, ...] | str:
    """The statements that a mark on this line saves, or why it saves none."""
    around = [one for one in code.body if begin(one) <= mark <= (one.end_lineno or one.lineno)]
    if around:
        savable = all(isinstance(one, SAVABLE) and mark <= _header(one) for one in around)
        return tuple(around) if savable else MISPLACED
    after = [one for one in code.body if begin(one) > mark]
    block = tuple(_block(mark, after, code.text.split("\n"))) if blank else ()
    return block or NOTHING


def _header(statement: ast.stmt) -> int:
    """The last line on which a mark belongs to the statement and not to its body."""
    if isinstance(statement, DEFINITIONS):
        return max(statement.lineno, begin(statement.body[0]) - 1)
    return statement.end_lineno or statement.lineno


def _block(mark: int, after: Iterable[ast.stmt], lines: list[str]) -> Iterator[ast.stmt]:
    """The statements from a line on that no blank line parts from one another."""
    end = mark
    for statement in after:
        if not all(line.strip() for line in lines[end : begin(statement) - 1]):
            return
        yield statement
        end = statement.end_lineno or statement.lineno


def _text(statements: tuple[ast.stmt, ...], lines: list[str], marks: set[int]) -> str:
    first, last = begin(statements[0]), statements[-1].end_lineno or statements[-1].lineno
    kept = [
        line
        for row, line in enumerate(lines[first - 1 : last], first)
        if line.strip() or row not in marks
    ]
    return "\n".join(kept)
