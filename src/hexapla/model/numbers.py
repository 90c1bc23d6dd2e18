"""Numbers as people write them and as code prints them: 1,000, 83 %, -1.8e-3, tensor(0.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A number that is no part of a word, a name or a version. Nothing is tried twice (`++`): of a
# million digits that would be for ever.
NUMBER = re.compile(
    r"(?<![\w.])(?P<sign>[-+\u2212]?)"
    r"(?:(?P<whole>\d{1,3}(?:,\d{3})++(?![\d,])|\d++)(?:\.(?P<part>\d*+))?+|\.(?P<bare>\d++))"
    r"(?:[eE](?P<power>[-+]?\d++))?+(?!\.?\w)(?P<percent>[ \u00a0\u202f]?\\?%)?"
    r"|(?<![\w.])(?P<odd>[-+]?(?:nan|inf))(?![\w.])",
    re.IGNORECASE,
)
# What libraries say of an array besides its numbers: its shape, its kind, where it lies.
ASIDE = re.compile(
    r"<tf\.Variable '[^'\n]*'|@\w+\(\d+\)"
    r"|\b(?:shape|dtype|device|ctx)=(?:\([^()\n]*\)|'[^'\n]*'|[\w.]+(?:\([^()\n]*\))?)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and what its last digit counts: of 1.80 that is 0.01, of 83 % also."""

    value: float
    unit: float


def numbers(text: str) -> Iterator[Number]:
    """The numbers in a text, in order; those after which a % stands as hundredths."""
    return (_number(found) for found in NUMBER.finditer(ASIDE.sub("", text)))


def _number(found: re.Match[str]) -> Number:
    if odd := found["odd"]:
        return Number(float(odd), 0.0)
    part = found["bare"] or found["part"] or ""
    power = min(max(int((found["power"] or "0")[:9]), -999), 999) - (2 if found["percent"] else 0)
    digits = (found["whole"] or "").replace(",", "")
    sign = "" if found["sign"] in ("", "+") else "-"
    return Number(float(f"{sign}{digits}.{part or 0}e{power}"), float(f"1e{power - len(part)}"))
