"""The passes that make a draft into a book: the only place where their order is written down."""

from __future__ import annotations

from collections.abc import Callable

from hexapla.model.book import Book
from hexapla.model.problems import Problem, Problems
from hexapla.resolve.abbreviations import abbreviations
from hexapla.resolve.citations import citations
from hexapla.resolve.dropped import dropped
from hexapla.resolve.embedded import embedded
from hexapla.resolve.files import files
from hexapla.resolve.footnotes import footnotes
from hexapla.resolve.gathered import gathered
from hexapla.resolve.glossary import glossary
from hexapla.resolve.held import held
from hexapla.resolve.index import index
from hexapla.resolve.labels import labels
from hexapla.resolve.macros import macros
from hexapla.resolve.mentions import mentions
from hexapla.resolve.number import number
from hexapla.resolve.references import references
from hexapla.resolve.solutions import solutions

Pass = Callable[[Book], tuple[Book, Problems]]

# Solutions take the numbers of exercises, labels take all numbers, references take the labels,
# and what is embedded is copied with its numbers and references.
PASSES: tuple[Pass, ...] = (
    macros,
    number,
    solutions,
    labels,
    mentions,
    glossary,
    references,
    embedded,
    gathered,
    index,
    files,
    dropped,
    citations,
    footnotes,
    abbreviations,
    held,
)


def resolve(book: Book) -> tuple[Book, Problems]:
    """The book with its numbers, labels, references, citations and footnotes filled in."""
    problems: list[Problem] = []
    for step in PASSES:
        book, found = step(book)
        problems += found
    return book, tuple(problems)
