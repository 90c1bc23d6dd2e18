"""Says where a variant has a gap: pages with code for others and none for it."""

from __future__ import annotations

from collections.abc import Iterable

from hexapla.model.book import Book, Page
from hexapla.model.problems import Problems, variant_gap
from hexapla.model.walk import cells_of


def gaps(book: Book) -> Problems:
    """A problem for each page that has code for some variant and none for another."""
    names = [variant.name for variant in book.config.variants]
    return tuple(
        variant_gap(page.id, name, page.body[0].at)
        for page in book.pages()
        for name in _lacking(page, names)
    )


def _lacking(page: Page, names: Iterable[str]) -> list[str]:
    has_code = {name: any(True for _ in cells_of(page.body, name)) for name in names}
    return [name for name, has in has_code.items() if not has] if any(has_code.values()) else []
