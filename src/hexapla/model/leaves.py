"""Blocks that hold no other blocks; `nodes` has those that do, and names all kinds together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from hexapla.model.inlines import Image, Inline, Link, Node, Reference

# `label` is what the author calls the thing ("" if nothing); `number` is filled in by resolving
# ("3.2", "" if it has none). An element's anchor on its page is its label.


@dataclass(frozen=True, slots=True)
class Heading(Node):
    """`level` 1 is the page's own title. `label` is never empty: without the author's, a slug."""

    level: int
    inside: tuple[Inline, ...]
    label: str = ""
    number: str = ""
    counted: bool = True
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph(Node):
    inside: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Term(Node):
    """What a definition defines; of a glossary, it has a label to refer to."""

    inside: tuple[Inline, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class EquationRow(Node):
    """A line of a formula that has a number of its own, or a `tag` of the author's for one."""

    label: str = ""
    number: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Display(Node):
    """A displayed formula, in LaTeX, without its dollars.

    Where it has `rows`, `tex` says \\tag{} where the number of each one without a tag stands.
    """

    tex: str
    label: str = ""
    number: str = ""
    rows: tuple[EquationRow, ...] = ()
    counted: bool | None = None  # None: as the book does it


@dataclass(frozen=True, slots=True)
class CodeBlock(Node):
    """Code that is shown and never run: a code listing, where it has a caption or label.

    `first` is the number of its first line, where lines have numbers; `marked` are lines that
    stand out, counted from 1; `filename` says which file it is, to the reader.
    """

    code: str
    language: str = ""
    caption: tuple[Inline, ...] = ()
    label: str = ""
    number: str = ""
    first: int | None = None
    marked: tuple[int, ...] = ()
    filename: str = ""


@dataclass(frozen=True, slots=True)
class Cell(Node):
    """Code that is run. No variants means every variant of the book.

    `stored` are the outputs that its file holds, "" if none: messages in JSON, as a kernel said
    them. `tags` say how it is shown and run (hide-input, remove-output, raises-exception, …, always
    with hyphens); `topic` is the module of the companion that its saved code goes to, and `only`
    says why other variants save no such code; `alt` says what its pictures show, to those who do
    not see them, and `width` how wide they are; `first` and `marked` are as of a CodeBlock,
    `prompts` what is said where a part is hidden; `at` is the place of its fence, so that code
    line n stands at `at.line + offset + n`.
    """

    code: str
    variants: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    label: str = ""
    topic: str = ""
    alt: str = ""
    width: str = ""
    first: int | None = None
    marked: tuple[int, ...] = ()
    prompts: tuple[str, str] = ("", "")
    stored: str = ""
    only: str = ""
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Media(Node):
    """A video, a sound or a page from elsewhere; `source` is a path of the book, or a URL.

    `poster` is the picture that stands for a video until it plays.
    """

    kind: Literal["iframe", "video", "audio"]
    source: str
    title: str = ""
    width: str = ""
    height: str = ""
    poster: str = ""


@dataclass(frozen=True, slots=True)
class Diagram(Node):
    """A picture that is drawn from its description, in the language of Mermaid."""

    code: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Outcome(Node):
    """What the cell called `name` showed, or what was glued by that name, shown here (again).

    `page` is where the cell stands; resolving fills it in, "" where there is none.
    """

    name: str
    glued: bool = False
    page: str = ""


@dataclass(frozen=True, slots=True)
class Rule(Node):
    """A thematic break."""


@dataclass(frozen=True, slots=True)
class Target(Node):
    """A label on a spot that has no label of its own, such as a paragraph."""

    label: str


@dataclass(frozen=True, slots=True)
class Work(Node):
    """One line of a list of references.

    `mark` is what citations call it, "1" or "Gau09", "" where they name author and year;
    `cited` leads back to where it is cited.
    """

    key: str
    inside: tuple[Inline, ...]
    anchor: str = ""
    mark: str = ""
    cited: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Bibliography(Node):
    """A list of references. As parsed it has no works; resolving fills them in.

    `filter` says which works it holds, in the words of sphinxcontrib-bibtex ("" for all that the
    book cites), `files` in which files they are ((): in any). With `unsorted` they stand in the
    order in which they are cited. `label_prefix` goes before the labels of its works, and
    `key_prefix` before the keys by which works are cited that are to lead here. A page's own list
    at its end has a `heading`.
    """

    works: tuple[Work, ...] = ()
    filter: str = ""
    files: tuple[str, ...] = ()
    unsorted: bool = False
    style: Literal["", "bullet", "enumerated"] = ""
    label_prefix: str = ""
    key_prefix: str = ""
    heading: bool = False


@dataclass(frozen=True, slots=True)
class PackageIndex(Node):
    """The index of the companion package. It is filled in once it is known what pages save.

    `topic` is the one whose names it lists, "" for all; of a `parity` only the tables are there
    that say which variant has what.
    """

    topic: str = ""
    parity: bool = False


@dataclass(frozen=True, slots=True)
class RawBlock(Node):
    """Text for one kind of output, HTML or LaTeX, as the author wrote it: never trusted.

    Of the pictures and links in HTML, `named` are those that lead into the book: the address of
    the first is written hexapla:0, and so on.
    """

    html: str
    format: str = "html"
    named: tuple[Image | Link | Reference, ...] = ()
