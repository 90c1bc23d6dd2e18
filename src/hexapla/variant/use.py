"""What cells use of the companion package, and all that this uses in its turn."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from hexapla.model.library import Saved
from hexapla.model.nodes import Cell, Place
from hexapla.model.problems import Problem, Problems, saved_later, unknown_saved
from hexapla.variant.code import place, understand
from hexapla.variant.companion import Reach, Shelf, aliases, loaded, meant, reaches

WORD = re.compile(r"\w+")


def used(
    cells: Sequence[Cell], on: Shelf, package: str, later: Collection[str] = ()
) -> tuple[tuple[Saved, ...], Problems]:
    """The saved items that a page's cells use, directly or not, by topic and name.

    `later` are the ids of the pages that follow: what is saved only there is told.
    """
    direct: dict[Saved, None] = {}
    problems: dict[str, Problem] = {}  # of each name the first
    topics: set[str] = set()
    for name, items, reach, at in _mentioned(cells, on, package):
        topics.update(loaded(reach, on))
        if items is None:
            if reach.sure:
                problems.setdefault(name, unknown_saved(name, on.variant, on.names, at))
            continue
        direct.update(dict.fromkeys(items))
        for item in items if len(items) == 1 else ():
            if item.page in later:
                problems.setdefault(name, saved_later(name, item.at, at))
    return _closed(direct, topics, on), tuple(problems.values())


def named(cells: Sequence[Cell], on: Shelf, package: str) -> frozenset[str]:
    """The saved names that cells use themselves, by whatever way they reach them.

    Of a module that they surely take as a whole, these are the names that stand in their code.
    """
    found: set[str] = set()
    taken: set[str] = set()
    for name, items, reach, _ in _mentioned(cells, on, package):
        known = {one for item in items or () for one in item.names}
        found |= {name} & known
        taken |= known if reach.sure and name not in known else set()
    if taken:
        found |= taken & {word for cell in cells for word in WORD.findall(cell.code)}
    return frozenset(found)


def _mentioned(
    cells: Sequence[Cell], on: Shelf, package: str
) -> Iterator[tuple[str, tuple[Saved, ...] | None, Reach, Place]]:
    """Each mention of the companion: its name, the items that it means, itself, its place."""
    if not package or not any(package in cell.code for cell in cells):
        return
    for number, reach in _reached(tuple(cell.code for cell in cells), package):
        name = _spoken(reach, on) or package
        yield name, meant(reach, on), reach, place(cells[number], reach.line)


@lru_cache(maxsize=4096)
def _reached(texts: tuple[str, ...], package: str) -> tuple[tuple[int, Reach], ...]:
    """All that the cells of a page mention of the companion, each with the number of its cell.

    It is asked for the jobs, and again for the index.
    """
    codes = [understand(text) for text in texts]
    known = aliases(codes, package)
    return tuple(
        (n, reach) for n, code in enumerate(codes) for reach in reaches(code, known, package)
    )


def _spoken(reach: Reach, on: Shelf) -> str:
    """The name that a mention is about, without the module that it is in."""
    variant, *rest = reach.path or ("",)
    if variant != on.variant:
        return ".".join(reach.path)
    inner = rest[1:2] if rest and rest[0] in on.topics else []
    return (inner or rest or [variant])[0]


def _closed(start: Iterable[Saved], topics: Iterable[str], on: Shelf) -> tuple[Saved, ...]:
    """These items and all that they need, among it what is done to them where they are loaded."""
    found: dict[str, Saved] = {}
    modules = set(topics)
    ahead = [*start, *on.loading.doing(modules, ())]
    while ahead:
        while ahead:
            item = ahead.pop()
            if item.name not in found:
                found[item.name] = item
                ahead += [on.names[name] for name in item.uses if name in on.names]
        modules.update(item.topic for item in found.values())
        ahead = [item for item in on.loading.doing(modules, found) if item.name not in found]
    return tuple(sorted(found.values(), key=lambda item: (item.topic, item.name)))
