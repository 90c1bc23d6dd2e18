"""Branches of `if tab.selected(...)`, resolved for one tab; all else stays as it is written."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hexapla.model.lexed import within_strings
from hexapla.source.d2lbook.chains import Branch, branches, remark
from hexapla.source.d2lbook.conditions import SELECTED, answers, known
from hexapla.source.d2lbook.edits import (
    Code,
    Edit,
    Rows,
    edited,
    parsed,
)
from hexapla.source.d2lbook.gaps import without


@dataclass(slots=True)
class Work:
    """What is to be done to the lines of a cell."""

    code: Code
    tab: str
    strings: frozenset[int]
    edits: list[Edit] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)
    dedents: dict[int, int] = field(default_factory=dict)
    passes: dict[int, int] = field(default_factory=dict)  # a line that says `pass`, its column


def resolved(rows: Rows, tab: str) -> Rows:
    """The lines as they are in one tab: none where no statement is left."""
    code = parsed(rows)
    if isinstance(code, str) or not code.tree.body:
        return rows
    work = Work(code, tab, within_strings(code.read))
    return _done(work) if _suite(code.tree.body, work) else ()


def _suite(body: Sequence[ast.stmt], work: Work) -> bool:
    """Whether anything is left of statements."""
    left = [_statement(each, work) for each in body]
    return any(left)


def _inner(body: Sequence[ast.stmt], work: Work) -> None:
    """Statements within another, which must not be left without any."""
    if not _suite(body, work):
        row, column = work.code.start(body[0])
        work.passes[row] = column


def _statement(node: ast.AST, work: Work) -> bool:
    if not work.code.says(node, (SELECTED,)):
        return True
    if isinstance(node, ast.If):
        return _chain(tuple(branches(work.code, node)), work)
    for _, value in ast.iter_fields(node):
        match value:
            case [ast.stmt(), *_]:
                _inner(value, work)
            case [*items]:
                for item in items:
                    _part(item, node, work)
            case ast.AST():
                _part(value, node, work)
            case _:
                pass
    return True


def _part(value: object, of: ast.AST, work: Work) -> None:
    """An expression of a statement, or a part that has statements of its own."""
    if isinstance(value, ast.ExceptHandler | ast.match_case):
        _statement(value, work)
    elif isinstance(value, ast.AST):
        truth = isinstance(of, ast.While | ast.Assert) and value is of.test
        work.edits += answers(work.code, value, work.tab, truth=truth)


def _chain(chain: tuple[Branch, ...], work: Work) -> bool:
    """An `if` with all its branches; whether anything is left of it."""
    kept = tuple(_possible(chain, work.tab))
    for branch in chain:
        if branch not in kept:
            work.gone.update((*branch.above, *branch.rows))
    match kept:
        case ():
            return False
        case (Branch() as only,) if _always(only, work.tab):
            return _unwrapped(only, work)
        case _:
            for n, branch in enumerate(kept):
                _kept(branch, work, first=n == 0)
            return True


def _possible(chain: tuple[Branch, ...], tab: str) -> Iterator[Branch]:
    for branch in chain:
        if _always(branch, tab):
            yield branch
            return
        if branch.test is None or known(branch.test, tab) is None:
            yield branch


def _always(branch: Branch, tab: str) -> bool:
    return branch.test is None or known(branch.test, tab) is True


def _unwrapped(branch: Branch, work: Work) -> bool:
    """The suite of a branch in place of its `if`; a remark on the line of the `if` stays."""
    row, _ = branch.colon
    begin = work.code.start(branch.body[0])
    if begin[0] == row:
        work.edits.append(Edit(branch.start, begin))
    else:
        work.gone.update(range(branch.start[0], row + 1))
        if said := remark(branch.colon, work.code):
            work.edits.append(Edit(branch.start, said))
            work.gone.discard(branch.start[0])
        for each in range(row + 1, branch.rows.stop):
            if each not in work.strings:
                shift = work.dedents.get(each, 0) + begin[1] - branch.start[1]
                work.dedents[each] = shift
    if left := _suite(branch.body, work):
        return left
    work.gone.update((*branch.above, *branch.rows))
    return False


def _kept(branch: Branch, work: Work, *, first: bool) -> None:
    """A branch that stays one: of the first, `elif` becomes `if`, of a sure one, `else`."""
    row, column = branch.start
    if branch.test is not None and not first and _always(branch, work.tab):
        work.edits.append(Edit(branch.start, branch.colon, "else"))
    elif branch.test is not None:
        if first and work.code.lines[row - 1][column:].startswith("elif"):
            work.edits.append(Edit(branch.start, (row, column + len("el"))))
        work.edits += answers(work.code, branch.test, work.tab, truth=True)
    _inner(branch.body, work)


# --- doing it -------------------------------------------------------------------------------------


def _done(work: Work) -> Rows:
    """The lines after all that is to be done."""
    here = tuple(enumerate(work.code.lines, 1))
    moved = [*work.edits, *_shifts(work)]
    said = {row: f"{' ' * _shifted(row, work)}pass" for row in work.passes}
    gone = work.gone - said.keys()
    done = tuple((row, said.get(row, text)) for row, text in edited(here, moved))
    left = without(done, gone)
    return tuple((work.code.number(row), text) for row, text in left)


def _shifts(work: Work) -> Iterator[Edit]:
    for row, by in work.dedents.items():
        line = work.code.lines[row - 1]
        blank = len(line) - len(line.lstrip())
        if not (row in work.gone or row in work.passes):
            yield Edit((row, 0), (row, min(by, blank)))


def _shifted(row: int, work: Work) -> int:
    return max(work.passes[row] - work.dedents.get(row, 0), 0)
