"""What a directive or role is given: where it stands, and how to read what stands within it."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any

from hexapla.model.book import Config
from hexapla.model.nodes import Block, Inline, Place
from hexapla.model.problems import Problem
from hexapla.source.dialect import AS_TYPED, Style
from hexapla.source.found import Found

DEEPEST = 40  # so many blocks within blocks; every later stage goes down them by recursion


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading of one page, at some depth of its nesting."""

    file: str
    config: Config
    report: Callable[[Problem], None]
    blocks: Callable[[str, int, Reading], tuple[Block, ...]]  # a text, the line it begins on
    line: Callable[[str, int, Reading], tuple[Inline, ...]]  # the same for one line of prose
    pages: frozenset[str]  # the files of all pages of the book
    known: MutableMapping[str, Any] = field(default_factory=dict)
    depth: int = 0
    style: Style = AS_TYPED

    @property
    def folder(self) -> str:
        return self.file.rpartition("/")[0]

    def at(self, line: int) -> Place:
        return Place(self.file, line)

    def deeper(self) -> Reading:
        return replace(self, depth=self.depth + 1)

    def body(self, found: Found) -> tuple[Block, ...]:
        """The body of a directive, read as Markdown."""
        return self.blocks(found.body, found.first, self.deeper())

    def argument(self, found: Found) -> tuple[Inline, ...]:
        """The argument of a directive, read as a line of prose."""
        return self.line(found.argument, found.at.line, self)


@dataclass(frozen=True, slots=True)
class Directive:
    """How a directive becomes nodes, and which options it has besides its label and class."""

    make: Callable[[Found, Reading], tuple[Block, ...]]
    options: frozenset[str] = frozenset()
    needs: str = ""  # what its argument must say, "" if it can do without


@dataclass(frozen=True, slots=True)
class Role:
    """How a role becomes nodes, from its content and place."""

    make: Callable[[str, Place, Reading], tuple[Inline, ...]]
