"""LaTeX counts by itself: what it would count next, and where it must be told otherwise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hexapla.model.book import Book, Numbering, Page
from hexapla.model.nodes import (
    CodeBlock,
    Display,
    Exercise,
    Figure,
    Heading,
    Node,
    Table,
    Theorem,
    VariantBlock,
)
from hexapla.model.walk import applies, children

SECTIONS = ("chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph")
UNKNOWN = -1
LAST = re.compile(r"(?:(.*)\.)?(\d+|[A-Z]+)")


@dataclass(slots=True)
class Count:
    """The counters of LaTeX as they stand. `prefix` is what numbers begin with, "" for none."""

    by: Numbering
    prefix: str = ""
    values: Counter[str] = field(default_factory=Counter)

    def copy(self) -> Count:
        return Count(self.by, self.prefix, Counter(self.values))

    def appendix(self) -> None:
        r"""What \appendix does."""
        self.values["chapter"] = 0

    def section(self, depth: int, number: str) -> str:
        """What goes before a heading, so that it gets its number; "" mostly."""
        if depth == 1:
            self.prefix = number
        if not number:
            return self._outside() if depth == 1 else ""
        told = self._told(SECTIONS[depth - 1], number)
        for deeper in SECTIONS[depth:]:
            self.values[deeper] = 0
        if depth == 1 and self.by.per == "chapter":
            for kind in self.values.keys() - {*SECTIONS}:
                self.values[kind] = 0
        return told

    def item(self, kind: str, number: str) -> str | None:
        """The same before a figure, a formula, …; None where its number is none of this chapter's,
        as that of what is embedded from elsewhere, or what an author has called it."""
        found = LAST.fullmatch(number)
        prefix = self.prefix if self.by.per == "chapter" else ""
        if not found or (found[1] or "") != prefix or not found[2].isdecimal():
            return None
        return self._told(kind, number)

    def _outside(self) -> str:
        """Before a chapter without a number, after those with one. Classes differ in what begins
        anew there: whatever comes next says its number."""
        for kind in self.values.keys() - {*SECTIONS}:
            self.values[kind] = UNKNOWN
        if not self.values["chapter"]:
            return ""
        self.values["chapter"] = 0
        return "\\setcounter{chapter}{0}\n"

    def _told(self, counter: str, number: str) -> str:
        wanted = _value(number)
        due = self.values[counter] + 1
        self.values[counter] = wanted
        return "" if wanted == due else f"\\setcounter{{{counter}}}{{{wanted - 1}}}\n"


def begins(book: Book, variant: str) -> Mapping[str, Count]:
    """By page, the counters as they stand where it begins, for the readers of a variant."""
    count = Count(book.config.numbering)
    found: dict[str, Count] = {}
    for part in book.parts:
        if part.appendix:
            count.appendix()
        for page in part.pages:
            found[page.id] = count.copy()
            _through(page, variant, count)
    return found


def _through(page: Page, variant: str, count: Count) -> None:
    for node in _seen(page.body, variant):
        if isinstance(node, Heading):
            count.section(min(page.level + node.level - 1, len(SECTIONS)), node.number)
        else:
            for kind, number in numbers(node, count.by):
                count.item(kind, number)


def numbers(node: Node, by: Numbering) -> Iterator[tuple[str, str]]:
    """The counters that a node steps, and the numbers that they give it."""
    match node:
        case Figure(number=number) if number[-1:].isdecimal():  # not one within another
            yield "figure", number
        case Table(number=number) if number:
            yield "table", number
        case CodeBlock(number=number) if number:
            yield "lstlisting", number
        case Display(rows=rows) if rows:
            yield from (("equation", row.number) for row in rows if not row.tag)
        case Display(number=number) if number:
            yield "equation", number
        case Theorem(kind, number=number) if number:
            yield counter(kind, by), number
        case Exercise(number=number) if number:
            yield "exercise", number
        case _:
            pass


def counter(kind: str, by: Numbering) -> str:
    """The counter of a kind of theorem."""
    return "theorem" if by.theorems == "together" else kind


def _seen(nodes: Iterable[Node], variant: str) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, VariantBlock) and not applies(node.variants, variant):
            continue
        yield node
        yield from _seen(children(node), variant)


def _value(number: str) -> int:
    """3 for 3, 1.3, C and B.3."""
    last = number.rpartition(".")[2]
    if last.isdecimal():
        return int(last)
    value = 0
    for letter in last:
        value = value * 26 + ord(letter) - 64
    return value
