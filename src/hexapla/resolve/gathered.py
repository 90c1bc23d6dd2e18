"""Lists that are made from the book get what they list: headings, and pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hexapla.model.book import Book, Page
from hexapla.model.nodes import (
    Block,
    Gathered,
    Heading,
    Inline,
    Item,
    Listing,
    Node,
    Paragraph,
    Reference,
    Text,
)
from hexapla.model.walk import rewrite
from hexapla.resolve.references import quiet
from hexapla.resolve.step import Pass, Report


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list: how deep it stands, from 1, and where it leads."""

    level: int
    page: str
    anchor: str
    number: str
    title: tuple[Inline, ...]


def _learn(book: Book, report: Report) -> tuple[Entry, ...]:
    return tuple(_pages(book))


def _change(page: Page, book: Book, pages: tuple[Entry, ...], report: Report) -> Page:
    def fill(node: Node) -> Node:
        match node:
            case Gathered(of="page"):
                return _filled(node, _headings(page))
            case Gathered(of="book"):
                return _filled(node, pages)
            case Gathered(of="children", body=()):
                return _filled(node, _below(page.id, pages))
            case _:
                return node

    return replace(page, body=rewrite(page.body, fill, Gathered))


# Lists of headings and of pages are filled in.
gathered = Pass(_learn, _change)


def _pages(book: Book) -> Iterator[Entry]:
    for page in book.pages():
        yield Entry(page.level, page.id, "", page.number, page.title)


def _headings(page: Page) -> Iterator[Entry]:
    """Without the page's own title."""
    for node in page.body[1:]:
        if isinstance(node, Heading):
            title = quiet(node.inside)
            yield Entry(node.level - 1, page.id, node.label, node.number, title)


def _below(page: str, pages: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The pages of a chapter after its first; after the book's first page, all others."""
    at = next(n for n, entry in enumerate(pages) if entry.page == page)
    after = pages[at + 1 :]
    if at == 0:
        return after
    level = pages[at].level
    end = next((n for n, entry in enumerate(after) if entry.level <= level), len(after))
    return after[:end]


def _filled(node: Gathered, entries: Iterable[Entry]) -> Gathered:
    """The list to the depth that is asked for, counted from where it begins."""
    listed = [*entries]
    top = min((entry.level for entry in listed), default=1)
    deepest = top + node.depth - 1 if node.depth else max((e.level for e in listed), default=1)
    kept = [entry for entry in listed if entry.level <= deepest]
    return replace(node, body=_list(kept, node) if kept else ())


def _list(entries: list[Entry], node: Gathered) -> tuple[Block, ...]:
    """Entries as a list, with those that are deeper in the item before them."""
    top = min(entry.level for entry in entries)
    starts = [n for n, entry in enumerate(entries) if entry.level == top or n == 0]
    ends = [*starts[1:], len(entries)]
    items = tuple(
        Item((_line(entries[start], node), *_inner(entries[start + 1 : end], node)), at=node.at)
        for start, end in zip(starts, ends, strict=True)
    )
    return (Listing(items, at=node.at),)


def _inner(entries: list[Entry], node: Gathered) -> tuple[Block, ...]:
    return _list(entries, node) if entries else ()


def _line(entry: Entry, node: Gathered) -> Paragraph:
    number: tuple[Inline, ...] = (Text(f"{entry.number} ", at=node.at),) if entry.number else ()
    inside = (*number, *entry.title)
    target = entry.anchor or entry.page
    made = Reference("link", target, inside, entry.page, entry.anchor, at=node.at)
    return Paragraph((made,), at=node.at)
