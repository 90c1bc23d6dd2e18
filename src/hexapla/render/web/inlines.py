"""What stands within a line, as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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
    RawBlock,
    RawInline,
    Reference,
    Span,
    Strikethrough,
    Strong,
    Text,
    Value,
    Varied,
)
from hexapla.model.walk import applies
from hexapla.render.formulas import Formula
from hexapla.render.web.context import Context
from hexapla.render.web.markup import (
    PICTURES,
    address,
    clean,
    clean_inline,
    fragment,
    named,
    tag,
    text,
)
from hexapla.render.web.maths import Typeset
from hexapla.render.web.reserved import reserved
from hexapla.render.web.values import value

WIDTH = re.compile(r"(\d+(?:\.\d+)?)(%|px|em|rem|ch|cm|mm|in|pt)?")
OPENING = re.compile(r"<([a-z]+)[\s>]", re.IGNORECASE)
CLOSING = re.compile(r"</([a-z]+)\s*>", re.IGNORECASE)
PIECE = 'class="katex-base"'  # of a formula: a line may end after it
# What a line must not part from the formula after it, or before it.
BEFORE, AFTER = "([“‘", ",.;:!?)]”’…"


def inlines(nodes: Iterable[Inline], context: Context) -> str:
    """A line of text. Elements that raw HTML opens are closed by it, or at the line's end."""
    listed = tuple(nodes)
    opened: list[str] = []
    done = [
        _raw(_for_html(node), opened) if isinstance(node, RawInline) else _inline(node, context)
        for node in listed
    ]
    _hold(done, listed)
    return "".join(done) + "".join(f"</{name}>" for name in reversed(opened))


def image(node: Image, context: Context, alt: str = "") -> str:
    """A picture; `alt` is what it shows where the author has not said it."""
    source = image_address(node.source, context)
    if source is None:
        return tag("span", text(node.alt or node.source), class_="unresolved")
    width, height = map(str, context.sizes.get(node.source, ("", "")))
    return tag(
        "img",
        src=source,
        alt=node.alt or alt,
        title=node.title or None,
        class_=styled(node.classes),
        width=width or None,
        height=height or None,
        style=_sized(node, known=bool(width)),
        loading="lazy" if width and not context.still else None,
    )


def _sized(node: Image, *, known: bool) -> str | None:
    """The size that the author gives a picture; what is not given follows from the picture's."""
    given = {"width": WIDTH.fullmatch(node.width), "height": WIDTH.fullmatch(node.height)}
    style = [f"{name}:{size[1]}{size[2] or 'px'}" for name, size in given.items() if size]
    if known and given["height"] and not given["width"]:
        style.append("width:auto")
    return ";".join(style) or None


def styled(classes: Iterable[str]) -> str | None:
    """The names of classes as an attribute; None where there are none that a text may use."""
    return " ".join(name for name in classes if name and name not in reserved()) or None


def raw(node: RawBlock, context: Context) -> str:
    """HTML of the author's, of which only what cannot act is kept."""
    return named(clean(node.html), [_address(one, context) for one in node.named])


def _address(node: Image | Link | Reference, context: Context) -> str | None:
    match node:
        case Image(source):
            return image_address(source, context)
        case Link():
            return _link_address(node, context)
        case Reference(page=page, anchor=anchor):
            return context.address(page, anchor) if page else None
        case _:
            assert_never(node)


def image_address(source: str, context: Context) -> str | None:
    """Where a picture is found; None for one that the book does not have."""
    if source in context.files:
        return context.to(f"files/{source}")
    if source.lower().startswith(("http://", "https://")):
        return address(source)
    return source if PICTURES.match(source) else None


def formula(tex: str, context: Context, *, display: bool = False) -> str:
    """A formula as it was set, or its source where it could not be."""
    unset = Typeset("", "it has not been set")
    done = context.formulas.get(Formula(tex, display), unset)
    if not done.error:
        return done.html
    title = f"This formula cannot be set: {done.error}"
    return tag("code", text(tex), class_="bad-formula", title=title)


def _inline(node: Inline, context: Context) -> str:  # noqa: C901, PLR0911, PLR0912
    """A case for every kind, however many there are."""
    match node:
        case Text(words):
            return text(words)
        case Emphasis(inside):
            return tag("em", inlines(inside, context))
        case Strong(inside):
            return tag("strong", inlines(inside, context))
        case Strikethrough(inside):
            return tag("del", inlines(inside, context))
        case CodeSpan(code):
            return tag("code", text(code))
        case Math(tex):
            return formula(tex, context)
        case Break(hard):
            return "<br>\n" if hard else "\n"
        case RawInline():
            return clean_inline(_for_html(node))
        case Image():
            return image(node, context)
        case Link():
            return _link(node, context)
        case Reference():
            return _reference(node, context)
        case Citation(inside=inside, anchor=anchor):
            words = inlines(inside, context)
            return tag("span", words, id=context.anchor(anchor)) if anchor else words
        case FootnoteReference():
            return _mark(node, context)
        case Span():
            return _span(node, context)
        case Varied():
            return _varied(node, context)
        case IndexMark(anchor=anchor):
            return tag("span", id=context.anchor(anchor))
        case Value():
            return value(node, context, inlines)
        case Claim():
            return _claim(node, context)
        case _:
            assert_never(node)


def _hold(done: list[str], nodes: Sequence[Inline]) -> None:
    """Keep each formula that no line can end in together with the brackets and stops at it."""
    for at, node in enumerate(nodes):
        if not isinstance(node, Math) or done[at].count(PIECE) > 1:
            continue
        opened = closed = ""
        if at and isinstance(nodes[at - 1], Text):
            before = done[at - 1]
            done[at - 1] = before.rstrip(BEFORE)
            opened = before[len(done[at - 1]) :]
        if at + 1 < len(nodes) and isinstance(nodes[at + 1], Text):
            after = done[at + 1]
            done[at + 1] = after.lstrip(AFTER)
            closed = after[: len(after) - len(done[at + 1])]
        if opened or closed:
            done[at] = tag("span", opened + done[at] + closed, class_="held")


def _span(node: Span, context: Context) -> str:
    inside, name = inlines(node.inside, context), context.anchor(node.label)
    match node.kind:
        case "icon":
            return tag("span", class_="icon", role="img", aria_label=node.title)
        case "badge" | "button":
            look = styled((node.kind, *node.classes))
            return tag("span", inside, class_=look, title=node.title or None, id=name)
        case kind:
            look = styled(node.classes)
            return tag(kind, inside, class_=look, title=node.title or None, id=name)


def _link(node: Link, context: Context) -> str:
    inside, there = inlines(node.inside, context), _link_address(node, context)
    keep = "" if node.download else None
    shown = tag("a", inside, href=there, title=node.title or None, download=keep)
    return shown if there else inside


def _link_address(node: Link, context: Context) -> str | None:
    own = context.to(f"files/{node.url}") if node.url in context.files else None
    return own or address(node.url)


def _reference(node: Reference, context: Context) -> str:
    inside = inlines(node.inside, context) or text(node.target)
    if not node.page:
        return tag("span", inside, class_="unresolved")
    return tag("a", inside, href=context.address(node.page, node.anchor))


def _claim(node: Claim, context: Context) -> str:
    """Words that are checked: they lead to the cell that the number in them is of."""
    there = context.address(node.page, node.anchor) if node.page else None
    title = context.words["claim"].format(node.said.rpartition(" <- ")[2])
    inside = inlines(node.inside, context)
    return tag("a" if there else "span", inside, class_="claim", title=title, href=there)


def _varied(node: Varied, context: Context) -> str:
    """Words for some variants: the page shows those of the chosen one, by its style sheet."""
    seen = [one.name for one in context.variants if applies(node.variants, one.name)]
    if len(seen) == len(context.variants):
        return inlines(node.inside, context)
    inside = inlines(node.inside, context)
    return tag("span", inside, data_for=" ".join(seen)) if seen else ""


def _mark(node: FootnoteReference, context: Context) -> str:
    if not node.number:
        return tag("sup", text(f"[{node.name}]"), class_="unresolved")
    link = tag(
        "a",
        str(node.number),
        href=fragment(f"fn-{node.number}"),
        id=context.anchor(context.marks.get(id(node), "")),
        role="doc-noteref",
        aria_label=f"Footnote {node.number}",
    )
    return tag("sup", link, class_="mark")


def _for_html(node: RawInline) -> str:
    return node.html if node.format == "html" else ""


def _raw(html: str, opened: list[str]) -> str:
    """A piece of raw HTML: it may open an element, or close one that is open."""
    closing = CLOSING.fullmatch(html.strip())
    if closing:
        name = closing[1].lower()
        if not opened or opened[-1] != name:
            return ""
        return f"</{opened.pop()}>"
    cleaned = clean_inline(html)
    opening = OPENING.match(html)
    end = f"</{opening[1].lower()}>" if opening else ""
    if opening and cleaned.endswith(f">{end}") and end not in html.lower():
        opened.append(opening[1].lower())
        return cleaned.removesuffix(end)
    return cleaned
