"""Solutions get the number and the page of the exercise that they solve."""

from __future__ import annotations

from dataclasses import replace

from hexapla.model.book import Book, Page
from hexapla.model.near import Names
from hexapla.model.nodes import Exercise, Node, Solution
from hexapla.model.problems import Problem, Problems, unknown_exercise
from hexapla.model.walk import rewrite, walk
from hexapla.resolve.pages import each_page


def solutions(book: Book) -> tuple[Book, Problems]:
    """The book with every solution joined to its exercise, which may be on another page."""
    known = _exercises(book)
    names = Names(known)
    problems: list[Problem] = []

    def join(node: Node) -> Node:
        if not isinstance(node, Solution):
            return node
        if node.of not in known:
            problems.append(unknown_exercise(node.of, names, node.at))
            return node
        page, number = known[node.of]
        return replace(node, page=page, number=number)

    def change(page: Page) -> Page:
        return replace(page, body=rewrite(page.body, join))

    return each_page(book, change), tuple(problems)


def _exercises(book: Book) -> dict[str, tuple[str, str]]:
    """Page and number of every labelled exercise; of two with one label, the first."""
    known: dict[str, tuple[str, str]] = {}
    for page in book.pages():
        for node in walk(page.body):
            if isinstance(node, Exercise) and node.label:
                known.setdefault(node.label, (page.id, node.number))
    return known
