"""What a foreign configuration says, put as book.toml would say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, Problems, no_effect
from hexapla.model.tabs import Tabs
from hexapla.source.origin import Path, Places

MORE = "+"  # at the end of a path: one more item of the list


@dataclass(frozen=True, slots=True)
class Said:
    """A value at a path of book.toml, and where it comes from."""

    path: Path
    value: object
    at: Place


@dataclass(frozen=True, slots=True)
class Unused:
    """A key that means nothing here, by its name in the file where it stands."""

    key: str
    at: Place


@dataclass(frozen=True, slots=True)
class Project:
    """A foreign project as a table of the shape of book.toml, and what of it was left out."""

    kind: str
    table: dict[str, Any]
    origin: Places
    unused: tuple[Unused, ...]
    problems: Problems
    tabs: Tabs | None = None  # of a project whose pages are to be translated


def gathered(said: Iterable[Said], top: Place) -> tuple[dict[str, Any], Places]:
    """The table that holds all that was said, and where; of two values at one path, the first."""
    table: dict[str, Any] = {}
    known: dict[Path, tuple[Place, object]] = {}
    for each in _counted(said):
        _put(table, each.path, each.value)
        known.setdefault(each.path, (each.at, each.value))
    return table, Places(known, top)


def _counted(said: Iterable[Said]) -> Iterator[Said]:
    """The same with an index for each item that is one more of its list, and is not in it yet."""
    lists: dict[Path, list[object]] = {}
    for each in said:
        if each.path[-1] != MORE:
            yield each
            continue
        items = lists.setdefault(each.path[:-1], [])
        if each.value not in items:
            yield replace(each, path=(*each.path[:-1], len(items)))
            items.append(each.value)


def _put(table: Any, path: Path, value: object) -> None:
    for step, after in pairwise(path):
        empty: object = [] if isinstance(after, int) else {}
        if isinstance(table, dict):
            table = table.setdefault(step, empty)
        else:
            if step == len(table):
                table.append(empty)
            table = table[step]
    last = path[-1]
    if isinstance(table, dict):
        table.setdefault(last, value)
    elif last == len(table):
        table.append(value)


def of_all(kind: str, says: Iterable[object], problems: Problems, top: Place) -> Project:
    """The project that all this makes. What has no effect is said once for each file."""
    says = list(says)
    unused = tuple(dict.fromkeys(each for each in says if isinstance(each, Unused)))
    wrong = tuple(each for each in says if isinstance(each, Problem))
    table, places = gathered((each for each in says if isinstance(each, Said)), top)
    by_file: dict[str, list[Unused]] = {}
    for each in unused:
        by_file.setdefault(each.at.file, []).append(each)
    for listed in by_file.values():
        keys = ((each.key, each.at.line) for each in listed)
        wrong += (no_effect(keys, listed[0].at),)
    return Project(kind, table, places, unused, (*problems, *wrong))
