"""Which problems an author wants to be told."""

from __future__ import annotations

from hexapla.model.book import Book
from hexapla.model.problems import Problems


def audible(problems: Problems, book: Book) -> Problems:
    """The problems without those that the book, or the page that they are of, ignores.

    Errors are always told: readers would miss something.
    """
    own = {page.file: {*book.config.ignore, *page.ignore} for page in book.pages()}
    everywhere = {*book.config.ignore}
    return tuple(
        problem
        for problem in problems
        if problem.severity == "error" or problem.code not in own.get(problem.at.file, everywhere)
    )
