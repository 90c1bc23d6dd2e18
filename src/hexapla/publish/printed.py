"""What a PDF of Typst's holds, as far as a printer asks: pages, fonts, where colours are."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)(?:\nstream\r?\n|\nendobj)", re.DOTALL)
LENGTH = re.compile(rb"/Length (\d+)")
PAGE = re.compile(rb"/Type ?/Page\b(?!s)")
CONTENT = re.compile(rb"/Contents (\d+) 0 R")
DRAWN = re.compile(rb"/XObject ?<<(.*?)>>", re.DOTALL)
NAMED = re.compile(rb"/\w+ (\d+) 0 R")
FONT = re.compile(rb"/BaseFont ?/([\w+,.-]+)")
SUBSET = re.compile(r"[A-Z]{6}\+")  # before the name of a font that the file holds
# Numbers of red, green and blue before what fills or strokes with them.
COLOUR = re.compile(rb"(?<![\d.])([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG|scn|SCN)\b")
GREY = 0.02  # by which the three may differ


@dataclass(frozen=True, slots=True)
class Printed:
    """How many pages a PDF has, the names of its fonts, and the pages (from 1) with a colour.

    `absent` are fonts that are only named: whoever opens it needs them.
    """

    pages: int
    fonts: tuple[str, ...]
    absent: tuple[str, ...]
    coloured: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Object:
    """A numbered part of a PDF: what it says of itself, and its bytes."""

    said: bytes
    data: bytes = b""

    def content(self) -> bytes:
        if b"/FlateDecode" not in self.said:
            return self.data
        try:
            return zlib.decompress(self.data)
        except zlib.error:
            return b""


def printed(data: bytes) -> Printed:
    """What a PDF holds; of one that Typst has not made, only what stands in it in the open."""
    objects = dict(_objects(data))
    fonts = sorted({name.decode() for one in objects.values() for name in FONT.findall(one.said)})
    held = {SUBSET.sub("", name) for name in fonts if SUBSET.match(name)}
    pages = [one for one in objects.values() if PAGE.search(one.said)]
    return Printed(
        len(pages),
        tuple(sorted({name.removesuffix("-Identity-H") for name in held})),
        tuple(name for name in fonts if not SUBSET.match(name)),
        tuple(n for n, page in enumerate(pages, 1) if _is_coloured(page, objects)),
    )


def _objects(data: bytes) -> Iterator[tuple[int, Object]]:
    """All objects; those of pages come in the order of the pages."""
    at = 0
    while found := OBJECT.search(data, at):
        at = found.end()
        length = LENGTH.search(found[2])
        if found[0].endswith(b"endobj") or not length:
            yield int(found[1]), Object(found[2])
            continue
        end = at + int(length[1])
        yield int(found[1]), Object(found[2], data[at:end])
        at = end


def _is_coloured(page: Object, objects: Mapping[int, Object]) -> bool:
    """Whether a page, or a drawing on it, is set in a colour that is no grey."""
    shown = [int(n) for n in CONTENT.findall(page.said)]
    seen: set[int] = set()
    while shown:
        n = shown.pop()
        if n in seen or n not in objects:
            continue
        seen.add(n)
        one = objects[n]
        if any(_is_colour(*three) for three in COLOUR.findall(one.content())):
            return True
        for named in DRAWN.findall(one.said + (page.said if len(seen) == 1 else b"")):
            shown += [int(n) for n in NAMED.findall(named)]
    return False


def _is_colour(red: bytes, green: bytes, blue: bytes) -> bool:
    try:
        three = float(red), float(green), float(blue)
    except ValueError:
        return False
    return max(three) - min(three) > GREY
