"""Elements of HTML within a line -> nodes, so that every output shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import get_args

from hexapla.model.nodes import (
    Break,
    CodeSpan,
    Emphasis,
    Image,
    Inline,
    Place,
    RawInline,
    Span,
    SpanKind,
    Strikethrough,
    Strong,
    Text,
)
from hexapla.source.address import link, picture
from hexapla.source.dialect import INLINE_NESTING
from hexapla.source.html import Tag
from hexapla.source.labels import label
from hexapla.source.meta import classes
from hexapla.source.reading import Reading

LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(%|px|em|rem|ch|pt|cm|mm|in)?")
STYLED = re.compile(r"(?:^|[;\s])(width|height)\s*:\s*([^;]+)")
MARKS: dict[str, type[Strong | Strikethrough | Emphasis]] = {
    "b": Strong,
    "del": Strikethrough,
    "em": Emphasis,
    "i": Emphasis,
    "s": Strikethrough,
    "strike": Strikethrough,
    "strong": Strong,
}
SPANS: dict[str, SpanKind] = {
    **{kind: kind for kind in ("dfn", "kbd", "mark", "samp", "small", "sub", "sup", "u")},
    "font": "span",
    "ins": "u",
    "span": "span",
}
PAIRED = frozenset({*MARKS, *SPANS, "a", "abbr", "code", "tt"})
ALONE = frozenset({"br", "img"})
SIDES = ("left", "center", "right")
assert set(SPANS.values()) <= set(get_args(SpanKind))  # noqa: S101, a table that must fit


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that is open, and what it holds so far."""

    tag: Tag | None
    inside: list[Inline] = field(default_factory=list)


def inlines(parts: Iterable[Tag | Inline], page: Reading) -> tuple[Inline, ...]:
    """A line of which the tags are made into nodes, as far as they belong together."""
    stack = [_Open(None)]
    for part in parts:
        if not isinstance(part, Tag):
            stack[-1].inside.append(part)
        elif part.opens and part.name in ALONE:
            stack[-1].inside.append(_alone(part, page))
        elif part.opens and part.name in PAIRED and len(stack) <= INLINE_NESTING:
            stack.append(_Open(part))
        elif not part.opens and any(one.tag and one.tag.name == part.name for one in stack):
            while (last := stack.pop()).tag and last.tag.name != part.name:
                stack[-1].inside.extend(_unclosed(last, page))
            assert last.tag is not None  # noqa: S101, one of that name is there
            stack[-1].inside.extend(_element(last.tag, tuple(last.inside), page))
        else:
            stack[-1].inside.append(RawInline(part.text, at=page.at(part.line)))
    while len(stack) > 1:
        last = stack.pop()
        stack[-1].inside.extend(_unclosed(last, page))
    return tuple(stack[0].inside)


def image(tag: Tag, page: Reading) -> Image:
    """The picture that an <img> shows."""
    attrs, at = tag.attrs, page.at(tag.line)
    styled = dict(STYLED.findall(attrs.get("style", "")))
    align = attrs.get("align", "")
    named = (f"align-{align}",) if align in SIDES else ()
    return Image(
        picture(attrs.get("src", ""), at, page),
        attrs.get("alt", ""),
        attrs.get("title", ""),
        length(styled.get("width", attrs.get("width", ""))),
        length(styled.get("height", attrs.get("height", ""))),
        (*classes(attrs.get("class")), *named),
        at=at,
    )


def length(text: str) -> str:
    """A length with its unit, of which a bare number has pixels; "" for what is none."""
    found = LENGTH.fullmatch(text.strip())
    return f"{found[1]}{found[2] or 'px'}" if found else ""


def _alone(tag: Tag, page: Reading) -> Inline:
    at = page.at(tag.line)
    return image(tag, page) if tag.name == "img" else Break(hard=True, at=at)


def _unclosed(one: _Open, page: Reading) -> list[Inline]:
    """An element that nothing closes; an anchor may be written like that."""
    assert one.tag is not None  # noqa: S101, only the line itself has none
    at = page.at(one.tag.line)
    if one.tag.name == "a" and one.tag.label and "href" not in one.tag.attrs:
        return [Span("span", (), label=label(one.tag.label), at=at), *one.inside]
    return [RawInline(one.tag.text, at=at), *one.inside]


def _element(tag: Tag, inside: tuple[Inline, ...], page: Reading) -> tuple[Inline, ...]:
    name, attrs, at = tag.name, tag.attrs, page.at(tag.line)
    if name in MARKS:
        return (MARKS[name](inside, at=at),)
    if name == "a" and "href" in attrs:
        return link(attrs["href"], attrs.get("title", ""), inside, at, page)
    if name == "abbr":
        return (Span("abbr", inside, attrs.get("title", ""), at=at),)
    if name in ("code", "tt"):
        return _code(inside, at)
    styled, own = classes(attrs.get("class")), label(tag.label)
    kind = SPANS.get(name, "span")
    if kind == "span" and not styled and not own:
        return inside
    return (Span(kind, inside, classes=styled, label=own, at=at),)


def _code(inside: tuple[Inline, ...], at: Place) -> tuple[Inline, ...]:
    """Words as code; with other things among them, these things as they are."""
    texts = [node.text for node in inside if isinstance(node, Text)]
    if len(texts) < len(inside):
        return (RawInline("<code>", at=at), *inside, RawInline("</code>", at=at))
    return (CodeSpan("".join(texts), at=at),)
