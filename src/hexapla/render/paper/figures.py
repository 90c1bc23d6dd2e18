"""Figures and listings with their captions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hexapla.model.nodes import Block, CodeBlock, Figure, Paragraph, Table
from hexapla.model.walk import plain
from hexapla.render.paper.frame import Frame
from hexapla.render.paper.inlines import inlines
from hexapla.render.paper.marks import escaped, string
from hexapla.render.paper.pictures import standing

Inner = Callable[[Iterable[Block], Frame], str]  # how what a box holds is written: as content


def figure(node: Figure, frame: Frame, inner: Inner) -> str:
    """A picture with its caption; figures of its own stand in columns."""
    alt = plain(node.caption)
    boxed = frame.boxed()
    parts = [standing(node.image, frame, alt)] if node.image else []
    several = [one for one in node.body if isinstance(one, Figure | Paragraph)]
    if several and len(several) == len(node.body):
        columns = node.columns or min(len(several), 3)
        held = ", ".join(inner((one,), boxed) for one in node.body)
        parts.append(f"figures({columns}, {held})")
    elif node.body:
        parts.append(inner(node.body, boxed))
    legend = inner(node.legend, boxed) if node.legend else ""
    shown = parts[0] if len(parts) == 1 else "{" + "; ".join(parts) + "}"
    return captioned("figure", shown if parts else "[]", node, frame, legend)


def captioned(
    kind: str, shown: str, node: CodeBlock | Figure | Table, frame: Frame, legend: str = ""
) -> str:
    """What has a caption: its name and number before it. One that the page itself refers to, and
    is no larger than a picture, may stand where there is room."""
    said = [f"caption: [{_caption(kind, node, frame)}]"] if node.caption or node.number else []
    said += [f"legend: {legend}"] if legend else []
    said += [f"alt: {string(_alt(node) or frame.word(kind))}"] if kind == "figure" else []
    said += ["floats: true"] if _floats(node, frame) else []
    named = f"#{frame.label(node.label)}" if node.label else ""
    return f"#captioned({string(kind)}, {', '.join((shown, *said))}){named}"


def _alt(node: CodeBlock | Figure | Table) -> str:
    """What a figure shows, to those who do not see it."""
    own = node.image.alt if isinstance(node, Figure) and node.image else ""
    return own or plain(node.caption)


def _caption(kind: str, node: CodeBlock | Figure | Table, frame: Frame) -> str:
    """“Figure 3.1: …”, or as much of it as there is."""
    if not node.number:
        return inlines(node.caption, frame)
    name = escaped(f"{frame.word(kind)} {node.number}" + (":" if node.caption else ""))
    return f"#strong[{name}]; {inlines(node.caption, frame)}".rstrip()


def _floats(node: CodeBlock | Figure | Table, frame: Frame) -> bool:
    whole = isinstance(node, Figure) and node.image is not None and not node.body
    return whole and frame.top and bool(node.number) and node.label in frame.spots.told
