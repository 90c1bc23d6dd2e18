"""What a node's HTML depends on beyond the node itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from posixpath import dirname
from types import MappingProxyType
from typing import Any, TypeVar, cast

from hexapla.model.book import Book, Page, Variant
from hexapla.model.library import Library
from hexapla.model.magics import PYTHON
from hexapla.model.nodes import (
    Cell,
    Display,
    Footnote,
    FootnoteReference,
    Image,
    Math,
    Node,
)
from hexapla.model.outputs import Output, Outputs
from hexapla.model.reach import LABELLED, Kind
from hexapla.model.twins import twins
from hexapla.model.walk import by_kind, cells_of, noted, runs
from hexapla.render.addresses import page_files, way
from hexapla.render.formulas import Formula
from hexapla.render.values import NO_VALUES, Values, given_by_name
from hexapla.render.web.markup import file_address, fragment
from hexapla.render.web.maths import Typeset
from hexapla.render.web.numbered import numbered
from hexapla.render.web.wording import wording

NO_OUTPUTS = Outputs()
Names = Mapping[str, Mapping[str, str]]  # by variant: names and addresses
NOTHING = Library({})
NO_VARIANT = Variant("", "")  # in which the code of a book without variants is shown
SAVED = "saved:"  # begins the address of what the companion has
N = TypeVar("N", bound=Node)
# The nodes of a page that are looked at by themselves.
SOUGHT = (Cell, Display, Footnote, FootnoteReference, Image, Math, *LABELLED)


@dataclass(frozen=True, slots=True)
class Ran:
    """What is known of one cell in one variant: its place among the cells that this variant sees
    (from 0), and its outputs, None where none are known. `quiet`: the page's top says that none
    of its code has run. `name`: what an address finds it by, if the author gave it no label."""

    index: int
    outputs: tuple[Output, ...] | None = None
    quiet: bool = True
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """A page, the variants that its nodes are shown in, and what was found out beforehand.

    Nodes that are equal may stand for different things (two cells with the same code, two marks
    of one footnote), so that what belongs to one of them is found by its identity.
    """

    variants: tuple[Variant, ...] = ()
    language: str = "en"
    formulas: Mapping[Formula, Typeset] = field(default_factory=lambda: MappingProxyType({}))
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    sizes: Mapping[str, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}))
    values: Values = NO_VALUES
    page: str = ""
    addresses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    folder: str = ""  # of the site, that the page lies in
    # Nodes of the page's body by their kind, and of its cells those that each variant sees.
    nodes: Mapping[Kind, Sequence[Node]] = field(default_factory=lambda: MappingProxyType({}))
    seen: Mapping[str, Sequence[Cell]] = field(default_factory=lambda: MappingProxyType({}))
    ran: Mapping[tuple[int, str], Ran] = field(default_factory=lambda: MappingProxyType({}))
    cells: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))  # their numbers
    marks: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    # Names in code and what documents them: for the whole book by page, for a page by variant.
    everywhere: Mapping[str, Names] = field(default_factory=lambda: MappingProxyType({}))
    names: Names = field(default_factory=lambda: MappingProxyType({}))
    saved: Names = field(default_factory=lambda: MappingProxyType({}))  # the page of each name
    twins: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    # The variants whose readers see each footnote; those that all see are not here.
    noted: Mapping[int, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    still: bool = False  # in a book where nothing acts: no thing is a link to itself
    suffix: str = ""  # of ids, where a node stands on the page more than once

    def within(self, variant: Variant, *, again: bool) -> Context:
        """The context of what one variant sees; `again` if another's panel has the same nodes."""
        suffix = f"{self.suffix}--{variant.name}" if again else self.suffix
        return replace(self, variants=(variant,), suffix=suffix)

    def anchor(self, label: str) -> str | None:
        """The id of an element with a label; None for one without.

        Of a label that several variants have, the first has it as it is.
        """
        suffix = self.suffix
        if label in self.twins and self.variants[0].name != self.twins[label]:
            suffix = suffix or f"--{self.variants[0].name}"
        return label + suffix if label else None

    def number(self, cell: Cell) -> str | None:
        """The number on the page of a cell that runs, by which it is asked to run for a reader."""
        known = self.cells.get(id(cell)) if runs(cell) else None
        return None if known is None else str(known)

    def documented(self, language: str) -> Mapping[str, str]:
        """The addresses of names in code that is only shown, in whatever variant."""
        if language.lower() not in PYTHON:
            return {}
        tables = [self.names.get(variant.name, {}) for variant in reversed(self.variants)]
        return {name: url for table in tables for name, url in table.items()}

    def address(self, page: str, anchor: str = "") -> str:
        """The address of a page, or of an element of it, from this page."""
        if page == self.page and anchor:
            return fragment(anchor)
        file = self.addresses.get(page, f"{page}.html")
        return self.to(file) + (fragment(anchor) if anchor else "")

    def to(self, file: str) -> str:
        """The address of a file of the site from this page."""
        return file_address(way(file, self.folder))

    def all(self, kind: type[N]) -> Sequence[N]:
        """The nodes in the page's body of a kind that is sought there, in reading order."""
        return cast(Sequence[N], self.nodes.get(kind, ()))

    @property
    def words(self) -> Mapping[str, str]:
        """What the site says of itself, in the language of the book."""
        return wording(self.language)

    @property
    def root(self) -> str:
        """The way from this page to the top of the site."""
        return "../" * (self.folder.count("/") + 1) if self.folder else ""

    def seen_from(self, folder: str) -> Context:
        """The context of what is shown on pages in a folder of the site."""
        return replace(self, folder=folder)


def book_context(
    book: Book,
    variants: tuple[Variant, ...],
    formulas: Mapping[Formula, Typeset],
    library: Library = NOTHING,
    outputs: Outputs = NO_OUTPUTS,
) -> Context:
    """What the nodes of all pages have in common."""
    return Context(
        variants=variants,
        language=book.config.language,
        formulas=formulas,
        files=book.files,
        sizes=book.sizes,
        values=given_by_name(book, outputs, variants),
        addresses=page_files(book),
        everywhere=book.names,
        saved={
            variant: {name: item.page for item in items for name in item.names}
            for variant, items in library.items.items()
        },
    )


def page_context(page: Page, outputs: Outputs, whole: Context) -> Context:
    """The context of a page's own nodes."""
    variants, nodes = whole.variants or (NO_VARIANT,), by_kind(page.body, *SOUGHT)
    seen = {one.name: tuple(cells_of(page.body, one.name)) for one in variants if Cell in nodes}
    folder = dirname(whole.addresses.get(page.id, ""))
    own = replace(whole, page=page.id, folder=folder, nodes=nodes, seen=seen)
    marks = dict(_marks(own))
    return replace(
        own,
        ran=dict(_ran(own, outputs)),
        cells={id(cell): number for number, cell in enumerate(own.all(Cell))},
        marks=marks,
        noted=_noted(page) if marks else {},
        twins=twins(page),
        names=_names(page.id, own),
    )


def _names(page: str, whole: Context) -> Names:
    """The names of a page's code with their addresses, those of saved code filled in."""
    return {
        variant: dict(_addressed(names, whole.saved.get(variant, {}), whole))
        for variant, names in whole.everywhere.get(page, {}).items()
    }


def _addressed(
    names: Mapping[str, str], saved: Mapping[str, str], context: Context
) -> Iterator[tuple[str, str]]:
    for name, url in names.items():
        if not url.startswith(SAVED):
            yield name, url
        elif (there := saved.get(url.removeprefix(SAVED), context.page)) != context.page:
            yield name, context.address(there)


def _ran(own: Context, outputs: Outputs) -> Iterator[tuple[tuple[int, str], Ran]]:
    names = numbered(own.seen, _labels(own.nodes)) if any(own.seen.values()) else {}
    for variant, cells in own.seen.items():
        run = outputs.of(own.page, variant)
        quiet = run is None or run.freshness == "missing"
        known = run.cells if run else ()
        suffix = f"--{variant}" if variant != next(iter(own.seen)) else ""
        for index, cell in enumerate(cells):
            found = known[index] if index < len(known) else None
            name = f"{names[id(cell)]}{suffix}" if id(cell) in names else ""
            yield (id(cell), variant), Ran(index, found, quiet, name)


def _labels(nodes: Mapping[Kind, Sequence[Any]]) -> set[str]:
    """All labels of a page."""
    return {node.label for kind in LABELLED for node in nodes.get(kind, ()) if node.label}


def _noted(page: Page) -> dict[int, tuple[str, ...]]:
    """By the number of a footnote: its marks may all be for some variants."""
    by: dict[int, set[tuple[str, ...]]] = {}
    for mark, variants in noted(page.body):
        by.setdefault(mark.number, set()).add(variants)
    return {
        number: tuple(sorted({one for variants in seen for one in variants}))
        for number, seen in by.items()
        if number and () not in seen
    }


def _marks(own: Context) -> Iterator[tuple[int, str]]:
    """The id of each footnote mark: fn-mark-2, and fn-mark-2-2 and so on for later ones."""
    counts: dict[int, int] = {}
    for mark in own.all(FootnoteReference):
        if mark.number:
            count = counts[mark.number] = counts.get(mark.number, 0) + 1
            yield id(mark), f"fn-mark-{mark.number}" + (f"-{count}" if count > 1 else "")
