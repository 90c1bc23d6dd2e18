"""What the cells of a page save, with all that is around it on the page."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest
from keyword import iskeyword

from hexapla.model.book import Config, Page, Variant
from hexapla.model.nodes import Cell, Place
from hexapla.model.problems import Problem, bad_code, bad_reopening, bad_save
from hexapla.model.walk import cells_of
from hexapla.variant.code import Code, place, understand
from hexapla.variant.companion import Aliases, aliases
from hexapla.variant.names import Import, bound, dotted, imports
from hexapla.variant.saved.marks import Marked, marked, put_into
from hexapla.variant.saved.reopen import PATCH, Reopening, reopening

BUILT_IN = frozenset((*dir(builtins), "__file__", "__path__", "__builtins__"))
FASTCORE = "fastcore."  # whose `patch` it is

MAGIC = (
    "this line speaks to IPython, which a package does not know; say it in Python, or leave it out"
)
ASTRAY = "this puts something into what is no saved name of the book; save what it puts it into"
RESERVED = "'{name}' belongs to the module that Hexapla makes of saved code; rename it"

Line = tuple[int, int]  # of a page's code, as (cell, line)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The names of a page in one variant, by where they come from.

    `saved` are the lines that save a name; `own` are the names that the page binds without saving
    them, `again` where it does so with one that it has saved before, `tests` those that it saves
    for tests. `companion` are the names that stand for something
    of the companion package. `whole` says that all of it could be read.
    """

    imports: Mapping[str, tuple[Import, ...]]
    saved: Mapping[str, tuple[Line, ...]]
    own: Mapping[str, tuple[Cell, int]]
    again: Mapping[str, tuple[Cell, int]]
    tests: frozenset[str]
    companion: Aliases
    whole: bool

    def imported(self, name: str, line: Line) -> tuple[Import, ...]:
        """The imports behind a name in code that stands on this line."""
        before = [one for one in self.imports.get(name, ()) if one.line <= line]
        if not before:
            same_cell = [one for one in self.imports.get(name, ()) if one.line[0] <= line[0]]
            return tuple(same_cell[:1])
        latest = before[-1]
        return tuple(one for one in before if one.dotted) if latest.dotted else (latest,)

    def may_be_saved(self, name: str) -> bool:
        """Whether a name can mean a saved item: one of this page's, or of another's."""
        return name in self.saved or (name not in self.own and name not in BUILT_IN)

    def made(self, name: str) -> Place | None:
        """Where the page makes what it does not save."""
        return place(*self.own[name]) if name in self.own else None

    def is_built_in(self, name: str) -> bool:
        return name in BUILT_IN and name not in self.own

    def saved_class(self, said: ast.expr, line: Line) -> str:
        """The name of what an expression can mean that is saved: Net of `bd.Net`; "" if nothing."""
        first, *words = dotted(said) or ("",)
        if paths := self.companion.get(first):
            inner = [*paths[-1].split(".")[1:], *words]  # without the package
            return inner[-1] if len(inner) > 1 else ""
        latest = max((one.line for one in self.imported(first, line)), default=(-1, 0))
        again = any(latest < each < line for each in self.saved.get(first, ()))
        return first if not words and (again or latest < (0, 0)) else ""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of saved code on its page; `found` says which class it reopens, if it does."""

    one: Marked
    cell: Cell
    page: str
    topic: str
    line: Line
    around: Surroundings
    found: Reopening | None

    @property
    def at(self) -> Place:
        return place(self.cell, self.one.line)

    @property
    def into(self) -> str:
        """The saved name that it puts something into: TABLE of `bd.TABLE["a"] = 1`; "" if none."""
        into = put_into(self.one.statements[0])
        return self.around.saved_class(into, self.line) if into is not None else ""

    def mention(self, name: str) -> Place:
        """Where it first says a name."""
        lines = (
            node.lineno
            for statement in self.one.statements
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and node.id == name
        )
        return place(self.cell, min(lines, default=self.one.line))


def on_page(
    page: Page, variant: Variant, config: Config, problems: list[Problem]
) -> Iterator[Part]:
    """What a page saves, in order."""
    cells = tuple(cells_of(page.body, variant.name))
    codes = [understand(cell.code) for cell in cells]
    marks: list[tuple[Marked, ...]] = []
    for cell, code in zip(cells, codes, strict=True):
        if code.wrong:
            problems.append(bad_code(code.wrong, place(cell, code.line)))
        found, wrong = marked(code)
        marks.append(found)
        problems += [bad_save(text, place(cell, line)) for line, text in wrong]
        problems += [bad_save(MAGIC, place(cell, line)) for line in _magic(cell, code, found)]
    if not any(marks):
        return
    around = _surroundings(cells, codes, marks, config.package)
    for index, (cell, in_cell) in enumerate(zip(cells, marks, strict=True)):
        topic = module(cell.topic or str(page.meta.get("topic") or page.id))
        for whole in in_cell:
            for one, opens in _parted(whole, index, around, config.package_reopen):
                part = Part(one, cell, page.id, topic, (index, one.line), around, opens)
                if reserved := next(filter(is_reserved, () if opens else one.names), ""):
                    problems.append(bad_save(RESERVED.format(name=reserved), part.at))
                elif not (one.names or opens or part.into):
                    problems.append(bad_reopening(ASTRAY, part.at))
                else:
                    yield part


def _magic(cell: Cell, code: Code, saved: Iterable[Marked]) -> Iterator[int]:
    """The lines of a cell that are saved, or marked to be, and are no Python."""
    if cell.code == code.text:
        return
    rows = {number for one in saved for number, _ in one.rows}
    both = zip_longest(cell.code.split("\n"), code.text.split("\n"))
    for number, (said, python) in enumerate(both, 1):
        if said != python and (number in rows or "@save" in (said or "")):
            yield number


def is_reserved(name: str) -> bool:
    """Whether Python, or the module that Hexapla makes, gives the name its meaning."""
    return name.startswith("__") and name.endswith("__")


def module(topic: str) -> str:
    """A topic as the name of a Python module."""
    name = re.sub(r"\W", "_", topic)
    return f"_{name}" if iskeyword(name) or not name.isidentifier() else name


def _parted(
    one: Marked, index: int, around: Surroundings, names: Sequence[str]
) -> Iterator[tuple[Marked, Reopening | None]]:
    """A saved block in parts, where statements of it reopen a class."""
    found = {each: _reopening(each, index, around, names) for each in one.statements}
    if not any(found.values()) and not any(map(put_into, one.statements)):
        yield one, None
        return
    for piece in one.parted(lambda each: bool(found[each] or put_into(each))):
        yield piece, found[piece.statements[0]]


def _reopening(
    statement: ast.stmt, index: int, around: Surroundings, names: Sequence[str]
) -> Reopening | None:
    line = (index, statement.lineno)
    others = around.imported(PATCH, line)  # if of another library, it does something else
    patch = not others or others[0].path.startswith(FASTCORE)
    return reopening(statement, names, lambda said: around.saved_class(said, line), patch=patch)


def _surroundings(
    cells: Sequence[Cell],
    codes: Sequence[Code],
    marks: Sequence[Sequence[Marked]],
    package: str,
) -> Surroundings:
    """What the cells of a page bind, given what each of them saves."""
    by_name: dict[str, tuple[Import, ...]] = {}
    saved: dict[str, tuple[Line, ...]] = {}
    tests: set[str] = set()
    own: dict[str, tuple[Cell, int]] = {}
    again: dict[str, tuple[Cell, int]] = {}
    for index, (cell, code, in_cell) in enumerate(zip(cells, codes, marks, strict=True)):
        kept = {statement for one in in_cell for statement in one.statements}
        for found in _imports(code):
            there = replace(found, line=(index, found.line[1]))
            by_name[found.name] = (*by_name.get(found.name, ()), there)
        for one in in_cell:
            line = (index, one.line)
            tests.update(one.names if one.test else ())
            saved |= {} if one.test else {n: (*saved.get(n, ()), line) for n in one.names}
        for statement, names in _made(code):
            for name in () if statement in kept else names:
                own.setdefault(name, (cell, statement.lineno))
                if any(line < (index, statement.lineno) for line in saved.get(name, ())):
                    again.setdefault(name, (cell, statement.lineno))
    whole = not any(code.wrong for code in codes)
    known = aliases(codes, package)
    return Surroundings(by_name, saved, own, again, frozenset(tests), known, whole)


@lru_cache(maxsize=16384)
def _imports(code: Code) -> tuple[Import, ...]:
    return tuple(imports(code.body)) if code.imports else ()


@lru_cache(maxsize=16384)
def _made(code: Code) -> tuple[tuple[ast.stmt, tuple[str, ...]], ...]:
    """What each statement of a cell binds."""
    within = ":=" in code.text
    return tuple((one, bound([one], within=within)) for one in code.body)
