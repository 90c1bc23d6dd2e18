"""A pass over the book: what it learns of all of it, and what it then does to each page by itself.

So a page that was edited can be put through all passes alone, as long as what it tells the others
is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from hexapla.model.book import Book, Page
from hexapla.model.problems import Problem

Report = Callable[[Problem], None]
F = TypeVar("F")


def _same(book: Book, _: object) -> Book:
    return book


@dataclass(frozen=True, slots=True)
class Pass(Generic[F]):
    """`learn` goes through the book, `note` puts what was learnt into it, `change` does a page."""

    learn: Callable[[Book, Report], F]
    change: Callable[[Page, Book, F, Report], Page]
    note: Callable[[Book, F], Book] = _same

    def over(self, book: Book, report: Report, said: Callable[[str], Report]) -> tuple[Book, F]:
        """The whole book through this pass, and what it learnt.

        What is wrong with the book is reported to `report`, what with a page to `said` of its id.
        """
        facts = self.learn(book, report)
        book = self.note(book, facts)
        return book.each(lambda page: self.change(page, book, facts, said(page.id))), facts


def by_page(change: Callable[[Page, Book, Report], Page]) -> Pass[None]:
    """A pass that needs to know of no other page."""
    return Pass(lambda book, report: None, lambda page, book, _, report: change(page, book, report))
