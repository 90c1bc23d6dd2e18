"""Putting a change to every page of a book."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from hexapla.model.book import Book, Page
from hexapla.model.nodes import Place


def each_page(book: Book, change: Callable[[Page], Page]) -> Book:
    """The book with each of its pages put through `change`, in reading order."""
    parts = tuple(replace(part, pages=tuple(map(change, part.pages))) for part in book.parts)
    return replace(book, parts=parts)


def begins(page: Page) -> Place:
    """The place of a page as a whole: that of its title."""
    blocks: Sequence[object] = page.body
    return page.body[0].at if blocks else Place(page.file, 1)
