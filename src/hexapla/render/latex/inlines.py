"""What stands within a line, as LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import assert_never

from hexapla.model.nodes import (
    Break,
    Citation,
    Claim,
    CodeSpan,
    Emphasis,
    FootnoteReference,
    Image,
    IndexMark,
    Inline,
    Link,
    Math,
    RawInline,
    Reference,
    Span,
    Strikethrough,
    Strong,
    Text,
    Value,
    Varied,
)
from hexapla.model.problems import bad_formula
from hexapla.model.walk import plain
from hexapla.render.latex.citing import citation
from hexapla.render.latex.escaping import address, code, escaped, guarded
from hexapla.render.latex.figures import image
from hexapla.render.latex.frame import Frame
from hexapla.render.latex.indexing import indexed
from hexapla.render.latex.maths import inline_formula
from hexapla.render.latex.notes import note

# What words that are set apart are put into; of others, the words stand by themselves.
APART = {
    "sub": r"\textsubscript",
    "sup": r"\textsuperscript",
    "kbd": r"\kbd",
    "u": r"\uline",
    "small": r"\smallwords",
    "mark": r"\marked",
    "dfn": r"\emph",
    "samp": r"\code",
    "badge": r"\badge",
    "button": r"\badge",
}
SAFE = re.compile(r"(https?|mailto|ftp):", re.I)


def inlines(nodes: Iterable[Inline], frame: Frame) -> str:
    """A line of text."""
    made = ""
    begins = True  # where a bracket would be read as an option
    for node in nodes:
        piece = _inline(node, frame, made or " ")
        piece = guarded(piece) if begins else piece
        if made.endswith("$") and piece.startswith("$"):
            made += "{}"  # two dollars would begin a display
        made += piece
        begins = isinstance(node, Break) or (begins and not piece.strip())
    return made


def _inline(node: Inline, frame: Frame, before: str) -> str:  # noqa: C901, PLR0911, PLR0912
    """A case for every kind, however many there are."""
    match node:
        case Text(text):
            return escaped(text, before, bookmarked=frame.bookmarked)
        case Emphasis(inside):
            return f"\\emph{{{frame.lines(inside)}}}"
        case Strong(inside):
            return f"\\textbf{{{frame.lines(inside)}}}"
        case Strikethrough(inside):
            return f"\\sout{{{frame.lines(inside)}}}"
        case CodeSpan(text):
            return f"\\code{{{code(text)}}}"
        case Math():
            return _formula(node, frame)
        case Break(hard):
            return "\\\\\n" if hard else "\n"
        case Image():
            return image(node, frame)
        case Link():
            return _link(node, frame)
        case Reference():
            return _reference(node, frame)
        case Citation():
            return citation(node, frame)
        case FootnoteReference(_, number):
            return note(number, frame)
        case Span():
            return _span(node, frame)
        case IndexMark(terms):
            return "".join(indexed(term, frame) for term in terms)
        case RawInline(text):
            return text
        case Varied(_, inside) | Claim(inside):
            return frame.lines(inside)
        case Value(name):
            return f"\\code{{{code(name)}}}"
        case _:
            assert_never(node)


def _formula(node: Math, frame: Frame) -> str:
    if wrong := frame.wrong.get(node.tex):
        frame.told.problems.append(bad_formula(wrong, node.at))
        return f"\\broken{{{code(node.tex)}}}"
    made = inline_formula(node.tex)
    if not made:
        return ""
    words = escaped(node.tex)
    return f"\\texorpdfstring{{{made}}}{{{words}}}" if frame.bookmarked else made


def _link(node: Link, frame: Frame) -> str:
    """A link to the web; what leads to a file of the book leads nowhere on paper."""
    inside = frame.lines(node.inside)
    if not SAFE.match(node.url):
        return inside
    if plain(node.inside) == node.url:
        return f"\\url{{{address(node.url)}}}"
    return f"\\href{{{address(node.url)}}}{{{inside}}}"


def _reference(node: Reference, frame: Frame) -> str:
    r"""Figure~\ref{fig-flow}: where the words say the number, LaTeX counts it."""
    if not node.page:
        return frame.lines(node.inside) or escaped(node.target)
    name = frame.names.of(node.page, node.anchor)
    known = frame.book.labels.get(node.anchor or node.page)
    number = known.number if known and known.page == node.page else ""
    if known and number and all(isinstance(one, Text) for one in node.inside):
        words = "".join(one.text for one in node.inside if isinstance(one, Text))
        if made := _counted(words, number, name, equation=known.kind == "equation"):
            return made
    inside = frame.lines(node.inside) or escaped(node.target)
    made = f"\\hyperref[{name}]{{{inside}}}"
    return f"\\texorpdfstring{{{made}}}{{{inside}}}" if frame.bookmarked else made


def _counted(words: str, number: str, name: str, *, equation: bool) -> str:
    """Words with a reference in place of the number in them; "" where they do not say it."""
    if equation and words == f"({number})":
        return f"\\eqref{{{name}}}"
    found = re.search(rf"(?<![\w.]){re.escape(number)}(?![\w]|\.\w)", words)
    if not found:
        return ""
    before, after = words[: found.start()], words[found.end() :]
    before = f"{escaped(before[:-1])}~" if before.endswith(" ") else escaped(before)
    return f"{before}\\ref{{{name}}}{escaped(after, 'x')}"


def _span(node: Span, frame: Frame) -> str:
    inside = frame.lines(node.inside)
    spot = frame.spot(node.label)
    if node.kind == "icon":
        return spot + escaped(node.title)
    return spot + (f"{APART[node.kind]}{{{inside}}}" if node.kind in APART else inside)
