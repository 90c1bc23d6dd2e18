"""What stands elsewhere in the book, shown again: copies of its nodes, and what its cells gave.

A copy has no label, since a label stands for one place, and keeps its number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from itertools import pairwise

from hexapla.model.book import Book, Page
from hexapla.model.claims import parted
from hexapla.model.nodes import (
    Block,
    Cell,
    Claim,
    CodeBlock,
    Embedded,
    Footnote,
    FootnoteReference,
    Heading,
    IndexMark,
    Node,
    Outcome,
    Target,
    Value,
    VariantBlock,
)
from hexapla.model.problems import embeds_itself, not_embedded, unknown_label
from hexapla.model.walk import VALUE, children, counted, rewrite, walk
from hexapla.resolve.step import Pass, Report

MOST = 20_000  # nodes that all copies on a page may have together
VALUES = (Value, Outcome, Claim)
LEFT_OUT = (Footnote, FootnoteReference, IndexMark, Target)  # these belong to one place


@dataclass(frozen=True, slots=True)
class Found:
    """What has a label: on which page, and for which variants it is there (none: for all)."""

    node: Block
    page: str
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The pages by their files; the names of what is embedded somewhere; and if any is, all that
    may be, and the names by which writers know the cells."""

    files: Mapping[str, str]
    wanted: frozenset[str]
    found: Mapping[str, list[Found]]
    indices: Mapping[int, str]


def _learn(book: Book, report: Report) -> Known:
    files = {page.file: page.id for page in book.pages()}
    wanted = frozenset(node.target for page in book.pages() for node in walk(page.body, Embedded))
    if not wanted:
        return Known(files, wanted, {}, {})
    placed = book.each(lambda page: _placed(page, book, files))
    return Known(files, wanted, _found(placed), _indices(placed))


def _change(page: Page, book: Book, known: Known, report: Report) -> Page:
    kinds = {type(node) for node in walk((*page.title, *page.body), Embedded, *VALUES)}
    if kinds - {Embedded}:
        page = _placed(page, book, known.files)
    if Embedded not in kinds:
        return page
    return _Copying(book, known, report).page(page)


# What is embedded is filled in, and the pages of the values that are shown.
embedded = Pass(_learn, _change)


def _placed(page: Page, book: Book, files: Mapping[str, str]) -> Page:
    """Values and outcomes with the page of their cell; of what was glued, a page that is named."""

    def place(node: Node) -> Node:
        match node:
            case Value(glued=True) | Outcome(glued=True):
                return replace(node, page=files.get(node.page, node.page))
            case Claim(name=name):
                found = (book.labels.get(base) for base, _ in parted(name))
                cell = next((label for label in found if label and label.kind == "cell"), None)
                return replace(node, page=cell.page, anchor=cell.anchor) if cell else node
            case Value() | Outcome():
                label = book.labels.get(node.name)
                return replace(node, page=label.page if label else "")
            case _:
                return node

    title, body = rewrite(page.title, place, *VALUES), rewrite(page.body, place, *VALUES)
    return replace(page, title=title, body=body)


def _found(book: Book) -> dict[str, list[Found]]:
    """All that has a label; of a spot without one, what stands after it."""
    found: dict[str, list[Found]] = {}
    for page in book.pages():
        for name, node, variants in _labelled(page.body, ()):
            found.setdefault(name, []).append(Found(node, page.id, variants))
    return found


def _labelled(
    nodes: Iterable[Node], within: tuple[str, ...]
) -> Iterator[tuple[str, Block, tuple[str, ...]]]:
    for node, after in pairwise((*nodes, None)):
        if node is None:
            continue
        variants = within
        if isinstance(node, Cell | VariantBlock):
            variants = node.variants or within
        named = after if isinstance(node, Target) else node
        if (name := getattr(node, "label", "")) and named is not None:
            yield name, named, variants  # type: ignore[misc]
        yield from _labelled(children(node), variants)


def _indices(book: Book) -> dict[int, str]:
    """The name by which writers know each cell of a page, with or without a label."""
    return {id(cell): f"#{count}" for page in book.pages() for count, cell in counted(page.body)}


class _Copying:
    """Filling in what a page embeds."""

    def __init__(self, book: Book, known: Known, report: Report) -> None:
        self._book, self._found, self._indices = book, known.found, known.indices
        self._report = report
        self._left = MOST

    def page(self, page: Page) -> Page:
        return replace(page, body=rewrite(page.body, lambda node: self._filled(node, ()), Embedded))

    def _filled(self, node: Node, on_the_way: tuple[str, ...]) -> Node:
        if not isinstance(node, Embedded):
            return node
        if node.target in on_the_way:
            self._report(embeds_itself(node.target, node.at))
            return node
        found = self._found.get(node.target, [])
        if not found:
            self._report(unknown_label(node.target, self._found, node.at))
        body: list[Block] = []
        for one in found:
            body += self._copied(one, node, (*on_the_way, node.target))
        return replace(node, body=tuple(body))

    def _copied(self, one: Found, by: Embedded, way: tuple[str, ...]) -> tuple[Block, ...]:
        self._left -= sum(1 for _ in walk((one.node,)))
        if self._left < 0 or isinstance(one.node, Heading):
            self._report(not_embedded(by.target, by.at))
            return ()
        copy = rewrite((one.node,), self._in_copies(one.page, by, way))
        bare = _without_places(copy)
        inside = one.variants and not isinstance(one.node, Cell | VariantBlock)
        return (VariantBlock(one.variants, bare, at=by.at),) if inside else bare

    def _in_copies(self, page: str, by: Embedded, way: tuple[str, ...]) -> Callable[[Node], Node]:
        def change(node: Node) -> Node:
            match node:
                case Cell():
                    return self._outcome(node, page, by)
                case Embedded():
                    return self._filled(node, way)
                case _ if getattr(node, "label", ""):
                    return replace(node, label="")  # type: ignore[call-arg]
                case _:
                    return node

        return change

    def _outcome(self, cell: Cell, page: str, by: Embedded) -> VariantBlock:
        """A cell's code and what it gave, without the cell: it runs where it stands."""
        names = cell.variants or tuple(each.name for each in self._book.config.variants)
        lexers = [each.lexer for each in self._book.config.variants if each.name in names]
        shown: list[Block] = []
        if by.code and "remove-input" not in cell.tags:
            language = lexers[0] if lexers else "python"
            shown.append(CodeBlock(cell.code, language, first=cell.first, marked=cell.marked))
        if by.output:
            shown.append(Outcome(self._indices[id(cell)], page=page, at=by.at))
        if VALUE in cell.tags:
            shown = []
        return VariantBlock(cell.variants, tuple(shown), at=by.at)


def _without_places(nodes: tuple[Block, ...]) -> tuple[Block, ...]:
    """The nodes without those that belong to one place, at any depth."""

    def bare(node: Node) -> Node:
        changed = {
            each.name: tuple(one for one in value if not isinstance(one, LEFT_OUT))
            for each in fields(node)
            if isinstance(value := getattr(node, each.name), tuple)
            and any(isinstance(one, LEFT_OUT) for one in value)
        }
        return replace(node, **changed) if changed else node  # type: ignore[arg-type]

    return tuple(one for one in rewrite(nodes, bare) if not isinstance(one, LEFT_OUT))
