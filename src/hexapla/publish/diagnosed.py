"""What Typst says of its sources, in the form that people read, as values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

SAID = re.compile(r"(error|warning|help): (.*)")
SPOT = re.compile(r"\s*┌─ (.+):(\d+):\d+")
HINT = re.compile(r"\s*= hint: (.*)")


@dataclass(frozen=True, slots=True)
class Said:
    """An error or a warning. Its `spots` are files and lines: its own, and where that was used."""

    kind: Literal["error", "warning"]
    text: str
    hint: str = ""
    spots: tuple[tuple[str, int], ...] = ()


def diagnosed(text: str) -> tuple[Said, ...]:
    """All that is said in a text of Typst's; a line of source never begins as these lines do."""
    return tuple(_said(text.splitlines()))


def _said(lines: list[str]) -> Iterator[Said]:
    kind, words, hint = "", "", ""
    spots: list[tuple[str, int]] = []
    for line in (*lines, "error: "):
        if (begins := SAID.fullmatch(line)) and begins[1] != "help":
            if kind:
                yield Said("error" if kind == "error" else "warning", words, hint, tuple(spots))
            kind, words, hint, spots = begins[1], begins[2], "", []
        elif spot := SPOT.fullmatch(line):
            spots.append((spot[1], int(spot[2])))
        elif more := HINT.fullmatch(line):
            hint = hint or more[1]
