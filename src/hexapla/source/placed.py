"""A page that was read from a translation, with the places of its original."""

from __future__ import annotations

from dataclasses import replace

from hexapla.model.book import Page
from hexapla.model.nodes import Cell, Node, Place, Text
from hexapla.model.problems import Problem
from hexapla.model.walk import rewrite


def placed(page: Page, lines: tuple[int, ...]) -> Page:
    """The page, each of its nodes where it is in the original; `lines` says that of each line."""

    places = {n: Place(page.file, line) for n, line in enumerate(lines, 1) if line != n}

    def moved(node: Node) -> Node:
        at = places.get(node.at.line, node.at) if node.at.file == page.file else node.at
        if type(node) is Text:  # half of all
            return Text(node.text, at=at)
        if isinstance(node, Cell):
            code = placed_at(Place(page.file, node.at.line + 1 + node.offset), page.file, lines)
            node = replace(node, offset=code.line - at.line - 1)
        return node if at is node.at else replace(node, at=at)

    return replace(
        page,
        title=rewrite(page.title, moved),
        body=rewrite(page.body, moved),
    )


def said_at(problem: Problem, file: str, lines: tuple[int, ...]) -> Problem:
    """A problem at its place in the original."""
    at = placed_at(problem.at, file, lines)
    return problem if at is problem.at else replace(problem, at=at)


def placed_at(at: Place, file: str, lines: tuple[int, ...]) -> Place:
    if at.file != file or not 0 < at.line <= len(lines) or lines[at.line - 1] == at.line:
        return at
    return Place(file, lines[at.line - 1])
