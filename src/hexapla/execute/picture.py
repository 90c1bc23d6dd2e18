"""What can be told of a picture without drawing it: its size, and how much there is in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hexapla.model.outputs import Output

SVG, PNG, JPEG, GIF = "image/svg+xml", "image/png", "image/jpeg", "image/gif"
# A drawing's size: viewBox="0 0 300 200", or width="300pt" and height="200pt".
DECIMAL = r"(\d+(?:\.\d+)?|\.\d+)"
VIEW = re.compile(
    rf"""<svg\b[^>]*?\sviewBox\s*=\s*["']\s*\S+\s+\S+\s+{DECIMAL}\s+{DECIMAL}\s*["']"""
)
SIDE = rf"""<svg\b[^>]*?\s{{}}\s*=\s*["']\s*{DECIMAL}"""
ELEMENT = re.compile(r"<[A-Za-z][\w:.-]*")
# Markers of JPEG after which its size stands: all "start of frame" ones.
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
SIDES = 1.05  # a plot grows by a label: sides may be as many times as large
CONTENTS = 2.0  # and what is in it: elements of a drawing, bytes of pixels


@dataclass(frozen=True, slots=True)
class Traits:
    """A picture's sides, in its own units (none: not known), and its elements or bytes."""

    sides: tuple[float, ...]
    contents: int
    unit: str

    def unlike(self, other: Traits) -> tuple[str, str] | None:
        """Both in words, where they are not about the same."""
        pairs = [*zip(self.sides, other.sides, strict=False)]
        if not all(_about(was, now, SIDES) for was, now in pairs):
            return self._size(), other._size()
        if not _about(self.contents, other.contents, CONTENTS):
            words = (f"a picture of {each.contents} {each.unit}" for each in (self, other))
            return next(words), next(words)
        return None

    def _size(self) -> str:
        return f"a picture of {' × '.join(f'{side:g}' for side in self.sides)}"


def traits(output: Output) -> Traits:
    """What can be told of a picture; its kind of file is its media type."""
    data = output.data
    if isinstance(data, str):
        return Traits(_drawing(data), len(ELEMENT.findall(data)), "elements")
    return Traits(_pixels(output.mime, data), len(data), "bytes")


def _about(was: float, now: float, times: float) -> bool:
    low, high = sorted((was, now))
    return high <= low * times


def _drawing(text: str) -> tuple[float, ...]:
    if view := VIEW.search(text):
        return float(view[1]), float(view[2])
    sides = (re.search(SIDE.format(name), text) for name in ("width", "height"))
    return tuple(float(side[1]) for side in sides if side)


def _pixels(mime: str, data: bytes) -> tuple[float, ...]:
    """Width and height, as the file's head says."""
    if mime == PNG and data[12:16] == b"IHDR" and len(data) >= 24:
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    if mime == GIF and len(data) >= 10:
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    return _jpeg(data) if mime == JPEG else ()


def _jpeg(data: bytes) -> tuple[float, ...]:
    at = 2  # after the mark of the file
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in FRAMES:
            return int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return ()
