"""Pieces within a line -> nodes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from hexapla.model.nodes import (
    Break,
    CodeSpan,
    Emphasis,
    FootnoteReference,
    Image,
    Inline,
    Math,
    Place,
    RawInline,
    Reference,
    Span,
    Strikethrough,
    Strong,
    Text,
)
from hexapla.model.problems import unknown_role
from hexapla.source import elements, html
from hexapla.source.address import link, picture
from hexapla.source.dialect import Piece, read_line
from hexapla.source.elements import SIDES
from hexapla.source.html import Tag
from hexapla.source.labels import label
from hexapla.source.meta import classes
from hexapla.source.reading import Reading
from hexapla.source.vocabulary import ROLES
from hexapla.source.vocabulary.documented import external

NAMED = re.compile(r"\\(eqref|ref)\{([^{}]+)\}")


def read(text: str, line: int, page: Reading) -> tuple[Inline, ...]:
    """The nodes of a text that is one line of prose."""
    return convert(read_line(text, line, known=page.known, style=page.style), page)


def convert(pieces: Iterable[Piece], page: Reading) -> tuple[Inline, ...]:
    """The nodes of the pieces within a line."""
    parts: list[Tag | Inline] = []
    for piece in pieces:
        tag = html.tag(piece.content) if piece.kind == "html_inline" else None
        if tag:
            parts.append(replace(tag, line=piece.line))
        else:
            parts += KINDS.get(piece.kind, _text)(piece, page)
    return elements.inlines(parts, page)


def _text(piece: Piece, page: Reading) -> tuple[Inline, ...]:
    at = page.at(piece.line)
    return (*_prose(piece.content, at), *convert(piece.inside, page))


def _prose(text: str, at: Place) -> Iterator[Inline]:
    r"""Text, in which LaTeX's \eqref and \ref are references as MathJax makes them."""
    seen = 0
    for found in NAMED.finditer(text) if "ref{" in text else ():
        if seen < found.start():
            yield Text(text[seen : found.start()], at=at)
        number = (Text("%s", at=at),)
        name = label(found[2])
        yield (
            Reference("eq", name, at=at)
            if found[1] == "eqref"
            else Reference("numref", name, number, at=at)
        )
        seen = found.end()
    if seen < len(text):
        yield Text(text[seen:], at=at)


def _emphasis(piece: Piece, page: Reading) -> tuple[Inline, ...]:
    return (Emphasis(convert(piece.inside, page), at=page.at(piece.line)),)


def _strong(piece: Piece, page: Reading) -> tuple[Inline, ...]:
    return (Strong(convert(piece.inside, page), at=page.at(piece.line)),)


def _strikethrough(piece: Piece, page: Reading) -> tuple[Inline, ...]:
    return (Strikethrough(convert(piece.inside, page), at=page.at(piece.line)),)


def _span(piece: Piece, page: Reading) -> tuple[Inline, ...]:
    """Words with attributes: `[words]{.class #label}`."""
    return _marked(piece, convert(piece.inside, page), page)


def _marked(piece: Piece, inside: tuple[Inline, ...], page: Reading) -> tuple[Inline, ...]:
    """What attributes in braces stand behind, as they say."""
    styled, name = classes(piece.attrs.get("class")), label(piece.attrs.get("id", ""))
    if not styled and not name:
        return inside
    return (Span("span", inside, classes=styled, label=name, at=page.at(piece.line)),)


def _code(piece: Piece, page: Reading) -> tuple[Inline, ...]:
    return _marked(piece, (CodeSpan(piece.content, at=page.at(piece.line)),), page)


def _math(piece: Piece, page: Reading) -> tuple[Inline, ...]:
    return (Math(piece.content.strip(), at=page.at(piece.line)),)


def _soft(piece: Piece, page: Reading) -> tuple[Inline, ...]:
    return (Break(at=page.at(piece.line)),)


def _hard(piece: Piece, page: Reading) -> tuple[Inline, ...]:
    return (Break(hard=True, at=page.at(piece.line)),)


def _html(piece: Piece, page: Reading) -> tuple[Inline, ...]:
    return (RawInline(piece.content, at=page.at(piece.line)),)


def _footnote(piece: Piece, page: Reading) -> tuple[Inline, ...]:
    return (FootnoteReference(piece.info, at=page.at(piece.line)),)


def _link(piece: Piece, page: Reading) -> tuple[Inline, ...]:
    inside = convert(piece.inside, page)
    title, at = piece.attrs.get("title", ""), page.at(piece.line)
    return _marked(piece, link(piece.attrs.get("href", ""), title, inside, at, page), page)


def _image(piece: Piece, page: Reading) -> tuple[Inline, ...]:
    at, attrs = page.at(piece.line), piece.attrs
    source = picture(attrs.get("src", ""), at, page)
    side, name = attrs.get("align", ""), label(attrs.get("id", ""))
    image = Image(
        source,
        piece.content,
        attrs.get("title", ""),
        elements.length(attrs.get("width", "")),
        elements.length(attrs.get("height", "")),
        (*classes(attrs.get("class")), *([f"align-{side}"] if side in SIDES else [])),
        at=at,
    )
    return (Span("span", (image,), label=name, at=at),) if name else (image,)


def _role(piece: Piece, page: Reading) -> tuple[Inline, ...]:
    at = page.at(piece.line)
    role = ROLES.get(piece.info) or external(piece.info)
    if role is None:
        page.report(unknown_role(piece.info, ROLES, at))
        return (CodeSpan(piece.content, at=at),)
    return role.make(piece.content.strip(), at, page)


# What each kind of piece becomes; any other is text.
KINDS: Mapping[str, Callable[[Piece, Reading], tuple[Inline, ...]]] = {
    "code_inline": _code,
    "em": _emphasis,
    "footnote_ref": _footnote,
    "hardbreak": _hard,
    "html_inline": _html,
    "image": _image,
    "link": _link,
    "math_inline": _math,
    "math_inline_double": _math,
    "myst_role": _role,
    "s": _strikethrough,
    "softbreak": _soft,
    "span": _span,
    "strong": _strong,
}
