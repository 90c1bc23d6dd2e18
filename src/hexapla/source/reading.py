"""What a directive or role is given: where it stands, and how to read what stands within it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from hexapla.model.book import Config
from hexapla.model.nodes import Block, Cell, Footnote, Inline, Place
from hexapla.model.problems import Problem
from hexapla.source.dialect import AS_TYPED, Piece, Style
from hexapla.source.found import Found
from hexapla.source.paths import within

DEEPEST = 40  # so many blocks within blocks; every later stage goes down them by recursion


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading of one page, at some depth of its nesting."""

    file: str
    config: Config
    report: Callable[[Problem], None]
    at: Callable[[int], Place]  # where a line of what is read stands
    blocks: Callable[[str, int, Reading], tuple[Block, ...]]  # a text, the line it begins on
    line: Callable[[str, Place, Reading], tuple[Inline, ...]]  # a line of prose, and its place
    pages: frozenset[str]  # the files of all pages of the book
    known: MutableMapping[str, Any] = field(default_factory=dict)
    attached: Mapping[str, str] = field(default_factory=dict)  # pictures of a notebook's cell
    depth: int = 0
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    files: frozenset[str] = frozenset()  # all other files of the book
    variants: tuple[str, ...] = ()  # of the prose that this stands in; none: it is for all
    ahead: list[Cell] = field(default_factory=list)  # that values need, not yet placed
    chain: tuple[str, ...] = ()  # the files that took this one in, the page first
    style: Style = AS_TYPED
    notes: list[Footnote] = field(default_factory=list)  # those that stand within a line
    given: Mapping[str, object] = field(default_factory=dict)  # what `{{ name }}` stands for
    standing: tuple[str, ...] = ()  # the names of those that are being read

    @property
    def folder(self) -> str:
        return self.file.rpartition("/")[0]

    def within(self, path: str) -> str | None:
        """The path relative to the book; None where it leads outside.

        Of a file that was taken in, paths begin where it lies, or else where its page does.
        """
        own = within(path, self.folder)
        if not self.chain or own in self.files or own in self.pages:
            return own
        other = within(path, self.chain[0].rpartition("/")[0])
        return other if other in self.files or other in self.pages else own

    def taking(self, file: str) -> Reading:
        """The reading of a file that this one takes in."""
        return replace(self.deeper(), file=file, at=places(file), chain=(*self.chain, self.file))

    def deeper(self) -> Reading:
        return replace(self, depth=self.depth + 1)

    def body(self, found: Found) -> tuple[Block, ...]:
        """The body of a directive, read as Markdown."""
        return self.blocks(found.body, found.first, self.deeper())

    def argument(self, found: Found) -> tuple[Inline, ...]:
        """The argument of a directive, read as a line of prose."""
        return self.line(found.argument, found.at, self)


def places(file: str, lines: tuple[int, ...] = ()) -> Callable[[int], Place]:
    """The place of each line of a file, made once; `lines` are those of its original, if what is
    read is a translation."""

    @cache
    def place(line: int) -> Place:
        return Place(file, lines[line - 1] if 0 < line <= len(lines) else line)

    return place


# What is read of a page once its front matter is known.
Begun = Callable[[Piece | None], Reading]


@dataclass(frozen=True, slots=True)
class Directive:
    """How a directive becomes nodes, and which options it has besides its label and class."""

    make: Callable[[Found, Reading], tuple[Block, ...]]
    options: frozenset[str] = frozenset()
    needs: str = ""  # what its argument must say, "" if it can do without
    open: bool = False  # any other option is another tool's, unless it is nearly one of these
    bare: bool = False  # it holds no text


@dataclass(frozen=True, slots=True)
class Role:
    """How a role becomes nodes, from its content and place."""

    make: Callable[[str, Place, Reading], tuple[Inline, ...]]
