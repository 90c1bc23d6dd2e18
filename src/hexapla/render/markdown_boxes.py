"""Boxes and what stands side by side, as Markdown: one part below the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import assert_never

from hexapla.model.nodes import (
    Aside,
    Block,
    Card,
    Cell,
    Definition,
    Definitions,
    Grid,
    Group,
    Inline,
    Paragraph,
    Strong,
    Tabs,
    Theorem,
)
from hexapla.model.words import word
from hexapla.render.markdown_inlines import Frame, anchor, flat, inlines

Box = Aside | Card | Definitions | Grid | Group | Tabs | Theorem
Inner = Callable[[Iterable[Block], Frame], str]  # how what is in a box is written
Pieces = Callable[[Iterable[Block], Frame], Iterator[str | Cell]]  # the same, in pieces


def box(node: Box, frame: Frame, inner: Inner) -> str:
    """A box as Markdown."""
    match node:
        case Aside("sidebar" | "topic"):
            return quoted("\n\n".join(_told(node, frame, inner)))
        case Definitions(inside):
            return "\n".join(_definition(one, frame, inner) for one in inside)
        case _:
            return "\n\n".join(_told(node, frame, inner))


def pieces(node: Box, frame: Frame, each: Pieces) -> Iterator[str | Cell]:
    """A box that holds cells, taken apart."""
    for part in _parts(node, frame):
        yield from (part,) if isinstance(part, str) else each(part, frame)


def quoted(text: str) -> str:
    """Text as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def hung(mark: str, text: str) -> str:
    """Text under the mark of an item."""
    return (mark + re.sub(r"\n(?!\n)", "\n" + " " * len(mark), text)).rstrip()


def _told(node: Box, frame: Frame, inner: Inner) -> Iterator[str]:
    for part in _parts(node, frame):
        if text := part if isinstance(part, str) else inner(part, frame):
            yield text


def _parts(node: Box, frame: Frame) -> Iterator[str | tuple[Block, ...]]:
    """What a box says, in order: lines of its own, and blocks that it holds."""
    match node:
        case Theorem(kind, title, body, label, number):
            name = f"**{word(kind, frame.language)} {number}".strip() + "**"
            more = f" ({inlines(title, frame)})" if title else ""
            yield f"{anchor(label, frame)}{name}{more}"
            yield body
        case Aside(_, title, body):
            yield from _title(title, frame)
            yield body
        case Card():
            yield from _card(node, frame)
        case Group(classes, body, label):
            yield from (spot,) if (spot := anchor(label, frame)) else ()
            is_line = classes[:1] in (("rubric",), ("centered",))
            yield from _emphasized(body, frame) if is_line else (body,)
        case Grid(_, body):
            yield body
        case Tabs(tabs):
            for tab in tabs:
                yield from _title(tab.title, frame)
                yield tab.body
        case Definitions(inside):
            for definition in inside:
                yield _terms(definition, frame)
                yield from (item.body for item in definition.items)
        case _:
            assert_never(node)


def _title(title: tuple[Inline, ...], frame: Frame) -> Iterator[str]:
    if title:
        yield flat((Strong(title),), frame)


def _emphasized(body: tuple[Block, ...], frame: Frame) -> Iterator[str | tuple[Block, ...]]:
    """A line set apart, as words that stand out."""
    for block in body:
        if isinstance(block, Paragraph):
            yield from _title(block.inside, frame)
        else:
            yield (block,)


def _card(node: Card, frame: Frame) -> Iterator[str | tuple[Block, ...]]:
    """A card's parts; where it leads stands in its title, or else below it."""
    if node.image:
        yield inlines((node.image,), frame)
    yield node.head
    link = flat((node.link,), frame) if node.link else ""
    if node.title:
        leads = node.link and replace(node.link, inside=node.title)
        yield from _title((leads,) if leads else node.title, frame)
        link = ""
    yield node.body
    yield link
    yield node.foot


def _terms(node: Definition, frame: Frame) -> str:
    terms = ((anchor(one.label, frame), flat((Strong(one.inside),), frame)) for one in node.terms)
    return ", ".join(f"{spot}{term}" for spot, term in terms)


def _definition(node: Definition, frame: Frame, inner: Inner) -> str:
    """A term and what is said of it, as an item of a list: Jupyter has no other form for them."""
    terms, said = _terms(node, frame), [inner(item.body, frame) for item in node.items]
    if len(said) == 1 and all(isinstance(block, Paragraph) for block in node.items[0].body):
        return hung("- ", f"{terms}: {said[0]}" if said[0] else terms)
    return hung("- ", "\n\n".join((terms, *said)))
