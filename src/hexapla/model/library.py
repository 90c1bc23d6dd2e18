"""The companion package as values: what the book's cells save, by variant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from hexapla.model.nodes import Place
from hexapla.model.problems import Problems


@dataclass(frozen=True, slots=True)
class Saved:
    """One item of the companion package: a saved definition, or a saved run of statements.

    `name` is unique within its variant and topic; `names` are all the names that it binds;
    `code` is its source as it goes into the package; `bare` the same without docstrings and
    comments, which is what keys are made of; `uses` are the names of other saved items, of any
    topic, that it needs; `modules` the top-level modules that it imports, and `imports` the
    statements that do so, one name each, sorted: `from torch import nn`. `page` is where it is
    defined, and `again` are the later pages that add to it: a class may be reopened. `only` says
    why other variants have no such name, "" where they should.
    """

    name: str
    names: tuple[str, ...]
    variant: str
    topic: str
    page: str
    code: str
    bare: str
    uses: tuple[str, ...]
    modules: tuple[str, ...]
    at: Place = field(compare=False)
    imports: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    only: str = ""


@dataclass(frozen=True, slots=True)
class Library:
    """The companion package: for each variant, its saved items in the order of the book.

    `tests` are the saved tests, likewise: the package's own suite, which no page uses.
    """

    items: Mapping[str, tuple[Saved, ...]]
    tests: Mapping[str, tuple[Saved, ...]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Lost:
    """Saved code at a place that adds to a name which is not saved before it.

    `made` is where its page makes what has that name, None where it does not.
    """

    name: str
    at: Place
    made: Place | None


@dataclass(frozen=True, slots=True)
class Stock:
    """What one variant saves, for a library: its items, its tests, and what is wrong with both."""

    items: tuple[Saved, ...] = ()
    tests: tuple[Saved, ...] = ()
    lost: tuple[Lost, ...] = ()
    problems: Problems = ()


def by_topic(items: Iterable[Saved]) -> Mapping[str, tuple[Saved, ...]]:
    """Items by their topics, in the order that they have."""
    topics: dict[str, list[Saved]] = {}
    for item in items:
        topics.setdefault(item.topic, []).append(item)
    return {topic: tuple(of_topic) for topic, of_topic in topics.items()}
