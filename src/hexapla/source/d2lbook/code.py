"""Fences -> cells of variants; what d2lbook writes in fences besides code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hexapla.model.magics import PYTHON
from hexapla.model.problems import bad_mark, unclosed
from hexapla.source.d2lbook import cells, prose
from hexapla.source.d2lbook.asked import Fence
from hexapla.source.d2lbook.cells import Piece
from hexapla.source.d2lbook.marks import Leaf
from hexapla.source.d2lbook.source import Source, indented
from hexapla.source.d2lbook.splice import Edit
from hexapla.source.labels import label

ATTRIBUTES = re.compile(r"\{\s*(\.\w[^{}]*)\}")
NAME = re.compile(r"#([^\s{}#]+)")
INPUT = ".input"
CONTENTS, FOREIGN = "toc", "eval_rst"
PLAIN = PYTHON | {"", "python2"}  # cells that need no magic
# Languages of cells that IPython runs itself: those of its own magics, as %%bash.
MAGIC = frozenset(
    {"bash", "html", "javascript", "js", "latex", "markdown", "perl", "ruby", "sh", "svg"}
)
SUFFIXES = (".md", ".ipynb", ".rst")  # of pages, which entries of contents do without


def edits(source: Source) -> Iterator[Edit]:
    """What becomes of the fences of a page."""
    fences = [leaf for leaf in source.leaves if leaf.kind == "fence"]
    runs = [leaf for leaf in fences if is_cell(leaf)]
    texts = frozenset(
        name for leaf in source.leaves if leaf.kind == "begin" for name in prose.named(leaf)
    )
    given = [Fence(leaf.content, source.at(leaf.start), _magic(leaf)) for leaf in runs]
    page = cells.page(given, texts, source.tabs)
    for problem in page.problems:
        source.report(problem)
    for leaf, pieces in zip(runs, page.pieces, strict=True):
        yield _cell(leaf, pieces, source)
    for leaf in fences:
        if not leaf.closed:
            source.report(unclosed("a block of code", source.at(leaf.start)))
        yield from _other(leaf, source)


def is_cell(leaf: Leaf) -> bool:
    """Whether a fence is code that runs: its first class is a language, its second `.input`."""
    return INPUT in _classes(leaf) and _language(leaf) in PLAIN | MAGIC


def _classes(leaf: Leaf) -> list[str]:
    found = ATTRIBUTES.fullmatch(leaf.info)
    return found[1].split() if found else []


def _language(leaf: Leaf) -> str:
    first = next(iter(_classes(leaf)), INPUT)
    return "" if first == INPUT else first.removeprefix(".").lower()


def _magic(leaf: Leaf) -> str:
    return "" if _language(leaf) in PLAIN else f"%%{_language(leaf)}"


def _cell(leaf: Leaf, pieces: tuple[Piece, ...], source: Source) -> Edit:
    if not pieces:
        return Edit(*source.lines(leaf, after=1), "")
    named = NAME.search(leaf.info)
    made: list[str] = []
    lines: list[int] = []
    first, last = leaf.first + 1, leaf.last
    for piece in pieces:
        options = [f":label: {label(named[1])}"] if named else []
        options += [f":tags: [{', '.join(piece.tags)}]"] if piece.tags else []
        opening = f"{leaf.ticks}{{code-cell}} {' '.join(piece.variants) or 'python'}"
        made += [""] if made else []
        lines += [last] if lines else []
        code = piece.code.rstrip("\n").split("\n")
        made += [opening, *options, *code, leaf.ticks]
        lines += [first] * (1 + len(options)) + [first + n for n in piece.lines[: len(code)]]
        lines += [lines[-1]] * (len(made) - 1 - len(lines)) + [last]
    return Edit(leaf.start, leaf.end, indented(made, leaf), tuple(lines))


def _other(leaf: Leaf, source: Source) -> Iterator[Edit]:
    classes = _classes(leaf)
    if ".output" in classes:
        yield Edit(*source.lines(leaf, after=1), "")
    elif leaf.info == CONTENTS:
        yield from _contents(leaf, source)
    elif classes and not is_cell(leaf):
        if INPUT in classes:
            what = "a notebook of Python cannot run it; it is shown as code"
            source.report(bad_mark(leaf.info, what, source.at(leaf.start)))
        end = source.text.start(leaf.first + 1) - 1
        yield Edit(leaf.start, end, f"{leaf.ticks}{classes[0].removeprefix('.')}")


def _contents(leaf: Leaf, source: Source) -> Iterator[Edit]:
    """A list of pages: their order stands in the configuration, and their links here."""
    start = source.text.start(leaf.first) + source.text.of_line(leaf.first).rfind(CONTENTS)
    yield Edit(start, start + len(CONTENTS), "{toctree}")
    for line in range(leaf.first + 1, leaf.last):
        text = source.text.of_line(line)
        entry = text.rstrip()
        bare = bare_entry(entry)
        if bare != entry:
            at = source.text.start(line)
            yield Edit(at + len(bare), at + len(entry), "")


def bare_entry(entry: str) -> str:
    """An entry of a list without its suffix."""
    if ":" in entry:  # an option, or an address
        return entry
    return next((entry.removesuffix(end) for end in SUFFIXES if entry.endswith(end)), entry)
