"""Boxes and what stands side by side: theorems, asides, cards, grids and tabs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import assert_never

from hexapla.model.nodes import (
    Admonition,
    Aside,
    Block,
    Card,
    Definition,
    Definitions,
    Exercise,
    Grid,
    Group,
    Item,
    Paragraph,
    Quote,
    Tab,
    Tabs,
    Theorem,
)
from hexapla.model.words import title_of, word
from hexapla.render.web.context import Context
from hexapla.render.web.inlines import image, inlines, styled
from hexapla.render.web.markup import tag, text
from hexapla.render.web.permalinks import numbered

Box = Admonition | Aside | Card | Definitions | Grid | Group | Quote | Tabs | Theorem
Inner = Callable[[Iterable[Block], Context], str]  # how what is in a box is written


def box(node: Box, context: Context, inner: Inner) -> str:  # noqa: PLR0911
    """A case for every kind of box."""
    match node:
        case Admonition():
            return _admonition(node, context, inner)
        case Theorem():
            return statement(node, node.kind, context, inner)
        case Aside(kind, title, body):
            head = tag("p", inlines(title, context), class_="title") if title else ""
            return tag("aside", head + inner(body, context), class_=f"aside {kind}")
        case Quote():
            return _quote(node, context, inner)
        case Group(classes, body, label):
            anchor = context.anchor(label)
            return tag("div", inner(body, context), class_=styled(classes), id=anchor)
        case Card():
            return _card(node, context, inner)
        case Grid():
            return _grid(node, context, inner)
        case Tabs(tabs):
            return _tabs(tabs, context, inner)
        case Definitions(inside):
            return tag("dl", "\n".join(_definition(one, context, inner) for one in inside))
        case _:
            assert_never(node)


def item(node: Item, context: Context, inner: Inner, *, tight: bool = True) -> str:
    """What an item of a list holds: a line, and what else stands below it."""
    match node.body:
        case [Paragraph(inside), *rest] if tight:
            below = inner(rest, context)
            return inlines(inside, context) + (f"\n{below}" if below else "")
        case body:
            return inner(body, context)


def _admonition(node: Admonition, context: Context, inner: Inner) -> str:
    title = inlines(node.title, context) or text(title_of(node.kind, context.language))
    kind = "".join(c for c in node.kind if c.isalnum() or c in "-_")
    style = f"admonition {kind}"
    anchor = context.anchor(node.label)
    body = inner(node.body, context)
    if node.folded or node.open:
        opened = "" if node.open else None
        return tag("details", tag("summary", title) + body, class_=style, id=anchor, open=opened)
    head = tag("p", title, class_="title")
    return tag("div", head + body, class_=style, id=anchor, role="note")


def statement(node: Exercise | Theorem, kind: str, context: Context, inner: Inner) -> str:
    """A box that begins with what it is called and its number: a link to the box, but for where
    pressing the title opens it."""
    name = text(f"{word(kind, context.language)} {node.number}".strip())
    rest = f" ({inlines(node.title, context)})" if node.title else ""
    anchor, body = context.anchor(node.label), inner(node.body, context)
    style = kind if isinstance(node, Exercise) else f"theorem {kind}"
    if node.folded:
        head = tag("summary", tag("span", name, class_="number") + rest)
        return tag("details", head + body, class_=style, id=anchor)
    head = tag("p", numbered(name, node.label, context) + rest, class_="title")
    return tag("section", head + body, class_=style, id=anchor)


def _quote(node: Quote, context: Context, inner: Inner) -> str:
    said = inner(node.body, context)
    if node.source:
        said += tag("footer", f"— {inlines(node.source, context)}")
    return tag("blockquote", said, class_=node.kind or None)


def _card(node: Card, context: Context, inner: Inner) -> str:
    """A card that leads somewhere has one link, which its whole surface belongs to."""
    parts = [
        image(node.image, context) if node.image else "",
        tag("div", inner(node.head, context), class_="card-head") if node.head else "",
        tag("div", _title(node, context) + inner(node.body, context), class_="card-body"),
        tag("div", inner(node.foot, context), class_="card-foot") if node.foot else "",
    ]
    style = styled(("card", *(("leads",) if node.link else ()), *node.classes))
    return tag("div", "".join(parts), class_=style, id=context.anchor(node.label))


def _title(node: Card, context: Context) -> str:
    if not node.link:
        return tag("p", inlines(node.title, context), class_="title") if node.title else ""
    if node.title:
        return tag("p", inlines((replace(node.link, inside=node.title),), context), class_="title")
    return tag("p", inlines((node.link,), context), class_="title away")


def _grid(node: Grid, context: Context, inner: Inner) -> str:
    """How many columns there are on narrow, middling, wide and very wide screens."""
    match node.columns:
        case (one,):
            counts: tuple[int, ...] = (min(one, 2), one, one, one)
        case (_, _, _, _):
            counts = node.columns
        case _:
            counts = ()
    style = ";".join(f"--in-{n}:{count}" for n, count in enumerate(counts)) or None
    parts = any(name.startswith("span-") for one in node.body for name in _classes(one))
    slides = any("slide" in _classes(one) for one in node.body)
    names = ["grid", "parts" if parts else "", "slides" if slides else ""]
    return tag("div", inner(node.body, context), class_=styled(names), style=style)


def _classes(node: Block) -> tuple[str, ...]:
    return node.classes if isinstance(node, Card | Group) else ()


def _tabs(tabs: tuple[Tab, ...], context: Context, inner: Inner) -> str:
    """Without a script the tabs are not there, and each panel has a title of its own."""
    chosen = next((n for n, one in enumerate(tabs) if one.chosen), 0)
    titles = [inlines(one.title, context) for one in tabs]
    buttons = "".join(
        tag("button", title, type="button", role="tab", data_sync=one.sync or None)
        for title, one in zip(titles, tabs, strict=True)
    )
    panels = "\n".join(
        tag(
            "div",
            tag("p", title, class_="panel-title") + inner(one.body, context),
            class_="panel chosen" if number == chosen else "panel",
        )
        for number, (title, one) in enumerate(zip(titles, tabs, strict=True))
    )
    return tag(
        "div",
        tag("div", buttons, class_="tabs", role="tablist") + panels,
        class_="tabset",
        data_tabs=str(len(tabs)),
    )


def _definition(node: Definition, context: Context, inner: Inner) -> str:
    terms = [
        tag("dt", inlines(one.inside, context), id=context.anchor(one.label)) for one in node.terms
    ]
    said = [tag("dd", item(one, context, inner, tight=len(one.body) == 1)) for one in node.items]
    return "".join((*terms, *said))
