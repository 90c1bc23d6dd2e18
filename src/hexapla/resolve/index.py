"""The index at the back of the book: what is marked, and the sections in which it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from hexapla.model.book import Book, Page
from hexapla.model.index import initial, order, terms
from hexapla.model.nodes import (
    Block,
    Emphasis,
    Gathered,
    Group,
    Heading,
    IndexMark,
    IndexTerm,
    Inline,
    Item,
    Listing,
    Node,
    Paragraph,
    Reference,
    Strong,
    Target,
    Text,
)
from hexapla.model.walk import plain, rewrite, walk
from hexapla.model.words import word
from hexapla.resolve.references import quiet
from hexapla.resolve.step import Pass, Report

INDEX = "index"  # what a list gathers that is one


@dataclass(slots=True)
class Line:
    """A line of the index: its words, where it leads, and the lines within it."""

    words: tuple[Inline, ...]
    places: dict[str, Place] = field(default_factory=dict)
    also: dict[tuple[str, str], tuple[Inline, ...]] = field(default_factory=dict)
    inside: dict[str, Line] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """A section in which something is marked, by its number or title."""

    name: tuple[Inline, ...]
    page: str
    anchor: str
    main: bool


Lines = dict[str, Line]


def _learn(book: Book, report: Report) -> Lines:
    """All lines of the index, where some page has one."""
    lines: Lines = {}
    if any(map(_lists, book.pages())):
        for page in book.pages():
            for term, place in _marks(_anchored(page)):
                _enter(term, place, lines)
    return lines


def _change(page: Page, book: Book, lines: Lines, report: Report) -> Page:
    language = book.config.language

    def fill(node: Node) -> Node:
        if not isinstance(node, Gathered) or node.of != INDEX:
            return node
        return replace(node, body=tuple(_body(lines, page.id, language)))

    page = _anchored(page)
    return replace(page, body=rewrite(page.body, fill, Gathered)) if _lists(page) else page


# Every mark gets an anchor, and the index its lines.
index = Pass(_learn, _change)


def _lists(page: Page) -> bool:
    return any(node.of == INDEX for node in walk(page.body, Gathered))


# --- what is marked -------------------------------------------------------------------------------


def _anchored(page: Page) -> Page:
    """The page with an anchor on each of its marks."""
    count = 0

    def mark(node: Node) -> Node:
        nonlocal count
        if not isinstance(node, IndexMark):
            return node
        count += 1
        return replace(node, anchor=f"index-{count}")

    return replace(page, body=rewrite(page.body, mark, IndexMark))


def _marks(page: Page) -> Iterator[tuple[IndexTerm, Place]]:
    """The entries of a page, each with its place."""
    section = name = _text(page.number) or quiet(page.title)
    for node in walk(page.body):
        match node:
            case Heading(number=number):
                section = _text(number) or name
            case _:
                for term, anchor in terms(node):
                    yield term, Place(section, page.id, anchor, term.main)


def _text(words: str) -> tuple[Inline, ...]:
    return (Text(words),) if words else ()


def _enter(term: IndexTerm, place: Place, lines: dict[str, Line]) -> None:
    words = term.words[:-1] if term.also else term.words
    line = Line(())
    for inner in words:
        line = lines.setdefault(plain(inner), Line(inner))
        lines = line.inside
    if term.also:
        line.also[term.also, plain(term.words[-1])] = term.words[-1]
        return
    name = plain(place.name)
    first = line.places.get(name)
    if first is None or (place.main and not first.main):
        line.places[name] = place


# --- the list -------------------------------------------------------------------------------------


def _body(lines: dict[str, Line], page: str, language: str) -> Iterator[Block]:
    """The letters, and under each its lines."""
    listed = sorted(lines.values(), key=lambda line: order(plain(line.words)))
    groups = [
        (letter, [*group])
        for letter, group in groupby(listed, key=lambda line: initial(plain(line.words), language))
    ]
    if not groups:
        return
    leads: list[Inline] = []
    for letter, _ in groups:
        there = Reference("link", letter, (Text(letter),), page, _anchor(letter))
        leads += [Text(" · "), there] if leads else [there]
    yield Paragraph(tuple(leads))
    sections = (
        Group(("letter",), (Target(_anchor(letter)), _heading(letter), _list(group, language)))
        for letter, group in groups
    )
    yield Group(("index",), tuple(sections))


def _anchor(letter: str) -> str:
    return f"letter-{letter}"


def _heading(letter: str) -> Paragraph:
    return Paragraph((Strong((Text(letter),)),))


def _list(lines: Iterable[Line], language: str) -> Listing:
    return Listing(tuple(Item(tuple(_line(line, language))) for line in lines))


def _line(line: Line, language: str) -> Iterator[Block]:
    """network, 2.1, **3.2**; see also layer"""
    said: list[Inline] = [*line.words]
    for place in line.places.values():
        link = Reference("link", place.anchor, place.name, place.page, place.anchor)
        said += [Text(", "), Strong((link,)) if place.main else link]
    for (also, _), words in line.also.items():
        before = ", " if also == "see" and not line.places else "; "
        said += [Text(before), Emphasis(_text(word(also, language))), Text(" "), *words]
    yield Paragraph(tuple(said))
    if line.inside:
        inner = sorted(line.inside.values(), key=lambda one: order(plain(one.words)))
        yield _list(inner, language)
