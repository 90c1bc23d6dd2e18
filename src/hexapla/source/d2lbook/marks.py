"""What the Markdown of d2lbook is made of: its blocks, and the marks within them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

MarkKind = Literal["role", "image", "link", "formula", "slide", "unslide", "raised", "literal"]
LeafKind = Literal[
    "heading",
    "paragraph",
    "fence",
    "table",
    "formula",
    "environment",
    "marks",
    "begin",
    "end",
    "front",
    "other",
]


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark within a line of prose: from `start` to `end` in the text of the page.

    `name` is that of a role, sub or sup of what is `raised`, the sign of a slide, or the address of
    a link or picture; `words` is what stands in it, and `at` where that begins.
    """

    kind: MarkKind
    start: int
    end: int
    name: str = ""
    words: str = ""
    at: int = 0
    ticks: int = 1


@dataclass(frozen=True, slots=True)
class Leaf:
    """A block that holds no others: from line `first` up to line `last`, counted from 0.

    `head` is what stands before it on its first line, and `margin` what stands before each line
    of its own that is added: the signs and blanks of the lists and quotations around it.
    """

    kind: LeafKind
    first: int
    last: int
    start: int
    end: int
    head: str = ""
    margin: str = ""
    info: str = ""
    content: str = ""
    ticks: str = ""
    marks: tuple[Mark, ...] = ()
    closed: bool = True
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a page, its lines, and the places where they begin."""

    text: str
    lines: tuple[str, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        lines = text.removesuffix("\n").split("\n")
        ends = accumulate(len(line) + 1 for line in lines)
        return cls(text, tuple(lines), (0, *ends)[: len(lines)])

    def line(self, offset: int) -> int:
        """The line of a place in the text, counted from 1."""
        return bisect_right(self.starts, offset)

    def start(self, line: int) -> int:
        """Where a line begins, counted from 0; after the last, the end of the text."""
        return self.starts[line] if line < len(self.starts) else len(self.text)

    def of_line(self, line: int) -> str:
        """A line without its end."""
        return self.lines[line] if line < len(self.lines) else ""
