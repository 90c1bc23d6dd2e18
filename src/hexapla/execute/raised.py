"""Tracebacks as far as a reader of the book can follow them.

The cells' own frames tell what the reader did, and the last one where it went wrong. What a
library did between, and the same frame a thousand times, is said in a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from hexapla.execute.terminal import plain

FRAME = re.compile(r"\s*(?:File (?P<file>.+?)(?::\d+|, line \d+)|Cell In\s*\[)")
# Where code lives that nobody wrote for this page; compiled code names its source by itself.
LIBRARY = re.compile(r"/(?:site|dist)-packages/|/lib/python3\.\d+/|^[^/~<].*\.(?:pyx|pxi|pxd)$")


def shortened(traceback: Sequence[str]) -> str:
    """The pieces of a traceback, frame by frame, as one text."""
    return "\n".join(_folded(_once(traceback)))


def _once(pieces: Sequence[str]) -> Iterator[str]:
    """The pieces, a frame that recurs at once only twice."""
    for piece, same in groupby(pieces):
        count = len(tuple(same))
        yield piece
        if count > 1 and _is_frame(piece):
            yield from _repeated(piece, count)
        elif count > 1:
            yield from [piece] * (count - 1)


def _repeated(piece: str, count: int) -> Iterator[str]:
    if count > 3:
        yield f"    … the same frame {count - 2} more times\n"
        yield piece
    else:
        yield from [piece] * (count - 1)


def _folded(pieces: Iterator[str]) -> Iterator[str]:
    """The pieces, of frames of libraries only the last before what was raised."""
    waiting: list[str] = []
    for piece in pieces:
        if _library(piece):
            waiting.append(piece)
            continue
        yield from _said(waiting, last=not _is_frame(piece))
        waiting = []
        yield piece
    yield from _said(waiting, last=True)


def _said(frames: list[str], *, last: bool) -> Iterator[str]:
    left = frames[:-1] if last else frames
    if len(left) == 1:
        yield from left
    elif left:
        yield f"    … {len(left)} frames of libraries\n"
    if last:
        yield from frames[-1:]


def _is_frame(piece: str) -> bool:
    return FRAME.match(plain(piece)) is not None


def _library(piece: str) -> bool:
    frame = FRAME.match(plain(piece))
    return bool(frame and frame["file"] and LIBRARY.search(frame["file"]))
