"""Where in a TOML text a key stands: tomllib does not say."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from hexapla.model.nodes import Place
from hexapla.source.origin import Path

HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?")
KEY = re.compile(r"""\s*((?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w.-]+)(?:\s*\.\s*[\w-]+)*)\s*=""")


@dataclass(frozen=True, slots=True)
class TomlText:
    """A text in TOML, and the lines that its keys begin on."""

    text: str
    file: str
    lines: Mapping[Path, int]

    @classmethod
    def of(cls, text: str, file: str) -> TomlText:
        return cls(text, file, lines(text))

    def at(self, path: Path) -> Place:
        return Place(self.file, line_of(self.text, path, self.lines))

    def holding(self, value: str, path: Path) -> Place:
        known = next((n for n in range(len(path), 0, -1) if path[:n] in self.lines), 0)
        start = self.lines.get(path[:known], 1)
        return Place(self.file, line_with(self.text, value, start))


def lines(text: str) -> dict[Path, int]:
    """The line of each table and of each key that begins a line."""
    found: dict[Path, int] = {}
    counts: Counter[Path] = Counter()
    table: Path = ()
    for number, line in enumerate(text.split("\n"), 1):
        if header := HEADER.fullmatch(line):
            table = _parts(header[2])
            if header[1] == "[[":
                counts[table] += 1
                table = (*table, counts[table] - 1)
            found.setdefault(table, number)
        elif key := KEY.match(line):
            found.setdefault((*table, *_parts(key[1])), number)
    return found


def line_of(text: str, path: Path, found: Mapping[Path, int]) -> int:
    """The line of a key: its own, or, within a value of several lines, the likeliest."""
    known = next(n for n in range(len(path), -1, -1) if path[:n] in found or not n)
    line = found.get(path[:known], 1)
    for part in path[known:]:
        if isinstance(part, str):
            key = re.compile(rf"""(?:^|[\s{{,])["']?{re.escape(part)}["']?\s*=""")
            rest = enumerate(text.split("\n")[line - 1 :], line)
            line = next((number for number, words in rest if key.search(words)), line)
    return line


def line_with(text: str, value: str, start: int) -> int:
    """The first line, from `start` on, that holds this value in quotes."""
    rest = enumerate(text.split("\n")[start - 1 :], start)
    quoted = (f'"{value}"', f"'{value}'")
    return next((n for n, words in rest if any(q in words for q in quoted)), start)


def _parts(key: str) -> Path:
    """The names in a key, which may be dotted and quoted."""
    try:
        value: object = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        return (key,)
    parts: list[str | int] = []
    while isinstance(value, dict):
        name, value = next(iter(value.items()))
        parts.append(name)
    return tuple(parts)
