"""Claims: words about a number that code gave, with what must be true of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from hexapla.model.claims import Margin
from hexapla.model.nodes import Claim, CodeSpan, Comparison, Inline, Place, Text
from hexapla.model.numbers import NUMBER, Number, numbers
from hexapla.model.problems import bad_role
from hexapla.source.pairs import margin
from hexapla.source.reading import Reading, Role

ARROW = " <- "
SIGN = re.compile(r"\s*(>=|<=|==|=|>|<)\s*")
SHOWN: Mapping[str, str] = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "=": "", "==": ""}
HOW = "write it as `name >= 0.83`, or `about 1.8 seconds <- name ~ 50%`"


def _claim(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    """`words <- name >= number ~ tolerance`, of which much may be left out."""
    said = " ".join(content.split())
    words, _, rest = said.rpartition(ARROW)
    rest, tilde, width = (part.strip() for part in rest.partition("~"))
    name, sign, written = (*SIGN.split(rest, maxsplit=1), "", "")[:3]
    found, why = _number(written) if sign else _only(words)
    allowed = margin(width) if tilde else None
    if not name or not (words or sign):
        why = f"it says too little: {HOW}"
    elif tilde and not why:
        why = _unfit(width, allowed, found)
    line = page.line(words, at, page) if words else ()
    if why or found is None:
        page.report(bad_role("claim", why, at))
        return line or (CodeSpan(said, at=at),)
    inside = line or (Text(f"{SHOWN[sign]}{written}", at=at),)
    means = cast(Comparison, sign or "=")
    slack = found.unit / 2 if means == "=" else 0.0
    tolerance = allowed.of(found.value) if allowed else None
    return (Claim(inside, name, means, found.value, slack, tolerance, said, at=at),)


def _unfit(width: str, allowed: Margin | None, found: Number | None) -> str:
    if allowed is None:
        return f"'{width}' is no tolerance: it is written 5% or 0.01"
    if allowed.relative and found and not found.value:
        return f"'{width}' of 0 allows nothing: write the tolerance as a number, 0.01"
    return ""


def _number(written: str) -> tuple[Number | None, str]:
    if NUMBER.fullmatch(written):
        return next(numbers(written)), ""
    return None, f"'{written}' is no number: {HOW}"


def _only(words: str) -> tuple[Number | None, str]:
    """The one number in words; or why it is not known which."""
    found = tuple(numbers(words))
    if len(found) == 1:
        return found[0], ""
    how = "write what must be true behind the name, as in `about a tenth <- name < 0.12`"
    return None, f"there {'are several numbers' if found else 'is no number'} in its words: {how}"


ROLES: Mapping[str, Role] = {"claim": Role(_claim)}
