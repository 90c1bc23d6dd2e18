"""YAML whose every value knows its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import yaml

from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, Problems, bad_config

MOST = 100_000  # values: a few aliases can stand for many more than memory holds
Value: TypeAlias = "str | int | float | bool | list[Marked] | dict[str, Marked] | None"


@dataclass(frozen=True, slots=True)
class Marked:
    """A value of YAML and where it stands; for the value of a key, that is the key's place."""

    value: Value
    at: Place

    def table(self) -> dict[str, Marked]:
        """Its keys and values, if it has any."""
        return self.value if isinstance(self.value, dict) else {}

    def list(self) -> list[Marked]:
        """Its items; a value by itself is a list of one, and nothing at all is none."""
        if isinstance(self.value, list):
            return self.value
        return [] if self.value in (None, "", {}) else [self]

    def text(self) -> str:
        """A word, number or truth as it is written; of anything else, nothing."""
        if isinstance(self.value, bool):
            return str(self.value).lower()
        return str(self.value) if isinstance(self.value, str | int | float) else ""

    def plain(self) -> object:
        """The value without its places."""
        if isinstance(self.value, dict):
            return {key: item.plain() for key, item in self.value.items()}
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        return self.value

    def get(self, *keys: str) -> Marked | None:
        """What the keys lead to, if they do; one that has no value counts as left out."""
        found: Marked | None = self
        for key in keys:
            found = found.table().get(key) if found else None
        return found if found and found.value is not None else None


def read(text: str, file: str) -> tuple[Marked, Problems]:
    """What a text in YAML says; an empty table, and why, where it cannot be read."""
    empty = Marked({}, Place(file, 1))
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            return empty, ()
        return _Reader(loader, file).marked(node, node), ()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or error.context or "broken YAML"
        return empty, (_broken(what, Place(file, mark.line + 1 if mark else 1)),)
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
        return empty, (_broken(str(error).split("\n")[0] or "broken YAML", Place(file, 1)),)


def _broken(what: str, at: Place) -> Problem:
    return bad_config(f"this YAML cannot be read: {what}", at)


class _Reader:
    """Makes values of the nodes of one text, as many as there may be."""

    def __init__(self, loader: yaml.SafeLoader, file: str) -> None:
        self.loader, self.file, self.left = loader, file, MOST

    def marked(self, node: yaml.Node, key: yaml.Node) -> Marked:
        self.left -= 1
        if self.left < 0:
            raise ValueError(f"it holds more than {MOST} values")
        at = Place(self.file, key.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            return Marked([self.marked(item, item) for item in node.value], at)
        if isinstance(node, yaml.MappingNode):
            self.loader.flatten_mapping(node)
            return Marked({str(k.value): self.marked(v, k) for k, v in node.value}, at)
        return Marked(self._scalar(node), at)

    def _scalar(self, node: yaml.Node) -> str | int | float | bool | None:
        try:
            value = self.loader.construct_object(node)
        except (yaml.YAMLError, ValueError):
            value = None
        known = isinstance(value, str | int | float) or value is None
        return value if known and (value is not None or "null" in node.tag) else str(node.value)
