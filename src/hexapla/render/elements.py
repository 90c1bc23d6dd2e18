"""Untrusted HTML as nodes, for what is no screen: its words, lists, tables and pictures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from hexapla.model.nodes import (
    Alignment,
    Block,
    Break,
    CodeBlock,
    CodeSpan,
    Datum,
    Definition,
    Definitions,
    Emphasis,
    Image,
    Inline,
    Item,
    Link,
    Listing,
    Media,
    Paragraph,
    Quote,
    RawBlock,
    Reference,
    Row,
    Rule,
    Span,
    SpanKind,
    Strikethrough,
    Strong,
    Table,
    Term,
    Text,
)
from hexapla.model.walk import rewrite

DEEPEST = 30  # elements within each other; what stands deeper is taken out of them
FIGURES = 6  # more have no number that a list or a table counts with
LARGEST = 200  # columns or rows that one cell of a table may reach over
EMPTY = {"br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
AS_IT_IS: Alignment = ""
SILENT = {"script", "style", "template", "noscript", "svg", "head", "button", "select", "textarea"}
NUMBER = re.compile(r"hexapla:(\d{1,6})")
SPACES = re.compile(r"[ \t\n\r\f]+")
SPANS: Mapping[str, SpanKind] = {
    "sub": "sub",
    "sup": "sup",
    "kbd": "kbd",
    "u": "u",
    "ins": "u",
    "small": "small",
    "mark": "mark",
    "samp": "samp",
    "dfn": "dfn",
}
MARKS: Mapping[str, Callable[[tuple[Inline, ...]], Inline]] = {
    "b": Strong,
    "strong": Strong,
    "i": Emphasis,
    "em": Emphasis,
    "cite": Emphasis,
    "var": Emphasis,
    "s": Strikethrough,
    "del": Strikethrough,
}
WITHIN = {
    "span",
    "a",
    "abbr",
    "code",
    "q",
    "tt",
    "img",
    "br",
    "wbr",
    "font",
    "label",
    *SPANS,
    *MARKS,
}
PARTS = ("thead", "tbody", "tfoot")
# The elements that end where one of that name begins.
ENDS: Mapping[str, tuple[str, ...]] = {
    "p": ("p",),
    "li": ("p", "li"),
    **dict.fromkeys(("dt", "dd"), ("p", "dt", "dd")),
    **dict.fromkeys(("td", "th"), ("p", "td", "th")),
    "tr": ("p", "td", "th", "tr"),
    **dict.fromkeys(PARTS, ("p", "td", "th", "tr", *PARTS)),
}
Named = tuple[Image | Link | Reference, ...]


@dataclass(slots=True)
class Element:
    """An element as it was written; a text stands in it for itself."""

    name: str
    said: Mapping[str, str] = field(default_factory=dict)
    inside: list[Element | str] = field(default_factory=list)


def elements(node: RawBlock) -> tuple[Block, ...]:
    """What HTML shows, without what could act; of the pictures and links, those of the book are
    the ones that it names."""
    reader = _Reader()
    reader.feed(node.html)
    reader.close()
    made = tuple(_blocks(reader.root.inside, node.named))
    return rewrite(made, lambda one: replace(one, at=node.at))


class _Reader(HTMLParser):
    """Builds the tree: an element ends with its own end, or with that of one around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self._close_before(tag)
        self._open[-1].inside.append(made)
        if tag not in EMPTY and len(self._open) < DEEPEST:
            self._open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        names = [one.name for one in self._open]
        if tag in names[1:]:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)

    def _close_before(self, tag: str) -> None:
        """The ends of elements that HTML lets authors leave out, and the beginning of a row."""
        while self._open[-1].name in ENDS.get(tag, ()):
            self._open.pop()
        if tag in ("td", "th") and self._open[-1].name in ("table", *PARTS):
            self.handle_starttag("tr", [])


def _blocks(inside: Iterable[Element | str], named: Named) -> Iterator[Block]:
    """Blocks, and what stands between them as paragraphs."""
    line: list[Element | str] = []
    for one in inside:
        if isinstance(one, str) or one.name in WITHIN:
            line.append(one)
        elif one.name not in SILENT:
            yield from _paragraph(line, named)
            line = []
            yield from _block(one, named)
    yield from _paragraph(line, named)


def _paragraph(line: list[Element | str], named: Named) -> Iterator[Block]:
    inside = _trimmed(tuple(_inlines(line, named)))
    if inside:
        yield Paragraph(inside)


def _block(one: Element, named: Named) -> Iterator[Block]:  # noqa: C901
    match one.name:
        case "ul" | "ol":
            items = tuple(Item(body) for body in _items(one, named) if body)
            yield Listing(items, _start(one.said.get("start", "")) if one.name == "ol" else None)
        case "table":
            yield _table(one, named)
        case "pre":
            yield CodeBlock(_words(one).strip("\n"))
        case "blockquote":
            yield Quote(tuple(_blocks(one.inside, named)))
        case "dl":
            yield _definitions(one, named)
        case "hr":
            yield Rule()
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary" | "caption":
            if inside := _trimmed(tuple(_inlines(one.inside, named))):
                yield Paragraph((Strong(inside),))
        case "iframe" | "video" | "audio" as kind:
            source = one.said.get("src") or _source(one)
            if source.lower().startswith(("http://", "https://")):
                yield Media(kind, source, one.said.get("title", ""))
        case _:
            yield from _blocks(one.inside, named)


def _items(one: Element, named: Named) -> Iterator[tuple[Block, ...]]:
    """What the items of a list hold; what stands beside them is as one of them."""
    for each in one.inside:
        match each:
            case Element("li", _, inside):
                yield tuple(_blocks(inside, named))
            case _:
                yield tuple(_blocks((each,), named))


def _start(said: str) -> int:
    """The number of the first item of a list."""
    return int(said) if said.isdecimal() and len(said) < FIGURES else 1


def _inlines(inside: Iterable[Element | str], named: Named) -> Iterator[Inline]:
    for one in inside:
        if isinstance(one, str):
            yield Text(SPACES.sub(" ", one))
        elif one.name not in SILENT:
            yield from _inline(one, named)


def _inline(one: Element, named: Named) -> Iterator[Inline]:
    held = tuple(_inlines(one.inside, named))
    match one.name:
        case "br":
            yield Break(hard=True)
        case "img":
            yield _image(one, named)
        case "a":
            yield _link(one, held, named)
        case "code" | "tt":
            yield CodeSpan(_words(one))
        case name if name in SPANS:
            yield Span(SPANS[name], held)
        case name if name in MARKS:
            yield MARKS[name](held)
        case _:
            yield from held


def _image(one: Element, named: Named) -> Image:
    there = _named(one.said.get("src", ""), named)
    source = there.source if isinstance(there, Image) else one.said.get("src", "")
    sizes = (one.said.get("width", ""), one.said.get("height", ""))
    return Image(source, one.said.get("alt", ""), one.said.get("title", ""), *sizes)


def _link(one: Element, held: tuple[Inline, ...], named: Named) -> Inline:
    match _named(one.said.get("href", ""), named):
        case Reference(form, target, _, page, anchor):
            return Reference(form, target, held, page, anchor)
        case Link(_, url):
            return Link(held, url)
        case _:
            return Link(held, one.said.get("href", ""))


def _named(address: str, named: Named) -> Image | Link | Reference | None:
    found = NUMBER.fullmatch(address)
    return named[int(found[1])] if found and int(found[1]) < len(named) else None


def _table(one: Element, named: Named) -> Table:
    """A table: its head is the rows that a head holds, or else none."""
    heads = [row for part in _held(one, "thead") for row in _held(part, "tr")]
    parts = [part for name in ("tbody", "tfoot") for part in _held(one, name)]
    rows = [*_held(one, "tr"), *(row for part in parts for row in _held(part, "tr"))]
    caption = next((tuple(_inlines(cap.inside, named)) for cap in _held(one, "caption")), ())
    made = [_row(row, named) for row in (*heads, *rows)]
    made = [_within(row, len(made) - at) for at, row in enumerate(made)]
    count = max((sum(datum.columns for datum in row.data) for row in made), default=0)
    first, rest = (made[0], made[1:]) if heads else (Row(()), made)
    return Table(first, tuple(rest), (AS_IT_IS,) * count, _trimmed(caption))


def _row(row: Element, named: Named) -> Row:
    cells = (one for one in row.inside if isinstance(one, Element) and one.name in ("td", "th"))
    return Row(tuple(_datum(cell, named) for cell in cells))


def _within(row: Row, left: int) -> Row:
    """A row whose cells reach over no more rows than are left."""
    return Row(tuple(replace(one, rows=min(one.rows, left)) for one in row.data))


def _datum(cell: Element, named: Named) -> Datum:
    body = tuple(_blocks(cell.inside, named))
    reach = (_count(cell.said.get(name, "")) for name in ("colspan", "rowspan"))
    head = cell.name == "th"
    match body:
        case (Paragraph(inside), *rest):
            return Datum(inside, tuple(rest), head, *reach)
        case _:
            return Datum((), body, head, *reach)


def _count(said: str) -> int:
    return min(max(_start(said), 1), LARGEST)


def _definitions(one: Element, named: Named) -> Definitions:
    made: list[Definition] = []
    for part in one.inside:
        if isinstance(part, Element) and part.name == "dt":
            made.append(Definition((Term(_trimmed(tuple(_inlines(part.inside, named)))),), ()))
        elif isinstance(part, Element) and part.name == "dd" and made:
            last = made.pop()
            said = Item(tuple(_blocks(part.inside, named)))
            made.append(Definition(last.terms, (*last.items, said)))
    return Definitions(tuple(made))


def _held(one: Element, name: str) -> Iterator[Element]:
    return (each for each in one.inside if isinstance(each, Element) and each.name == name)


def _source(one: Element) -> str:
    return next((each.said.get("src", "") for each in _held(one, "source")), "")


def _words(one: Element) -> str:
    return "".join(each if isinstance(each, str) else _words(each) for each in one.inside)


def _trimmed(line: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """A line without spaces at its ends; nothing, where it is nothing else."""
    while line and isinstance(line[0], Text | Break) and not _said(line[0]).strip():
        line = line[1:]
    while line and isinstance(line[-1], Text | Break) and not _said(line[-1]).strip():
        line = line[:-1]
    if line and isinstance(line[0], Text):
        line = (Text(line[0].text.lstrip()), *line[1:])
    if line and isinstance(line[-1], Text):
        line = (*line[:-1], Text(line[-1].text.rstrip()))
    return line


def _said(node: Inline) -> str:
    return node.text if isinstance(node, Text) else ""
