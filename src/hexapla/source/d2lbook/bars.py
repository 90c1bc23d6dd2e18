"""Bars in tables, which end no cell within code and formulas: so Pandoc reads them, and not we."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hexapla.source.d2lbook.marks import Leaf, Text

DELIMITERS = re.compile(r"[> \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
SPAN = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)|(?<![\\$])\$(?=\S)[^$]*?(?<=\S)\$(?!\d)")
BARE = re.compile(r"(?<!\\)\|")


def escaped(text: Text, leaves: Iterable[Leaf]) -> str:
    """The text with a backslash before such bars. What has too many of them is not seen to be a
    table yet, but is a paragraph with a line of delimiters."""
    lines = list(text.lines)
    for leaf in leaves:
        if leaf.kind in ("table", "paragraph") and _is_ruled(lines[leaf.first + 1 : leaf.last]):
            for n in range(leaf.first, leaf.last):
                lines[n] = SPAN.sub(_escaped, lines[n])
    return "\n".join(lines) + "\n" * text.text.endswith("\n")


def _is_ruled(lines: Iterable[str]) -> bool:
    return any(DELIMITERS.fullmatch(line) for line in lines)


def _escaped(span: re.Match[str]) -> str:
    r"""`\|` is a sign of its own in a formula."""
    return BARE.sub(r"\\|", span[0]) if span[1] else span[0].replace("|", "\\|")
