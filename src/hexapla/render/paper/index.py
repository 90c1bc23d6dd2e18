"""The index at the end of the book: what is marked, and the pages that Typst puts it on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from hexapla.model.book import Page
from hexapla.model.index import initial, order, terms
from hexapla.model.nodes import IndexMark, IndexTerm, Inline, Text
from hexapla.model.walk import plain, walk
from hexapla.model.words import word
from hexapla.render.paper.literals import Code, Value, call
from hexapla.render.paper.marks import label

Written = Callable[[tuple[Inline, ...]], str]  # words as content of Typst's


@dataclass(slots=True)
class Line:
    """A line of the index: its words, where it leads (main places True), the lines within it."""

    words: tuple[Inline, ...] = ()
    spots: dict[str, bool] = field(default_factory=dict)
    also: dict[tuple[str, str], tuple[Inline, ...]] = field(default_factory=dict)
    inside: dict[str, Line] = field(default_factory=dict)


def index(pages: Iterable[Page], written: Written, language: str) -> str:
    """The index of pages as their readers see them; `written` sets the words of its lines."""
    lines: dict[str, Line] = {}
    for page in pages:
        for term, spot in _marks(page):
            _enter(term, spot, lines)
    listed = _sorted(lines)
    parts: list[str] = []
    for head, group in groupby(listed, key=lambda one: initial(plain(one.words), language)):
        parts.append(call("book.letter", head))
        parts += (part for line in group for part in _line(line, 0, written, language))
    return "#book.index[\n" + "".join(parts) + "]\n"


def is_indexed(page: Page) -> bool:
    """Whether an index has something to say of a page."""
    return bool(page.teaches) or page.holds(IndexMark)


def _marks(page: Page) -> Iterator[tuple[IndexTerm, str]]:
    """What is marked on a page, and what it teaches, which leads to its beginning."""
    for notion in page.teaches:
        yield IndexTerm(((Text(notion.name),),)), label(page.id)
    for node in walk(page.body):
        for term, anchor in terms(node):
            yield term, label(page.id, anchor)


def _enter(term: IndexTerm, spot: str, lines: dict[str, Line]) -> None:
    line = Line()
    for words in term.words[:-1] if term.also else term.words:
        line = lines.setdefault(plain(words), Line(words))
        lines = line.inside
    if term.also:
        line.also[term.also, plain(term.words[-1])] = term.words[-1]
    else:
        line.spots[spot] = line.spots.get(spot, False) or term.main


def _sorted(lines: dict[str, Line]) -> list[Line]:
    return sorted(lines.values(), key=lambda line: order(plain(line.words)))


def _line(line: Line, depth: int, written: Written, language: str) -> Iterator[str]:
    spots: list[Value] = [(Code(spot), main) for spot, main in line.spots.items()]
    also: list[Value] = []
    for (kind, _), words in line.also.items():
        join = ", " if kind == "see" and not line.spots else "; "
        also.append((join, word(kind, language), Code(written(words))))
    yield call("book.entry", depth, Code(written(line.words)), tuple(spots), tuple(also))
    for inner in _sorted(line.inside):
        yield from _line(inner, depth + 1, written, language)
