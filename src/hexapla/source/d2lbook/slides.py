"""Words marked for slides -> roles, and blocks where they are several paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hexapla.model.problems import bad_mark
from hexapla.source.d2lbook.grammar import SLIDES
from hexapla.source.d2lbook.marks import Leaf, Mark
from hexapla.source.d2lbook.source import Source
from hexapla.source.d2lbook.splice import Edit, part

# What marks say: `[` begins a slide and `(` goes on, `~~` holds words that are on slides alone.
ROLES = {"[**": "slide:new", "(**": "slide", "[~~": "slide:new-only", "(~~": "slide:only"}
ROLES |= {"[[[": "slide:new", "(((": "slide"}
TICKS = re.compile(r"`+")


def edits(source: Source) -> Iterator[Edit]:
    """What becomes of the words that are marked, and of marks that have no other end."""
    opened: tuple[Mark, Leaf] | None = None
    for leaf in source.leaves:
        for mark in leaf.marks:
            if mark.kind == "slide" and opened is None:
                opened = (mark, leaf)
            elif mark.kind == "unslide" and opened and SLIDES[opened[0].name] == mark.name:
                yield from _marked(*opened, mark, leaf, source)
                opened = None
    if opened:
        what = "nothing ends it; it is shown as it stands"
        source.report(bad_mark(opened[0].name, what, source.at(opened[0].start)))


def _marked(begin: Mark, first: Leaf, end: Mark, last: Leaf, source: Source) -> Iterator[Edit]:
    name = ROLES[begin.name]
    if first is last:
        words = part(source.text, begin.end, end.start, source.inline)
        yield Edit(begin.start, end.end, role(name, words))
        return
    new = " new" if name == "slide:new" else ""
    before = "" if begin.start == first.start else f"\n{first.margin}"
    after = "" if end.end == last.end else f"\n{last.margin}"
    yield Edit(begin.start, begin.end, f"{before}:::{{slide}}{new}\n{first.margin}")
    yield Edit(end.start, end.end, f"\n{last.margin}:::{after}")


def role(name: str, words: str) -> str:
    """A role around words, with as many ticks as keep those apart that stand in them."""
    ticks = "`" * (1 + max(map(len, TICKS.findall(words)), default=0))
    before = " " if words.startswith("`") else ""
    after = " " if words.endswith("`") else ""
    return f"{{{name}}}{ticks}{before}{words}{after}{ticks}"
