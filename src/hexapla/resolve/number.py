"""Numbers for parts, chapters, sections, and for all that is counted within them.

There is one count for all variants: numbers are the same whatever framework is shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from string import ascii_lowercase, ascii_uppercase

from hexapla.model.book import Book, Numbering, Page
from hexapla.model.nodes import (
    CodeBlock,
    Display,
    EquationRow,
    Exercise,
    Figure,
    Heading,
    Node,
    Table,
    Theorem,
)
from hexapla.model.twins import twins
from hexapla.model.walk import rewrite, walk
from hexapla.resolve.step import Pass, Report

COUNTED = (Heading, Display, Figure, Table, CodeBlock, Theorem, Exercise)
PLACE = re.compile(r"\\tag\{\}")  # where the number of a row stands in its formula


@dataclass(slots=True)
class Count:
    """What was counted so far. `chapter` is what numbers begin with, "" for none: the number of a
    chapter, or of the section in it."""

    by: Numbering
    chapter: str = ""
    kinds: Counter[str] = field(default_factory=Counter)
    shared: dict[str, str] = field(default_factory=dict)  # numbers of what several variants have

    def next(self, kind: str) -> str:
        self.kinds[kind] += 1
        return f"{self.chapter}.{self.kinds[kind]}" if self.chapter else str(self.kinds[kind])

    def enter(self, number: str) -> None:
        """Begin again where a heading of that number begins a section that counts by itself."""
        whole = ".".join(number.split(".")[:2])
        if self.by.per == "section" and number and whole != self.chapter:
            self.chapter = whole
            self.kinds.clear()

    def copy(self) -> Count:
        return Count(self.by, self.chapter, Counter(self.kinds), {})

    def once(self, name: str, kind: str) -> str:
        """The number of what has one name in several variants."""
        if name not in self.shared:
            self.shared[name] = self.next(kind)
        return self.shared[name]


@dataclass(frozen=True, slots=True)
class Begun:
    """What counts when a page begins: its own number, that of its headings, and all before it.

    `made` is what becomes of the page that it was learnt of, `draft`.
    """

    own: str
    headed: str
    count: Count
    draft: Page
    made: Page


@dataclass(frozen=True, slots=True)
class Counted:
    """The numbers of the parts, and by the id of each page how it begins."""

    parts: tuple[str, ...]
    pages: dict[str, Begun]


def _learn(book: Book, report: Report) -> Counted:
    by = book.config.numbering
    parts: list[str] = []
    begun: dict[str, Begun] = {}
    part_count = chapters = appendices = 0
    rest = Count(by)  # of all that stands in no numbered chapter
    for part in book.parts:
        for chapter in _chapters(part.pages):
            if not part.numbered:
                _unnumbered(chapter, rest, begun)
                continue
            if part.appendix:
                appendices += 1
                name = letters(appendices, ascii_uppercase)
            else:
                chapters += 1
                name = str(chapters)
            count = rest if by.per == "book" else Count(by, name)
            _numbered(chapter, name, count, begun)
        is_counted = part.numbered and not part.appendix and bool(part.title and part.pages)
        part_count += is_counted
        parts.append(roman(part_count) if is_counted else "")
    return Counted(tuple(parts), begun)


def _change(page: Page, book: Book, known: Counted, report: Report) -> Page:
    begun = known.pages[page.id]
    if page is begun.draft:
        return begun.made
    return _page(page, begun.own, begun.headed, begun.count.copy())


def _note(book: Book, known: Counted) -> Book:
    both = zip(book.parts, known.parts, strict=True)
    return replace(book, parts=tuple(replace(part, number=number) for part, number in both))


# Everything that has a number gets it.
number = Pass(_learn, _change, _note)


def roman(value: int) -> str:
    """A number as the Romans wrote it: IV for 4."""
    signs = {100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X", 9: "IX", 5: "V", 4: "IV", 1: "I"}
    text = ""
    for worth, sign in signs.items():
        times, value = divmod(value, worth)
        text += sign * times
    return text


def letters(value: int, alphabet: str = ascii_lowercase) -> str:
    """A number, from 1, as letters: a, b, …, z, aa, ab, …"""
    before, last = divmod(value - 1, len(alphabet))
    return (letters(before, alphabet) if before else "") + alphabet[last]


def _chapters(pages: tuple[Page, ...]) -> list[tuple[Page, ...]]:
    """The pages of a part by chapter; a part's first page begins one, whatever its level."""
    starts = [index for index, page in enumerate(pages) if page.level == 1 or index == 0]
    return [pages[start:end] for start, end in pairwise([*starts, len(pages)])]


def _unnumbered(pages: tuple[Page, ...], count: Count, begun: dict[str, Begun]) -> None:
    for page in pages:
        before = count.copy()
        begun[page.id] = Begun("", "", before, page, _page(page, "", "", count))


def _numbered(pages: tuple[Page, ...], chapter: str, count: Count, begun: dict[str, Begun]) -> None:
    """The pages of one chapter: its first has the chapter's number, the others 3.1, 3.1.1, …"""
    depths: list[int] = []
    taken: list[int] = []  # by headings of the pages above, at each depth
    for page, after in pairwise((*pages, None)):
        assert page is not None  # noqa: S101, only what comes after the last is
        own, level = chapter, 0
        if page is not pages[0]:
            level = max(page.level - 1, 1)
            _step(depths, level, taken)
            own = ".".join((chapter, *map(str, depths)))
        own = own if own.count(".") < count.by.depth else ""
        # The headings of a page would take the numbers of the pages below it, or go before them.
        has_below = after is not None and (after.level > page.level or page is pages[0])
        quiet = has_below and count.by.headings == "none"
        headed, before = "" if quiet else own, count.copy()
        made = _page(page, own, headed, count)
        begun[page.id] = Begun(own, headed, before, page, made)
        taken[level:] = [_highest(made) if has_below and not quiet else 0]


def _highest(page: Page) -> int:
    """How many headings of the second level have a number."""
    return sum(1 for node in walk(page.body, Heading) if node.level == 2 and node.number)


def _step(depths: list[int], level: int, taken: Sequence[int] = ()) -> None:
    """Count on at a level, from 1 or after what is taken; what is below it begins again."""
    del depths[level:]
    depths += taken[len(depths) : level]
    depths += [0] * (level - len(depths))
    depths[level - 1] += 1


def _page(page: Page, own: str, headed: str, count: Count) -> Page:
    depths: list[int] = []
    several = twins(page)
    count.enter(own)

    def change(node: Node) -> Node:
        match node:
            case Heading():
                text = own if node is page.body[0] else _heading(node, headed, depths, count.by)
                count.enter(text)
                return replace(node, number=text)
            case Display(rows=rows) if rows:
                return _with_rows(node, count)
            case Figure() if node.body:
                node = _around(node, count)
            case _:
                pass
        kind = _counted(node, count.by)
        if not kind:
            return node
        label = getattr(node, "label", "")
        text = count.once(f"{page.id} {label}", kind) if label in several else count.next(kind)
        return replace(node, number=text)  # type: ignore[call-arg]  # all that is counted has one

    return replace(page, number=own, body=rewrite(page.body, change, *COUNTED))


def _heading(node: Heading, headed: str, depths: list[int], by: Numbering) -> str:
    """The number of a heading within a page; `depths` counts on, level by level."""
    level = node.level - 1
    if not headed or not node.counted or headed.count(".") + 1 + level > by.depth:
        return ""
    _step(depths, level)
    return ".".join((headed, *map(str, depths)))


def _counted(node: Node, by: Numbering) -> str:  # noqa: PLR0911, a case for every kind
    """As what a node is counted; "" for what has no number."""
    match node:
        case Figure(counted=True) if node.caption or node.label:
            return "figure"
        case Table() if node.caption or node.label:
            return "table"
        case CodeBlock() if node.caption or node.label:
            return "listing"
        case Display(number=""):
            counts = node.label if node.counted is None else node.counted
            return "equation" if counts or (by.equations and node.counted is None) else ""
        case Theorem(counted=True):
            return "theorem" if by.theorems == "together" else node.kind
        case Exercise(counted=True):
            return "exercise"
        case _:
            return ""


def _around(node: Figure, count: Count) -> Figure:
    """A figure whose own figures, which have been counted already, get letters instead.

    Their number is completed where the figure around them gets its own.
    """
    inner = [one for one in walk(node.body, Figure) if one.number]
    if not inner or not _counted(node, count.by):
        return node
    count.kinds["figure"] -= len(inner)
    whole = f"{count.chapter}.{count.kinds['figure'] + 1}".lstrip(".")
    names = iter(range(1, len(inner) + 1))

    def lettered(one: Node) -> Node:
        if not isinstance(one, Figure) or not one.number:
            return one
        return replace(one, number=f"{whole}{letters(next(names))}")

    return replace(node, body=rewrite(node.body, lettered, Figure))


def _with_rows(node: Display, count: Count) -> Display:
    """A formula with the numbers of its rows set in it."""
    rows = tuple(_row(row, count) for row in node.rows)
    numbers = iter([row.number for row in rows if not row.tag])
    tex = PLACE.sub(lambda found: f"\\tag{{{next(numbers)}}}", node.tex)
    return replace(node, rows=rows, tex=tex)


def _row(row: EquationRow, count: Count) -> EquationRow:
    return replace(row, number=row.tag or count.next("equation"))
