"""Codes that lead from paper to the website. The only import of segno."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import segno

LEVEL = "m"  # of correction: a code of this size on a bad print is still read


def code(address: str) -> str:
    """The QR code of an address as a drawing in SVG, one unit to a module, without its border.

    It is "" for what no code can hold.
    """
    try:
        rows = segno.make(address, error=LEVEL, micro=False, boost_error=False).matrix
    except segno.DataOverflowError:
        return ""
    size = len(rows)
    path = "".join(step for y, row in enumerate(rows) for step in _runs(y, row))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><path d="{path}"/></svg>'
    )


def _runs(y: int, row: Sequence[int]) -> Iterator[str]:
    """Each row of dark modules side by side as one bar."""
    x = 0
    for dark, group in groupby(row):
        length = len([*group])
        if dark:
            yield f"M{x} {y}h{length}v1h-{length}z"
        x += length
