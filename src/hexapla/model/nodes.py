"""Every kind of thing a page can hold.

Nodes are equal by what they say: the place they were read from takes no part in comparison.
`Block` and `Inline` are closed unions; a writer that matches on them ends in `assert_never`,
so that a new kind of node names every writer that must learn it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a source file; `file` is relative to the book's folder, `line` counts from 1."""

    file: str
    line: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


NOWHERE = Place("", 0)


@dataclass(frozen=True, slots=True)
class Node:
    """What all nodes share: the place they were read from."""

    at: Place = field(default=NOWHERE, compare=False, kw_only=True)


# --- inline -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text(Node):
    text: str


@dataclass(frozen=True, slots=True)
class Emphasis(Node):
    inside: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strong(Node):
    inside: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strikethrough(Node):
    inside: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class CodeSpan(Node):
    code: str


@dataclass(frozen=True, slots=True)
class Math(Node):
    """A formula within a line, in LaTeX, without its dollars."""

    tex: str


@dataclass(frozen=True, slots=True)
class Link(Node):
    """A link to an address outside the book, or to a file that goes along with it."""

    inside: tuple[Inline, ...]
    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Image(Node):
    """A picture; `source` is its path relative to the book's folder, or a URL."""

    source: str
    alt: str = ""
    title: str = ""
    width: str = ""


@dataclass(frozen=True, slots=True)
class Break(Node):
    """The end of a line within a paragraph: `hard` ones are kept by every writer."""

    hard: bool = False


# numref: "Figure 3.1", or the author's format with %s (number) and {name} (title)
# eq: "(3.1)"; ref, doc: the title of what is meant; link: [text](#label) or [text](page.md)
ReferenceForm = Literal["numref", "eq", "ref", "doc", "link"]


@dataclass(frozen=True, slots=True)
class Reference(Node):
    """A reference to a label or page of this book.

    As parsed, `inside` is what the author wrote (may be empty) and `page` is "". Resolving
    fills in `page` (the id of the page that is meant), `anchor` ("" for the page itself) and
    `inside` (what the reader sees). A reference still without a page leads nowhere.
    """

    form: ReferenceForm
    target: str
    inside: tuple[Inline, ...] = ()
    page: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Cited(Node):
    """One work within a citation. Resolving fills in `text`, "Gauss, 1809" or "Gauss (1809)"."""

    key: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Citation(Node):
    """parenthetical: "(Gauss, 1809; Legendre, 1805)"; textual: "Gauss (1809)"."""

    form: Literal["parenthetical", "textual"]
    works: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class FootnoteReference(Node):
    """The mark of a footnote; `number` is filled in by resolving, per page, from 1."""

    name: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class RawInline(Node):
    """HTML within a line, as the author wrote it: never trusted."""

    html: str


Inline = (
    Text
    | Emphasis
    | Strong
    | Strikethrough
    | CodeSpan
    | Math
    | Link
    | Image
    | Break
    | Reference
    | Citation
    | FootnoteReference
    | RawInline
)


# --- blocks -----------------------------------------------------------------------------------
# `label` is what the author calls the thing ("" if nothing); `number` is filled in by resolving
# ("3.2", "" if it has none). An element's anchor on its page is its label.


@dataclass(frozen=True, slots=True)
class Heading(Node):
    """`level` 1 is the page's own title. `label` is never empty: without the author's, a slug."""

    level: int
    inside: tuple[Inline, ...]
    label: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph(Node):
    inside: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Item(Node):
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Listing(Node):
    """A list: numbered from `start`, or with bullets where `start` is None."""

    items: tuple[Item, ...]
    start: int | None = None
    tight: bool = True


@dataclass(frozen=True, slots=True)
class Datum(Node):
    """One cell of a table."""

    inside: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Row(Node):
    data: tuple[Datum, ...]


Alignment = Literal["", "left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Table(Node):
    """`align` has one entry per column."""

    head: Row
    rows: tuple[Row, ...]
    align: tuple[Alignment, ...]
    caption: tuple[Inline, ...] = ()
    label: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Figure(Node):
    image: Image
    caption: tuple[Inline, ...] = ()
    legend: tuple[Block, ...] = ()
    label: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Display(Node):
    """A displayed formula, in LaTeX, without its dollars."""

    tex: str
    label: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class CodeBlock(Node):
    """Code that is shown and never run."""

    code: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Cell(Node):
    """Code that is run. No variants means every variant of the book.

    `tags` say how it is shown and run (hide-input, remove-output, raises-exception, …, always
    with hyphens); `topic` is the module of the companion that its saved code goes to; `alt` says
    what its pictures show, to those who do not see them; `at` is the place of its fence, so that
    code line n stands at `at.line + offset + n`.
    """

    code: str
    variants: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    label: str = ""
    topic: str = ""
    alt: str = ""
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class VariantBlock(Node):
    """Prose of one or several variants."""

    variants: tuple[str, ...]
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Admonition(Node):
    """`kind` is note, tip, warning, …; with `folded` it is closed until it is asked for."""

    kind: str
    title: tuple[Inline, ...]
    body: tuple[Block, ...]
    folded: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Exercise(Node):
    title: tuple[Inline, ...]
    body: tuple[Block, ...]
    label: str = ""
    number: str = ""


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
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Rule(Node):
    """A thematic break."""


@dataclass(frozen=True, slots=True)
class Target(Node):
    """A label on a spot that has no label of its own, such as a paragraph."""

    label: str


@dataclass(frozen=True, slots=True)
class Footnote(Node):
    """A footnote's text; writers set them at the end of their page, in the order of `number`."""

    name: str
    body: tuple[Block, ...]
    number: int = 0


@dataclass(frozen=True, slots=True)
class Work(Node):
    """One line of a list of references; its anchor is "cite-" + key."""

    key: str
    inside: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Bibliography(Node):
    """A list of references. As parsed it has no works; resolving fills them in."""

    works: tuple[Work, ...] = ()


@dataclass(frozen=True, slots=True)
class RawBlock(Node):
    """HTML as the author wrote it: never trusted."""

    html: str


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
    | Table
    | Figure
    | Display
    | CodeBlock
    | Cell
    | VariantBlock
    | Admonition
    | Exercise
    | Solution
    | Quote
    | Rule
    | Target
    | Footnote
    | Bibliography
    | RawBlock
    | Unknown
)
