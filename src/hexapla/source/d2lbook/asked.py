"""What cells ask of tabs that cannot be answered: names of no tab, questions in a strange form."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, bad_tab, no_effect, unknown_variant
from hexapla.model.tabs import Tabs
from hexapla.source.d2lbook.conditions import SELECTED, asked
from hexapla.source.d2lbook.edits import Code, Rows, joined, parsed
from hexapla.source.d2lbook.opened import Opened

UNREAD = "`tab.selected` cannot be answered in what is no Python: {}"
STRANGE = "`tab.selected` is asked for names of tabs: `tab.selected('{}')`; this is left as it is"


@dataclass(frozen=True, slots=True)
class Fence:
    """Code as it stands in a fence, which is at `at`: its line n is at `at.line + n`.

    `magic` is the line by which IPython knows code that is no Python, %%bash; "" of Python.
    """

    code: str
    at: Place
    magic: str = ""


def asked_wrongly(
    fences: Sequence[Fence], cells: Iterable[Opened], tabs: Tabs
) -> Iterator[Problem]:
    """What is wrong with what cells say and ask of tabs."""
    for fence, cell in zip(fences, cells, strict=True):
        at = fence.at
        yield from _of_mark(cell, at, tabs)
        for row in cell.needed:
            yield no_effect([("required_libs", at.line + row)], Place(at.file, at.line + row))
        if SELECTED in joined(cell.rows):
            yield from _of_code(cell.rows, at, tabs)


def _of_mark(cell: Opened, at: Place, tabs: Tabs) -> Iterator[Problem]:
    known = {*tabs.names, "all"}
    strange = [name for name in cell.names or () if name not in known]
    if cell.names and len(strange) == len(cell.names):
        return  # nothing else is left of the cell, and whoever reads it says so
    for name in (*strange, *(name for name in cell.declared if name not in known)):
        yield unknown_variant(name, tabs.names, Place(at.file, at.line + cell.at))


def _of_code(rows: Rows, at: Place, tabs: Tabs) -> Iterator[Problem]:
    code = parsed(rows)
    if isinstance(code, str) or not code.read:  # a magic has all of it
        why = code if isinstance(code, str) else rows[0][1].strip()
        yield bad_tab(UNREAD.format(why), Place(at.file, at.line + rows[0][0]))
        return
    asking = [n for n in ast.walk(code.tree) if _selects(n) or asked(n) is not None]
    fine = {id(node.func) for node in asking if isinstance(node, ast.Call)}
    for node in asking:
        place = Place(at.file, at.line + code.number(getattr(node, "lineno", 1)))
        for name in asked(node) or ():
            if name not in tabs.names:
                yield unknown_variant(name, tabs.names, place)
        if _selects(node) and (id(node) not in fine or not _stands(node, code)):
            yield bad_tab(STRANGE.format((tabs.names or ("a",))[0]), place)


def _selects(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(ast.Name("tab"), "selected"):
            return True
        case _:
            return False


def _stands(node: ast.AST, code: Code) -> bool:
    """Whether a node is where it says it is, which is not sure within strings."""
    return isinstance(node, ast.expr) and code.trusted(node)
