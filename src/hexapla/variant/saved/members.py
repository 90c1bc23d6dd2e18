"""The text of a class, taken apart into what its body says one after another."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from hexapla.model.lexed import within_strings
from hexapla.variant.bare import DOCUMENTED, cut, spot
from hexapla.variant.code import statements, understand
from hexapla.variant.names import bound
from hexapla.variant.saved.eager import eager

INDENT = "    "
Statements = tuple[ast.stmt, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """One or more statements of a class body, with the comments above them, from column 0.

    `names` are what they bind; `needs` what they take from around them while the class is made,
    and `types` what they take only to say of what type something is. `part` says where it
    comes from.
    """

    text: str
    names: tuple[str, ...]
    needs: frozenset[str]
    types: frozenset[str]
    part: int
    empty: bool = False  # `pass` or `...`: there is no more of it than the place that it takes
    doc: bool = False
    long: bool = False  # a definition or a docstring, which stands apart


@dataclass(frozen=True, slots=True)
class Class:
    """A class as text: decorators and first lines, and the members of its body."""

    name: str
    head: str
    members: tuple[Member, ...]
    part: int

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for member in self.members for name in member.names)


@lru_cache(maxsize=8192)
def taken_apart(code: str, part: int) -> Class:
    """A class, whose code is nothing else, as its members."""
    made = class_of(code)
    lines, head = _unfolded(code, made)
    if head < 0:  # the body began on the line of the class
        return taken_apart("\n".join(lines), part)
    first = made.body[0]
    indent = lines[first.lineno - 1][: spot(lines, first.lineno, first.col_offset)[1]]
    members = []
    start = head
    for group in sharing(made.body):
        end = last(group)
        text = shifted("\n".join(lines[start:end]).strip("\n"), indent, "")
        members.append(_member(text, group, part, doc=group[0] is first))
        start = end
    return Class(made.name, "\n".join(lines[:head]), tuple(members), part)


def class_of(code: str) -> ast.ClassDef:
    """The class that code makes, which is nothing else."""
    return next(each for each in understand(code).body if isinstance(each, ast.ClassDef))


@lru_cache(maxsize=8192)
def put_together(made: Class) -> str:
    """The text of a class: a blank line around what is defined in it, and as it was elsewhere."""
    kept = [each for each in made.members if not each.empty]
    kept = kept or list(made.members[:1])
    body = [shifted(each.text, "", INDENT) for each in kept]
    text = made.head + "\n"
    for n, (each, block) in enumerate(zip(kept, body, strict=True)):
        apart = n and (each.long or kept[n - 1].long)
        text += ("\n" if apart else "") + block + "\n"
    return text.rstrip("\n")


@lru_cache(maxsize=8192)
def as_member(code: str, part: int) -> Member:
    """A definition that goes into a class."""
    return _member(code, understand(code).body, part)


def sharing(statements: Iterable[ast.stmt]) -> list[Statements]:
    """Statements in groups that share lines with none of another group: `a = 1; b = 2`."""
    groups: list[Statements] = []
    for each in statements:
        if groups and begin(each) <= last(groups[-1]):
            groups[-1] = (*groups[-1], each)
        else:
            groups.append((each,))
    return groups


def begin(statement: ast.stmt) -> int:
    """The first line of a statement, that of its first decorator if it has any."""
    decorators = statement.decorator_list if isinstance(statement, DOCUMENTED) else []
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def last(group: Statements) -> int:
    return max(each.end_lineno or each.lineno for each in group)


def shifted(code: str, old: str, new: str) -> str:
    """Code further in or out; the lines that stand in a text stay, but for docstrings."""
    lines = code.split("\n")
    still = _in_texts(code, old)
    return "\n".join(
        line if row in still else _moved(line, old, new) for row, line in enumerate(lines, 1)
    )


def renamed(made: Class, name: str) -> Class:
    """The class under another name."""
    lines = made.head.split("\n")
    for row, line in enumerate(lines):
        words = line.split()
        if words[:1] == ["class"]:
            before, keyword, after = line.partition("class")
            lines[row] = before + keyword + after.replace(made.name, name, 1)
            break
    return Class(name, "\n".join(lines), made.members, made.part)


def based(code: str, base: ast.expr, on: str) -> str:
    """The code of a class, one of whose bases goes by another name; "" takes it away."""
    lines = code.split("\n")
    start = spot(lines, base.lineno, base.col_offset)
    end = spot(lines, base.end_lineno or base.lineno, base.end_col_offset or 0)
    cut(lines, start, end, on)
    return "\n".join(lines)


def _moved(line: str, old: str, new: str) -> str:
    if not line.strip():
        return ""
    if line.startswith(old):
        return new + line[len(old) :]
    return new + line.lstrip()  # less far in than the code around it: a comment, or in brackets


def _in_texts(code: str, indent: str) -> frozenset[int]:
    """The lines that begin within a text that is not a docstring."""
    inside = within_strings(code)
    if not inside:
        return inside
    more = 1 if indent else 0
    nodes = statements(ast.parse(f"if 1:\n{code}" if indent else code).body)
    docs = (_docstring(node) for node in nodes if isinstance(node, DOCUMENTED))
    return inside - {
        row - more
        for text in docs
        if text
        for row in range(text.lineno + 1, (text.end_lineno or 0) + 1)
    }


def _docstring(made: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> ast.expr | None:
    match made.body[0]:
        case ast.Expr(value=ast.Constant(value=str()) as text):
            return text
        case _:
            return None


def _unfolded(code: str, made: ast.ClassDef) -> tuple[list[str], int]:
    """The lines of a class, and how many are its head: -1 where the body had to be moved."""
    lines = code.split("\n")
    first = begin(made.body[0])
    row, column = spot(lines, made.body[0].lineno, made.body[0].col_offset)
    before = lines[row - 1][:column]
    if first == row and before.strip():
        head = [*lines[: row - 1], before.rstrip()]
        body = "\n".join([lines[row - 1][column:], *lines[row:]])
        return [*head, *shifted(body, "", INDENT).split("\n")], -1
    while lines[first - 2].lstrip().startswith("#") or not lines[first - 2].strip():
        first -= 1
    return lines, first - 1


def _member(text: str, group: Statements, part: int, *, doc: bool = False) -> Member:
    needs = frozenset(eager(group, deferred=True).names)
    types = frozenset(eager(group).names) - needs
    empty = all(map(_is_empty, group))
    doc = doc and isinstance(_constant(group[0]), str)
    long = doc or isinstance(group[-1], DOCUMENTED)
    return Member(text, bound(group), needs, types, part, empty=empty, doc=doc, long=long)


def _constant(statement: ast.stmt) -> object:
    """What a statement says that does nothing but say it: a docstring, or `...`."""
    match statement:
        case ast.Expr(value=ast.Constant(value=value)):
            return value
        case _:
            return None


def _is_empty(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass) or _constant(statement) is Ellipsis
