"""Blocks of HTML -> nodes, also where Markdown stands between their tags.

What is a box, a picture or a paragraph becomes one; anything else stays HTML, whose pictures
and links are named beside it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from hexapla.model.nodes import (
    Admonition,
    Block,
    Figure,
    Group,
    Image,
    Inline,
    Link,
    Paragraph,
    Place,
    RawBlock,
    Reference,
    Span,
    Target,
    Text,
)
from hexapla.model.problems import too_deep
from hexapla.model.walk import holds, plain
from hexapla.model.words import word
from hexapla.source import elements
from hexapla.source.address import link, picture
from hexapla.source.elements import SIDES
from hexapla.source.html import Tag, parts_of, words
from hexapla.source.labels import attach, label
from hexapla.source.meta import classes
from hexapla.source.reading import DEEPEST, Reading

HOLD = frozenset({"article", "center", "details", "div", "figure", "section"})
TITLES = frozenset({"figcaption", "summary"})
TITLE = frozenset({"title", "admonition-title"})  # classes of an admonition's title
IN_LINE = elements.PAIRED | elements.ALONE
ADDRESS = re.compile(r"""(\b(?:src|href)\s*=\s*)("[^"]*"|'[^']*'|[^\s>"']+)""", re.IGNORECASE)


@dataclass(slots=True)
class _Open:
    """An element that is open: the blocks that it holds so far, and what is to become one."""

    tag: Tag | None
    at: Place
    body: list[Block] = field(default_factory=list)
    title: tuple[Inline, ...] = ()
    raw: list[Tag | str] = field(default_factory=list)


def blocks(nodes: Iterable[Block], page: Reading) -> Iterator[Block]:
    """The nodes with those that stand in an element of HTML put into it."""
    listed = tuple(nodes)
    if not any(isinstance(node, RawBlock) and node.format == "html" for node in listed):
        yield from listed
        return
    stack = [_Open(None, page.at(1))]
    for node in listed:
        if isinstance(node, RawBlock) and node.format == "html":
            _html(node, stack, page)
        else:
            stack[-1].body.append(node)
    while len(stack) > 1:
        _close(stack, page)
    yield from stack[0].body


def _html(node: RawBlock, stack: list[_Open], page: Reading) -> None:
    """Open and close what a block of HTML does. What is within a table, say, is left in it."""
    within: list[str] = []
    page = replace(page, at=lambda line: Place(node.at.file, line))
    for part in parts_of(node.html, node.at.line):
        at = page.at(part.line) if isinstance(part, Tag) else node.at
        if isinstance(part, Tag) and not within and _holds(part, stack):
            _flush(stack[-1], at, page)
            if part.opens and len(stack) + page.depth <= DEEPEST:
                stack.append(_Open(part, at))
            elif part.opens:
                page.report(too_deep(at))
            else:
                _end(part.name, stack, page)
            continue
        stack[-1].raw.append(part)
        if isinstance(part, Tag) and part.opens and not part.alone:
            within.append(part.name)
        elif isinstance(part, Tag) and part.name in within:
            del within[len(within) - 1 - within[::-1].index(part.name) :]
    _flush(stack[-1], node.at, page)


def _holds(tag: Tag, stack: list[_Open]) -> bool:
    """Whether a tag is one of those that Markdown may stand between, or a title of theirs."""
    if tag.name in TITLES:
        return any(one.tag and one.tag.name in ("details", "figure") for one in stack)
    return tag.name in HOLD and (tag.opens or any(o.tag and o.tag.name == tag.name for o in stack))


def _end(name: str, stack: list[_Open], page: Reading) -> None:
    if any(one.tag and one.tag.name == name for one in stack):
        while (last := stack[-1].tag) and last.name != name:
            _close(stack, page)
        _close(stack, page)


def _close(stack: list[_Open], page: Reading) -> None:
    done = stack.pop()
    assert done.tag is not None  # noqa: S101, the page itself is never closed
    if done.tag.name in TITLES:
        stack[-1].title = _line(done.body)
    else:
        stack[-1].body += _element(done, done.tag, page)


def _line(body: list[Block]) -> tuple[Inline, ...]:
    return tuple(
        inline for block in body if isinstance(block, Paragraph) for inline in block.inside
    )


def _element(done: _Open, tag: Tag, page: Reading) -> tuple[Block, ...]:
    at, body, name = done.at, attach(done.body), label(tag.label)
    styled = classes(tag.attrs.get("class"))
    if tag.name == "details":
        title = done.title or (Text(word("details", page.config.language), at=at),)
        opened = "open" in tag.attrs
        return (Admonition("dropdown", title, body, not opened, name, open=opened, at=at),)
    if tag.name == "figure":
        return (_figure(body, done.title, name, at),)
    if "admonition" in styled:
        return (_admonition(body, styled, name, at),)
    side = "center" if tag.name == "center" else tag.attrs.get("align", "")
    styled += (f"align-{side}",) if side in SIDES else ()
    if name and not body:
        return (Target(name, at=at),)
    return (Group(styled, body, name, at=at),) if styled or name else body


def _figure(body: tuple[Block, ...], caption: tuple[Inline, ...], name: str, at: Place) -> Figure:
    match body:
        case [Paragraph([Image() as image]), *rest]:
            return Figure(image, caption, (), name, body=tuple(rest), counted=bool(name), at=at)
        case _:
            return Figure(None, caption, (), name, body=body, counted=bool(name), at=at)


def _admonition(
    body: tuple[Block, ...], styled: tuple[str, ...], name: str, at: Place
) -> Admonition:
    """A box as Sphinx and Jupyter write it: its title is a paragraph of a class."""
    kind = next((one for one in styled if one not in ("admonition", "dropdown")), "admonition")
    folded = "dropdown" in styled
    match body:
        case [Group(some, [Paragraph(title)]), *rest] if TITLE & {*some}:
            return Admonition(kind, title, tuple(rest), folded, name, at=at)
        case _:
            return Admonition(kind, (), body, folded, name, at=at)


# --- what holds no Markdown -------------------------------------------------------------------


def _flush(one: _Open, at: Place, page: Reading) -> None:
    """What was read until here, as paragraphs; or as HTML, where it is more than that."""
    parts, one.raw = one.raw, []
    if not any(isinstance(part, Tag) or part.strip() for part in parts):
        return
    names = {part.name for part in parts if isinstance(part, Tag)}
    if names <= IN_LINE | {"p"}:
        one.body += _paragraphs(parts, at, page)
    else:
        one.body += _raw(parts, at, page)


def _paragraphs(parts: list[Tag | str], at: Place, page: Reading) -> Iterator[Block]:
    """Paragraphs, of which the tags <p> and </p> are the limits."""
    opened, line = None, list[Tag | Inline]()
    for part in (*parts, Tag("", "p")):
        if isinstance(part, Tag) and part.name == "p":
            yield from _paragraph(opened, elements.inlines(_stripped(line), page), at)
            opened, line = part if part.opens else None, []
        else:
            line.append(Text(words(part), at=at) if isinstance(part, str) else part)


def _stripped(line: list[Tag | Inline]) -> list[Tag | Inline]:
    """The line without spaces around it."""
    parts = deque(line)
    while parts and isinstance(first := parts[0], Text):
        parts.popleft()
        if words := first.text.lstrip():
            parts.appendleft(replace(first, text=words))
            break
    while parts and isinstance(last := parts[-1], Text):
        parts.pop()
        if words := last.text.rstrip():
            parts.append(replace(last, text=words))
            break
    return [*parts]


def _paragraph(opened: Tag | None, inside: tuple[Inline, ...], at: Place) -> Iterator[Block]:
    labels, inside = anchors(inside)
    own = [label(opened.label)] if opened and opened.label else []
    yield from (Target(name, at=at) for name in (*own, *labels))
    if not inside:
        return
    attrs = opened.attrs if opened else {}
    styled = classes(attrs.get("class"))
    styled += (f"align-{attrs['align']}",) if attrs.get("align") in SIDES else ()
    made = Paragraph(inside, at=at)
    yield Group(styled, (made,), at=at) if styled else made


def anchors(inside: tuple[Inline, ...]) -> tuple[tuple[str, ...], tuple[Inline, ...]]:
    """A line of nothing but empty anchors: their labels, and nothing; else no labels, and it."""
    spots = [node for node in inside if isinstance(node, Span) and node.label and not node.inside]
    if spots and not plain(inside).strip() and not holds(inside, Image):
        return tuple(spot.label for spot in spots), ()
    return (), inside


def _raw(parts: list[Tag | str], at: Place, page: Reading) -> Iterator[Block]:
    """HTML as it is, with the pictures, links and labels that it has."""
    named: list[Image | Link | Reference] = []
    html = ""
    for part in parts:
        if isinstance(part, Tag) and part.opens:
            if part.label and part.name not in ("input",):
                yield Target(label(part.label), at=at)
            html += _addressed(part, named, at, page)
        else:
            html += part if isinstance(part, str) else part.text
    yield RawBlock(html, named=tuple(named), at=at)


def _addressed(tag: Tag, named: list[Image | Link | Reference], at: Place, page: Reading) -> str:
    """The text of a tag, in which an address is the number of what it leads to."""
    if tag.name == "img" and "src" in tag.attrs:
        named.append(Image(picture(tag.attrs["src"], at, page), tag.attrs.get("alt", ""), at=at))
    elif tag.name == "a" and "href" in tag.attrs:
        found = [
            n for n in link(tag.attrs["href"], "", (), at, page) if isinstance(n, Link | Reference)
        ]
        named += found
        if not found:
            return "<a>"
    else:
        return tag.text
    return ADDRESS.sub(rf'\g<1>"hexapla:{len(named) - 1}"', tag.text, count=1)
