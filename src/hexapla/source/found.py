"""A directive as it stands in its fence: name, argument, options, body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hexapla.model.nodes import Place
from hexapla.source.labels import label
from hexapla.source.meta import mapping, words

OPENING = re.compile(r"\s*\{([^\s{}]+)\}[ \t]*(.*)", re.S)
OPTION = re.compile(r"\s*:([A-Za-z][\w-]*):(?:[ \t]+(.*))?$")


@dataclass(frozen=True, slots=True)
class Found:
    """A directive that was found on a page. `offset` lines lie between its fence and its body."""

    name: str
    argument: str
    body: str
    at: Place
    offset: int = 0
    options: Mapping[str, object] = field(default_factory=dict)
    why: str = ""  # why its options cannot be read, "" if they can

    @property
    def label(self) -> str:
        """What the author calls it."""
        return label(self.text("label") or self.text("name"))

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(" ".join(words(self.options.get("class"))).split())

    def text(self, option: str) -> str:
        """An option as a text, "" if it is not given."""
        value = self.options.get(option)
        return "" if value is None else str(value).strip()

    def off(self, option: str) -> bool:
        """Whether an option is given as false; `:nonumber:` says that of being counted."""
        if option == "enumerated" and "nonumber" in self.options:
            return True
        return self.text(option).lower() in ("false", "no", "off")

    @property
    def first(self) -> int:
        """The line on which the body begins."""
        return self.at.line + 1 + self.offset


def opened(info: str, content: str, at: Place) -> Found | None:
    """The directive that a fence is, or None if it is a plain fence."""
    match = OPENING.fullmatch(info)
    if match is None:
        return None
    options, offset, why = _options(content.split("\n"))
    body = "\n".join(content.split("\n")[offset:])
    return Found(match[1], match[2].strip(), body, at, offset, options, why)


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
