"""What other tools read among d2lbook's pages: lines that mean something here, attributes of
headings, blocks in reStructuredText."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hexapla.model.problems import bad_mark
from hexapla.source.d2lbook.code import FOREIGN
from hexapla.source.d2lbook.marks import Leaf
from hexapla.source.d2lbook.source import Source, indented
from hexapla.source.d2lbook.splice import Edit
from hexapla.source.rst import in_markdown

# Lines of prose that would be comments, breaks, directives or targets here.
LINE = re.compile(r"%|\+\+\+|:::|\([^()]+\)=\s*$")
ATTRIBUTES = re.compile(r"[ \t]*\{([^{}]*)\}[ \t]*#*$")


def edits(source: Source) -> Iterator[Edit]:
    """What becomes of all this."""
    for leaf in source.leaves:
        match leaf.kind:
            case "paragraph":
                yield from _lines(leaf, source)
            case "heading":
                yield from _heading(leaf, source)
            case "fence" if leaf.info == FOREIGN:
                yield _of_rst(leaf, source)
            case _:
                pass


def _lines(leaf: Leaf, source: Source) -> Iterator[Edit]:
    """Lines whose first sign is to be read as it stands."""
    for line in range(leaf.first, leaf.last):
        text = source.text.of_line(line)
        start = len(leaf.head) if line == leaf.first else len(text) - len(text.lstrip("> \t"))
        if LINE.match(text, start):
            at = source.text.start(line) + start
            yield Edit(at, at, "\\")


def attributes(heading: str) -> list[str]:
    """What stands in braces at the end of a heading, without `-`, which is a class."""
    found = ATTRIBUTES.search(heading)
    said = found[1].split() if found else []
    return [".unnumbered" if each == "-" else each for each in said]


def _heading(leaf: Leaf, source: Source) -> Iterator[Edit]:
    """A heading's attributes, which stand above it here."""
    text = source.text.text[leaf.start : leaf.end]
    found = ATTRIBUTES.search(text)
    kept = [each for each in attributes(text) if each[0] in ".#"]
    if kept:
        yield Edit(leaf.start, leaf.start, f"{{{' '.join(kept)}}}\n{leaf.margin}")
    if found:
        yield Edit(leaf.start + found.start(), leaf.start + found.end(), "")


def _of_rst(leaf: Leaf, source: Source) -> Edit:
    """A block in reStructuredText, said in our language line by line."""

    def unknown(what: str, line: int) -> None:
        at = source.at(source.text.start(leaf.first + 1 + line))
        source.report(bad_mark(FOREIGN, f"{what}; it is shown as it is", at))

    lines = in_markdown(leaf.content.strip("\n"), unknown).split("\n")
    if not any(line.strip() for line in lines):
        return Edit(*source.lines(leaf, after=1), "")
    first = leaf.first + 2 + len(leaf.content) - len(leaf.content.lstrip("\n"))
    at = tuple(first + n for n in range(len(lines)))
    while lines and not lines[-1]:
        lines.pop()
    return Edit(leaf.start, leaf.end, indented(lines, leaf), at)
