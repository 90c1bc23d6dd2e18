"""Pictures on paper: how large they are, and what stands where there is none."""

from __future__ import annotations

import re

from hexapla.model.nodes import Image
from hexapla.render.paper.frame import Frame, Picture
from hexapla.render.paper.marks import string
from hexapla.render.seen import GIVEN

LENGTH = re.compile(r"(\d+(?:\.\d+)?)(%|px|em|rem|ch|cm|mm|in|pt)?")
PIXEL = 0.75  # points
# How large pictures that code gave are: the letters in them are of the size of text, and stand
# beside those of captions and code.
DRAWN = 0.85
# How many of Typst's lengths a length of CSS is.
UNITS = {
    "": (PIXEL, "pt"),
    "px": (PIXEL, "pt"),
    "em": (1.0, "em"),
    "rem": (1.0, "em"),
    "ch": (0.5, "em"),
    "cm": (1.0, "cm"),
    "mm": (1.0, "mm"),
    "in": (1.0, "in"),
    "pt": (1.0, "pt"),
    "%": (1.0, "%"),
}


def standing(node: Image, frame: Frame, alt: str = "") -> str:
    """A picture that stands by itself, as a call; `alt` is for one that says nothing of itself."""
    picture = frame.pictures.get(node.source)
    if picture is None or not picture.path:
        return f"no-picture({string(node.alt or alt or node.source)})"
    where = next((name for name in ("left", "right") if f"align-{name}" in node.classes), "center")
    said = [string(picture.path), f"alt: {string(_said(node, alt, frame))}"]
    said += [f"at: {string(str(node.at))}"] if node.at.file else []
    said += [f"place: {where}"] if where != "center" else []
    return f"picture({', '.join((*said, *_sizes(node, picture)))})"


def within_a_line(node: Image, frame: Frame) -> str:
    """A picture among words: as high as it is, and no higher than a few lines."""
    picture = frame.pictures.get(node.source)
    if picture is None or not picture.path:
        return f"#no-picture({string(node.alt or node.source)}, inline: true);"
    said = [string(picture.path), f"alt: {string(_said(node, '', frame))}"]
    return f"#small-picture({', '.join((*said, *_sizes(node, picture)))});"


def length(said: str) -> str:
    """A length of CSS as one of Typst; "" for what is none."""
    found = LENGTH.fullmatch(said.strip())
    if not found:
        return ""
    factor, unit = UNITS[found[2] or ""]
    return f"{round(float(found[1]) * factor, 3):g}{unit}"


def _said(node: Image, alt: str, frame: Frame) -> str:
    """What a picture says to those who do not see it: never nothing."""
    return node.alt or alt or node.title or frame.word("figure")


def _sizes(node: Image, picture: Picture) -> list[str]:
    """The size of a picture by itself, and what the author gives it."""
    scale = PIXEL * (DRAWN if node.source.startswith(GIVEN) else 1)
    own = (f"{round(size * scale, 2):g}pt" for size in (picture.width, picture.height))
    known = [f"size: ({', '.join(own)})"] if picture.width and picture.height else []
    given = {"width": length(node.width), "height": length(node.height)}
    return known + [f"{name}: {size}" for name, size in given.items() if size]
