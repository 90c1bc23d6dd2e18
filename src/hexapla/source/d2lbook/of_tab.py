"""The cells of a page as they are in one tab: its branches, its names, its imports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hexapla.model.tabs import Tabs
from hexapla.source.d2lbook import imports
from hexapla.source.d2lbook.branches import resolved
from hexapla.source.d2lbook.calls import Put, put
from hexapla.source.d2lbook.conditions import SELECTED
from hexapla.source.d2lbook.edits import Rows, joined, parsed
from hexapla.source.d2lbook.imports import Modules
from hexapla.source.d2lbook.saves import saving

NOBODY = "nothing imports '{}', which stands for it; import it on the page"


@dataclass(frozen=True, slots=True)
class Made:
    """The lines of each cell, none of one that the tab does not have.

    `left` are the aliases that were left as they are: number of the cell, of the line, name, why;
    `unsaved` the lines that the library of d2lbook has, and no package can have.
    """

    cells: tuple[Rows, ...]
    left: tuple[tuple[int, int, str, str], ...]
    unsaved: tuple[tuple[int, int], ...] = ()


def of_tab(cells: tuple[Rows, ...], tab: str, tabs: Tabs) -> Made:
    """What the cells of a page are in a tab."""
    chosen = [resolved(rows, tab) if SELECTED in joined(rows) else rows for rows in cells]
    library = tabs.library(tab)
    modules = Modules.of(tabs)
    called = imports.names(chosen, modules)
    aliases = {one.name: one for one in library.aliases}
    saved = [saving(rows) for rows in chosen]
    found = [put(rows, called, aliases) for rows, _ in saved]
    rest = [each.rows for each in found]
    more, unknown = _more(found, dict(library.imports), modules)
    kept = imports.used(rest, called)
    done = (_imported(rows, more.get(n, []), kept, modules) for n, rows in enumerate(rest))
    left = [(n, *each) for n, one in enumerate(found) for each in one.left]
    unsaved = tuple((n, row) for n, (_, lines) in enumerate(saved) for row in lines)
    return Made(tuple(done), (*left, *unknown), unsaved)


Unknown = tuple[tuple[int, int, str, str], ...]


def _more(
    found: Sequence[Put], known: Mapping[str, str], modules: Modules
) -> tuple[dict[int, list[str]], Unknown]:
    """The imports that aliases need, by the cell that they go to, and those that nobody knows."""
    more: dict[int, list[str]] = {}
    unknown: list[tuple[int, int, str, str]] = []
    there: set[str] = set()
    needed = {name for each in found for name in each.needs}
    seen = 0  # how many cells are known
    first: int | None = None  # the cell that imports the library
    for n, each in enumerate(found):
        if first is None and imports.imports_library(each.rows, modules):
            first = n
        if not each.needs:
            continue
        there |= {name for one in found[seen : n + 1] for name in imports.bound(one.rows, needed)}
        seen = n + 1
        for name in (name for name in each.needs if name not in there):
            there.add(name)
            if name in known:
                more.setdefault(n if first is None else first, []).append(known[name])
            else:
                unknown.append((n, each.rows[0][0], name, NOBODY.format(name)))
    return more, tuple(unknown)


def _imported(rows: Rows, more: Sequence[str], kept: frozenset[str], modules: Modules) -> Rows:
    """The cell with the imports that it needs; none where nothing else is left of it."""
    if not rows or not (more or imports.mentions(rows, modules)):
        return rows
    done = imports.renamed(rows, modules, kept, more)
    code = parsed(done)
    full = done == rows or isinstance(code, str) or bool(code.tree.body)
    return done if full else ()
