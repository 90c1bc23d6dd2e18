"""What cells use of the companion package, and all that this uses in its turn."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence

from hexapla.model.book import Library, Saved
from hexapla.model.nodes import Cell, Place
from hexapla.model.problems import Problem, Problems, saved_later, unknown_saved
from hexapla.variant.code import place, understand
from hexapla.variant.companion import aliases, reaches
from hexapla.variant.shelf import Shelf, meant, shelf


def used(
    cells: Sequence[Cell],
    variant: str,
    library: Library,
    package: str,
    later: Collection[str] = (),
) -> tuple[tuple[Saved, ...], Problems]:
    """The saved items that a page's cells use, directly or not, by topic and name.

    `later` are the ids of the pages that follow: what is saved only there is told.
    """
    on = shelf(variant, library.items.get(variant, ()))
    direct: dict[Saved, None] = {}
    problems: dict[str, Problem] = {}  # of each name the first
    for name, items, at in _mentioned(cells, on, package):
        if items is None:
            problems.setdefault(name, unknown_saved(name, variant, on.names, at))
            continue
        direct.update(dict.fromkeys(items))
        for item in items if len(items) == 1 else ():
            if item.page in later:
                problems.setdefault(name, saved_later(name, item.at, at))
    return _closed(direct, on), tuple(problems.values())


def _mentioned(
    cells: Sequence[Cell], on: Shelf, package: str
) -> Iterator[tuple[str, tuple[Saved, ...] | None, Place]]:
    """Each mention of the companion: its name, the items that it means, its place."""
    if not package or not any(package in cell.code for cell in cells):
        return
    codes = [understand(cell.code) for cell in cells]
    known = aliases(codes, package)
    for cell, code in zip(cells, codes, strict=True):
        for reach in reaches(code, known, package):
            spoken = reach.path[2:3] if reach.path[1:2] and reach.path[1] in on.topics else ()
            name = (spoken or reach.path[1:2] or reach.path[:1] or (package,))[0]
            yield name, meant(reach, on), place(cell, reach.line)


def _closed(start: Iterable[Saved], on: Shelf) -> tuple[Saved, ...]:
    """These items and all that they need, among it what their modules do when imported."""
    found: dict[Saved, None] = {}
    ahead = list(start)
    while ahead:
        item = ahead.pop()
        if item not in found:
            found[item] = None
            ahead += [on.names[name] for name in item.uses if name in on.names]
            ahead += [other for other in on.topics[item.topic] if _acts(other)]
    return tuple(sorted(found, key=lambda item: (item.topic, item.name)))


def _acts(item: Saved) -> bool:
    """Whether an item does more, when its module is imported, than give names to things."""
    return not all(_names_only(statement) for statement in understand(item.code).body)


def _names_only(statement: ast.stmt) -> bool:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return True
        case ast.Import() | ast.ImportFrom() | ast.AnnAssign(target=ast.Name()):
            return True
        case ast.Assign(targets=targets):
            return all(isinstance(target, ast.Name | ast.Tuple | ast.List) for target in targets)
        case ast.Expr(value=ast.Constant()):
            return True
        case _:
            return False
