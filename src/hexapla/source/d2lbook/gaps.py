"""Lines taken out of code, with the blank lines that nothing stands between any more."""

from __future__ import annotations

from collections.abc import Container

from hexapla.source.d2lbook.edits import Rows, trimmed


def without(rows: Rows, gone: Container[int]) -> Rows:
    """The lines that are not gone. Where some are, the larger of two gaps stays, or none where
    a suite begins."""
    left: list[tuple[int, str]] = []
    gap = -1  # how many blank lines stand before lines that are gone; -1 where none are
    for row, text in rows:
        if row in gone:
            gap = _blank(left) if gap < 0 else gap
        elif gap >= 0 and not text.strip():
            if gap == 0 and not _opens(left):
                left.append((row, text))
            else:
                gap = max(gap - 1, 0)
        else:
            left.append((row, text))
            gap = -1
    return trimmed(tuple(left))


def _blank(rows: list[tuple[int, str]]) -> int:
    """How many blank lines stand at the end."""
    count = 0
    while count < len(rows) and not rows[-1 - count][1].strip():
        count += 1
    return count


def _opens(rows: list[tuple[int, str]]) -> bool:
    return not rows or rows[-1][1].rstrip().endswith(":")
