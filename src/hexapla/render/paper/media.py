"""What moves or answers elsewhere: on paper its picture, and the way to where it does."""

from __future__ import annotations

from hexapla.model.nodes import CodeBlock, Diagram, Image, Media
from hexapla.render.paper.code import listing
from hexapla.render.paper.frame import Frame
from hexapla.render.paper.inlines import address
from hexapla.render.paper.marks import string
from hexapla.render.paper.pictures import standing


def medium(node: Media, frame: Frame) -> str:
    """A video, a sound or a page from elsewhere."""
    there = address(node.source, frame) or frame.addresses.get(frame.page, "")
    poster = f"poster: {standing(Image(node.poster, node.title), frame)}, " if node.poster else ""
    title = node.title or node.source
    return f"#medium({string(node.kind)}, {string(title)}, {poster}{string(there)})"


def diagram(node: Diagram, frame: Frame) -> str:
    """A diagram that browsers draw: its description, and where it is drawn."""
    there = frame.addresses.get(frame.page, "")
    drawn = listing(CodeBlock(node.code, "text"))
    return f"#diagram({string(node.alt)}, {drawn}, {string(there)})"
