"""The keys of a table in book.toml, each known and of its type; each slip is a problem."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, bad_config, key_of_the_top, outside, unknown_key
from hexapla.source import shape
from hexapla.source.origin import Origin, Path
from hexapla.source.paths import within

S = TypeVar("S", bound=msgspec.Struct)

# What msgspec expects, in the words of TOML.
WORDS = {"str": "a text", "bool": "true or false", "int": "a whole number", "float": "a number"}
WORDS |= {"array": "a list", "object": "a table", "date": "a date", "datetime": "a date"}


@dataclass(frozen=True, slots=True)
class Check:
    """The configuration being read: where its keys stand, and what was found wrong with it.

    `lost` are the items of lists that had a wrong type: they are told, and not to be told again.
    """

    origin: Origin
    problems: list[Problem] = field(default_factory=list)
    lost: set[Path] = field(default_factory=set)

    def at(self, *path: str | int) -> Place:
        return self.origin.at(path)

    def bad(self, what: str, *path: str | int) -> None:
        self.problems.append(bad_config(what, self.at(*path)))

    def inside(self, path: str, at: Place) -> str:
        """A path within the book, "" if it leads outside."""
        found = within(path) if path else ""
        if found is None:
            self.problems.append(outside(path, at))
        return found or ""


def drop_unknown(
    table: dict[str, Any], kind: type[msgspec.Struct], path: Path, check: Check
) -> None:
    """Take out the keys of a table, and of the tables in it, that there are none of."""
    known = shape.keys(kind)
    for key in list(table):
        if key not in known:
            check.problems.append(_unknown(key, known, path, check))
            del table[key]
        elif (inner := known[key]) is not None:
            for at, value in _tables(table[key]):
                drop_unknown(value, inner, (*path, key, *at), check)


def _unknown(key: str, known: Iterable[str], path: Path, check: Check) -> Problem:
    at = check.at(*path, key)
    if path and isinstance(path[-1], str) and key in shape.keys(shape.Settings):
        return key_of_the_top(key, ".".join(map(str, path)), at)
    return unknown_key(key, known, at)


def _tables(value: object) -> Iterator[tuple[Path, dict[str, Any]]]:
    if isinstance(value, dict):
        yield (), value
    elif isinstance(value, list):
        yield from (((n,), item) for n, item in enumerate(value) if isinstance(item, dict))


def typed(raw: dict[str, Any], kind: type[S], start: Path, check: Check) -> S:
    """A table as its shape says, without what has a wrong type; it stands at `start`."""
    while True:
        try:
            return msgspec.convert(raw, kind)
        except msgspec.ValidationError as error:
            expected, _, where = str(error).partition(" - at `$")
            path = _path(where)
            whole = (*start, *path)
            check.bad(f"'{_shown(whole)}': {_wanted(expected)}", *whole)
            _mend(raw, path, where, expected)
            check.lost.add(whole)


def _path(where: str) -> Path:
    """`.parts[1].title` as a path; `[...]`, the values of a table, is not part of it."""
    found = re.findall(r"\.([A-Za-z_]\w*)|\[(\d+)\]", where)
    return tuple(name or int(index) for name, index in found)


def _shown(path: Path) -> str:
    return ".".join(str(part) for part in path if isinstance(part, str))


def _wanted(expected: str) -> str:
    """What was expected and what was found, in the words of TOML."""
    for word in ("Expected ", "`", " | null"):
        expected = expected.replace(word, "")
    wanted, _, got = expected.partition(", got ")
    for name, words in WORDS.items():
        wanted = re.sub(rf"\b{name}\b", words, wanted)
        got = re.sub(rf"\b{name}\b", words, got)
    wanted = wanted.replace(" | ", " or ")
    return f"this must be {wanted}" + (f", and is {got}" if got else "")


def _mend(raw: dict[str, Any], path: Path, where: str, expected: str) -> None:
    """Take out a wrong value. What stands in a list is emptied: the others keep their places."""
    parent: Any = raw
    for part in path[:-1]:
        parent = parent[part]
    if where.rstrip("`").endswith("[...]"):
        table = parent[path[-1]]
        parent[path[-1]] = {key: item for key, item in table.items() if isinstance(item, str)}
    elif isinstance(path[-1], str):
        del parent[path[-1]]
    else:
        parent[path[-1]] = "" if "str" in expected.partition(",")[0] else {}
