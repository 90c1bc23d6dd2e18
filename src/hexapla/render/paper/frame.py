"""What surrounds the blocks of a page on paper: where it stands, and what it needs of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from hexapla.model.nodes import (
    Block,
    Footnote,
    FootnoteReference,
    Heading,
    Node,
    Reference,
    Span,
    Text,
)
from hexapla.model.walk import walk
from hexapla.model.words import word
from hexapla.render.formulas import Formula
from hexapla.render.paper.marks import label
from hexapla.render.paper.maths import Set


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it goes along with the sources, and its size in pixels: 0 if not known."""

    path: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Spots:
    """What is known of the nodes of a page by their ids, before any is written."""

    levels: Mapping[int, int] = field(default_factory=dict)  # of headings
    first: frozenset[int] = frozenset()  # of references to one thing, and of one abbreviation
    told: frozenset[str] = frozenset()  # labels that the page itself refers to
    marks: Mapping[int, str] = field(default_factory=dict)  # of footnotes: how each is written
    below: Mapping[int, str] = field(default_factory=dict)  # the notes of marks in chapters' titles


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds a page's blocks. `level` is the page's among the headings of the book.

    `addresses` are those of pages in the website, by their ids, and `beside` is that of the folder
    of the book's files: nothing where the book has no website. `top` is true of what stands in no
    box, so that it may float; `tinted`, of what stands on a ground of its own; `titled`, of the
    words of a heading, which stand in the contents and at the heads of pages too.
    """

    page: str
    level: int = 1
    language: str = "en"
    addresses: Mapping[str, str] = field(default_factory=dict)
    beside: str = ""
    files: frozenset[str] = frozenset()
    formulas: Mapping[Formula, Set] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    spots: Spots = field(default_factory=Spots)
    top: bool = True
    tinted: bool = False
    titled: bool = False

    def word(self, name: str) -> str:
        """A word that the book itself sets, in its language."""
        return word(name, self.language)

    def label(self, anchor: str) -> str:
        """The label of a spot of this page, as code."""
        return label(self.page, anchor)

    def boxed(self) -> Frame:
        """The same within a box."""
        return replace(self, top=False) if self.top else self

    def on_tint(self) -> Frame:
        """The same within a box that has a ground of its own."""
        return replace(self, top=False, tinted=True)


def spots(nodes: Iterable[Block], frame: Frame) -> Spots:
    """What must be known of blocks before the first of them is written."""
    listed = [*walk(nodes)]
    own = (node for node in listed if isinstance(node, Reference) and node.page == frame.page)
    told = frozenset(node.anchor for node in own)
    return Spots(_levels(listed, frame.level), frozenset(_first(listed).values()), told)


def noted(nodes: Iterable[Block]) -> dict[str, list[FootnoteReference]]:
    """The marks of each footnote, by its name, in reading order."""
    marks: dict[str, list[FootnoteReference]] = {}
    for node in _read(nodes):
        marks.setdefault(node.name, []).append(node)
    return marks


def _first(nodes: Iterable[Node]) -> dict[tuple[str, str], int]:
    """The first reference to each thing, and the first use of each abbreviation that no words of
    the page explain."""
    listed = tuple(nodes)
    words = " ".join(node.text for node in listed if isinstance(node, Text)).lower()
    first: dict[tuple[str, str], int] = {}
    for node in listed:
        match node:
            case Reference(page=page, anchor=anchor) if page:
                first.setdefault((page, anchor), id(node))
            case Span("abbr", _, title) if title.lower() not in words:
                first.setdefault(("", title), id(node))
            case _:
                pass
    return first


def _levels(nodes: Iterable[Node], top: int) -> dict[int, int]:
    """The level of each heading in the book: none is more than one below the heading before it."""
    levels: dict[int, int] = {}
    before = top - 1
    for node in nodes:
        if isinstance(node, Heading):
            before = levels[id(node)] = max(1, min(top + node.level - 1, before + 1))
    return levels


def _read(nodes: Iterable[Block]) -> Iterator[FootnoteReference]:
    """The marks that stand in the text, and after them those within notes."""
    listed = tuple(nodes)
    notes = [node for node in listed if isinstance(node, Footnote)]
    text = (node for node in listed if not isinstance(node, Footnote))
    yield from walk(text, FootnoteReference)
    yield from walk(notes, FootnoteReference)
