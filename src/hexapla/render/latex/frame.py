"""What surrounds the blocks of a page, and what is learnt while they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from hexapla.model.book import Book, Page
from hexapla.model.nodes import Block, Footnote, Inline
from hexapla.model.problems import Problem
from hexapla.render.latex.counters import Count
from hexapla.render.latex.naming import Names


@dataclass(slots=True)
class Told:
    """What the writing of a page comes upon, in the order of the text."""

    problems: list[Problem] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)  # those that stand by now: each stands once
    noted: set[int] = field(default_factory=set)  # the footnotes that stand by now
    notes: list[str] = field(default_factory=list)  # those whose marks stand where no text can


@dataclass(frozen=True, slots=True)
class Pen:
    """How what a block holds is written: lines, and other blocks."""

    lines: Callable[[Iterable[Inline], Frame], str]
    blocks: Callable[[Iterable[Block], Frame], str]


@dataclass(frozen=True, slots=True)
class Frame:
    """The page in its book, where the counters stand, and where the text stands.

    `pictures` are the files of the pictures that the page shows, by their sources; `wrong` says of
    formulas why they cannot be set. What is `held` is the argument of a command: no code as it
    stands can be there. What is `boxed` cannot float. A `moving` text is one that stands in lists
    too, where no note can; one that is `bookmarked`, also where there are plain words only.
    """

    pen: Pen
    page: Page
    book: Book
    names: Names
    count: Count
    pictures: Mapping[str, str]
    wrong: Mapping[str, str]
    notes: Mapping[int, Footnote]
    marks: Mapping[int, int]  # how often each footnote is marked
    told: Told
    listing: str  # the page on which the works of the whole book are listed
    held: bool = False
    boxed: bool = False
    moving: bool = False
    bookmarked: bool = False

    @property
    def language(self) -> str:
        return self.book.config.language

    def lines(self, nodes: Iterable[Inline]) -> str:
        """What stands within a line."""
        return self.pen.lines(nodes, self)

    def blocks(self, nodes: Iterable[Block]) -> str:
        return self.pen.blocks(nodes, self)

    def inside(self) -> Frame:
        """Within a box."""
        return replace(self, boxed=True)

    def argument(self) -> Frame:
        """Within the argument of a command."""
        return replace(self, held=True, boxed=True)

    def caption(self) -> Frame:
        """Within a caption."""
        return replace(self, held=True, boxed=True, moving=True)

    def title(self) -> Frame:
        """Within a heading."""
        return replace(self.caption(), bookmarked=True)

    def name(self, anchor: str) -> str:
        """The name of a spot of this page, "" where it has stood already."""
        name = self.names.of(self.page.id, anchor) if anchor else ""
        if not name or name in self.told.labels:
            return ""
        self.told.labels.add(name)
        return name

    def titled(self) -> str:
        r"""\label for the page itself."""
        name = self.names.of(self.page.id)
        self.told.labels.add(name)
        return f"\\label{{{name}}}"

    def label(self, anchor: str) -> str:
        r"""\label for what is counted."""
        name = self.name(anchor)
        return f"\\label{{{name}}}" if name else ""

    def spot(self, anchor: str) -> str:
        """The same where nothing is counted."""
        made = self.label(anchor)
        return f"\\phantomsection{made}" if made else ""
