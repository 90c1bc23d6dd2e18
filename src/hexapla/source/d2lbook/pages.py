"""A page of d2lbook as one of ours: text to text, with all else as its author wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, Problems, too_deep
from hexapla.model.tabs import Tabs
from hexapla.source.d2lbook import code, foreign, inline, labelled, prose, slides, threads
from hexapla.source.d2lbook.labelled import Marked
from hexapla.source.d2lbook.leaves import read
from hexapla.source.d2lbook.marks import Leaf
from hexapla.source.d2lbook.source import Source
from hexapla.source.d2lbook.splice import Edit, spliced


@dataclass(frozen=True, slots=True)
class Translated:
    """A page in MyST Markdown; for each of its lines, the line in the original that it is from."""

    text: str
    lines: tuple[int, ...]
    problems: Problems


def translated(text: str, file: str, tabs: Tabs, pages: frozenset[str]) -> Translated:
    """The page in our language. Whatever its text is, this gives one, and never raises."""
    own, found = read(text)
    if found is None:
        lines = tuple(range(1, len(own.starts) + 1))
        return Translated(own.text, lines, (too_deep(Place(file, 1)),))
    problems: list[Problem] = []
    source = Source(own, file, found, tabs, pages, problems.append)
    within = tuple(edit for leaf in found for edit in inline.edits(leaf, source))
    source = replace(source, inline=within)
    new, lines = spliced(own, (*_blocks(source), *within))
    return Translated(new, lines, tuple(sorted(problems, key=lambda one: one.at.line)))


def _blocks(source: Source) -> Iterator[Edit]:
    """What becomes of blocks, before what becomes of the marks in them."""
    known = threads.threads(source)
    yield from threads.edits(known, source)
    yield from code.edits(source)
    yield from prose.edits(source, known.rest(source))
    yield from slides.edits(source)
    yield from foreign.edits(source)
    for marked in _marked(source):
        yield from labelled.edits(marked, source)


def _marked(source: Source) -> Iterator[Marked]:
    """The blocks that may have marks below them, or are marks by themselves."""
    ahead = list(source.leaves)
    n = 0
    while n < len(ahead):
        leaf, caption = ahead[n], None
        if _is_caption(leaf, source) and n + 1 < len(ahead) and ahead[n + 1].kind == "table":
            caption, leaf, n = leaf, ahead[n + 1], n + 1
        below: list[Leaf] = []
        while leaf.kind not in NONE and n + 1 < len(ahead) and _belongs(ahead[n + 1], leaf, source):
            n += 1
            below.append(ahead[n])
        if leaf.kind not in NONE or leaf.kind == "marks":
            yield Marked(leaf, caption, tuple(below))
        n += 1


# What marks never belong to.
NONE = frozenset({"marks", "begin", "end", "front", "other"})


def _is_caption(leaf: Leaf, source: Source) -> bool:
    """`:Words` before a table, which are no role."""
    roles = (mark for mark in leaf.marks if mark.kind == "role" and mark.start == leaf.start)
    begins = source.text.text[leaf.start : leaf.start + 1] == ":"
    return leaf.kind == "paragraph" and begins and next(roles, None) is None


def _belongs(line: Leaf, leaf: Leaf, source: Source) -> bool:
    """Whether a line of marks says something of the block above it."""
    text = source.text.text[line.start : line.end]
    return line.kind == "marks" and ":bibliography:" not in text
