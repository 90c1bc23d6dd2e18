"""The book: its configuration, its parts and pages, and the tables that pages refer to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from hexapla.model.claims import Pair
from hexapla.model.learning import Notion, Prerequisite
from hexapla.model.nodes import Block, Inline, Place
from hexapla.model.paper import PRINTED, Paper
from hexapla.model.publication import Publication
from hexapla.model.redirect import Redirect
from hexapla.model.running import Running
from hexapla.model.tabs import Tabs
from hexapla.model.theme import Site, Theme


@dataclass(frozen=True, slots=True)
class Variant:
    """A framework in which the book's code is given. `environment` is a file of the book."""

    name: str
    title: str
    kernel: str = "python3"
    lexer: str = "python"
    environment: str = ""


# The variant of a book that names none: the Python that runs Hexapla.
ALONE = Variant("python", "Python")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that a cell and a whole page may take, and bytes that a page may hold (0: any)."""

    cell: float = 120.0
    page: float = 600.0
    memory: int = 0


@dataclass(frozen=True, slots=True)
class Slots:
    """What of the machine the pages that run may use together: 0 and None for what there is.

    `gpus` is how many, or which, by their ids; `retries`, how often a page runs again whose
    kernel died.
    """

    jobs: int = 0
    cores: int = 0
    memory: int = 0
    gpus: int | tuple[str, ...] | None = None
    retries: int = 1


@dataclass(frozen=True, slots=True)
class Needs:
    """What a page's code wants of the machine: `memory` in bytes, 0 where it does not say.

    `fresh` asks for a kernel that no other process has prepared.
    """

    cores: int = 1
    gpus: int = 0
    memory: int = 0
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page as the table of contents names it: its file, and how deep it stands.

    `level` 1 is a chapter (or a page of front matter), 2 a section of the chapter before it, and
    so on. `title` is what the contents show in place of the page's own; a `hidden` page they do
    not show. `address` is where the page lies in the website, without suffix, where its author
    has said so.
    """

    file: str
    level: int
    at: Place = field(compare=False)
    title: str = ""
    hidden: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class LinkEntry:
    """What the contents show between pages: a link, or, without `url`, a title of what follows.

    It stands after the page whose file is `after`; before all of its part where that is "".
    """

    title: str
    url: str
    level: int
    after: str
    at: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Numbering:
    """How things are counted: figures and the like through each chapter, or the whole book.

    "section" begins again in each section of a chapter: Figure 3.1.1.

    A number of a heading has at most `depth` parts: 3.2.1 has three. `equations`: all displayed
    formulas are counted, and not only those with a label. Theorems and their kin are counted
    kind by kind, or together. The headings of a page that has pages below it have no numbers
    ("none"), or go before those pages, which count on from them ("first").
    """

    per: Literal["chapter", "section", "book"] = "chapter"
    depth: int = 4
    equations: bool = False
    theorems: Literal["apart", "together"] = "apart"
    headings: Literal["none", "first"] = "none"


@dataclass(frozen=True, slots=True)
class PartEntry:
    """A part as the table of contents names it; without `title`, its pages stand by themselves.

    The chapters of an `appendix` have letters for numbers.
    """

    title: str
    numbered: bool
    pages: tuple[PageEntry, ...]
    appendix: bool = False
    label: str = ""
    links: tuple[LinkEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class DataSet:
    """Data that the book's code loads and that is no part of the book.

    `files` are its files and the sha256 of each, in hexadecimal, "gzip:" before it where it is
    that of what the file unpacks to; `places` where it may be, tried in order.
    """

    name: str
    title: str = ""
    license: str = ""
    source: str = ""  # a page about it
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    places: tuple[str, ...] = ()
    single: bool = False


@dataclass(frozen=True, slots=True)
class Citations:
    """How works are cited: "author-year", "numeric", "alpha", or the path of a style of CSL.

    With `lists`, every page that cites ends with a list of what it cites.
    """

    style: str = "author-year"
    lists: bool = True


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the documentation of something else has: a file of the book, made by Sphinx.

    `url` is where that documentation is, and ends in a slash; `file` need not be there.
    """

    name: str
    url: str
    file: str
    at: Place = field(default=Place("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Typography:
    """What is set in another way than it is typed: quotes, dashes and dots, bare addresses."""

    smartquotes: bool = False
    replacements: bool = False
    linkify: bool = False


@dataclass(frozen=True, slots=True)
class Config:
    """What book.toml says. The first variant is the default one."""

    title: str
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    language: str = "en"
    license: str = ""
    version: str = ""  # of the book, and so of its package, as of PEP 440
    repository: str = ""
    variants: tuple[Variant, ...] = ()
    parts: tuple[PartEntry, ...] = ()
    bibliography: tuple[str, ...] = ()
    macros: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    outputs: tuple[str, ...] = ("web",)
    numbering: Numbering = Numbering()
    limits: Limits = Limits()
    slots: Slots = Slots()
    package: str = ""  # the name of the companion package; "" if the book has none
    package_folder: str = ""  # where it is written, relative to the book's folder
    package_license: str = ""  # "" where it is the book's
    package_reopen: tuple[str, ...] = ("add_to_class",)  # decorators that put methods into classes
    data: tuple[DataSet, ...] = ()
    citations: Citations = Citations()
    inventories: tuple[Inventory, ...] = ()  # the documentation of other things, first ones first
    paper: Paper = Paper()  # to be read on a screen, and to be printed
    printed: Paper = PRINTED
    ignore: tuple[str, ...] = ()  # codes of problems that are not told
    typography: Typography = Typography()
    copyright: str = ""
    logo: str = ""  # a file of the book, and so are the next two
    favicon: str = ""
    cover: str = ""  # of the book as EPUB
    branch: str = "main"  # of the repository, and where in it the book's folder is
    repository_folder: str = ""
    exclude: tuple[str, ...] = ()  # patterns of files that are no pages of the book
    tags: tuple[str, ...] = ()  # that every cell has
    skip: tuple[str, ...] = ()  # patterns of pages whose code is shown and never run
    site: Site = field(default_factory=Site)
    redirects: tuple[Redirect, ...] = ()
    launch: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    running: Running = Running()
    substitutions: Mapping[str, str | Mapping[str, str]] = field(  # a text, or one for each variant
        default_factory=lambda: MappingProxyType({})
    )
    abbreviations: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    publication: Publication = field(default_factory=Publication)
    theme: Theme = field(default_factory=Theme)
    tabs: Tabs | None = None  # of a project of d2lbook, whose pages are in its own Markdown
    editor: str = ""  # in which the preview opens files: its name, or a pattern of addresses

    def variant(self, name: str) -> Variant:
        """The variant of that name; raises KeyError where the book has none."""
        for variant in self.variants:
            if variant.name == name:
                return variant
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Lock:
    """What an environment held when the book last ran: public versions, by distribution.

    `modules` names the distribution of each module that can be imported; `language` is the
    major.minor version of the kernel's language. `platform` is where it was made ("linux x86_64";
    "" in old locks), `markers` the condition, as of PEP 508, of what only some platforms need;
    `asked` the versions of those that the list names which it was made of: ">=2,<3", "" for any.
    """

    language: str
    packages: Mapping[str, str]
    modules: Mapping[str, str]
    platform: str = ""
    markers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    asked: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


# part, page, section, figure, table, listing, equation, exercise, solution, term, cell, other,
# and the kinds of theorems: lemma, algorithm, …
LabelKind = str


@dataclass(frozen=True, slots=True)
class Label:
    """What a name in the book stands for. `title` is what a reference by title shows."""

    name: str
    page: str
    anchor: str
    kind: LabelKind
    number: str = ""
    title: tuple[Inline, ...] = ()
    at: Place = field(default=Place("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A work of the bibliography. Family and given names of authors, in order."""

    key: str
    kind: str  # article, book, inproceedings, misc, …
    authors: tuple[tuple[str, str], ...]
    title: str
    year: str
    fields: Mapping[str, str]  # journal, booktitle, volume, pages, doi, eprint, url, publisher, …
    at: Place = field(default=Place("", 0), compare=False)


PICTURE = "data:"  # among the kinds of nodes: a picture that its own address holds


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the book. `id` is its name in labels and jobs; never a path.

    `address` is where it lies in the website, without suffix: "" where that is its id. `called` is
    what the contents call it in place of its title; `hidden`, that they do not name it.
    """

    id: str
    file: str
    level: int
    title: tuple[Inline, ...]
    body: tuple[Block, ...]  # its first block is the Heading of level 1
    meta: Mapping[str, object]  # the front matter
    number: str = ""
    needs: Needs = Needs()
    limits: Limits | None = None  # where the page has its own
    ignore: tuple[str, ...] = ()  # codes of problems that are not told of this page
    address: str = ""
    called: str = ""
    hidden: bool = False
    teaches: tuple[Notion, ...] = ()
    wants: tuple[Notion, ...] = ()  # that its readers have learnt before
    pairs: tuple[Pair, ...] = ()
    apart: bool = False  # its code runs where there is the companion's wheel and no book
    # What a resolved page is known to hold: the kinds of its nodes, and files of the book.
    kinds: tuple[str, ...] | None = None
    files: tuple[str, ...] = ()

    def holds(self, *kinds: type | str) -> bool:
        """Whether it may hold a node of one of these kinds; of a draft, that is not known."""
        names = (kind if isinstance(kind, str) else kind.__name__ for kind in kinds)
        return self.kinds is None or any(name in self.kinds for name in names)


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    numbered: bool
    pages: tuple[Page, ...]
    number: str = ""
    appendix: bool = False
    label: str = ""
    links: tuple[LinkEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """The whole book. A draft has pages without numbers, and no labels."""

    config: Config
    parts: tuple[Part, ...]
    entries: Mapping[str, Entry]
    locks: Mapping[str, Lock]  # by the name of the variant
    files: Mapping[str, str]  # other files of the book that pages may show: path to digest
    labels: Mapping[str, Label] = field(default_factory=lambda: MappingProxyType({}))
    # The text of each of those files that is a module of Python, by its path.
    modules: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    # The width and height in pixels of those of the files that are pictures.
    sizes: Mapping[str, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}))
    style: str = ""  # the text of the style of CSL in which works are cited
    # The texts of the book's own templates, styles and scripts, by their paths in its folder.
    theme: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    footer: tuple[Block, ...] = ()  # what the theme says below each page, and above it
    announcement: tuple[Block, ...] = ()
    # By page and variant: names in its code, nn.Linear, and the address of what they stand for;
    # "saved:NAME" is what the companion has of that name.
    names: Mapping[str, Mapping[str, Mapping[str, str]]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    # By page: those that its front matter makes known to be read before it, in reading order.
    learning: Mapping[str, tuple[Prerequisite, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def pages(self) -> Iterator[Page]:
        """All pages in reading order."""
        for part in self.parts:
            yield from part.pages

    def each(self, change: Callable[[Page], Page]) -> Book:
        """The book with each of its pages put through `change`, in reading order."""
        parts = (replace(part, pages=tuple(map(change, part.pages))) for part in self.parts)
        return replace(self, parts=tuple(parts))
