"""Pieces within a line -> nodes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import unquote

from hexapla.model.nodes import (
    Break,
    CodeSpan,
    Emphasis,
    Footnote,
    FootnoteReference,
    Image,
    Inline,
    Math,
    Paragraph,
    Place,
    RawInline,
    Reference,
    Span,
    Strikethrough,
    Strong,
    Text,
    Varied,
)
from hexapla.model.problems import too_tangled, unknown_role
from hexapla.source import at_sign, elements, html, substitutions
from hexapla.source.address import PROJECT, link, picture
from hexapla.source.dialect import Piece, read_line
from hexapla.source.elements import SIDES
from hexapla.source.html import Tag
from hexapla.source.labels import label
from hexapla.source.meta import classes
from hexapla.source.reading import Reading
from hexapla.source.vocabulary import ROLES
from hexapla.source.vocabulary.documented import external

NAMED = re.compile(r"\\(eqref|ref)\{([^{}]+)\}")


def read(text: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    """The nodes of a text that is one line of prose, all of which stands at that place."""
    pieces = read_line(text, known=page.known, style=page.style)
    return convert(pieces, replace(page, at=lambda line: at))


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
    text, at = piece.content, page.at(piece.line)
    if "ref{" in text or piece.inside:
        return (*_referring(text, at), *convert(piece.inside, page))
    return (Text(text, at=at),) if text else ()


def _referring(text: str, at: Place) -> Iterator[Inline]:
    r"""Text, in which LaTeX's \eqref and \ref are references as MathJax makes them."""
    seen = 0
    for found in NAMED.finditer(text):
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


def _unread(piece: Piece, page: Reading) -> tuple[Inline, ...]:
    page.report(too_tangled(page.at(piece.line)))
    return _text(piece, page)


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
    own = piece.attrs.get("href", "").startswith(PROJECT)  # <project:page.md> has no words
    inside = () if own and _is_bare(piece) else convert(piece.inside, page)
    title, at = piece.attrs.get("title", ""), page.at(piece.line)
    return _marked(piece, link(piece.attrs.get("href", ""), title, inside, at, page), page)


def _is_bare(piece: Piece) -> bool:
    """Whether the words of a link are its address."""
    return "".join(one.content for one in piece.inside) == unquote(piece.attrs.get("href", ""))


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


def _cited(piece: Piece, page: Reading) -> tuple[Inline, ...]:
    return at_sign.group(piece.content, page.at(piece.line), page)


def _mention(piece: Piece, page: Reading) -> tuple[Inline, ...]:
    return at_sign.mention(piece.content, piece.info, page.at(piece.line), page)


def _note(piece: Piece, page: Reading) -> tuple[Inline, ...]:
    """A footnote whose text stands where its mark is; its name is none that an author can give."""
    at, name = page.at(piece.line), f"note {len(page.notes) + 1}"
    page.notes.append(Footnote(name, at=at, body=()))
    inside = page.line(piece.content, at, page)
    index = int(name.split()[1]) - 1
    page.notes[index] = Footnote(name, (Paragraph(inside, at=at),), at=at)
    return (FootnoteReference(name, at=at),)


def _substitution(piece: Piece, page: Reading) -> tuple[Inline, ...]:
    at = page.at(piece.line)
    found = substitutions.found(piece.content, at, page)
    if found is None:
        return (Text(f"{{{{{piece.content}}}}}", at=at),)
    nodes: list[Inline] = []
    for variants, text in found.texts:
        inside = found.page.line(text, at, found.page)
        nodes += [Varied(variants, inside, at=at)] if variants else inside
    return tuple(nodes)


# What each kind of piece becomes; any other is text.
KINDS: Mapping[str, Callable[[Piece, Reading], tuple[Inline, ...]]] = {
    "cited": _cited,
    "code_inline": _code,
    "em": _emphasis,
    "footnote_ref": _footnote,
    "hardbreak": _hard,
    "html_inline": _html,
    "image": _image,
    "link": _link,
    "math_inline": _math,
    "math_inline_double": _math,
    "mention": _mention,
    "myst_role": _role,
    "note": _note,
    "s": _strikethrough,
    "softbreak": _soft,
    "span": _span,
    "strong": _strong,
    "substitution": _substitution,
    "unread": _unread,
}
