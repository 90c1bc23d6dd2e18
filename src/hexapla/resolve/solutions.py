"""Solutions get the number and the page of the exercise that they solve."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hexapla.model.book import Book, Page
from hexapla.model.near import Names
from hexapla.model.nodes import Exercise, Node, Solution
from hexapla.model.problems import unknown_exercise
from hexapla.model.walk import rewrite, walk
from hexapla.resolve.step import Pass, Report


@dataclass(frozen=True, slots=True)
class Known:
    """Page and number of every labelled exercise, and what a wrong label may have meant."""

    exercises: dict[str, tuple[str, str]]
    names: Names


def _learn(book: Book, report: Report) -> Known:
    known = _exercises(book)
    return Known(known, Names(known))


def _change(page: Page, book: Book, known: Known, report: Report) -> Page:
    def join(node: Node) -> Node:
        if not isinstance(node, Solution):
            return node
        if node.of not in known.exercises:
            report(unknown_exercise(node.of, known.names, node.at))
            return node
        there, number = known.exercises[node.of]
        return replace(node, page=there, number=number)

    return replace(page, body=rewrite(page.body, join, Solution))


# Every solution is joined to its exercise, which may be on another page.
solutions = Pass(_learn, _change)


def _exercises(book: Book) -> dict[str, tuple[str, str]]:
    """Page and number of every labelled exercise; of two with one label, the first."""
    known: dict[str, tuple[str, str]] = {}
    for page in book.pages():
        for node in walk(page.body, Exercise):
            if node.label:
                known.setdefault(node.label, (page.id, node.number))
    return known
