"""Cards: a title, a picture, a head, a body, a foot, and where all of it leads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from hexapla.model.nodes import (
    Block,
    Card,
    Grid,
    Image,
    Inline,
    Link,
    Paragraph,
    Reference,
    Text,
)
from hexapla.model.problems import bad_directive
from hexapla.source.address import find_page, link, picture
from hexapla.source.found import Found, opened
from hexapla.source.labels import label
from hexapla.source.reading import Directive, Reading

HEAD = re.compile(r"\^{3,}\s*")
FOOT = re.compile(r"\+{3,}\s*")
RULE = re.compile(r"-{3,}\s*")  # between the panels of the older form of cards
FENCE = re.compile(r"\s*(`{3,}|~{3,}|:{3,})")
# What a card may say of its looks, and what changes nothing here.
LOOKS = frozenset(
    (
        *("class-body", "class-card", "class-footer", "class-header", "class-img-bottom"),
        *("class-img-top", "class-title", "margin", "shadow", "text-align", "width"),
    )
)
CARD = LOOKS | {
    *("footer", "header", "img-alt", "img-background", "img-bottom", "img-top"),
    *("link", "link-alt", "link-type", "url"),
}
ITEM = CARD | {"class-item", "columns", "outline", "padding"}
PANELS = frozenset({"body", "card", "column", "container", "footer", "header"})
PANELS |= {"img-bottom-cls", "img-top-cls"}
LINKS = ("url", "ref", "doc", "any")


def _card(found: Found, page: Reading) -> tuple[Block, ...]:
    return (_made(found, page),)


def _item(found: Found, page: Reading) -> tuple[Block, ...]:
    card = _made(found, page)
    return (replace(card, classes=(*card.classes, *span(found))),)


def _carousel(found: Found, page: Reading) -> tuple[Block, ...]:
    """Cards in a row that the reader pushes along; how many of them are seen at once."""
    count = re.match(r"[1-9]\d?", found.argument)
    body = tuple(
        replace(block, classes=(*block.classes, "slide")) if isinstance(block, Card) else block
        for block in page.body(found)
    )
    return (Grid((int(count[0]),) if count else (3,), body, at=found.at),)


def _panels(found: Found, page: Reading) -> tuple[Block, ...]:
    """Cards with a rule between them, each with options of its own."""
    cards: list[Block] = []
    start, lines = 0, found.body.split("\n")
    ends = [number for number, line in _outside(lines) if RULE.fullmatch(line)]
    for end in (*ends, len(lines)):
        while start < end and not lines[start].strip():
            start += 1
        line = found.first + start - 1
        one = opened("{panels}", "\n".join(lines[start:end]), line, page.at)
        if one and start < end:
            shown = {name: text for name, text in one.options.items() if name not in PANELS}
            cards.append(_made(replace(one, options=shown), page))
        start = end + 1
    return (Grid((1, 1, 2, 2), tuple(cards), at=found.at),)


def span(found: Found) -> tuple[str, ...]:
    """How much of its grid an item takes, as a class: `:columns: 4`, of twelve."""
    columns = re.findall(r"\d+", found.text("columns"))
    return (f"span-{min(int(columns[-1]), 12)}",) if columns and int(columns[-1]) else ()


def _made(found: Found, page: Reading) -> Card:
    head, body, foot = _split(found, page)
    below = _picture("img-bottom", found, page)
    background = _picture("img-background", found, page)
    image = _picture("img-top", found, page) or background
    if below:
        body = (*body, Paragraph((below,), at=found.at))
    styled = (*found.classes, *(("background",) if background and image is background else ()))
    return Card(
        page.argument(found),
        body,
        _line("header", found, page) or head,
        _line("footer", found, page) or foot,
        image,
        _link(found, page),
        classes=styled,
        at=found.at,
    )


def _split(
    found: Found, page: Reading
) -> tuple[tuple[Block, ...], tuple[Block, ...], tuple[Block, ...]]:
    """What stands above a line `^^^`, what below a line `+++`, and what between them."""
    lines = found.body.split("\n")
    heads = [number for number, line in _outside(lines) if HEAD.fullmatch(line)]
    start = heads[0] + 1 if heads else 0
    feet = [n for n, line in _outside(lines) if n >= start and FOOT.fullmatch(line)]
    end = feet[-1] if feet else len(lines)

    def read(first: int, last: int) -> tuple[Block, ...]:
        text = "\n".join(lines[first:last])
        return page.blocks(text, found.first + first, page.deeper()) if text.strip() else ()

    return read(0, max(start - 1, 0)), read(start, end), read(end + 1, len(lines))


def _outside(lines: list[str]) -> list[tuple[int, str]]:
    """The lines that stand in no fence, with their numbers."""
    found: list[tuple[int, str]] = []
    fence = ""
    for number, line in enumerate(lines):
        mark = FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) and not line.strip(" `~:") else fence
        elif mark:
            fence = mark[1]
        else:
            found.append((number, line))
    return found


def _line(option: str, found: Found, page: Reading) -> tuple[Block, ...]:
    words = found.text(option)
    at = found.option(option)
    return (Paragraph(page.line(words, at, page), at=at),) if words else ()


def _picture(option: str, found: Found, page: Reading) -> Image | None:
    if not (path := found.text(option)):
        return None
    at = found.option(option)
    return Image(picture(path, at, page), found.text("img-alt"), at=at)


def _link(found: Found, page: Reading) -> Link | Reference | None:
    """Where a card leads: an address, a page or a label."""
    option = "link" if found.text("link") else "url"
    target, kind = found.text(option), found.text("link-type") or "url"
    if not target:
        return None
    at, alt = found.option(option), found.text("link-alt")
    if kind not in LINKS:
        what = f"its link-type is one of {', '.join(LINKS)}, and not '{kind}'"
        page.report(bad_directive(found.name, what, found.option("link-type")))
    inside: tuple[Inline, ...] = (Text(alt, at=at),) if alt else ()
    if kind == "doc":
        return Reference("doc", find_page(target, page), inside, at=at)
    if kind in ("ref", "any"):
        return Reference("ref", label(target), inside, at=at)
    made = link(target, "", inside, at, page)
    return next((node for node in made if isinstance(node, Link | Reference)), None)


DIRECTIVES: Mapping[str, Directive] = {
    "card": Directive(_card, CARD),
    "card-carousel": Directive(_carousel),
    "grid-item-card": Directive(_item, ITEM),
    "panels": Directive(_panels, PANELS),
}
