"""Finds what `#@save` marks in a cell's code."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hexapla.model.lexed import comments
from hexapla.variant.bare import DOCUMENTED
from hexapla.variant.code import Code
from hexapla.variant.names import bound
from hexapla.variant.saved.members import begin, last, sharing

MARK = re.compile(r"#\s*@save(\s+test)?\s*$")
NEARLY = re.compile(r"#\s*@save", re.IGNORECASE)
WHOLE = (ast.If, ast.Try, ast.TryStar)  # a mark on their first line saves all of them
SAVABLE: tuple[type[ast.AST], ...] = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, *WHOLE),
    *(ast.Assign, ast.AnnAssign, ast.AugAssign, getattr(ast, "TypeAlias", ast.Assign)),
)
OVERLOADS = {"overload", "typing.overload", "t.overload"}

MISPLACED = (
    "`#@save` goes on the line of a definition, an assignment or an import, "
    "or alone on the line before a block"
)
WITHIN = (
    "`#@save` goes on the line of what is saved: this is a part of what begins on line {line}, "
    "which is saved whole; put it there"
)
JOINED = "of the statements on this line not all can be saved; give them lines of their own"
NOTHING = "nothing follows this `#@save`; the block that it saves begins on the next line"
WAITING = (
    "`await` stands outside of a function, where only notebooks can have it and no module; save an "
    "`async def` that awaits"
)
NAMELESS = "the saved block gives no name to anything, so no page could use it"
TALKATIVE = "write `#@save`, or `#@save test`, and nothing after it; other words go before it"
BOTH = "one mark saves this for the package, another for its tests; take one of the two out"

Wrong = tuple[int, str]  # line, and what is wrong there


@dataclass(frozen=True, slots=True)
class Marked:
    """Statements that are saved together, their text without marks, and their first line.

    `rows` are the cell's lines without marks, with their numbers; `test` says that they are
    saved for the package's tests, and not for the package itself.
    """

    statements: tuple[ast.stmt, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[int, str], ...]
    test: bool = False

    @property
    def code(self) -> str:
        return "\n".join(text for _, text in self.rows)

    @property
    def line(self) -> int:
        return begin(self.statements[0])

    def parted(self, alone: Callable[[ast.stmt], bool]) -> Iterator[Marked]:
        """The same in parts: statements that stand alone, and the others between them."""
        runs: list[tuple[ast.stmt, ...]] = []
        for group in sharing(self.statements):
            by_itself = any(map(alone, group))
            if runs and not by_itself and not any(map(alone, runs[-1])):
                runs[-1] += group
            else:
                runs.append(group)
        start = 0
        for run in runs:
            end = last(run)
            rows = tuple(each for each in self.rows if start < each[0] <= end)
            blank = next((n for n, (_, text) in enumerate(rows) if text.strip()), 0)
            yield Marked(run, bound(run), rows[blank:], self.test)
            start = end


@lru_cache(maxsize=8192)
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
        meant = _meant(mark, code, blank=not lines[mark - 1].strip())
        if isinstance(meant, str) or not (bound(meant) or any(map(put_into, meant))):
            wrong.append((mark, meant if isinstance(meant, str) else NAMELESS))
            continue
        if any(map(_awaits, meant)):
            wrong.append((mark, WAITING))
            continue
        earlier = next((found[each] for each in meant if each in found), None)
        if earlier is None:
            one = Marked(meant, bound(meant), _rows(meant, lines, marks), marks[mark])
            found.update(dict.fromkeys(meant, one))
        elif earlier.test != marks[mark]:
            wrong.append((mark, BOTH))
    kept = {id(one): one for one in found.values()}.values()
    return tuple(sorted(kept, key=lambda one: one.line)), tuple(sorted(wrong))


def put_into(statement: ast.stmt) -> ast.expr | None:
    """What an assignment puts something into, where it binds no name: `table["a"] = 1`."""
    match statement:
        case ast.Assign([ast.Subscript(into) | ast.Attribute(into)]):
            return into
        case ast.AugAssign(ast.Subscript(into) | ast.Attribute(into)):
            return into
        case _:
            return None


def _marks(code: Code, lines: list[str]) -> tuple[dict[int, bool], list[Wrong]]:
    """The lines with a mark, which is cut from `lines`, and the marks that cannot be read.

    Of each line, whether it is the mark of a test.
    """
    marks: dict[int, bool] = {}
    wrong: list[Wrong] = []
    for (row, column), text in comments(code.text) if code.body else ():
        if match := MARK.search(text):
            lines[row - 1] = lines[row - 1][: column + match.start()].rstrip()
            marks[row] = bool(match[1])
        elif NEARLY.match(text):
            wrong.append((row, TALKATIVE))
    return marks, wrong


def _meant(mark: int, code: Code, *, blank: bool) -> tuple[ast.stmt, ...] | str:
    """The statements that a mark on this line saves, or why it saves none."""
    groups = [group for group in _groups(code) if begin(group[0]) <= mark <= last(group)]
    if groups:
        (group,) = groups
        around = [one for one in group if begin(one) <= mark <= last((one,))]
        return _refused(around, mark) or group
    after = [group for group in _groups(code) if begin(group[0]) > mark]
    block = tuple(_block(mark, after, code.text.split("\n"))) if blank else ()
    return block or NOTHING


def _refused(around: Sequence[ast.stmt], mark: int) -> str:
    """Why a mark on a line of these statements does not save them, "" if it does."""
    for one in around:
        if not isinstance(one, SAVABLE):
            return JOINED if len(around) > 1 else MISPLACED
        if mark > _header(one):
            return WITHIN.format(line=begin(one))
    return ""


def _awaits(node: ast.AST) -> bool:
    """Whether it awaits something, but within a function, which does so when it is called."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return False
    waits = isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith)
    return waits or any(map(_awaits, ast.iter_child_nodes(node)))


def _groups(code: Code) -> Iterator[tuple[ast.stmt, ...]]:
    """Statements that are saved together: those that share lines, and all that is said of one
    function by `@overload`.
    """
    name = ""
    held: tuple[ast.stmt, ...] = ()
    for group in sharing(code.body):
        one = group[0]
        same = isinstance(one, ast.FunctionDef) and len(group) == 1 and one.name == name
        if held and not same:
            yield held
        held = (*held, *group) if same else group
        name = one.name if isinstance(one, ast.FunctionDef) and _overloads(one) else ""
    if held:
        yield held


def _overloads(one: ast.FunctionDef) -> bool:
    return any(ast.unparse(each) in OVERLOADS for each in one.decorator_list)


def _header(statement: ast.stmt) -> int:
    """The last line on which a mark belongs to the statement and not to its body."""
    if isinstance(statement, DOCUMENTED):
        return max(statement.lineno, begin(statement.body[0]) - 1)
    if isinstance(statement, WHOLE):
        return statement.lineno
    return statement.end_lineno or statement.lineno


def _block(
    mark: int, after: Iterable[tuple[ast.stmt, ...]], lines: list[str]
) -> Iterator[ast.stmt]:
    """The statements from a line on that no blank line parts from one another."""
    end = mark
    for group in after:
        if not all(line.strip() for line in lines[end : begin(group[0]) - 1]):
            return
        yield from group
        end = last(group)


def _rows(
    statements: tuple[ast.stmt, ...], lines: list[str], marks: Container[int]
) -> tuple[tuple[int, str], ...]:
    first = begin(statements[0])
    numbered = enumerate(lines[first - 1 : last(statements)], first)
    return tuple((row, line) for row, line in numbered if line.strip() or row not in marks)
