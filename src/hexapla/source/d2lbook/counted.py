"""How much of each kind the pages of a project of d2lbook hold, by its own marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from hexapla.model.nodes import Place
from hexapla.model.tabs import Tabs
from hexapla.source.d2lbook import cells, prose
from hexapla.source.d2lbook.asked import Fence
from hexapla.source.d2lbook.code import NAME, is_cell
from hexapla.source.d2lbook.foreign import attributes
from hexapla.source.d2lbook.inline import CITES
from hexapla.source.d2lbook.labelled import NAMING, is_figure
from hexapla.source.d2lbook.leaves import read, role_marks
from hexapla.source.d2lbook.marks import Leaf, Text
from hexapla.source.d2lbook.saves import saved_marks
from hexapla.source.d2lbook.source import Source
from hexapla.source.d2lbook.threads import threads
from hexapla.source.labels import label

REFERENCES = frozenset({"numref", "ref", "eqref"})
NO_TABS = (prose.ALL, prose.CONTENTS)  # what prose may be of besides


def counted(pages: Iterable[tuple[str, str]], tabs: Tabs) -> Counter[str]:
    """How often each kind occurs in pages, given by their files and texts."""
    counts: Counter[str] = Counter()
    for file, text in pages:
        own, found = read(text)
        source = Source(own, file, found or (), tabs, frozenset(), lambda problem: None)
        counts.update(_kinds(source))
    return counts


def _kinds(source: Source) -> Iterator[str]:
    """The kinds of all that a page holds, as often as it holds them."""
    yield "pages"
    known = threads(source)
    yield from ("labels" for _ in set(_labels(source)))
    yield from ("threads" for _ in {url for _, url, _ in known.found})
    for leaf in known.rest(source):
        yield from _of_leaf(leaf, source.text)
    yield from _of_cells(source)


def _labels(source: Source) -> Iterator[str]:
    for leaf in source.leaves:
        text = source.text.text[leaf.start : leaf.end]
        marks = role_marks(text, 0) if leaf.kind == "marks" else ()
        yield from (label(mark.words) for mark in (*leaf.marks, *marks) if mark.name in NAMING)
        if leaf.kind == "heading":
            yield from (one[1:] for one in attributes(text) if one.startswith("#"))
        if is_cell(leaf) and (named := NAME.search(leaf.info)):
            yield label(named[1])


def _of_leaf(leaf: Leaf, text: Text) -> Iterator[str]:
    for mark in leaf.marks:
        if mark.kind == "role" and mark.name in REFERENCES:
            yield "references"
        elif mark.kind == "role" and mark.name in CITES:
            yield from ("citations" for key in mark.words.split(",") if key.strip())
        elif mark.kind == "formula":
            yield "equations"
    if leaf.kind in ("formula", "environment"):
        yield "equations"
    elif leaf.kind == "table":
        yield "tables"
    elif leaf.kind == "begin":
        yield from (f"prose of {name}" for name in prose.named(leaf) if name not in NO_TABS)
    elif is_figure(leaf, text):
        yield "figures"


def _of_cells(source: Source) -> Iterator[str]:
    runs = [leaf for leaf in source.leaves if is_cell(leaf)]
    texts = frozenset(
        name for leaf in source.leaves if leaf.kind == "begin" for name in prose.named(leaf)
    )
    fences = [Fence(leaf.content, Place(source.file, leaf.first + 1)) for leaf in runs]
    page = cells.page(fences, texts, source.tabs)
    for leaf, pieces in zip(runs, page.pieces, strict=True):
        lines = leaf.content.split("\n")
        for piece in pieces:
            saved = sum(saved_marks(lines[line - 1]) for line in {*piece.lines})
            for name in piece.variants or source.tabs.names or ("python",):
                yield f"cells of {name}"
                yield from (f"saved in {name}" for _ in range(saved))
