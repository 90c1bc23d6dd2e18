"""Every kind of thing a page can hold; here are the blocks that hold others.

Nodes are equal by what they say: the place they were read from takes no part in comparison.
`Block` and `Inline` are closed unions; a writer that matches on them ends in `assert_never`,
so that a new kind of node names every writer that must learn it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hexapla.model.inlines import (
    NOWHERE,
    Break,
    Citation,
    CitationForm,
    Cited,
    Claim,
    CodeSpan,
    Comparison,
    Emphasis,
    FootnoteReference,
    Image,
    IndexMark,
    IndexTerm,
    Inline,
    Link,
    Math,
    Node,
    Place,
    RawInline,
    Reference,
    ReferenceForm,
    Span,
    SpanKind,
    Strikethrough,
    Strong,
    Text,
    Value,
    Varied,
)
from hexapla.model.leaves import (
    Bibliography,
    Cell,
    CodeBlock,
    Diagram,
    Display,
    EquationRow,
    Heading,
    Media,
    Outcome,
    PackageIndex,
    Paragraph,
    RawBlock,
    Rule,
    Target,
    Term,
    Work,
)


@dataclass(frozen=True, slots=True)
class Item(Node):
    """`done` is None where it is no task."""

    body: tuple[Block, ...]
    done: bool | None = None


@dataclass(frozen=True, slots=True)
class Listing(Node):
    """A list: numbered from `start`, or with bullets where `start` is None."""

    items: tuple[Item, ...]
    start: int | None = None
    tight: bool = True


@dataclass(frozen=True, slots=True)
class Definition(Node):
    """One or several terms, and what is said of them."""

    terms: tuple[Term, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Definitions(Node):
    """A list of definitions."""

    inside: tuple[Definition, ...]
    glossary: bool = False


@dataclass(frozen=True, slots=True)
class Datum(Node):
    """One cell of a table: a line of text, and what else it holds below it."""

    inside: tuple[Inline, ...]
    body: tuple[Block, ...] = ()
    head: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Row(Node):
    data: tuple[Datum, ...]


Alignment = Literal["", "left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Table(Node):
    """`align` has one entry per column; so has `widths`, in percent, where it has any.

    Of its `rows`, those at the beginning that hold heads alone are part of its head.
    """

    head: Row
    rows: tuple[Row, ...]
    align: tuple[Alignment, ...]
    caption: tuple[Inline, ...] = ()
    label: str = ""
    number: str = ""
    widths: tuple[int, ...] = ()
    width: str = ""
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure(Node):
    """A picture with its caption; in `body`, what else it shows: figures of its own, a video.

    The number of a figure within another is that one's with a letter, "3.1a".
    """

    image: Image | None
    caption: tuple[Inline, ...] = ()
    legend: tuple[Block, ...] = ()
    label: str = ""
    number: str = ""
    body: tuple[Block, ...] = ()
    counted: bool = True
    columns: int = 0  # in which its own figures stand; 0: as they fit


@dataclass(frozen=True, slots=True)
class VariantBlock(Node):
    """Prose of one or several variants."""

    variants: tuple[str, ...]
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Admonition(Node):
    """`kind` is note, tip, warning, …; with `folded` it is closed until it is asked for, with
    `open` it is open until the reader closes it."""

    kind: str
    title: tuple[Inline, ...]
    body: tuple[Block, ...]
    folded: bool = False
    label: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Theorem(Node):
    """`kind` is theorem, lemma, definition, proof, algorithm, …: the word that is set before it."""

    kind: str
    title: tuple[Inline, ...]
    body: tuple[Block, ...]
    label: str = ""
    number: str = ""
    counted: bool = True
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Exercise(Node):
    title: tuple[Inline, ...]
    body: tuple[Block, ...]
    label: str = ""
    number: str = ""
    counted: bool = True
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Solution(Node):
    """The solution of the exercise labelled `of`; `number` and `page` are that exercise's."""

    of: str
    body: tuple[Block, ...]
    folded: bool = True
    label: str = ""
    number: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Quote(Node):
    """`kind` is epigraph or pull-quote where it is one; `source` says whose words they are."""

    body: tuple[Block, ...]
    source: tuple[Inline, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Aside(Node):
    """What stands beside the text: in its margin, as a sidebar, or as a topic."""

    kind: Literal["margin", "sidebar", "topic"]
    title: tuple[Inline, ...]
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Group(Node):
    """Blocks that belong together, with classes of the author's."""

    classes: tuple[str, ...]
    body: tuple[Block, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Card(Node):
    """A box of a grid; with a `link` (a Link or Reference), all of it leads there."""

    title: tuple[Inline, ...]
    body: tuple[Block, ...]
    head: tuple[Block, ...] = ()
    foot: tuple[Block, ...] = ()
    image: Image | None = None
    link: Link | Reference | None = None
    label: str = ""
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid(Node):
    """Cards or groups side by side: how many, on narrow to wide screens.

    What is of the class span-4 in it takes four of twelve parts of its width.
    """

    columns: tuple[int, ...]
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Tab(Node):
    """Of all tabs with the same `sync`, the same is chosen."""

    title: tuple[Inline, ...]
    body: tuple[Block, ...]
    sync: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Tabs(Node):
    tabs: tuple[Tab, ...]


@dataclass(frozen=True, slots=True)
class Embedded(Node):
    """A copy of what stands elsewhere in the book; resolving fills in its `body`."""

    target: str
    body: tuple[Block, ...] = ()
    code: bool = True  # of a cell: its code too
    output: bool = True


# page: the page's own headings; children: the pages below it; book: all pages; index: the book's
# index; cells: how its pages last ran
GatheredKind = Literal["page", "children", "book", "index", "cells"]


@dataclass(frozen=True, slots=True)
class Gathered(Node):
    """A list that is made from the book: resolving fills in its `body`."""

    of: GatheredKind
    title: tuple[Inline, ...] = ()
    depth: int = 0
    body: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Only(Node):
    """What is there in some outputs only: html, latex, …"""

    outputs: tuple[str, ...]
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Footnote(Node):
    """A footnote's text; writers set them at the end of their page, in the order of `number`."""

    name: str
    body: tuple[Block, ...]
    number: int = 0


@dataclass(frozen=True, slots=True)
class Unknown(Node):
    """A directive that we do not know: its content is kept, and shown as it is."""

    name: str
    body: tuple[Block, ...]


Block = (
    Heading
    | Paragraph
    | Listing
    | Item
    | Definitions
    | Table
    | Figure
    | Display
    | CodeBlock
    | Cell
    | VariantBlock
    | Admonition
    | Theorem
    | Exercise
    | Solution
    | Quote
    | Aside
    | Group
    | Card
    | Grid
    | Tabs
    | Media
    | Diagram
    | Outcome
    | Embedded
    | Gathered
    | Only
    | Rule
    | Target
    | IndexMark
    | Footnote
    | Bibliography
    | PackageIndex
    | RawBlock
    | Unknown
)
