"""Prose of tabs -> blocks of variants."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.model.problems import bad_mark
from hexapla.source.d2lbook.marks import Leaf
from hexapla.source.d2lbook.source import Source
from hexapla.source.d2lbook.splice import Edit

ALL = "all"
CONTENTS = "toc"  # a tab of no framework: what only the notebooks of old need, their contents


def named(leaf: Leaf) -> tuple[str, ...]:
    """The tabs that a beginning names."""
    return tuple(leaf.content.lower().replace(",", " ").split())


def edits(source: Source, leaves: tuple[Leaf, ...]) -> Iterator[Edit]:
    """What becomes of the lines that begin and end prose of tabs."""
    opened: Leaf | None = None
    for leaf in leaves:
        if opened and (leaf.kind == "begin" or (leaf.kind == "heading" and not leaf.depth)):
            yield from _closed(opened, leaf, source)
            opened = None
        if leaf.kind == "begin":
            opened = leaf
            yield from _begun(leaf, source)
        elif leaf.kind == "end" and opened:
            yield from _ended(opened, leaf, source)
            opened = None
        elif leaf.kind == "end":
            what = "no `:begin_tab:` stands before it; it is left out"
            source.report(bad_mark(":end_tab:", what, source.at(leaf.start)))
            yield Edit(*source.lines(leaf), "")
    if opened:
        yield from _closed(opened, None, source)


def _begun(leaf: Leaf, source: Source) -> Iterator[Edit]:
    names = named(leaf)
    if "`" not in source.text.of_line(leaf.first) and names != (CONTENTS,):
        what = "its tabs are in no backticks; they are read all the same"
        source.report(bad_mark(":begin_tab:", what, source.at(leaf.start)))
    if names == (CONTENTS,):
        what = "the contents that notebooks showed are left out: every output has its own"
        source.report(bad_mark(f":begin_tab:`{CONTENTS}`", what, source.at(leaf.start)))
    elif names == (ALL,) or not names:
        yield Edit(*source.lines(leaf), "")
    else:
        yield Edit(leaf.start, leaf.end, f":::{{variant}} {' '.join(names)}")


def _ended(opened: Leaf, leaf: Leaf, source: Source) -> Iterator[Edit]:
    names = named(opened)
    if names == (CONTENTS,):
        yield Edit(source.text.start(opened.first), source.lines(leaf, after=1)[1], "")
    elif names == (ALL,) or not names:
        yield Edit(*source.lines(leaf), "")
    else:
        yield Edit(leaf.start, leaf.end, ":::")


def _closed(opened: Leaf, before: Leaf | None, source: Source) -> Iterator[Edit]:
    """The end that its author forgot: after the last block before the next one."""
    what = "no `:end_tab:` ends it; it goes up to the next tab or heading"
    source.report(bad_mark(":begin_tab:", what, source.at(opened.start)))
    if named(opened) == (CONTENTS,):
        yield Edit(*source.lines(opened), "")
    if named(opened) in ((CONTENTS,), (ALL,), ()):
        return
    last = max(one.last for one in source.leaves if before is None or one.first < before.first)
    end = source.text.start(last)
    new = f"{opened.margin}:::\n"
    yield Edit(end, end, new if source.text.text[:end].endswith("\n") else f"\n{new}")
