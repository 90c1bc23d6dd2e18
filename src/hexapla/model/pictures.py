"""How large a picture is, in pixels of the page: read from the first bytes of its file, so that a
page keeps its place."""

from __future__ import annotations

import re
from collections.abc import Callable

HEAD = 65536  # bytes: the size stands within them in any common file
Size = tuple[int, int]  # width and height

# The units of a drawing's size in pixels, as CSS has them.
UNITS = {
    "": 1.0,
    "px": 1.0,
    "pt": 96 / 72,
    "pc": 16.0,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 96 / 25.4,
}
SVG = re.compile(rb"<svg\b[^>]*>")
VIEW = re.compile(r"\sviewBox=[\"']\s*[-\d.e]+[\s,]+[-\d.e]+[\s,]+([\d.e]+)[\s,]+([\d.e]+)")
# The markers of JPEG after which the size stands (ITU T.81, table B.1: frames).
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
ALONE = {0x01, *range(0xD0, 0xDA)}  # markers without a length


def size(data: bytes) -> Size | None:
    """The size of a picture in PNG, JPEG, GIF, WebP or SVG; None where it does not say it."""
    for opening, read in FORMATS:
        if opening.match(data):
            try:
                width, height = read(data)
            except (IndexError, ValueError, OverflowError):
                return None
            return (width, height) if 0 < width < 100_000 and 0 < height < 100_000 else None
    return None


def _png(data: bytes) -> Size:
    """The first chunk is the header, which begins with the size (RFC 2083, section 4.1.1)."""
    return _big(data[16:20]), _big(data[20:24])


def _gif(data: bytes) -> Size:
    return _little(data[6:8]), _little(data[8:10])


def _jpeg(data: bytes) -> Size:
    """From one segment to the next, up to the frame."""
    at = 2
    while True:
        while data[at + 1] == 0xFF:
            at += 1
        marker = data[at + 1]
        if marker in FRAMES:
            return _big(data[at + 7 : at + 9]), _big(data[at + 5 : at + 7])
        at += 2 if marker in ALONE else 2 + _big(data[at + 2 : at + 4])


def _webp(data: bytes) -> Size:
    """Of its three forms each says the size in its own way (RFC 9649, sections 2.5 to 2.7)."""
    match data[12:16]:
        case b"VP8X":
            return _little(data[24:27]) + 1, _little(data[27:30]) + 1
        case b"VP8L":
            bits = _little(data[21:25])
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case _:
            return _little(data[26:28]) & 0x3FFF, _little(data[28:30]) & 0x3FFF


def _svg(data: bytes) -> Size:
    """What a drawing says of itself, or else the room that it is drawn in."""
    found = SVG.search(data)
    opening = found[0].decode("utf-8", "replace") if found else ""
    width, height = _length(opening, "width"), _length(opening, "height")
    view = VIEW.search(opening)
    if (width and height) or not view:
        return width, height
    wide, high = float(view[1]), float(view[2])
    if width or height:
        return width or round(height * wide / high), height or round(width * high / wide)
    return round(wide), round(high)


def _length(opening: str, name: str) -> int:
    units = "|".join(UNITS)
    found = re.search(rf"\s{name}=[\"'](\d{{1,5}}(?:\.\d*)?)({units})[\"']", opening)
    return round(float(found[1]) * UNITS[found[2]]) if found else 0


def _big(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")


FORMATS: tuple[tuple[re.Pattern[bytes], Callable[[bytes], Size]], ...] = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), _png),
    (re.compile(rb"\xff\xd8\xff"), _jpeg),
    (re.compile(rb"GIF8[79]a"), _gif),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), _webp),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!|svg)"), _svg),
)
