"""Figures and images."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from hexapla.model.nodes import (
    Aside,
    Block,
    Break,
    Embedded,
    Figure,
    Image,
    Inline,
    Link,
    Paragraph,
    Reference,
    Target,
    Text,
)
from hexapla.model.problems import bad_directive
from hexapla.source.address import link, picture
from hexapla.source.elements import SIDES, length
from hexapla.source.found import Found
from hexapla.source.labels import label
from hexapla.source.reading import Directive, Reading
from hexapla.source.vocabulary.media import medium, medium_of

WIDTH = re.compile(r"\d+(\.\d+)?(%|px|em|rem|pt|cm|mm|in)?")
# How figures stand within a figure: 2x3, rows by columns, or AB|CC, a letter for each place.
GRID = re.compile(r"(?:(\d+)x)?(\d+)|([A-Z.]+)(?:\|[A-Z.]+)*")
MARGIN = frozenset({"margin", "margin-caption"})  # classes of figures beside the text
# Options that are understood; where a picture floats is up to each output.
IMAGE = frozenset({"align", "alt", "height", "loading", "scale", "target", "title", "width"})
FIGURE = IMAGE | {"enumerated", "figclass", "figwidth", "nonumber"}
SUBFIGURE = frozenset(
    {"class-grid", "gap", "layout-lg", "layout-sm", "layout-xl", "layout-xxl", "subcaptions"}
)


def _figure(found: Found, page: Reading) -> tuple[Block, ...]:
    """The first paragraph with words is the caption, what follows it the legend."""
    path = "" if GRID.fullmatch(found.argument) else found.argument
    rest = page.body(found)
    body: tuple[Block, ...] = ()
    if path.startswith("#"):  # what stands there, with a caption of its own
        body, path = (Embedded(label(path[1:]), code=False, at=found.at),), ""
    elif medium_of(path):
        body, path = (medium(found, page),), ""
    elif path and found.text("target"):
        body, path = _image(found, page), ""
    elif not path:
        body, rest = _held(rest)
    if not path and not body:
        page.report(bad_directive(found.name, "say the path of its picture", found.at))
    caption: tuple[Inline, ...] = ()
    if rest and isinstance(rest[0], Paragraph):
        caption, rest = rest[0].inside, rest[1:]
    figure = Figure(
        _picture(found, page) if path else None,
        caption,
        rest,
        body=body,
        counted=not found.off("enumerated"),
        columns=_columns(found.argument),
        at=found.at,
    )
    aside = MARGIN & {*found.classes, *found.text("figclass").split()}
    return (Aside("margin", (), (figure,), at=found.at),) if aside else (figure,)


def _columns(argument: str) -> int:
    """In how many columns the figures within a figure stand; 0 where it does not say."""
    match = GRID.fullmatch(argument)
    if match is None:
        return 0
    return len(match[3]) if match[3] else int(match[2])


def _held(body: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """What a figure without a path of its own shows, and what it says of it."""
    words = (n for n, one in enumerate(body) if isinstance(one, Paragraph) and _says(one))
    first = next(words, len(body))
    return body[:first], body[first:]


def _says(paragraph: Paragraph) -> bool:
    """Whether a paragraph holds words, and not only pictures."""
    return any(not _is_picture(node) for node in paragraph.inside)


def _is_picture(node: Inline) -> bool:
    match node:
        case Image() | Break():
            return True
        case Link(inside=inside) | Reference(inside=inside):
            return any(isinstance(inner, Image) for inner in inside)
        case Text(text):
            return not text.strip()
        case _:
            return False


def _image(found: Found, page: Reading) -> tuple[Block, ...]:
    side = (f"align-{found.text('align')}",) if found.text("align") in SIDES else ()
    image = replace(_picture(found, page), classes=(*found.classes, *side))
    shown: tuple[Inline, ...] = (image,)
    if target := found.text("target"):
        shown = link(target, "", shown, found.at, page)
    return (Paragraph(shown, at=found.at),)


def _picture(found: Found, page: Reading) -> Image:
    source = picture(found.argument, found.at, page)
    return Image(
        source,
        found.text("alt"),
        found.text("title"),
        _width(found, page),
        length(found.text("height")),
        at=found.at,
    )


def _width(found: Found, page: Reading) -> str:
    """A width with its unit; a bare number counts pixels. A scale is one of the line."""
    scale = found.text("scale").rstrip("% ")
    width = found.text("width").replace(" ", "") or (f"{scale}%" if scale else "")
    if not width or WIDTH.fullmatch(width):
        return f"{width}px" if width and width[-1].isdigit() else width
    what = f"the width '{width}' is not like 50% or 300px"
    page.report(bad_directive(found.name, what, found.at))
    return ""


def _written(found: Found, page: Reading) -> tuple[Block, ...]:
    """`figure-md` of MyST-Parser: its argument is its label, its picture is written as Markdown."""
    name = () if found.label else (Target(label(found.argument), at=found.at),)
    return (*name, *_figure(replace(found, argument=""), page))


DIRECTIVES: Mapping[str, Directive] = {
    "figure": Directive(_figure, FIGURE),
    "figure-md": Directive(_written, FIGURE, needs="its label"),
    "image": Directive(_image, IMAGE, needs="the path of its picture", bare=True),
    "subfigure": Directive(_figure, FIGURE | SUBFIGURE),
}
