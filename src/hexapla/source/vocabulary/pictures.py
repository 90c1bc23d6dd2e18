"""Figures and images."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hexapla.model.nodes import Block, Figure, Image, Inline, Paragraph
from hexapla.model.problems import bad_directive
from hexapla.source.address import picture
from hexapla.source.found import Found
from hexapla.source.reading import Directive, Reading

WIDTH = re.compile(r"\d+(\.\d+)?(%|px|em|rem|pt|cm|mm|in)?")


def _figure(found: Found, page: Reading) -> tuple[Block, ...]:
    """The first paragraph is the caption, what follows it the legend."""
    caption: tuple[Inline, ...] = ()
    legend = page.body(found)
    if legend and isinstance(legend[0], Paragraph):
        caption, legend = legend[0].inside, legend[1:]
    return (Figure(_picture(found, page), caption, legend, at=found.at),)


def _image(found: Found, page: Reading) -> tuple[Block, ...]:
    return (Paragraph((_picture(found, page),), at=found.at),)


def _picture(found: Found, page: Reading) -> Image:
    source = picture(found.argument, found.at, page)
    return Image(source, found.text("alt"), "", _width(found, page), at=found.at)


def _width(found: Found, page: Reading) -> str:
    """A width with its unit; a bare number counts pixels."""
    width = found.text("width").replace(" ", "")
    if not width or WIDTH.fullmatch(width):
        return f"{width}px" if width and width[-1].isdigit() else width
    page.report(
        bad_directive(found.name, f"the width '{width}' is not like 50% or 300px", found.at)
    )
    return ""


DIRECTIVES: Mapping[str, Directive] = {
    "figure": Directive(_figure, frozenset({"alt", "width"}), needs="the path of its picture"),
    "image": Directive(_image, frozenset({"alt", "width"}), needs="the path of its picture"),
}
