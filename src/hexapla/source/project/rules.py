"""Rules: what a key of a foreign configuration says in book.toml, and how a table of them reads.

A rule makes of a value, under its name, what is said, and what has no effect here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from hexapla.model.problems import Problem, close, unknown_key
from hexapla.source.origin import Path
from hexapla.source.project.marked import Marked
from hexapla.source.project.said import MORE, Said, Unused

Found = Said | Unused | Problem
Rule = Callable[[str, Marked], Iterator[Found]]
# How alike a slip is to what was meant: more so where extensions may have keys of any name.
NEARLY, ALIKE = 0.85, 0.94
OPEN = "sphinx.config."
# By the name of a key, dotted where it is in tables.
Rules = Mapping[str, Rule]


def found(config: Marked, rules: Rules) -> Iterator[Found]:
    """All that a configuration comes to. A key that is none, but nearly one, is a problem."""
    yield from _found(config, rules, "")


def _found(table: Marked, rules: Rules, above: str) -> Iterator[Found]:
    known = {name.removeprefix(above).partition(".")[0] for name in rules if name.startswith(above)}
    for key, value in table.table().items():
        name = above + key
        if name in rules:
            yield from rules[name](name, value)
        elif key in known and value.table():
            yield from _found(value, rules, f"{name}.")
        elif key in known:
            yield from lost(name, value)
        elif close(key, known, ALIKE if name.startswith(OPEN) else NEARLY):
            yield unknown_key(key, known, value.at, of=value.at.file)
        else:
            yield Unused(name, value.at)


# --- rules ----------------------------------------------------------------------------------------


def text(*path: str) -> Rule:
    """The same as a text, be it a number as it is written."""

    def rule(name: str, value: Marked) -> Iterator[Found]:
        if words := value.text():
            yield Said(path, words, value.at)
        elif value.value:
            yield Unused(name, value.at)

    return rule


def several(*path: str) -> Rule:
    """A list of texts, or one text that stands for a list."""

    def rule(name: str, value: Marked) -> Iterator[Found]:
        for item in value.list():
            yield Said((*path, MORE), item.text(), item.at)

    return rule


def pairs(*path: str) -> Rule:
    """A table of texts."""

    def rule(name: str, value: Marked) -> Iterator[Found]:
        for key, item in value.table().items():
            yield Said((*path, key), item.text(), item.at)

    return rule


def silent(name: str, value: Marked) -> Iterator[Found]:
    """What happens anyway, or can be left out without loss."""
    yield from ()


def lost(name: str, value: Marked) -> Iterator[Found]:
    """What has no effect here; a value that is empty asks for none."""
    if value.value:
        yield Unused(name, value.at)


def only(*given: object) -> Rule:
    """What happens anyway if it is one of these, and has no effect if it is another."""

    def rule(name: str, value: Marked) -> Iterator[Found]:
        if value.plain() not in given:
            yield Unused(name, value.at)

    return rule


def when(given: object, path: Path, what: object) -> Rule:
    """A value at a path of book.toml, if this is what is given; else nothing."""

    def rule(name: str, value: Marked) -> Iterator[Found]:
        if value.plain() == given:
            yield Said(path, what, value.at)

    return rule


def listed(path: Path, item: object, given: object = True) -> Rule:
    """An item of a list of book.toml that several keys add to."""

    def rule(name: str, value: Marked) -> Iterator[Found]:
        if value.plain() == given:
            yield Said((*path, MORE), item, value.at)

    return rule
