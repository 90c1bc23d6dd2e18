"""What can stand within a line; `nodes` has what holds lines, and names all kinds together."""

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


# sub, sup, kbd, u, small, mark, dfn, samp: as in HTML; abbr: `title` is what it is short for;
# badge, button: words that look like one; icon: a sign, whose name is its title; span: words
# with classes of the author's.
SpanKind = Literal[
    "sub",
    "sup",
    "kbd",
    "u",
    "small",
    "mark",
    "dfn",
    "samp",
    "abbr",
    "badge",
    "button",
    "icon",
    "span",
]


@dataclass(frozen=True, slots=True)
class Span(Node):
    """Words that are set apart in another way than by emphasis."""

    kind: SpanKind
    inside: tuple[Inline, ...]
    title: str = ""
    classes: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Varied(Node):
    """Words for the readers of one or several variants."""

    variants: tuple[str, ...]
    inside: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link(Node):
    """A link to an address outside the book, or to a file that goes along with it.

    With `download`, the file is to be kept, not opened.
    """

    inside: tuple[Inline, ...]
    url: str
    title: str = ""
    download: bool = False


@dataclass(frozen=True, slots=True)
class Image(Node):
    """A picture; `source` is its path relative to the book's folder, or a URL.

    Of its classes, align-left, align-center and align-right say where it stands.
    """

    source: str
    alt: str = ""
    title: str = ""
    width: str = ""
    height: str = ""
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Break(Node):
    """The end of a line within a paragraph: `hard` ones are kept by every writer."""

    hard: bool = False


# numref: "Figure 3.1", or the author's format with %s (number) and {name} (title)
# eq: "(3.1)"; ref, doc: the title of what is meant; link: [text](#label) or [text](page.md)
# term: an entry of a glossary; any: @label, which says what suits what it means, or cites a work
# cite: a work, in a list of references
ReferenceForm = Literal["numref", "eq", "ref", "doc", "link", "term", "any", "cite"]


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
    """One work within a citation, with what stands before it ("see") and after it ("p. 4")."""

    key: str
    prefix: tuple[Inline, ...] = ()
    suffix: tuple[Inline, ...] = ()
    bare: bool = False  # without its authors, which the sentence has named


# Of the work of Gauss, as it is cited by author and year:
# parenthetical: (Gauss, 1809); textual: Gauss (1809); alone: Gauss, 1809;
# author: Gauss; year: 1809; label: what a list calls it; each also in brackets, with "par";
# foot: the mark of a footnote that holds the whole line; foot-textual: Gauss, and such a mark
CitationForm = Literal[
    "parenthetical",
    "textual",
    "alone",
    "author",
    "authorpar",
    "year",
    "yearpar",
    "label",
    "labelpar",
    "foot",
    "foot-textual",
]


@dataclass(frozen=True, slots=True)
class Citation(Node):
    """Works that are cited together; a label of the book may stand among them.

    `everyone` names all authors, `capital` begins a sentence. `written` is how it stands in the
    text, where that may also be no citation at all. Resolving fills in `inside`, what the reader
    sees, and `anchor`, the spot that lists of references lead back to.
    """

    form: CitationForm
    works: tuple[Cited | Reference, ...]
    everyone: bool = False
    capital: bool = False
    written: tuple[Inline, ...] = ()
    inside: tuple[Inline, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class FootnoteReference(Node):
    """The mark of a footnote; `number` is filled in by resolving, per page, from 1."""

    name: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class IndexTerm:
    """A line of the index: "network", or "network" and "recurrent" for one within another.

    `also` points to other words instead of to a place: "see" or "see also" `words[-1]`.
    """

    words: tuple[tuple[Inline, ...], ...]
    also: Literal["", "see", "seealso"] = ""
    main: bool = False  # the place that explains it, among several


@dataclass(frozen=True, slots=True)
class IndexMark(Node):
    """A spot that the index leads to; resolving gives it its `anchor`."""

    terms: tuple[IndexTerm, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Value(Node):
    """A value that code gave, within a line: what the cell `name` showed, or what it glued.

    `form` is how it is written, a format of Python's such as ".2f"; "" for as it is. `page` is
    where its cell stands; resolving fills it in. `said` is the expression that the author wrote.
    """

    name: str
    form: str = ""
    glued: bool = False
    page: str = ""
    said: str = ""


# Compared with what is found. "=": about as large; "==": exactly as large.
Comparison = Literal[">=", "<=", ">", "<", "=", "=="]


@dataclass(frozen=True, slots=True)
class Claim(Node):
    """Words about a number that code gave: `inside` is what is read, the rest what must be true.

    `name` is what was glued, or a cell's label, with what of it is meant. `slack` is by how much
    the number may be off for having been rounded; `tolerance` by how much it may be, and what is
    found in several variants, as the author says: None where nothing is said. `said` is how all
    of it was written. Resolving fills in `page` and `anchor`, where the cell has a label.
    """

    inside: tuple[Inline, ...]
    name: str
    sign: Comparison
    number: float
    slack: float = 0.0
    tolerance: float | None = None
    said: str = ""
    page: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class RawInline(Node):
    """Text for one kind of output within a line, as the author wrote it: never trusted."""

    html: str
    format: str = "html"


Inline = (
    Text
    | Emphasis
    | Strong
    | Strikethrough
    | CodeSpan
    | Math
    | Span
    | Varied
    | Link
    | Image
    | Break
    | Reference
    | Citation
    | FootnoteReference
    | IndexMark
    | Value
    | Claim
    | RawInline
)
