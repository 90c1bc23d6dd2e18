"""Sizes of memory as people write them: `4 GiB`, `512 MB`."""

from __future__ import annotations

import re

SIZE = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*([A-Z]+)", re.IGNORECASE)
# Bytes in each unit, by its name in capitals. A letter alone is the power of two that memory has.
UNITS = {"B": 1}
for power, letter in enumerate("KMGT", 1):
    UNITS |= {
        letter: 2 ** (10 * power),
        f"{letter}IB": 2 ** (10 * power),
        f"{letter}B": 1000**power,
    }


def size(text: object) -> int | None:
    """The bytes that a text with a unit names; None if it names none."""
    match = SIZE.fullmatch(str(text).strip())
    if match is None or match[2].upper() not in UNITS:
        return None
    return int(float(match[1]) * UNITS[match[2].upper()]) or None
