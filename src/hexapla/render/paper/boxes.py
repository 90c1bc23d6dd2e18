"""Boxes and what stands side by side, as Typst: on paper everything is open."""

from __future__ import annotations

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
    Inline,
    Link,
    Quote,
    Reference,
    Solution,
    Tabs,
    Theorem,
)
from hexapla.model.words import title_of
from hexapla.render.paper.figures import Inner
from hexapla.render.paper.frame import Frame
from hexapla.render.paper.inlines import content, inlines, spot
from hexapla.render.paper.marks import escaped, label, string
from hexapla.render.paper.pictures import standing

Sets = Card | Definitions | Grid | Group | Tabs
Box = Admonition | Aside | Exercise | Quote | Solution | Theorem | Sets


def box(node: Box, frame: Frame, inner: Inner) -> str:  # noqa: C901, PLR0911
    """A case for every kind of box."""
    match node:
        case Admonition():
            return _admonition(node, frame, inner)
        case Theorem():
            return _statement(node, node.kind, frame, inner)
        case Exercise():
            return _statement(node, "exercise", frame, inner)
        case Solution():
            return _solution(node, frame, inner)
        case Aside(kind, title, body):
            head = f"title: {content(title, frame)}, " if title else ""
            return f"#aside({string(kind)}, {head}{inner(body, frame)})"
        case Quote():
            return _quote(node, frame, inner)
        case Group():
            return _group(node, frame, inner)
        case Card():
            return f"#{_card(node, frame, inner)}"
        case Grid():
            return _grid(node, frame, inner)
        case Tabs(tabs):
            each = (f"({content(one.title, frame)}, {inner(one.body, frame)})" for one in tabs)
            return f"#tabs({', '.join(each)})"
        case Definitions(inside):
            each = (_definition(one, frame, inner) for one in inside)
            return "#definitions(" + "".join(f"\n  {one}," for one in each) + "\n)"
        case _:
            assert_never(node)


def _admonition(node: Admonition, frame: Frame, inner: Inner) -> str:
    title = inlines(node.title, frame) or escaped(title_of(node.kind, frame.language))
    held = inner(node.body, frame.on_tint())
    return f"{spot(node.label, frame)}#admonition({string(node.kind)}, [{title}], {held})"


def _statement(node: Exercise | Theorem, kind: str, frame: Frame, inner: Inner) -> str:
    """What begins with what it is called and its number."""
    name = string(f"{title_of(kind, frame.language)} {node.number}".strip())
    title = f"title: {content(node.title, frame)}, " if node.title else ""
    held = inner(node.body, frame)
    return f"#statement({string(kind)}, {name}, {title}{_named(node.label, frame)}{held})"


def _solution(node: Solution, frame: Frame, inner: Inner) -> str:
    """A solution, which names its exercise."""
    name = string(f"{frame.word('exercise')} {node.number}".strip())
    leads = f"of: {label(node.page, node.of)}, " if node.page and node.of else ""
    said = f"{string(frame.word('solution'))}, {name}, {leads}{_named(node.label, frame)}"
    return f"#solution({said}{inner(node.body, frame)})"


def _named(anchor: str, frame: Frame) -> str:
    return f"label: {frame.label(anchor)}, " if anchor else ""


def _quote(node: Quote, frame: Frame, inner: Inner) -> str:
    kind = f"kind: {string(node.kind)}, " if node.kind else ""
    source = f"source: {content(node.source, frame)}, " if node.source else ""
    return f"#quotation({kind}{source}{inner(node.body, frame)})"


def _group(node: Group, frame: Frame, inner: Inner) -> str:
    """Blocks that belong together. Those of no class are blocks like others."""
    begins = spot(node.label, frame)
    if not node.body:
        return begins
    kind = next((name for name in node.classes if name in ("rubric", "centered")), "")
    held = inner(node.body, frame)
    return f"{begins}#{kind}{held}" if kind else f"{begins}#group{held}"


def _card(node: Card, frame: Frame, inner: Inner) -> str:
    """A card; one that leads somewhere has its link in its title, or else below it."""
    title = _leading(node, frame)
    parts = [f"picture: {standing(node.image, frame)}"] if node.image else []
    parts += [f"title: [{title}]"] if title else []
    parts += [f"head: {inner(node.head, frame)}"] if node.head else []
    parts += [f"foot: {inner(node.foot, frame)}"] if node.foot else []
    named = f"label: {frame.label(node.label)}, " if node.label else ""
    return f"card({named}{', '.join((*parts, inner(node.body, frame)))})"


def _leading(node: Card, frame: Frame) -> str:
    match node.link:
        case Link() | Reference() as link:
            shown = replace(link, inside=node.title) if node.title else link
            return inlines((shown,), frame)
        case _:
            return inlines(node.title, frame)


def _grid(node: Grid, frame: Frame, inner: Inner) -> str:
    """What stands side by side: on paper in as many columns as on a middling screen."""
    columns = node.columns[1] if len(node.columns) > 1 else node.columns[0] if node.columns else 2
    boxed = frame.boxed()
    held = "".join(f"\n  {_part(one, boxed, inner)}," for one in node.body)
    return f"#cards({max(1, min(columns, 4))},{held}\n)"


def _part(node: Block, frame: Frame, inner: Inner) -> str:
    return _card(node, frame, inner) if isinstance(node, Card) else inner((node,), frame)


def _definition(node: Definition, frame: Frame, inner: Inner) -> str:
    terms = "".join(f"{_term(one.inside, one.label, frame)}, " for one in node.terms)
    said = "".join(f"{inner(one.body, frame)}, " for one in node.items)
    return f"(terms: ({terms}), said: ({said}))"


def _term(inside: tuple[Inline, ...], anchor: str, frame: Frame) -> str:
    return f"[{spot(anchor, frame)}{inlines(inside, frame)}]"
