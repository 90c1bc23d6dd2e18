"""Pages as Markdown, for one variant, in the dialect that notebooks show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import pairwise
from types import MappingProxyType
from typing import assert_never

from hexapla.model.nodes import (
    Admonition,
    Aside,
    Bibliography,
    Block,
    Card,
    Cell,
    CodeBlock,
    Definitions,
    Diagram,
    Display,
    Embedded,
    Exercise,
    Figure,
    Footnote,
    Gathered,
    Grid,
    Group,
    Heading,
    IndexMark,
    Inline,
    Item,
    Link,
    Listing,
    Math,
    Media,
    Node,
    Only,
    Outcome,
    PackageIndex,
    Paragraph,
    Quote,
    RawBlock,
    Rule,
    Solution,
    Table,
    Tabs,
    Target,
    Text,
    Theorem,
    Unknown,
    VariantBlock,
    Work,
)
from hexapla.model.walk import VALUE, applies, cells_of, noted, plain, rewrite
from hexapla.model.words import title_of, word
from hexapla.render.markdown_boxes import box, hung, quoted
from hexapla.render.markdown_boxes import pieces as box_pieces
from hexapla.render.markdown_inlines import Frame, anchor, flat, inlines, lines, raw
from hexapla.render.markdown_outcomes import fenced, outcome
from hexapla.render.markdown_tables import table

APART = "<!-- -->"  # between two lists, which would be read as one
NOTHING: Mapping[int, str] = MappingProxyType({})
LISTS = (Listing, Definitions)
LOOSE = (Group, Grid)  # leave no mark of their own
BLANK = re.compile(r"\n\s*\n")
# Environments that count lines by themselves, and what they are where the number is ours.
COUNTING = re.compile(r"\\(begin|end)\{(align|gather|alignat|equation)\*?\}")


def pieces(
    nodes: Iterable[Block], frame: Frame, known: Mapping[int, str] = NOTHING
) -> Iterator[str | Cell]:
    """The text of blocks and the cells between them, in order; `known` are the texts of some, by
    the identity of the block.

    What holds cells is taken apart; notes to the text come at its end, in their order.
    """
    notes: list[Footnote] = []
    listed = tuple(nodes)
    yield from _pieces(listed, frame, notes, known)
    if notes:
        shown = _shown(listed, notes, frame)
        yield from (_note(note, frame) for note in sorted(shown, key=lambda note: note.number))


def _shown(nodes: Iterable[Block], notes: list[Footnote], frame: Frame) -> Iterator[Footnote]:
    """All footnotes but those whose marks are for other variants."""
    marks = [*noted(nodes), *(mark for note in notes for mark in noted(note.body))]
    there = {mark.number for mark, _ in marks}
    seen = {mark.number for mark, variants in marks if applies(variants, frame.variant)}
    return (note for note in notes if note.number not in there - seen)


def _pieces(
    nodes: Iterable[Block],
    frame: Frame,
    notes: list[Footnote],
    known: Mapping[int, str] = NOTHING,
) -> Iterator[str | Cell]:
    before: Block | None = None
    for node in nodes:
        if _merge(before, node):
            yield APART
        if id(node) in known:
            yield known[id(node)]
        else:
            yield from _piece(node, frame, notes)
        before = node


def _piece(  # noqa: C901, PLR0912
    node: Block, frame: Frame, notes: list[Footnote]
) -> Iterator[str | Cell]:
    match node:
        case Cell(variants=variants, tags=tags):
            if applies(variants, frame.variant) and VALUE not in tags:
                yield node
        case VariantBlock(variants, body):
            if applies(variants, frame.variant):
                yield from _pieces(body, frame, notes)
        case Footnote(number=number):
            notes += [node] if number else []
        case _ if not any(cells_of((node,), frame.variant)):
            yield block(node, frame)
        case Exercise(body=body) | Solution(body=body) | Admonition(body=body):
            yield _opening(node, frame)
            yield from _pieces(body, frame, notes)
        case Quote(body, source):
            yield from _pieces(body, frame, notes)
            yield f"— {flat(source, frame)}" if source else ""
        case Unknown(body=body) | Item(body):
            yield from _pieces(body, frame, notes)
        case Only(outputs, body) if "html" in outputs:
            yield from _pieces(body, frame, notes)
        case Listing():
            yield from _items(node, frame, notes)
        case Figure(body=body):
            yield anchor(node.label, frame) + (inlines((node.image,), frame) if node.image else "")
            yield from _pieces(body, frame, notes)
            yield _caption("figure", node.number, node.caption, frame)
            yield from _pieces(node.legend, frame, notes)
        case Theorem() | Aside() | Group() | Card() | Grid() | Tabs() | Definitions():
            yield from box_pieces(node, frame, lambda body, at: _pieces(body, at, notes))
        case _:
            yield block(node, frame)


def _merge(one: Block | None, other: Block) -> bool:
    """Whether two blocks are lists that would be read as one."""
    if type(first := _edge(other, 0)) not in LISTS:  # nearly all
        return False
    match _edge(one, -1), first:
        case Listing(start=a), Listing(start=b):
            return (a is None) is (b is None)
        case (Definitions(), Listing(start=None)) | (Listing(start=None), Definitions()):
            return True
        case Definitions(), Definitions():
            return True
        case _:
            return False


def _edge(node: Block | None, end: int) -> Block | None:
    """The first or last of what stands in groups that leave no mark of their own."""
    while isinstance(node, LOOSE) and node.body:
        node = node.body[end]
    return node


def _items(node: Listing, frame: Frame, notes: list[Footnote]) -> Iterator[str | Cell]:
    """The items of a list one by one; of those with cells, the first text bears the mark."""
    for index, item in enumerate(node.items):
        mark = _mark(node, index)
        for piece in _pieces((item,), frame, notes):
            yield piece if isinstance(piece, Cell) else hung(mark, piece)
            mark = ""


def blocks(nodes: Iterable[Block], frame: Frame) -> str:
    """Blocks as text, a blank line between them; their cells as code."""
    texts = [
        f"{APART}\n\n{text}" if _merge(before, node) else text
        for before, node in pairwise((None, *nodes))
        if node and (text := block(node, frame))
    ]
    return "\n\n".join(texts)


def block(node: Block, frame: Frame) -> str:  # noqa: C901, PLR0911, PLR0912
    """A case for every kind, however many there are."""
    match node:
        case Heading(level, inside, label, number):
            title = f"{number} {flat(inside, frame)}".strip()
            title = f"{title[:-1]}\\#" if title.endswith("#") else title
            return f"{anchor(label, frame)}\n\n{'#' * level} {title}".lstrip()
        case Paragraph(inside):
            return lines(inside, frame)
        case Listing():
            return _listing(node, frame)
        case Item(body):
            return blocks(body, frame)
        case Table():
            return _table(node, frame)
        case Figure():
            return _figure(node, frame)
        case Display(tex, label, number, lines_of):
            anchors = anchor(label, frame) + "".join(anchor(row.label, frame) for row in lines_of)
            return f"{anchors}\n\n$$\n{_formula(tex, number)}\n$$".lstrip()
        case CodeBlock():
            return _code(node, frame)
        case Cell(tags=tags) if VALUE in tags:
            return ""
        case Cell(code, variants):
            return fenced(code, "python") if applies(variants, frame.variant) else ""
        case VariantBlock(variants, body):
            return blocks(body, frame) if applies(variants, frame.variant) else ""
        case Admonition(folded=True) | Solution(folded=True) if not frame.plain:
            return _folded(node, frame)
        case Admonition(body=body) | Exercise(body=body) | Solution(body=body):
            return quoted(f"{_opening(node, frame)}\n\n{blocks(body, frame)}")
        case Quote(body, source):
            said = (blocks(body, frame), f"— {flat(source, frame)}" if source else "")
            return quoted("\n\n".join(part for part in said if part))
        case Rule():
            return "---"
        case Target(label):
            return anchor(label, frame)
        case Footnote():
            return _note(node, frame) if node.number else ""
        case Bibliography(works, heading=headed):
            rows = [f"- {anchor(w.anchor, frame)}{_named(w)}{flat(w.inside, frame)}" for w in works]
            heading = [f"## {word('references', frame.language)}", ""] if headed else []
            return "\n".join([*heading, *rows]) if rows else ""
        case Theorem() | Aside() | Group() | Card() | Grid() | Tabs() | Definitions():
            return box(node, frame, blocks)
        case Gathered(title=title, body=body):
            head = f"**{inlines(title, frame)}**\n\n" if title and body else ""
            return head + blocks(body, frame)
        case Embedded(body=body):
            return blocks(body, frame)
        case Only(outputs, body):
            return blocks(body, frame) if "html" in outputs else ""
        case Media(source=source, title=title):
            return lines((Link((Text(title or source),), source),), frame)
        case Diagram(code):
            return fenced(code, "mermaid")
        case Outcome():
            return outcome(node, frame)
        case IndexMark(anchor=spot):
            return anchor(spot, frame)
        case PackageIndex():
            return ""  # filled in before
        case RawBlock(_, of) if of != "html":
            return ""
        case RawBlock():
            return raw(node, frame)
        case Unknown(_, body):
            return blocks(body, frame)
        case _:
            assert_never(node)


def _named(work: Work) -> str:
    return f"\\[{work.mark}\\] " if work.mark else ""


def _mark(node: Listing, index: int) -> str:
    return "- " if node.start is None else f"{node.start + index}. "


def _listing(node: Listing, frame: Frame) -> str:
    rows = []
    for index, item in enumerate(node.items):
        mark = _mark(node, index)
        match item.body:
            case [Paragraph() as text, Listing(start=None | 1) as inner] if node.tight:
                body = f"{block(text, frame)}\n{block(inner, frame)}"
            case several:
                body = blocks(several, frame)
        task = "" if item.done is None else "[x] " if item.done else "[ ] "
        rows.append(hung(mark, f"{task}{body}"))
    return ("\n" if node.tight else "\n\n").join(rows)


def _formula(tex: str, number: str) -> str:
    """A formula without the blank lines that would end it, and with its number."""
    tex = BLANK.sub("\n", tex.strip())
    if not number:
        return tex
    return f"{COUNTING.sub(_uncounted, tex)} \\tag{{{number}}}"


def _uncounted(found: re.Match[str]) -> str:
    """`align` as `aligned`, `gather` as `gathered`; an `equation` is one without saying so."""
    ends = {"align": "aligned", "gather": "gathered", "alignat": "alignedat"}
    return f"\\{found[1]}{{{ends[found[2]]}}}" if found[2] in ends else ""


def _opening(node: Exercise | Solution | Admonition, frame: Frame) -> str:
    """The line that a box begins with."""
    match node:
        case Exercise(title=title, number=number):
            name = f"{word('exercise', frame.language)} {number}".strip()
            more = f" ({inlines(title, frame)})" if title else ""
            return f"{anchor(node.label, frame)}**{name}**{more}"
        case Solution():
            return f"{anchor(node.label, frame)}**{_solves(node, frame)}**"
        case Admonition(kind, title):
            name = flat(title, frame) or title_of(kind, frame.language)
            return f"{anchor(node.label, frame)}**{name}**"
        case _:
            assert_never(node)


def _solves(node: Solution, frame: Frame) -> str:
    exercise = word("exercise", frame.language)
    return f"{word('solution', frame.language)}: {exercise} {node.number}".strip()


def _folded(node: Solution | Admonition, frame: Frame) -> str:
    """A box that is closed until it is asked for. Its title is HTML, in which formulas are set."""
    match node:
        case Solution():
            title = _solves(node, frame)
        case Admonition(kind, inside):
            title = plain(rewrite(inside, _dollars)) or title_of(kind, frame.language)
        case _:
            assert_never(node)
    summary = f"<details><summary>{escape(title, quote=False)}</summary>"
    told = f"{anchor(node.label, frame)}\n{summary}\n\n{blocks(node.body, frame)}\n\n</details>"
    return told.lstrip()


def _dollars(node: Node) -> Node:
    return Text(f"${node.tex}$") if isinstance(node, Math) else node


def _code(node: CodeBlock, frame: Frame) -> str:
    parts = [
        anchor(node.label, frame),
        _caption("listing", node.number, node.caption, frame),
        f"`{node.filename}`" if node.filename and "`" not in node.filename else "",
        fenced(node.code, node.language),
    ]
    return "\n\n".join(part for part in parts if part)


def _table(node: Table, frame: Frame) -> str:
    caption = _caption("table", node.number, node.caption, frame)
    made = table(node, frame, blocks)
    return "\n\n".join(part for part in (anchor(node.label, frame), caption, made) if part)


def _figure(node: Figure, frame: Frame) -> str:
    parts = [
        anchor(node.label, frame) + (inlines((node.image,), frame) if node.image else ""),
        blocks(node.body, frame),
        _caption("figure", node.number, node.caption, frame),
        blocks(node.legend, frame),
    ]
    return "\n\n".join(part for part in parts if part)


def _caption(kind: str, number: str, caption: Iterable[Inline], frame: Frame) -> str:
    name = f"**{word(kind, frame.language)} {number}.**" if number else ""
    return f"{name} {lines(caption, frame)}".strip()


def _note(note: Footnote, frame: Frame) -> str:
    said = blocks(note.body, frame)
    if frame.notes:
        return hung("    ", f"[^{note.number}]: {said}").lstrip()
    return f'<a id="note-{note.number}"></a>{note.number}\\. {said}'
