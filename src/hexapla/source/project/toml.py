"""A foreign project written down as a book.toml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import tomlkit

from hexapla.source import shape
from hexapla.source.project.said import Project, Unused

LISTS = ("variants", "parts")  # of tables
LONG = 90  # characters of a list that stands on one line


def toml(project: Project, files: Iterable[str]) -> str:
    """The text of a book.toml that says what the project says, and names what it cannot say.

    `files` are those that it was made from.
    """
    parts = (
        "\n".join(_head(files, project.unused)),
        "\n".join(_plain(project.table)),
        *("\n".join(_table(name, table)) for name, table in _tables(project.table)),
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(files: Iterable[str], unused: tuple[Unused, ...]) -> Iterator[str]:
    yield f"# Made by `hexapla migrate` from {' and '.join(files)}."
    if unused:
        yield "# Left out, because it has no effect here:"
    for each in unused:
        key = "".join(c if c.isprintable() else " " for c in each.key)
        yield f"#   {key} ({each.at.file}, line {each.at.line})"


def _plain(table: Mapping[str, Any]) -> Iterator[str]:
    """The keys of the book itself, in the order in which the manual lists them."""
    for name in shape.keys(shape.Settings):
        value = table.get(name)
        if value is not None and name not in LISTS and not _is_table(value):
            yield f"{name} = {_value(value)}"


def _tables(table: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The tables of the book, the contents last: `name` is what stands in the brackets."""
    for each in table.get("variants", ()):
        yield "[[variants]]", each
    for name in shape.keys(shape.Settings):
        if _is_table(value := table.get(name)) and value:
            yield f"[{name}]", value
    for each in table.get("parts", ()):
        yield "[[parts]]", each


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _table(name: str, table: Mapping[str, Any]) -> Iterator[str]:
    yield name
    for key, value in table.items():
        yield f"{tomlkit.key(key).as_string()} = {_value(value)}"


def _value(value: Any, indent: str = "") -> str:
    if isinstance(value, dict):
        inside = (f"{tomlkit.key(k).as_string()} = {_value(v, indent)}" for k, v in value.items())
        return f"{{ {', '.join(inside)} }}"
    if isinstance(value, list):
        return _list(value, indent)
    if isinstance(value, str) and "\\" in value and "'" not in value and value.isprintable():
        return str(tomlkit.string(value, literal=True).as_string())
    return str(tomlkit.item(value).as_string())


def _list(items: list[Any], indent: str) -> str:
    """A list on one line if it is short, else with an item on each."""
    line = f"[{', '.join(_value(item) for item in items)}]"
    if len(line) <= LONG and "\n" not in line and not any(map(_is_table, items)):
        return line
    deeper = f"{indent}  "
    inside = "".join(f"{deeper}{_value(item, deeper)},\n" for item in items)
    return f"[\n{inside}{indent}]"
