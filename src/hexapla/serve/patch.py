"""What of a page's HTML has changed: which of its lines, and what they are now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Splice:
    """In place of the lines from `begin` to before `end` come these."""

    begin: int
    end: int
    lines: tuple[str, ...]


def splice(old: Sequence[str], new: Sequence[str]) -> Splice:
    """The one run of lines that makes the new text of the old."""
    shorter = min(len(old), len(new))
    begin = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    left = shorter - begin
    same = next((n for n in range(left) if old[-1 - n] != new[-1 - n]), left)
    return Splice(begin, len(old) - same, tuple(new[begin : len(new) - same]))
