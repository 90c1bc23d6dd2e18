"""Imports of the project's library, which become imports of the companion package, or go; and
imports of what aliases stand for, which come."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from hexapla.model.tabs import Tabs
from hexapla.source.d2lbook.edits import Code, Edit, Rows, edited, imported, joined, parsed
from hexapla.source.d2lbook.gaps import without
from hexapla.source.d2lbook.saves import MARK

MAGIC = ("%", "!")
Import = ast.Import | ast.ImportFrom
USUAL = frozenset({"d2l"})  # what pages call the library where none of their cells imports it


@dataclass(frozen=True, slots=True)
class Modules:
    """The package of a project, and the tab of each of its modules."""

    package: str
    tabs: Mapping[str, str]

    @classmethod
    def of(cls, tabs: Tabs) -> Modules:
        return cls(tabs.package, {one.module: one.tab for one in tabs.libraries if one.module})


def names(cells: Iterable[Rows], modules: Modules) -> frozenset[str]:
    """What a page's cells call the library."""
    found = {
        each.asname or each.name
        for rows in cells
        if mentions(rows, modules)
        for node in _imports(parsed(rows), modules)
        for each in node.names
        if _is_module(node, each, modules)
    }
    return frozenset(found) or USUAL


def used(cells: Iterable[Rows], called: Collection[str]) -> frozenset[str]:
    """Those of the names that code still refers to."""
    plain = re.compile(rf"[^#'\"]*\b({'|'.join(map(re.escape, sorted(called)))})\.\w")
    found: set[str] = set()
    for rows in cells:
        said = {name for name in called if any(name in text for _, text in rows)} - found
        found |= {match[1] for _, text in rows if said and (match := plain.match(text))}
        if said - found:  # perhaps in a string, or it is only imported
            names = (node for node in _nodes(parsed(rows)) if isinstance(node, ast.Name))
            found |= {node.id for node in names if node.id in said}
    return frozenset(found)


def bound(rows: Rows, names: Collection[str]) -> frozenset[str]:
    """Those of the names that a cell imports or assigns anywhere."""
    if not _binding(frozenset(names)).search(joined(rows)):
        return frozenset()
    nodes = [*_nodes(parsed(rows))]
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    given = {name for n in nodes if isinstance(n, ast.stmt) for name, _ in imported(n)}
    return frozenset(names) & (stored | given)


@lru_cache(maxsize=256)
def _binding(names: frozenset[str]) -> re.Pattern[str]:
    said = "|".join(sorted(names))
    return re.compile(rf"(?<![\w.])(?:(?:import|as|for)\b.*\b(?:{said})\b|(?:{said})\s*[,:=])")


def imports_library(rows: Rows, modules: Modules) -> bool:
    """Whether a cell imports the library, on the level of its module."""
    if not mentions(rows, modules):
        return False
    code = parsed(rows)
    return not isinstance(code, str) and any(
        node in code.tree.body for node in _imports(code, modules)
    )


def renamed(rows: Rows, modules: Modules, left: Collection[str], more: Iterable[str] = ()) -> Rows:
    """A cell that imports of the companion what is `left`, and these statements besides."""
    code = parsed(rows)
    if isinstance(code, str):
        return rows
    first = next((n for n in _imports(code, modules) if n in code.tree.body), None)
    edits: list[Edit] = []
    gone: set[int] = set()
    for node in _imports(code, modules):
        lines = _kept(node, modules, left)
        lines = [*more, *lines] if node is first else lines
        text = ("\n" + " " * node.col_offset).join(lines)
        if not text and _is_alone(node, code):
            gone.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        else:
            edits.append(code.instead(node, text or "pass"))
    if first is None and (text := "\n".join(more)):
        edits.append(_before(code, text))
    here = tuple((row, text) for row, (_, text) in enumerate(rows, 1))
    done = without(edited(here, edits), gone)
    return tuple((code.number(row), text) for row, text in done)


def mentions(rows: Rows, modules: Modules) -> bool:
    """Whether a cell may import the library: most cells need not be read for that."""
    package = modules.package
    return bool(package) and any(package in text and "import" in text for _, text in rows)


def _before(code: Code, text: str) -> Edit:
    """The edit that puts lines before the first statement, and after what speaks to IPython; not
    below a mark, which would save them."""
    begins = (min([each.lineno, *_decorated(each)]) for each in code.tree.body)
    row = next((n for n in begins if not code.lines[n - 1].startswith(MAGIC)), 1)
    while row > 1 and MARK.match(code.lines[row - 2]):
        row -= 1
    return Edit((row, 0), (row, 0), f"{text}\n")


def _decorated(each: ast.stmt) -> Iterator[int]:
    return (one.lineno for one in getattr(each, "decorator_list", ()))


def _nodes(code: Code | str) -> Iterator[ast.AST]:
    return iter(()) if isinstance(code, str) else ast.walk(code.tree)


def _imports(code: Code | str, modules: Modules) -> Iterator[Import]:
    """The import statements that take from the library."""
    for node in _nodes(code):
        match node:
            case ast.ImportFrom(str(module), _, 0) if _tops(module, modules):
                yield node
            case ast.Import(aliases) if any(_tops(each.name, modules) for each in aliases):
                yield node
            case _:
                pass


def _tops(path: str, modules: Modules) -> bool:
    return bool(modules.package) and path.partition(".")[0] == modules.package


def _is_module(node: Import, alias: ast.alias, modules: Modules) -> bool:
    """Whether an import binds the library itself: `from d2l import torch as d2l`."""
    if isinstance(node, ast.Import):
        return _tops(alias.name, modules) and (alias.asname is not None or "." not in alias.name)
    return node.module == modules.package and alias.name in modules.tabs


def _kept(node: Import, modules: Modules, left: Collection[str]) -> list[str]:
    """The statements for what is left of an import."""
    found: list[str] = []
    plain: list[str] = []
    for each in node.names:
        name = each.asname or each.name
        if _is_module(node, each, modules) and name not in left:
            continue
        if isinstance(node, ast.ImportFrom):
            plain.append(_as(modules.tabs.get(each.name, each.name), each, name))
        else:
            found.append(f"import {_as(_path(each.name, modules), each, name)}")
    if isinstance(node, ast.ImportFrom) and plain:
        found.append(f"from {_path(node.module or '', modules)} import {', '.join(plain)}")
    return found


def _path(path: str, modules: Modules) -> str:
    """`d2l.torch` as `d2l.pytorch`."""
    package, dot, rest = path.partition(".")
    module, more, inner = rest.partition(".")
    known = modules.tabs.get(module, module) if package == modules.package else module
    return f"{package}{dot}{known}{more}{inner}"


def _as(path: str, alias: ast.alias, name: str) -> str:
    """A path under the name that it had: `torch` of `from d2l import torch`."""
    return (
        path if path == name or (path == alias.name and not alias.asname) else f"{path} as {name}"
    )


def _is_alone(node: Import, code: Code) -> bool:
    """Whether a statement has its lines for itself and others stand beside it in its suite."""
    before = code.lines[node.lineno - 1][: node.col_offset]
    after = code.lines[(node.end_lineno or 1) - 1][node.end_col_offset :].strip()
    suites = (
        value
        for each in ast.walk(code.tree)
        for _, value in ast.iter_fields(each)
        if isinstance(value, list) and node in value
    )
    held: list[ast.stmt] = next(suites, [])
    lonely = len(held) == 1 and held is not code.tree.body
    return not before.strip() and not lonely and (not after or after.startswith("#"))
