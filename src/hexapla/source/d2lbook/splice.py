"""A text with some of its parts replaced, and the line that each of its new lines came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hexapla.source.d2lbook.marks import Text


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands in the place of a part of the text.

    `lines` are those of the text, from 1, that its lines come from; without them, they come from
    the lines of that part, one by one.
    """

    start: int
    end: int
    new: str
    lines: tuple[int, ...] = ()


def spliced(text: Text, edits: Iterable[Edit]) -> tuple[str, tuple[int, ...]]:
    """The text after edits, and for each of its lines that of the text. The first of two edits that
    overlap holds."""
    pieces = [*_pieces(text, sorted(edits, key=_order))]
    new = "".join(piece for piece, _ in pieces)
    return new, tuple(_lines(pieces))


def part(text: Text, start: int, end: int, edits: Iterable[Edit]) -> str:
    """A part of the text after those edits that are within it."""
    inner = (edit for edit in edits if start <= edit.start and edit.end <= end)
    done, seen = [], start
    for edit in sorted(inner, key=_order):
        if edit.start >= seen:
            done += [text.text[seen : edit.start], edit.new]
            seen = edit.end
    return "".join((*done, text.text[seen:end]))


def _order(edit: Edit) -> tuple[int, bool, int]:
    """What is put between two signs goes before what replaces the second."""
    return edit.start, edit.end > edit.start, -edit.end


def _pieces(text: Text, edits: list[Edit]) -> Iterator[tuple[str, tuple[int, ...]]]:
    seen = 0
    for edit in edits:
        if edit.start < seen:
            continue
        yield _copied(text, seen, edit.start)
        yield edit.new, edit.lines or _own(text, edit)
        seen = edit.end
    yield _copied(text, seen, len(text.text))


def _copied(text: Text, start: int, end: int) -> tuple[str, tuple[int, ...]]:
    first, kept = text.line(start), text.text[start:end]
    return kept, tuple(range(first, first + kept.count("\n") + 1))


def _own(text: Text, edit: Edit) -> tuple[int, ...]:
    first, last = text.line(edit.start), text.line(max(edit.start, edit.end - 1))
    return tuple(min(first + n, last) for n in range(edit.new.count("\n") + 1))


def _lines(pieces: list[tuple[str, tuple[int, ...]]]) -> Iterator[int]:
    """A line comes from where its first sign does."""
    begun = False
    for piece, lines in pieces:
        if piece:
            ends = piece.endswith("\n")
            for n in range(begun, piece.count("\n") + (not ends)):
                yield lines[min(n, len(lines) - 1)]
            begun = not ends
