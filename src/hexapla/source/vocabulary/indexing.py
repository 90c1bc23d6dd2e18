"""Marks for the index, and the index itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from hexapla.model.nodes import Block, Gathered, IndexMark, IndexTerm, Inline, Place, Text
from hexapla.model.problems import bad_directive, bad_role
from hexapla.source.found import Found
from hexapla.source.reading import Directive, Reading, Role
from hexapla.source.vocabulary.references import NAMED

ENTRY = re.compile(r"([a-z]+):\s*(.*)", re.S)
# Kinds of entries, and how many parts each has at least and at most.
PARTS: Mapping[str, tuple[int, int]] = {
    "single": (1, 3),
    "pair": (2, 2),
    "triple": (3, 3),
    "see": (2, 2),
    "seealso": (2, 2),
}
Words = tuple[tuple[Inline, ...], ...]


class Unfit(Exception):
    """What is no entry of an index; says why."""


def _index(found: Found, page: Reading) -> tuple[Block, ...]:
    """An entry on each line; the argument may also name several, with commas between them."""
    entries = [(found.at, entry) for entry in _listed(found.argument)]
    for line, text in enumerate(found.body.split("\n"), found.first):
        entries += [(page.at(line), entry) for entry in _listed(text.strip())]
    terms: list[IndexTerm] = []
    for at, entry in entries:
        try:
            terms += _terms(entry, at, page)
        except Unfit as why:
            page.report(bad_directive(found.name, str(why), at))
    if not entries:
        page.report(bad_directive(found.name, "name what the index is to list", found.at))
    return (IndexMark(tuple(terms), at=found.at),) if terms else ()


def _listed(text: str) -> list[str]:
    """The entries of a line: `single: a; b` is one, `a, b` are two."""
    if (match := ENTRY.fullmatch(text)) and match[1] in PARTS:
        return [text]
    return [part for one in text.split(",") if (part := one.strip())]


def _mark(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    """Words that are listed as they stand here, or by what follows them in angle brackets."""
    match = NAMED.fullmatch(content)
    text, entry = (match[1], match[2].strip()) if match else (content, content)
    try:
        terms = tuple(_terms(entry, at, page))
    except Unfit as why:
        page.report(bad_role("index", str(why), at))
        terms = ()
    if not match and ((kind := ENTRY.fullmatch(content)) and kind[1] in PARTS):
        text = ""  # {index}`pair: a; b` is a mark without words
    words = text.removeprefix("!") if not match else text
    shown = page.line(words, at, page) if words else ()
    return (*((IndexMark(terms, at=at),) if terms else ()), *shown)


def _terms(entry: str, at: Place, page: Reading) -> Iterator[IndexTerm]:
    kind, text = "single", entry
    if (match := ENTRY.fullmatch(entry)) and match[1] in PARTS:
        kind, text = match[1], match[2]
    main = text.lstrip().startswith("!")
    parts = [part for one in text.lstrip(" !").split(";") if (part := one.strip())]
    least, most = PARTS[kind]
    if not least <= len(parts) <= most:
        form = "; ".join(("a", "b", "c")[:least])
        raise Unfit(f"'{entry}' is no entry like: {kind}: {form}")
    said = tuple(page.line(part, at, page) for part in parts)
    for words in _turned(kind, said):
        yield IndexTerm(words, _also(kind), main)


def _also(kind: str) -> Literal["", "see", "seealso"]:
    match kind:
        case "see" | "seealso":
            return kind
        case _:
            return ""


def _turned(kind: str, said: Words) -> Iterator[Words]:
    """The entries of a pair (a; b and b; a) or triple (a; b c and so on)."""
    match kind, said:
        case "pair", (a, b):
            yield from ((a, b), (b, a))
        case "triple", (a, b, c):
            yield from ((a, _joined(b, c)), (b, _joined(c, a)), (c, _joined(a, b)))
        case _:
            yield said


def _joined(one: tuple[Inline, ...], other: tuple[Inline, ...]) -> tuple[Inline, ...]:
    return (*one, Text(" "), *other)


def _all(found: Found, page: Reading) -> tuple[Block, ...]:
    return (Gathered("index", page.argument(found), at=found.at),)


DIRECTIVES: Mapping[str, Directive] = {
    "genindex": Directive(_all),
    "index": Directive(_index),
    "show-index": Directive(_all),
}
ROLES: Mapping[str, Role] = {"index": Role(_mark)}
