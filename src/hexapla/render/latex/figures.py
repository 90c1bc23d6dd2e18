"""Pictures, and what floats with a caption."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hexapla.model.nodes import Figure, Image, Inline, Paragraph
from hexapla.model.problems import not_on_paper
from hexapla.model.words import word
from hexapla.render.latex.escaping import address, escaped
from hexapla.render.latex.frame import Frame
from hexapla.render.latex.notes import noted
from hexapla.render.paper.lacks import NO_FILE, NOT_FETCHED
from hexapla.render.paper.pictures import LENGTH

WIDE = 600  # pixels that fill a line of text
EM = {"em": 1.0, "rem": 1.0, "ch": 0.5}
CAPTION = re.compile(r"^\\caption(\*?)\{", re.M)


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption, and `told`, which goes before what it stands in, for the counter's sake."""

    words: str
    told: str
    label: str
    counted: bool

    def said(self) -> str:
        if not self.counted and not self.words:
            return f"\\phantomsection\\label{{{self.label}}}" if self.label else ""
        label = f"\\label{{{self.label}}}" if self.label else ""
        return f"\\caption{'' if self.counted else '*'}{{{self.words}}}{label}"


def image(node: Image, frame: Frame) -> str:
    r"""A picture as \includegraphics; the words for it where the book does not have it."""
    file = frame.pictures.get(node.source)
    if file is None:
        words = escaped(node.alt or node.source[:80])
        if why := _lacks(node.source):
            what = f"the picture '{node.source[:80]}'"
            frame.told.problems.append(not_on_paper(what, why, node.at))
        away = node.source.lower().startswith(("http://", "https://"))
        return f"\\href{{{address(node.source)}}}{{{words}}}" if away else words
    sizes = _sizes(node, frame)
    words = escaped(" ".join(node.alt.split()))
    options = ", ".join(part for part in (*sizes, f"alt={{{words}}}" if words else "") if part)
    made = f"\\includegraphics{f'[{options}]' if options else ''}{{{file}}}"
    return f"\\texorpdfstring{{{made}}}{{{words}}}" if frame.bookmarked else made


def _lacks(source: str) -> str:
    """Why the book has no such picture; "" for a file, of which it is told when it is read."""
    return NOT_FETCHED if "://" in source else NO_FILE if source.startswith("data:") else ""


def figure(node: Figure, frame: Frame) -> str:
    """A figure that floats; within a box, it stands where it is."""
    if frame.held:
        return _parts(node, frame)
    within = frame.inside()
    parts = _subfigures(node, within) or _parts(node, within)
    caption = captioned("figure", node.number, node.label, node.caption, frame)
    legend = within.blocks(node.legend)
    said = caption.said()
    body = "\n".join(part for part in (parts, said, legend) if part)
    still = all(isinstance(one, Figure | Paragraph) for one in node.body)  # code stays where it is
    return floating("figure", body, caption.told, frame, floats="\\caption" in said and still)


def floating(kind: str, body: str, told: str, frame: Frame, *, floats: bool = True) -> str:
    """What has a caption floats, if it can; `told` is what goes before it."""
    if frame.boxed or not floats:
        body = CAPTION.sub(lambda found: f"\\captionof{found[1]}{{{kind}}}{{", body)
        return f"{told}\\begin{{center}}\n{body}\n\\end{{center}}{noted(frame)}"
    return f"{told}\\begin{{{kind}}}[htbp]\n\\centering\n{body}\n\\end{{{kind}}}{noted(frame)}"


def captioned(
    kind: str,
    number: str,
    label: str,
    words: tuple[Inline, ...],
    frame: Frame,
) -> Caption:
    """The caption of what is counted as a kind; its number may be one that LaTeX cannot count."""
    said = frame.caption().lines(words).replace("\n", " ")
    told = frame.count.item(kind, number) if number else None
    if told is None and number:
        name = escaped(f"{word(kind.removeprefix('lst'), frame.language)} {number}")
        said = f"{name}: {said}"
    return Caption(said, told or "", frame.name(label), counted=told is not None)


def _parts(node: Figure, frame: Frame) -> str:
    parts = (image(node.image, frame) if node.image else "", frame.blocks(node.body))
    return "\n".join(part for part in parts if part)


def _subfigures(node: Figure, frame: Frame) -> str:
    """The figures within a figure, side by side; "" where it holds something else."""
    inside = [one for one in node.body if isinstance(one, Figure)]
    if not inside or len(inside) < len(node.body) or not all(one.number for one in inside):
        return ""
    columns = node.columns or min(len(inside), 2)
    width = f"{0.96 / columns:.2f}\\linewidth"
    made = [_subfigure(one, width, frame) for one in inside]
    rows = ["\\hfill\n".join(made[at : at + columns]) for at in range(0, len(made), columns)]
    picture = image(node.image, frame) if node.image else ""
    return "\n".join(part for part in (picture, "\n\n".join(rows)) if part)


def _subfigure(node: Figure, width: str, frame: Frame) -> str:
    words = " ".join(frame.caption().lines(node.caption).split("\n"))
    caption = f"\\caption{{{words}}}{frame.label(node.label)}"
    legend = frame.blocks(node.legend)
    parts = ("\\centering", _parts(node, frame), caption, legend)
    body = "\n".join(part for part in parts if part)
    return f"\\begin{{subfigure}}[t]{{{width}}}\n{body}\n\\end{{subfigure}}"


def _sizes(node: Image, frame: Frame) -> tuple[str, ...]:
    """The size that the author gives a picture, or that of its pixels, as of the line."""
    width, height = _length(node.width), _length(node.height, of="\\textheight")
    if width or height:
        return (f"width={width}" if width else "", f"height={height}" if height else "")
    known = frame.book.sizes.get(node.source)
    return (f"width={_share(known[0] / WIDE)}",) if known and known[0] < WIDE else ()


def _length(said: str, of: str = "\\linewidth") -> str:
    found = LENGTH.fullmatch(said)
    if not found:
        return ""
    value, unit = float(found[1]), found[2] or "px"
    match unit:
        case "%":
            return _share(value / 100, of)
        case "px":
            return _share(value / WIDE, of) if of == "\\linewidth" else f"{value * 0.75:g}bp"
        case "em" | "rem" | "ch":
            return f"{value * EM[unit]:g}em"
        case _:
            return f"{value:g}{unit}"


def _share(part: float, of: str = "\\linewidth") -> str:
    part = round(min(max(part, 0.01), 1), 2)
    return of if part == 1 else f"{part:g}{of}"
