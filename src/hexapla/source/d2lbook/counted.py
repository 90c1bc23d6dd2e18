"""How much of each kind the pages of a project of d2lbook hold, by its own marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from hexapla.model.nodes import Place
from hexapla.model.tabs import Tabs
from hexapla.source.d2lbook import cells, prose
from hexapla.source.d2lbook.cells import Fence
from hexapla.source.d2lbook.code import NAME, is_cell
from hexapla.source.d2lbook.grammar import leaves, role_marks
from hexapla.source.d2lbook.inline import CITES
from hexapla.source.d2lbook.labelled import NAMING, is_figure
from hexapla.source.d2lbook.marks import Leaf, Text
from hexapla.source.labels import label

REFERENCES = frozenset({"numref", "ref", "eqref"})


def counted(pages: Iterable[tuple[str, str]], tabs: Tabs) -> Counter[str]:
    """How often each kind occurs in pages, given by their files and texts."""
    counts: Counter[str] = Counter()
    for file, text in pages:
        counts["pages"] += 1
        own = Text.of(text)
        found = leaves(own) or ()
        counts["labels"] += len(set(_labels(found, own)))
        for leaf in found:
            _count(leaf, own, counts)
        _count_cells(found, file, tabs, counts)
    return counts


def _labels(found: Iterable[Leaf], text: Text) -> Iterable[str]:
    for leaf in found:
        marks = role_marks(text.text[leaf.start : leaf.end], 0) if leaf.kind == "marks" else ()
        yield from (label(mark.words) for mark in (*leaf.marks, *marks) if mark.name in NAMING)
        if is_cell(leaf) and (named := NAME.search(leaf.info)):
            yield label(named[1])


def _count(leaf: Leaf, text: Text, counts: Counter[str]) -> None:
    for mark in leaf.marks:
        counts["references"] += mark.kind == "role" and mark.name in REFERENCES
        counts["equations"] += mark.kind == "formula"
        if mark.name in CITES and mark.kind == "role":
            counts["citations"] += len([key for key in mark.words.split(",") if key.strip()])
    counts["equations"] += leaf.kind in ("formula", "environment")
    counts["tables"] += leaf.kind == "table"
    counts["figures"] += is_figure(leaf, text)
    if leaf.kind == "begin":
        for name in prose.named(leaf):
            counts[f"prose of {name}"] += 1


def _count_cells(found: Iterable[Leaf], file: str, tabs: Tabs, counts: Counter[str]) -> None:
    runs = [leaf for leaf in found if is_cell(leaf)]
    texts = frozenset(name for leaf in found if leaf.kind == "begin" for name in prose.named(leaf))
    fences = [Fence(leaf.content, Place(file, leaf.first + 1)) for leaf in runs]
    for pieces in cells.page(fences, texts, tabs).pieces:
        for piece in pieces:
            for name in piece.variants or tabs.names or ("python",):
                counts[f"cells of {name}"] += 1
