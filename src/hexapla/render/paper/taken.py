"""What is taken off the pages to stand at the end of the book: solutions, and lists of works."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from hexapla.model.book import Book, Page
from hexapla.model.nodes import (
    Bibliography,
    Block,
    Emphasis,
    Exercise,
    Footnote,
    Group,
    Heading,
    Inline,
    Link,
    Node,
    Only,
    Paragraph,
    Reference,
    Solution,
    Span,
    Text,
)
from hexapla.model.walk import rewrite, walk

Where = Literal["end", "place", "none"]
Spot = tuple[str, str]  # a page, and an anchor on it


@dataclass(frozen=True, slots=True)
class Taken:
    """A page's blocks, and what is taken from among them: solutions, with the notes they need."""

    body: tuple[Block, ...]
    solutions: tuple[Block, ...] = ()


def without_solutions(page: Page, body: tuple[Block, ...], where: Where, word: str) -> Taken:
    """The blocks of a page with its solutions where they are wanted: `word` leads to those at
    the end."""
    if where == "place" or not page.holds(Solution):
        return Taken(body)
    solutions = {
        id(node): replace(node, label=node.label or f"{node.of}-solution")
        for node in walk(body, Solution)
    }
    links = {one.of: _link(one, page.id, word) for one in solutions.values() if where == "end"}

    def take(node: Node) -> Node:
        match node:
            case Solution():
                return Group((), ())
            case Exercise(label=label) if label in links:
                return _pointing(node, links[label])
            case _:
                return node

    notes = tuple(node for node in body if isinstance(node, Footnote))
    left = rewrite(body, take, Solution, Exercise)
    return Taken(left, (*solutions.values(), *notes) if links else ())


def with_one_title(body: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks of a page with a single title: further ones, as notebooks have them, are those
    of sections."""
    titles = [node for node in body if isinstance(node, Heading) and node.level == 1]
    further = {id(node) for node in titles[1:]}
    return tuple(
        replace(node, level=2) if isinstance(node, Heading) and id(node) in further else node
        for node in body
    )


def with_pointers(
    page: Page, body: tuple[Block, ...], form: str, told: str, address: str
) -> tuple[Block, ...]:
    """The blocks of a page with words in place of what only other outputs have, unless the page
    has something in its place: `told`, and the address where it is."""
    only = [*walk(body, Only)] if page.holds(Only) else []
    if not only or any(form in node.outputs for node in only):
        return body
    words: tuple[Inline, ...] = (Text(told),)
    words += (Text(" "), Link((Text(address),), address)) if address else ()

    def change(node: Node) -> Node:
        left_out = isinstance(node, Only) and "html" in node.outputs and node.body
        return Paragraph((Emphasis(words),), at=node.at) if left_out else node

    return rewrite(body, change, Only)


def works(book: Book) -> Mapping[str, Spot]:
    """Where each work stands in the lists that the book has beside those at the ends of pages."""
    return {
        work.key: (page.id, work.anchor)
        for page, listed in _lists(book)
        if not listed.heading
        for work in reversed(listed.works)
    }


def without_list(
    page: Page, body: tuple[Block, ...], known: Mapping[str, Spot]
) -> tuple[Block, ...]:
    """The blocks of a page without its own list of works, where the book's lists have all of them;
    what cites them leads there."""
    last = body[-1] if body else None
    if not isinstance(last, Bibliography) or not last.heading or not known:
        return body
    if any(work.key not in known for work in last.works):
        return body
    there = {work.anchor: known[work.key] for work in last.works}

    def lead(node: Node) -> Node:
        match node:
            case Reference("cite", page=where, anchor=anchor) if where == page.id:
                to = there.get(anchor)
                return replace(node, page=to[0], anchor=to[1]) if to else node
            case _:
                return node

    return rewrite(body[:-1], lead, Reference)


def _lists(book: Book) -> Iterator[tuple[Page, Bibliography]]:
    for page in book.pages():
        if page.holds(Bibliography):
            yield from ((page, node) for node in walk(page.body, Bibliography))


def _link(solution: Solution, page: str, word: str) -> Span:
    """What leads from an exercise to its solution at the end of the book."""
    words = (Text(f"{word}\u00a0{solution.number}".strip()),)
    link = Reference("numref", solution.label, words, page, solution.label, at=solution.at)
    return Span("small", (link,), at=solution.at)


def _pointing(exercise: Exercise, link: Span) -> Exercise:
    """An exercise whose last words lead to its solution."""
    *before, last = exercise.body or (None,)
    if isinstance(last, Paragraph):
        last = replace(last, inside=(*last.inside, Text("\u2002"), link))
        return replace(exercise, body=(*before, last))
    return replace(exercise, body=(*exercise.body, Paragraph((link,), at=link.at)))
