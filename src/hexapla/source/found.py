"""A directive as it stands in its fence: name, argument, options, body."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hexapla.model.nodes import Place
from hexapla.source.labels import label
from hexapla.source.meta import classes, mapping

OPENING = re.compile(r"\s*\{([^\s{}]+)\}[ \t]*(.*)", re.S)
OPTION = re.compile(r"\s*:([A-Za-z][\w-]*):(?:[ \t]+(.*))?$")
KEY = re.compile(r"\s*:([A-Za-z][\w-]*):|([A-Za-z][\w-]*)\s*:")


@dataclass(frozen=True, slots=True)
class Found:
    """A directive that was found on a page: on that line of what is read, of whose lines `place`
    says where they stand. `offset` lines lie between its fence and its body."""

    name: str
    argument: str
    body: str
    line: int
    place: Callable[[int], Place]
    offset: int = 0
    options: Mapping[str, object] = field(default_factory=dict)
    why: str = ""  # why its options cannot be read, "" if they can
    lines: Mapping[str, int] = field(default_factory=dict)  # of its options, from its own line

    @property
    def at(self) -> Place:
        return self.place(self.line)

    @property
    def label(self) -> str:
        """What the author calls it."""
        return label(self.text("label") or self.text("name"))

    @property
    def classes(self) -> tuple[str, ...]:
        return classes(self.options.get("class"))

    def text(self, option: str) -> str:
        """An option as a text, "" if it is not given."""
        value = self.options.get(option)
        return "" if value is None else str(value).strip()

    def option(self, name: str) -> Place:
        """Where an option stands; the directive's own place without it."""
        return self.place(self.line_of(name))

    def line_of(self, option: str) -> int:
        """The line of an option; the directive's own without it."""
        return self.line + self.lines.get(option, 0)

    def off(self, option: str) -> bool:
        """Whether an option is given as false; `:nonumber:` says that of being counted."""
        if option == "enumerated" and "nonumber" in self.options:
            return True
        return self.text(option).lower() in ("false", "no", "off")

    @property
    def first(self) -> int:
        """The line on which the body begins."""
        return self.line + 1 + self.offset


def opened(info: str, content: str, line: int, place: Callable[[int], Place]) -> Found | None:
    """The directive that a fence on that line is, or None if it is a plain fence."""
    match = OPENING.fullmatch(info)
    if match is None:
        return None
    lines = content.split("\n")
    options, offset, why = _options(lines)
    body = "\n".join(lines[offset:])
    places = {
        key[1] or key[2]: number
        for number, text in enumerate(lines[:offset], 1)
        if (key := KEY.match(text))
    }
    return Found(match[1], match[2].strip(), body, line, place, offset, options, why, places)


def _options(lines: list[str]) -> tuple[dict[str, object], int, str]:
    """Options are lines `:key: value`, or YAML between two lines `---`."""
    if lines[0].strip() == "---":
        end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
        if end:
            options, why, _ = mapping("\n".join(lines[1:end]))
            return options, end + 1, why
    found: dict[str, object] = {}
    for count, line in enumerate(lines):
        match = OPTION.match(line)
        if match is None:
            return found, count, ""
        found[match[1]] = match[2] or ""
    return found, len(lines), ""
