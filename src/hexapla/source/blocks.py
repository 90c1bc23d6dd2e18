"""Pieces of a page -> nodes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from hexapla.model.nodes import (
    Alignment,
    Block,
    CodeBlock,
    Datum,
    Definition,
    Definitions,
    Footnote,
    Group,
    Heading,
    Item,
    Listing,
    Paragraph,
    Quote,
    RawBlock,
    Row,
    Rule,
    Table,
    Target,
    Term,
    Text,
    VariantBlock,
)
from hexapla.model.problems import too_deep, unclosed
from hexapla.source import dialect, fences, html_blocks, inlines, substitutions, tabbed
from hexapla.source.dialect import Piece
from hexapla.source.formulas import display, unended
from hexapla.source.gates import is_gate, through
from hexapla.source.hoist import hoisted
from hexapla.source.labels import attach, label
from hexapla.source.meta import classes
from hexapla.source.quotes import quote
from hexapla.source.reading import DEEPEST, Reading
from hexapla.source.vocabulary.cells import joined
from hexapla.source.vocabulary.media import alone, from_html
from hexapla.source.vocabulary.slides import of_break

STYLED = frozenset({"amsmath", "field_list", "myst_block_break", "myst_target"})  # by themselves
TASK = re.compile(r"\[[ xX]\][ \t]")
EQUATION_LABEL = re.compile(r"\s*\(([^()\s]+)\)\s*")


def read(text: str, line: int, page: Reading) -> tuple[Block, ...]:
    """The nodes of a text that begins on that line."""
    pieces = dialect.read(text, line, known=page.known, style=page.style)
    if pieces is None or page.depth > DEEPEST:
        page.report(too_deep(page.at(line)))
        return (CodeBlock(text.rstrip("\n"), at=page.at(line)),)
    return convert(pieces, page)


def convert(pieces: Iterable[Piece], page: Reading) -> tuple[Block, ...]:
    """The nodes of pieces that stand one below the other."""
    listed = tuple(pieces)
    if any(is_gate(piece) for piece in listed):
        made: Iterator[Block] = chain.from_iterable(hoisted(_through_gates(listed, page), page))
    else:
        groups = (tuple(_labelled(piece, page)) for piece in listed)
        made = tabbed.join(zip(listed, hoisted(groups, page), strict=True))
    return joined(attach(html_blocks.blocks(made, page)))


def _through_gates(pieces: tuple[Piece, ...], page: Reading) -> Iterator[tuple[Block, ...]]:
    """The same where some pieces open what only a later one shuts."""
    at = 0
    while at < len(pieces):
        if is_gate(pieces[at]):
            nodes, taken = through(pieces[at:], page, fences.fence, convert)
        else:
            nodes, taken = tuple(_labelled(pieces[at], page)), 1
        yield nodes
        at += taken


def _labelled(piece: Piece, page: Reading) -> Iterator[Block]:
    """What a piece becomes, with the label and classes that stand in braces above it."""
    made = KINDS.get(piece.kind, _nothing)(piece, page)
    if not piece.attrs:
        yield from made
        return
    at = page.at(piece.line)
    name = label(piece.attrs.get("id", ""))
    named = (Target(name, at=at), *made) if name else made
    styled = () if piece.kind in STYLED else classes(piece.attrs.get("class"))
    if not styled or not made:
        yield from named
    elif isinstance(made[0], Heading):
        heading = replace(made[0], classes=styled, counted="unnumbered" not in styled)
        yield from (*named[:-1], heading)
    else:
        yield Group(styled, attach(named), at=at)


def _nothing(piece: Piece, page: Reading) -> tuple[Block, ...]:
    return ()


def _inside(piece: Piece, page: Reading) -> tuple[Block, ...]:
    """What stands within a list or quotation; too deep down, its words alone."""
    if page.depth <= DEEPEST:
        return convert(piece.inside, page.deeper())
    at = page.at(piece.line)
    page.report(too_deep(at))
    return (Paragraph((Text(_words(piece), at=at),), at=at),)


def _words(piece: Piece) -> str:
    words, stack = [], [piece]
    while stack:
        last = stack.pop()
        words.append(last.content)
        stack.extend(reversed(last.inside))
    return " ".join(word for word in words if word)


def _break(piece: Piece, page: Reading) -> tuple[Block, ...]:
    """A line of +++, which may say that a slide begins."""
    return of_break(piece.content, page, page.at(piece.line))


# --- prose ------------------------------------------------------------------------------------


def _heading(piece: Piece, page: Reading) -> tuple[Block, ...]:
    inside = inlines.convert(piece.inside, page)
    return (Heading(int(piece.tag[1]), inside, at=page.at(piece.line)),)


def _paragraph(piece: Piece, page: Reading) -> tuple[Block, ...]:
    """A paragraph, and the displayed formulas that stand in it without empty lines around them."""
    pieces = [inner for line in piece.inside for inner in line.inside]
    starts = [n for n, inner in enumerate(pieces) if inner.kind == "math_inline_double"]
    blocks: list[Block] = []
    seen = 0
    for start in starts:
        blocks += _prose(pieces[seen:start], page)
        after = pieces[start + 1].content if start + 1 < len(pieces) else ""
        named = EQUATION_LABEL.fullmatch(after)
        at = page.at(pieces[start].line)
        name = named[1] if named else ""
        blocks.append(display(pieces[start].content.strip(), name, at, every=_every(page)))
        seen = start + (2 if named else 1)
    return (*blocks, *_prose(pieces[seen:], page))


def _prose(pieces: list[Piece], page: Reading) -> tuple[Block, ...]:
    while pieces and _is_blank(pieces[0]):
        pieces = pieces[1:]
    while pieces and _is_blank(pieces[-1]):
        pieces = pieces[:-1]
    if not pieces:
        return ()
    if len(pieces) == 1 and pieces[0].kind == "substitution":
        return _substituted(pieces[0], page)
    if whole := alone(pieces, page):
        return whole
    at = page.at(pieces[0].line)
    labels, inside = html_blocks.anchors(inlines.convert(pieces, page))
    if labels:
        return tuple(Target(name, at=at) for name in labels)
    if formula := unended(inside):
        page.report(unclosed(f"a formula `{formula}`", at))
    return (Paragraph(inside, at=at),)


def _substituted(piece: Piece, page: Reading) -> tuple[Block, ...]:
    """What stands alone may be more than words: a list, a figure."""
    at = page.at(piece.line)
    found = substitutions.found(piece.content, at, page)
    if found is None:
        return (Paragraph((Text(f"{{{{{piece.content}}}}}", at=at),), at=at),)
    made: list[Block] = []
    for variants, text in found.texts:
        body = found.page.blocks(text, piece.line, found.page)
        made += [VariantBlock(variants, body, at=at)] if variants else body
    return tuple(made)


def _is_blank(piece: Piece) -> bool:
    return piece.kind == "softbreak" or (piece.kind == "text" and not piece.content.strip())


def _list(piece: Piece, page: Reading) -> tuple[Block, ...]:
    items = [piece for piece in piece.inside if piece.kind == "list_item"]
    tight = all(p.hidden for item in items for p in item.inside if p.kind == "paragraph")
    start = int(piece.attrs.get("start", "1")) if piece.kind == "ordered_list" else None
    nodes = tuple(_item(item, page) for item in items)
    return (Listing(nodes, start, tight, at=page.at(piece.line)),)


def _item(piece: Piece, page: Reading) -> Item:
    """An item; with a box before its words, `[ ]` or `[x]`, it is a task."""
    body, at = _inside(piece, page), page.at(piece.line)
    match body:
        case [Paragraph([Text(words) as first, *more]) as paragraph, *rest] if TASK.match(words):
            inside = (replace(first, text=words[4:]), *more)
            return Item((replace(paragraph, inside=inside), *rest), words[1] in "xX", at=at)
        case _:
            return Item(body, at=at)


def _definitions(piece: Piece, page: Reading) -> tuple[Block, ...]:
    """Terms, each with what is said of it."""
    listed: list[Definition] = []
    for inner in piece.inside:
        at = page.at(inner.line)
        if inner.kind in ("dd", "fieldlist_body"):
            last = listed.pop()
            said = Item(_inside(inner, page), at=at)
            listed.append(replace(last, items=(*last.items, said)))
            continue
        words = (piece for line in inner.inside for piece in line.inside)
        term = Term(inlines.convert(words, page), at=at)
        listed.append(Definition((term,), (), at=at))
    return (Definitions(tuple(listed), at=page.at(piece.line)),)


def _quote(piece: Piece, page: Reading) -> tuple[Block, ...]:
    at, said = page.at(piece.line), piece.attrs.get("attribution", "")
    made = quote(_inside(piece, page), at)
    if said and isinstance(made, Quote):
        made = replace(made, source=page.line(said, at, page))
    return (made,)


def _rule(piece: Piece, page: Reading) -> tuple[Block, ...]:
    return (Rule(at=page.at(piece.line)),)


def _footnote(piece: Piece, page: Reading) -> tuple[Block, ...]:
    return (Footnote(piece.info, _inside(piece, page), at=page.at(piece.line)),)


def _html(piece: Piece, page: Reading) -> tuple[Block, ...]:
    at = page.at(piece.line)
    return from_html(piece.content, at, page) or (RawBlock(piece.content, at=at),)


def _target(piece: Piece, page: Reading) -> tuple[Block, ...]:
    return (Target(label(piece.content), at=page.at(piece.line)),)


def _math(piece: Piece, page: Reading) -> tuple[Block, ...]:
    name, tex = label(piece.info), piece.content
    at = page.at(piece.line + tex[: len(tex) - len(tex.lstrip())].count("\n"))
    return (display(tex.strip(), name, at, every=_every(page)),)


def _every(page: Reading) -> bool:
    return page.config.numbering.equations


# --- tables -----------------------------------------------------------------------------------


def _table(piece: Piece, page: Reading) -> tuple[Block, ...]:
    rows = [row for section in piece.inside for row in section.inside]
    align = tuple(_alignment(datum) for datum in rows[0].inside)
    head, *body = (_row(row, page) for row in rows)
    return (Table(head, tuple(body), align, at=page.at(piece.line)),)


def _row(piece: Piece, page: Reading) -> Row:
    data = (Datum(inlines.convert(d.inside, page), at=page.at(d.line)) for d in piece.inside)
    return Row(tuple(data), at=page.at(piece.line))


def _alignment(piece: Piece) -> Alignment:
    match piece.attrs.get("style", "").removeprefix("text-align:"):
        case "left" | "center" | "right" as side:
            return side
        case _:
            return ""


# What each kind of piece becomes; comments, block breaks and front matter become nothing.
KINDS: Mapping[str, Callable[[Piece, Reading], tuple[Block, ...]]] = {
    "amsmath": _math,
    "blockquote": _quote,
    "bullet_list": _list,
    "code_block": fences.indented,
    "colon_fence": fences.colons,
    "dl": _definitions,
    "fence": fences.fence,
    "field_list": _definitions,
    "footnote_reference": _footnote,
    "heading": _heading,
    "hr": _rule,
    "html_block": _html,
    "math_block": _math,
    "math_block_label": _math,
    "myst_block_break": _break,
    "myst_target": _target,
    "ordered_list": _list,
    "paragraph": _paragraph,
    "table": _table,
}
