"""Comments and strings of Python code, and what stands outside of them.

Python's own tokens tell. To have them takes twenty times as long as to look for comments and
strings by their signs, which tell as surely where no string holds values, f"{a}": what stands in
these is code again.
"""

from __future__ import annotations

import re
import token
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, lru_cache
from tokenize import COMMENT, ENDMARKER, STRING, TokenError, TokenInfo, generate_tokens

Spot = tuple[int, int]  # line from 1, column from 0, in characters

# From Python 3.12 on a string with values in it is several tokens.
OPENING = {getattr(token, "FSTRING_START", STRING), getattr(token, "TSTRING_START", STRING)}
CLOSING = {getattr(token, "FSTRING_END", STRING), getattr(token, "TSTRING_END", STRING)}
OPENING -= {STRING}
APART = (
    r"#[^\n]*"
    r'|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    r"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
)
FOUND = re.compile(APART, re.DOTALL)
VALUES = r"(?<!\w)(?i:[ft]r?|r[ft])[\"']"
HOLDS_VALUES = re.compile(VALUES)
SEVERAL_LINES = ('"""', "'''", "\\\n")  # in code that has a string of several lines


def comments(code: str) -> Iterator[tuple[Spot, str]]:
    """The comments, from their signs on, and where they begin."""
    if "#" not in code:
        return
    if HOLDS_VALUES.search(code):
        yield from ((one.start, one.string) for one in _tokens(code) if one.type == COMMENT)
    else:
        yield from ((start, text) for start, text in _apart(code) if text[0] == "#")


def within_strings(code: str) -> frozenset[int]:
    """The lines that begin within a string."""
    if not any(sign in code for sign in SEVERAL_LINES):
        return frozenset()
    if HOLDS_VALUES.search(code):
        return frozenset(_within_strings(code))
    several = ((row, text.count("\n")) for (row, _), text in _apart(code))
    return frozenset(row + n for row, ends in several for n in range(1, ends + 1))


def sought(code: str, sign: str, after: Spot) -> Spot | None:
    """Where a word or a sign is first from a spot on, outside of comments and strings.

    Nobody looks for a sign where a longer one may begin with it, as ":=" does with ":".
    """
    row, column = after
    begin = sum(len(line) + 1 for line in code.split("\n")[: row - 1])
    for found in _seeking(sign).finditer(code, begin + column):
        match found.lastgroup:
            case "sign":
                passed = code[begin : found.start()]
                return row + passed.count("\n"), len(passed) - passed.rfind("\n") - 1
            case "values":
                starts = (one.start for one in _tokens(code) if one.string == sign)
                return next((start for start in starts if start >= after), None)
            case _:
                pass
    return None


@cache
def _seeking(sign: str) -> re.Pattern[str]:
    """A sign, what it does not count in, and what begins a string that may hold values."""
    whole = rf"\b{sign}\b" if sign.isalpha() else re.escape(sign)
    return re.compile(rf"(?P<values>{VALUES})|(?P<sign>{whole})|{APART}", re.DOTALL)


def _apart(code: str) -> Iterator[tuple[Spot, str]]:
    """Comments and strings in order, where no string holds values."""
    row, begin, seen = 1, 0, 0
    for found in FOUND.finditer(code):
        start = found.start()
        if passed := code.count("\n", seen, start):
            row, begin = row + passed, code.rfind("\n", seen, start) + 1
        seen = start
        yield (row, start - begin), found[0]


def _within_strings(code: str) -> Iterator[int]:
    opened: list[int] = []
    for one in _tokens(code):
        if one.type in OPENING:
            opened.append(one.start[0])
        elif one.type == STRING:
            yield from range(one.start[0] + 1, one.end[0] + 1)
        elif one.type in CLOSING and opened:
            yield from range(opened.pop() + 1, one.end[0] + 1)


@lru_cache(maxsize=1024)
def _tokens(code: str) -> tuple[TokenInfo, ...]:
    """The tokens of code; as many as there are before a mistake."""
    lines = (f"{line}\n" for line in code.split("\n"))
    found: list[TokenInfo] = []
    with suppress(TokenError, SyntaxError):
        found.extend(one for one in generate_tokens(lines.__next__) if one.type != ENDMARKER)
    return tuple(found)
