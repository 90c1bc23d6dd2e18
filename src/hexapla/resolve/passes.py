"""The passes that make a draft into a book: the only place where their order is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hexapla.model.book import Book, Page
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
from hexapla.resolve.learning import learning
from hexapla.resolve.macros import macros
from hexapla.resolve.mentions import mentions
from hexapla.resolve.number import number
from hexapla.resolve.references import references
from hexapla.resolve.solutions import solutions
from hexapla.resolve.step import Pass

# Solutions take the numbers of exercises, labels take all numbers, references take the labels,
# and what is embedded is copied with its numbers and references.
PASSES: tuple[Pass[Any], ...] = (
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
    learning,
    held,
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A resolved book, with what each pass learnt of it and all that is wrong: with the book as a
    whole, and by its id with each page."""

    book: Book
    passes: tuple[Pass[Any], ...]
    facts: tuple[Any, ...]
    whole: Problems
    pages: dict[str, Problems]

    @property
    def problems(self) -> Problems:
        return (*self.whole, *(one for found in self.pages.values() for one in found))


def resolve(book: Book) -> tuple[Book, Problems]:
    """The book with its numbers, labels, references, citations and footnotes filled in."""
    done = resolved(book)
    return done.book, done.problems


def resolved(book: Book, *before: Pass[Any]) -> Resolved:
    """The same, with all that is needed to resolve a page of it again; some passes go first."""
    passes = (*before, *PASSES)
    whole: list[Problem] = []
    pages: dict[str, list[Problem]] = {page.id: [] for page in book.pages()}
    facts: list[Any] = []
    for step in passes:
        book, learnt = step.over(book, whole.append, lambda page: pages[page].append)
        facts.append(learnt)
    said = {page: tuple(found) for page, found in pages.items()}
    return Resolved(book, passes, tuple(facts), tuple(whole), said)


def again(page: Page, of: Resolved) -> tuple[Page, Problems]:
    """The draft of a page that was edited, resolved in a book that has not changed otherwise."""
    problems: list[Problem] = []
    for step, facts in zip(of.passes, of.facts, strict=True):
        page = step.change(page, of.book, facts, problems.append)
    return page, tuple(problems)
