"""A page of d2lbook while it is translated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hexapla.model.nodes import Place
from hexapla.model.problems import Problem
from hexapla.model.tabs import Tabs
from hexapla.source.d2lbook.marks import Leaf, Text
from hexapla.source.d2lbook.splice import Edit, part


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a page and its blocks, and what is known of the book around it."""

    text: Text
    file: str
    leaves: tuple[Leaf, ...]
    tabs: Tabs
    pages: frozenset[str]
    report: Callable[[Problem], None]
    inline: tuple[Edit, ...] = ()  # what becomes of the marks within lines

    def at(self, offset: int) -> Place:
        return Place(self.file, self.text.line(offset))

    def said(self, start: int, end: int) -> str:
        """A part of the text, its marks translated."""
        return part(self.text, start, end, self.inline)

    def block(self, leaf: Leaf, end: int = -1) -> str:
        """A block from its first sign, without what the lists around it have before its lines."""
        lines = self.said(leaf.start, leaf.end if end < 0 else end).split("\n")
        return "\n".join((lines[0], *(without(line, leaf.margin) for line in lines[1:])))

    def lines(self, leaf: Leaf, after: int = 0) -> tuple[int, int]:
        """Where the lines of a block begin and end, with `after` empty lines that follow it."""
        last = leaf.last
        while after and last < len(self.text.starts) and not self.text.of_line(last).strip("> \t"):
            last, after = last + 1, after - 1
        return self.text.start(leaf.first), self.text.start(last)


def without(line: str, margin: str) -> str:
    """A line without as much of what stands before it as it has."""
    count = 0
    while count < min(len(margin), len(line)) and line[count] in "> \t":
        count += 1
    return line[count:]


def indented(lines: list[str], leaf: Leaf) -> str:
    """New lines in the place of a block: what stands before the first is there already."""
    rest = (f"{leaf.margin}{line}" if line else leaf.margin.rstrip() for line in lines[1:])
    return "\n".join((lines[0], *rest))
