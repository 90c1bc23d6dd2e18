"""Where a cell uses the project's library: found once, for the aliases of all tabs."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from hexapla.source.d2lbook.edits import Code, Placed, Rows, parsed
from hexapla.source.d2lbook.scopes import own
from hexapla.source.d2lbook.templates import is_open


@dataclass(frozen=True, slots=True)
class Site:
    """A name of the library, a call of one, or a string with values, which may name some.

    `bare`: where it stands, it needs no brackets. `local` are the names that functions around it
    have of their own, `inside` the sites in each part of it that has any.
    """

    node: ast.Attribute | ast.Call | ast.JoinedStr
    bare: bool
    local: frozenset[str]
    inside: Mapping[ast.AST, tuple[Site, ...]]


@dataclass(frozen=True, slots=True)
class _Named:
    """What the library is called, and where, in bytes."""

    modules: frozenset[str]
    spots: list[tuple[int, int]]


@lru_cache(maxsize=512)  # the tabs of a cell that all have the same
def sites(rows: Rows, modules: frozenset[str]) -> tuple[Code | str, tuple[Site, ...]]:
    """The code, or what Python says against it, and the sites in it that stand in no other."""
    code = parsed(rows)
    if isinstance(code, str):
        return code, ()
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(modules)))})\s*\.")
    spots = [
        (n, len(text[: match.start()].encode()))
        for n, (_, text) in enumerate(rows, 1)
        for match in pattern.finditer(text)
    ]
    try:
        found = _within(code.tree, frozenset(), _Named(modules, spots))
    except RecursionError:
        return "it nests too deep", ()
    return code, tuple(site for each in found.values() for site in each)


def meant(node: ast.AST) -> tuple[str, str]:
    """The names in `module.name`, or in a call of it; ("", "") of anything else."""
    match node.func if isinstance(node, ast.Call) else node:
        case ast.Attribute(ast.Name(module), name, ast.Load()):
            return module, name
        case _:
            return "", ""


def _within(node: ast.AST, local: frozenset[str], named: _Named) -> dict[ast.AST, tuple[Site, ...]]:
    """The sites in each part of a node that has any."""
    local |= own(node)
    found: dict[ast.AST, tuple[Site, ...]] = {}
    for part in ast.iter_child_nodes(node):
        if not _is_near(part, named):
            continue
        inside = {} if isinstance(part, ast.JoinedStr) else _within(part, local, named)
        match part:
            case ast.JoinedStr():
                found[part] = (Site(part, is_open(node, part), local, inside),)
            case ast.Attribute() | ast.Call() if meant(part)[0] in named.modules:
                found[part] = (Site(part, is_open(node, part), local, inside),)
            case _ if inside:
                found[part] = tuple(site for each in inside.values() for site in each)
            case _:
                pass
    return found


def _is_near(node: ast.AST, named: _Named) -> bool:
    """Whether there may be a site within a node, so that it is worth looking into it."""
    if not isinstance(node, Placed):
        return not isinstance(node, ast.expr_context | ast.operator)
    first = getattr(node, "decorator_list", None) or [node]
    start = (first[0].lineno, 0 if isinstance(node, ast.stmt) else node.col_offset)
    at = bisect_left(named.spots, start)
    end = (node.end_lineno or 0, node.end_col_offset or 0)
    return at < len(named.spots) and named.spots[at] < end
