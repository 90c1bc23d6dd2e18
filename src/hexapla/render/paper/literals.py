"""Values of Python as code of Typst's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hexapla.render.paper.marks import string


@dataclass(frozen=True, slots=True)
class Code:
    """What is code of Typst's already."""

    source: str


Value = Code | str | bool | int | float | None | tuple["Value", ...] | Mapping[str, "Value"]
WORDS: dict[object, str] = {True: "true", False: "false", None: "none"}


def literal(value: Value) -> str:
    """A value as code: a text is a string, a mapping a dictionary."""
    match value:
        case Code(source):
            return source
        case str():
            return string(value)
        case bool() | None:
            return WORDS[value]
        case int() | float():
            return f"{value:g}"
        case tuple():
            return f"({' '.join(f'{literal(one)},' for one in value)})"
        case _:
            pairs = " ".join(f"{string(key)}: {literal(one)}," for key, one in value.items())
            return f"({pairs or ':'})"


def call(function: str, *values: Value, **named: Value) -> str:
    """A call of a function, on a line of its own; a _ in a name is a hyphen."""
    given = [literal(one) for one in values]
    given += [f"{name.replace('_', '-')}: {literal(one)}" for name, one in named.items()]
    return f"#{function}({', '.join(given)})\n"
