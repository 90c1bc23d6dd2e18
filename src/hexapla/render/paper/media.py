"""What moves or answers elsewhere: on paper its picture, and the way to where it does."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from hexapla.model.nodes import CodeBlock, Diagram, Image, Media
from hexapla.render.paper.code import listing
from hexapla.render.paper.frame import Frame
from hexapla.render.paper.inlines import address
from hexapla.render.paper.marks import string
from hexapla.render.paper.pictures import standing
from hexapla.render.paper.qr import code


def medium(node: Media, frame: Frame) -> str:
    """A video, a sound or a page from elsewhere."""
    there = address_of(node, frame)
    name = node.title or _host(there) or node.source.rpartition("/")[2]
    poster = standing(Image(node.poster, node.title), frame) if node.poster else ""
    return f"#elsewhere({string(node.kind)}, {string(name)}{_led(there)}{_shown(poster)})"


def live_output(frame: Frame) -> str:
    """The way to an output that acts; "" where the book has no website that it acts on."""
    there = frame.addresses.get(frame.page, "")
    return f'#elsewhere("live", settings.words.online{_led(there)})' if there else ""


def address_of(node: Media, frame: Frame) -> str:
    """Where a medium is found: what is in the book, on the page of its website."""
    return address(node.source, frame) or frame.addresses.get(frame.page, "")


def diagram(node: Diagram, frame: Frame) -> str:
    """A diagram that browsers draw: its description, and where it is drawn."""
    drawn = listing(CodeBlock(node.code, "text"), tinted=frame.tinted)
    there = frame.addresses.get(frame.page, "")
    return f'#elsewhere("diagram", {string(node.alt)}{_led(there)}{_shown(drawn)})'


def _led(there: str) -> str:
    """An address in letters, and as a code for cameras, where one can hold it."""
    drawn = code(quote(there, safe=SAFE, errors="replace")) if there else ""
    url = f", url: {string(there)}" if there else ""
    return url + (f", qr: {string(drawn)}" if drawn else "")


def _host(there: str) -> str:
    """The machine that an address names; "" where it names none."""
    try:
        return urlsplit(there).hostname or ""
    except ValueError:
        return ""


def _shown(shown: str) -> str:
    return f", shown: {shown}" if shown else ""


SAFE = "/:?#[]@!$&'()*+,;=%~"
