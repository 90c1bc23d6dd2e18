"""How pages run: what book.toml says for all of them, and the front matter of one for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import Any, Protocol

from hexapla.model.book import Config, Limits, Needs, Slots
from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, bad_front_matter, unknown_key
from hexapla.source.shape import Execution
from hexapla.source.size import size

PACKAGE = "package"  # the environment that holds the companion alone
A_SIZE = "a size with its unit, like 4 GiB"


class Bad(Protocol):
    """Says what is wrong with the value at a path of book.toml."""

    def __call__(self, what: str, *path: str | int) -> None: ...


@dataclass(frozen=True, slots=True)
class _Front:
    """The front matter being read: where its keys are, and who is told what is wrong."""

    at: Callable[..., Place]
    report: Callable[[Problem], None]


def limits(said: Execution, bad: Bad) -> Limits:
    """The limits of every page that has none of its own."""
    memory = _size("memory_limit", said.memory_limit, bad)
    return Limits(said.cell_timeout, said.page_timeout, memory)


def slots(said: Execution, bad: Bad) -> Slots:
    """What of the machine the pages that run may use together."""
    gpus = tuple(dict.fromkeys(map(str, said.gpus))) if isinstance(said.gpus, tuple) else said.gpus
    memory = _size("memory", said.memory, bad)
    return Slots(said.jobs or 0, said.cores or 0, memory, gpus, said.retries)


def of_page(
    meta: dict[str, Any],
    book: Limits,
    at: Callable[..., Place],
    report: Callable[[Problem], None],
) -> tuple[Needs, Limits | None]:
    """What a page needs of the machine, and its own limits: both are taken out of `meta`.

    What a list under `needs` holds besides stays there: it is what readers need to know. `at`
    gives the place of a key, or of a key in the table of a key.
    """
    front = _Front(at, report)
    said = meta.get("needs")
    listed = said if isinstance(said, list) else [said]
    needs: dict[str, Any] = {}
    for table in (each for each in listed if isinstance(each, dict)):
        meta["needs"] = [each for each in listed if not isinstance(each, dict)]
        needs |= _table("needs", table, front)
    own = _table("execution", meta.pop("execution", None), front)
    return Needs(**needs), replace(book, **own) if own else None


def is_apart(
    meta: dict[str, Any],
    config: Config,
    at: Callable[..., Place],
    report: Callable[[Problem], None],
) -> bool:
    """Whether a page runs where the package is installed and no book is: `environment: package`.

    The key is taken out of `meta`.
    """
    said = meta.pop("environment", None)
    if said is None:
        return False
    if said != PACKAGE:
        what = f"'environment' must be {PACKAGE}, or left out, and is '{said}'"
        report(bad_front_matter(what, at("environment")))
        return False
    if not config.package:
        what = "'environment: package' wants a package, which book.toml names under [package]"
        report(bad_front_matter(what, at("environment")))
    return bool(config.package)


# --- book.toml ------------------------------------------------------------------------------------


def _size(key: str, said: str, bad: Bad) -> int:
    found = size(said) if said else 0
    if found is None:
        bad(f"'execution.{key}': '{said}' is not {A_SIZE}", "execution", key)
    return found or 0


# --- front matter ---------------------------------------------------------------------------------


def _table(name: str, table: object, front: _Front) -> dict[str, Any]:
    """The fields that a table of the front matter sets, without those with wrong values."""
    if isinstance(table, dict):
        return dict(_fields(name, table, front))
    if table is not None:
        what = f"'{name}' is made of keys: {', '.join(TABLES[name])}"
        front.report(bad_front_matter(what, front.at(name)))
    return {}


def _fields(name: str, table: Mapping[Any, object], front: _Front) -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if key not in TABLES[name]:
            problem = unknown_key(str(key), TABLES[name], front.at(name, str(key)), of=f"'{name}'")
            front.report(problem)
            continue
        field, read, must = TABLES[name][key]
        if (found := read(value)) is not None:
            yield field, found
        else:
            what = f"'{key}' under '{name}' must be {must}, and is '{value}'"
            front.report(bad_front_matter(what, front.at(name, key)))


def _count(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < 10**6 else None


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < inf else None


def _fresh(value: object) -> bool | None:
    return True if value == "fresh" else None


# The keys of each table: which field they set, how they are read, and what they must be.
TABLES: Mapping[str, Mapping[str, tuple[str, Callable[[object], object], str]]] = {
    "needs": {
        "cores": ("cores", lambda value: _count(value) or None, "a whole number from 1 on"),
        "gpu": ("gpus", _count, "a whole number"),
        "memory": ("memory", size, A_SIZE),
        "kernel": ("fresh", _fresh, "fresh, or left out"),
    },
    "execution": {
        "cell_timeout": ("cell", _seconds, "a number of seconds"),
        "page_timeout": ("page", _seconds, "a number of seconds"),
    },
}
