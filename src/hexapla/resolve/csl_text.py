"""The text that citeproc makes, as nodes: our own marks in it say what wraps what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import SimpleNamespace

from hexapla.model.nodes import (
    Cited,
    Emphasis,
    Inline,
    Link,
    Reference,
    Span,
    Strong,
    Text,
)
from hexapla.model.walk import plain
from hexapla.resolve.citing import Spot

# Marks of our own in the text that citeproc makes: they stand for what wraps it.
OPEN = {"em": "\ue001", "strong": "\ue002", "sup": "\ue003", "sub": "\ue004", "span": "\ue005"}
CLOSE, LINK, UNLINK = "\ue00f", "\ue010", "\ue011"
TOKEN = re.compile("([\ue000-\ue01f])")
ADDRESS = re.compile(r"https?://[^\s<>]+[^\s<>.,;:)\]]|\b10\.\d{4,9}/[^\s<>]+[^\s<>.,;:)\]]")


def _wrapper(mark: str) -> type[str]:
    """What citeproc calls to wrap text: ours puts marks around it."""

    class Wrapped(str):
        def __new__(cls, text: object) -> Wrapped:
            return super().__new__(cls, f"{mark}{text}{CLOSE}")

    return Wrapped


FORMATTER = SimpleNamespace(
    preformat=str,
    Italic=_wrapper(OPEN["em"]),
    Oblique=_wrapper(OPEN["em"]),
    Bold=_wrapper(OPEN["strong"]),
    Light=str,
    Underline=_wrapper(OPEN["span"]),
    Superscript=_wrapper(OPEN["sup"]),
    Subscript=_wrapper(OPEN["sub"]),
    SmallCaps=_wrapper(OPEN["span"]),
)


def nodes_of(text: str) -> tuple[Inline, ...]:
    """The text with its marks as nodes; links are kept as Text of their marks until later."""
    stack: list[tuple[str, list[Inline]]] = [("", [])]
    for piece in TOKEN.split(text):
        if piece in OPENING:
            stack.append((OPENING[piece], []))
        elif piece == CLOSE and len(stack) > 1:
            name, inside = stack.pop()
            stack[-1][1].append(_wrapped(name, tuple(inside)))
        elif piece and piece != CLOSE:
            stack[-1][1].append(Text(piece))
    while len(stack) > 1:
        _, inside = stack.pop()
        stack[-1][1].extend(inside)
    return tuple(stack[0][1])


OPENING = {mark: name for name, mark in OPEN.items()}


def _wrapped(name: str, inside: tuple[Inline, ...]) -> Inline:
    match name:
        case "em":
            return Emphasis(inside)
        case "strong":
            return Strong(inside)
        case "sup":
            return Span("sup", inside)
        case "sub":
            return Span("sub", inside)
        case _:
            return Span("span", inside)


def led(
    nodes: tuple[Inline, ...], works: list[Cited], spots: Mapping[str, Spot]
) -> Iterator[Inline]:
    """The nodes of a citation with a link from each work to its line."""
    ahead = iter(nodes)
    for node in ahead:
        match node:
            case Text(text) if text == LINK:
                number = next(ahead, Text("0"))
                next(ahead, None)
                inside = [*_until(ahead)]
                one = works[int(plain((number,)) or 0)]
                yield _link(one.key, tuple(inside), spots[one.key])
            case Span(kind, inside):
                yield Span(kind, tuple(led(inside, works, spots)))
            case Emphasis(inside):
                yield Emphasis(tuple(led(inside, works, spots)))
            case Strong(inside):
                yield Strong(tuple(led(inside, works, spots)))
            case Text(text) if TOKEN.fullmatch(text):
                pass
            case _:
                yield node


def _until(ahead: Iterator[Inline]) -> Iterator[Inline]:
    for node in ahead:
        if node == Text(UNLINK):
            return
        yield node


def _link(key: str, inside: tuple[Inline, ...], spot: Spot) -> Inline:
    if not spot.page:
        return Text(plain(inside))
    return Reference("cite", key, inside, spot.page, spot.anchor)


def addressed(nodes: tuple[Inline, ...]) -> Iterator[Inline]:
    """With its addresses as links."""
    for node in nodes:
        if not isinstance(node, Text):
            yield node
            continue
        seen = 0
        for found in ADDRESS.finditer(node.text):
            yield from (Text(node.text[seen : found.start()]),) if found.start() > seen else ()
            url = f"https://doi.org/{found[0]}" if found[0].startswith("10.") else found[0]
            yield Link((Text(found[0]),), url)
            seen = found.end()
        yield from (Text(node.text[seen:]),) if node.text[seen:] else ()
