"""Which name of many an author may have meant."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from functools import cached_property

FEW = 200  # so many names are all compared; of more, those that begin or end like the word
BESIDE = 8  # so many of them on either side


class Names(Collection[str]):
    """Names of which the nearest to a wrong one is sought, many times and among very many."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = names if isinstance(names, Collection) else tuple(names)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def nearest(self, word: str, alike: float = 0.6) -> str:
        """The name that is most like a word, "" if none is so much alike (1: the same)."""
        near = get_close_matches(word, self._candidates(word), n=1, cutoff=alike)
        return near[0] if near else ""

    def _candidates(self, word: str) -> list[str]:
        if len(self) <= FEW:
            return self._sorted
        ends = _beside(self._reversed, word[::-1])
        return sorted({*_beside(self._sorted, word), *(name[::-1] for name in ends)})

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.names)

    @cached_property
    def _reversed(self) -> list[str]:
        return sorted(name[::-1] for name in self.names)


def _beside(names: list[str], word: str) -> list[str]:
    """The names around the place that a word would have among them."""
    at = bisect(names, word)
    return names[max(0, at - BESIDE) : at + BESIDE]
