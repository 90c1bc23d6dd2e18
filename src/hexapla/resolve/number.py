"""Numbers for parts, chapters, sections, figures, tables, equations and exercises.

There is one count for all variants: numbers are the same whatever framework is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from hexapla.model.book import Book, Page, Part
from hexapla.model.nodes import Display, Exercise, Figure, Heading, Node, Table
from hexapla.model.problems import Problems
from hexapla.model.walk import rewrite

DEEPEST = 3  # headings below this level stay without a number


def number(book: Book) -> tuple[Book, Problems]:
    """The book with the number of everything that has one."""
    parts: list[Part] = []
    part_count = chapter_count = 0
    for part in book.parts:
        if part.numbered:
            part_count += 1
            chapters = _chapters(part.pages)
            pages = [
                page
                for count, chapter in enumerate(chapters, chapter_count + 1)
                for page in _numbered(chapter, str(count))
            ]
            chapter_count += len(chapters)
            parts.append(replace(part, number=roman(part_count), pages=tuple(pages)))
        else:
            parts.append(replace(part, number="", pages=tuple(_numbered(part.pages, ""))))
    return replace(book, parts=tuple(parts)), ()


def roman(value: int) -> str:
    """A number as the Romans wrote it: IV for 4."""
    signs = {100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X", 9: "IX", 5: "V", 4: "IV", 1: "I"}
    text = ""
    for worth, sign in signs.items():
        times, value = divmod(value, worth)
        text += sign * times
    return text


def _chapters(pages: tuple[Page, ...]) -> list[tuple[Page, ...]]:
    """The pages of a part by chapter; a part's first page begins one, whatever its level."""
    starts = [index for index, page in enumerate(pages) if page.level == 1 or index == 0]
    return [pages[start:end] for start, end in pairwise([*starts, len(pages)])]


def _numbered(pages: tuple[Page, ...], chapter: str) -> Iterator[Page]:
    """The pages of one chapter (or, where `chapter` is "", of one part without numbers)."""
    counts: Counter[str] = Counter()
    for section, page in enumerate(pages):
        own = f"{chapter}.{section}" if chapter and section else chapter
        # The headings of a chapter's first page would take the numbers of its sections.
        headed = own if section or len(pages) == 1 else ""
        yield _page(page, own, headed, chapter, counts)


def _page(page: Page, own: str, headed: str, chapter: str, counts: Counter[str]) -> Page:
    depths = [0] * (DEEPEST + 1)

    def change(node: Node) -> Node:
        if isinstance(node, Heading):
            text = own if node is page.body[0] else _heading(node.level, headed, depths)
            return replace(node, number=text)
        kind = _counted(node)
        if not kind:
            return node
        counts[kind] += 1
        text = f"{chapter}.{counts[kind]}" if chapter else str(counts[kind])
        return replace(node, number=text)  # type: ignore[call-arg]  # all that is counted has one

    return replace(page, number=own, body=rewrite(page.body, change))


def _heading(level: int, headed: str, depths: list[int]) -> str:
    """The number of a heading within a page; `depths` counts on, level by level."""
    if level > DEEPEST or level < 2:
        return ""
    depths[level] += 1
    depths[level + 1 :] = [0] * (DEEPEST - level)
    return ".".join((headed, *map(str, depths[2 : level + 1]))) if headed else ""


def _counted(node: Node) -> str:
    """What a node is counted as, or "" for one that gets no number."""
    match node:
        case Figure() if node.caption or node.label:
            return "figure"
        case Table() if node.caption or node.label:
            return "table"
        case Display() if node.label:
            return "equation"
        case Exercise():
            return "exercise"
        case _:
            return ""
