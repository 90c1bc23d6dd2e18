"""A page of d2lbook as a list of its blocks, with their marks and where these stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from hexapla.source.d2lbook import grammar
from hexapla.source.d2lbook.bars import escaped
from hexapla.source.d2lbook.grammar import Token
from hexapla.source.d2lbook.marks import Leaf, LeafKind, Mark, Text

# What lists and quotations have before what they hold.
ABOVE = re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*")
LISTING = re.compile(r"[^> \t]")  # that of lists, which begins only the first line

KINDS: dict[str, LeafKind] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "fence": "fence",
    "table_open": "table",
    "math_block": "formula",
    "amsmath": "environment",
    "d2l_marks": "marks",
    "d2l_begin": "begin",
    "d2l_end": "end",
    "front_matter": "front",
    "html_block": "other",
    "code_block": "other",
    "hr": "other",
}


def read(text: str) -> tuple[Text, tuple[Leaf, ...] | None]:
    """A page and its blocks, the cells of its tables as Pandoc has them."""
    own = Text.of(text)
    found = leaves(own)
    if (plain := escaped(own, found or ())) != own.text:
        own = Text.of(plain)
        found = leaves(own)
    return own, found


def leaves(text: Text) -> tuple[Leaf, ...] | None:
    """The blocks of a page in order; None where it nests beyond all measure."""
    tokens = grammar.tokens(text.text)
    return None if tokens is None else tuple(_leaves(tokens, text))


def role_marks(text: str, start: int) -> Iterator[Mark]:
    """The roles in a line that is made of them, which begins at that place."""
    for found in re.finditer(r":(\w+):[ \t]*(`+)([^`\n]+)\2", text):
        yield Mark(
            "role",
            start + found.start(),
            start + found.end(),
            found[1],
            found[3],
            ticks=len(found[2]),
        )


def _leaves(tokens: list[Token], text: Text) -> Iterator[Leaf]:
    for n, token in enumerate(tokens):
        kind = KINDS.get(token.type)
        if kind and token.map:
            yield _leaf(kind, n, tokens, text)


def _leaf(kind: LeafKind, n: int, tokens: list[Token], text: Text) -> Leaf:
    token = tokens[n]
    assert token.map is not None  # noqa: S101, asked before
    first, last = token.map
    while last > first + 1 and kind != "fence" and not text.of_line(last - 1).strip(" \t>"):
        last -= 1  # what a list's last block takes of the empty lines after it
    head = _head(text.of_line(first)) if token.level else _blanks(text.of_line(first))
    return Leaf(
        kind,
        first,
        last,
        text.start(first) + len(head),
        text.start(last - 1) + len(text.of_line(last - 1)),
        head,
        LISTING.sub(" ", head),
        token.info.strip(),
        token.content,
        token.markup,
        tuple(_marks(n, tokens, text)),
        last - first > token.content.count("\n") + 1,
        token.level,
    )


def _blanks(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _head(line: str) -> str:
    found = ABOVE.match(line)
    return found[0] if found else ""


def _inside(n: int, tokens: list[Token]) -> Iterator[Token]:
    """The tokens of prose within a block."""
    close = tokens[n].type.replace("_open", "_close")
    if close == tokens[n].type:
        return
    for at in range(n + 1, len(tokens)):
        token = tokens[at]
        if token.type == close and token.level == tokens[n].level:
            return
        if token.type == "inline":
            yield token


def _marks(n: int, tokens: list[Token], text: Text) -> Iterator[Mark]:
    """The marks within a block, in order, with their places in the page."""
    after = 0  # cells of a table stand one behind the other
    for token in _inside(n, tokens):
        if not token.map or not token.content:
            continue
        is_cell = tokens[n].type == "table_open"
        found = [*_within(token.children or (), 0)]
        if not (found or is_cell):
            continue
        spot = _of_cell(token, after, text) if is_cell else _of_lines(token, text)
        after = spot(len(token.content))
        for mark in found:
            at = spot(mark.at) if mark.at else 0
            start, end = spot(mark.start), spot(mark.end - 1) + 1
            yield Mark(mark.kind, start, end, mark.name, mark.words, at, mark.ticks)


def _within(tokens: Iterable[Token], offset: int) -> Iterator[Mark]:
    """Marks by their place in the paragraph; those of a picture's words know that in the words."""
    for token in tokens:
        mark: Mark | None = token.meta.get("mark") if token.meta else None
        if mark is None:
            continue
        yield Mark(
            mark.kind,
            mark.start + offset,
            mark.end + offset,
            mark.name,
            mark.words,
            mark.at + offset if mark.at else 0,
            mark.ticks,
        )
        if token.type == "image":
            yield from _within(token.children or (), offset + mark.at)


def _of_lines(token: Token, text: Text) -> Callable[[int], int]:
    """Where a sign of a paragraph's content is in the page.

    The lines of the content are those of the page without what stands before and after them.
    """
    begins, starts, seen = list[int](), list[int](), 0  # of each line, in the content and the page
    for line, part in enumerate(token.content.split("\n"), token.map[0] if token.map else 0):
        found = text.of_line(line).rfind(part) if part else 0
        begins.append(seen)
        starts.append(text.start(line) + max(found, 0))
        seen += len(part) + 1

    def spot(at: int) -> int:
        line = bisect_right(begins, at) - 1
        return starts[line] + at - begins[line]

    return spot


def _of_cell(token: Token, after: int, text: Text) -> Callable[[int], int]:
    """The same in a cell of a table, in which a bar stands behind a backslash."""
    line = token.map[0] if token.map else 0
    written = token.content.replace("|", "\\|")
    start = max(text.text.find(written, max(after, text.start(line))), 0)
    spots: list[int] = []
    for sign in token.content:
        spots.append(start)
        start += 2 if sign == "|" else 1
    return [*spots, start].__getitem__
