"""What a page teaches and what it needs, as the lists in its front matter say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from hexapla.model.learning import Notion
from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, bad_front_matter
from hexapla.source.words import words


def notions(
    key: str,
    *,
    meta: Mapping[str, object],
    front: str,
    at: Callable[[int], Place],
    report: Callable[[Problem], None],
) -> tuple[Notion, ...]:
    """The notions that a key lists, each with its place.

    `front` is the text of the front matter, `at` gives the place of one of its lines (from 1).
    """
    said = meta.get(key)
    begin = _line(front, rf"""^["']?{key}["']?\s*:""", 1)
    parts = said if isinstance(said, list) else [said]
    if any(isinstance(part, dict | list) for part in parts):
        report(bad_front_matter(f"'{key}' is not a list of words", at(begin)))
        return ()
    names = dict.fromkeys(" ".join(name.split()) for name in words(said))
    return tuple(Notion(name, at(_line(front, re.escape(name), begin))) for name in names)


def _line(text: str, pattern: str, begin: int) -> int:
    """The first line from `begin` on in which a pattern is found; `begin` if it is in none."""
    lines = list(enumerate(text.split("\n"), 1))[begin - 1 :]
    return next((number for number, line in lines if re.search(pattern, line)), begin)
