"""What an index has of a page, the order of its lines, and the letters that they stand under."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from hexapla.model.nodes import Definitions, Emphasis, IndexMark, IndexTerm, Inline, Node, Text
from hexapla.model.words import word

IDEOGRAPHS = "漢字"  # the heading above what has no alphabet to stand in
OPENING = "\"'“‘«(_-"  # signs before a word that do not count


def terms(node: Node) -> Iterator[tuple[IndexTerm, str]]:
    """What the index has of a node, and the anchors; terms of a glossary are there explained."""
    match node:
        case IndexMark(inside, anchor):
            for term in inside:
                yield term, anchor
        case Definitions(inside=definitions, glossary=True):
            for one in (term for each in definitions for term in each.terms):
                words = tuple(part for part in one.inside if not isinstance(part, Emphasis))
                yield IndexTerm((_trimmed(words),), main=True), one.label
        case _:
            pass


def order(words: str) -> tuple[int, str, str]:
    """Signs and digits, then letters without their accents, then ideographs by code point."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", words) if not unicodedata.combining(c))
    folded = bare.casefold().lstrip(OPENING)
    first = folded[:1]
    rank = 0 if not first.isalpha() else 2 if _is_ideograph(first) else 1
    return rank, folded, words


def initial(words: str, language: str) -> str:
    """What an index sets above all that begins as these words do."""
    rank, folded, _ = order(words)
    return (word("symbols", language), folded[:1].upper(), IDEOGRAPHS)[rank]


def _trimmed(words: tuple[Inline, ...]) -> tuple[Inline, ...]:
    while words and isinstance(words[-1], Text) and not words[-1].text.strip():
        words = words[:-1]
    return words


def _is_ideograph(letter: str) -> bool:
    """Whether it is of China, Japan or Korea."""
    return "\u1100" <= letter <= "\u11ff" or "\u2e80" <= letter <= "\ud7ff" or letter >= "\uf900"
