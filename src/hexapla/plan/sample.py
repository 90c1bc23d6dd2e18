"""Which few of many are looked at this time, so that all are in their turn."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import TypeVar

Name = TypeVar("Name", bound=tuple[str, ...])


def sample(names: Iterable[Name], share: float, seed: int) -> tuple[Name, ...]:
    """Those of the names whose turn it is, in the order in which they were given.

    The names lie in an order that only they themselves decide, that of their digests, cut into
    ceil(1 / share) windows of nearly equal size, or fewer where there are fewer names. The seed
    says which window: so as many seeds in a row as there are windows cover every name, each once.
    """
    given = tuple(names)
    if not given:
        return ()
    ordered = sorted(given, key=_digest)
    count = windows(len(given), share)
    turn = seed % count
    first, last = (len(given) * end // count for end in (turn, turn + 1))
    now = set(ordered[first:last])
    return tuple(name for name in given if name in now)


def windows(names: int, share: float) -> int:
    """How many seeds it takes to cover so many names, a share of them at a time."""
    return max(1, min(names, math.ceil(round(1 / share, 9))))


def week(day: date) -> int:
    """The number of a day's week, which grows by one every Monday."""
    return (day.toordinal() - 1) // 7


def _digest(name: tuple[str, ...]) -> str:
    return sha256("\0".join(name).encode()).hexdigest()
