"""Pages as Markdown, for one variant, in the dialect that notebooks show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import assert_never

import nh3

from hexapla.model.nodes import (
    Admonition,
    Bibliography,
    Block,
    Break,
    Cell,
    Citation,
    CodeBlock,
    CodeSpan,
    Display,
    Emphasis,
    Exercise,
    Figure,
    Footnote,
    FootnoteReference,
    Heading,
    Image,
    Inline,
    Item,
    Link,
    Listing,
    Math,
    Paragraph,
    Quote,
    RawBlock,
    RawInline,
    Reference,
    Row,
    Rule,
    Solution,
    Strikethrough,
    Strong,
    Table,
    Target,
    Text,
    Unknown,
    VariantBlock,
)
from hexapla.model.walk import applies, walk
from hexapla.model.words import word


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds the text: its page, its variant, the book's language and files."""

    page: str
    variant: str
    language: str
    files: frozenset[str]


# What Markdown would take for a mark; underscores within words are safe.
MARKS = re.compile(r"[\\`*\[\]<>$&]|~~|(?<!\w)_|_(?!\w)")
# What it would take for a block at the start of a line.
STARTS = re.compile(
    r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|=+(?=\s*$)|-+(?=\s*$)|~{3,})", re.MULTILINE
)
COUNTS = re.compile(r"^(\s*\d+)([.)])(?=\s|$)", re.MULTILINE)
ALIGN = {"": "---", "left": ":--", "center": ":-:", "right": "--:"}


def pieces(nodes: Iterable[Block], frame: Frame) -> Iterator[str | Cell]:
    """The text of blocks and the cells between them, in order.

    What holds cells is taken apart; notes to the text come at its end, in their order.
    """
    notes: list[Footnote] = []
    yield from _pieces(nodes, frame, notes)
    yield from (_note(note, frame) for note in sorted(notes, key=lambda note: note.number))


def _pieces(nodes: Iterable[Block], frame: Frame, notes: list[Footnote]) -> Iterator[str | Cell]:
    for node in nodes:
        match node:
            case Cell(variants=variants):
                if applies(variants, frame.variant):
                    yield node
            case VariantBlock(variants, body):
                if applies(variants, frame.variant):
                    yield from _pieces(body, frame, notes)
            case Footnote(number=number):
                notes += [node] if number else []
            case Exercise(body=body) | Solution(body=body) | Admonition(body=body) if _runs(node):
                yield _opening(node, frame)
                yield from _pieces(body, frame, notes)
            case _:
                yield block(node, frame)


def _runs(node: Block) -> bool:
    return any(isinstance(inner, Cell) for inner in walk((node,)))


def blocks(nodes: Iterable[Block], frame: Frame) -> str:
    """Blocks as text, a blank line between them; their cells as code."""
    return "\n\n".join(text for node in nodes if (text := block(node, frame)))


def block(node: Block, frame: Frame) -> str:  # noqa: C901, PLR0911, PLR0912
    """A case for every kind, however many there are."""
    match node:
        case Heading(level, inside, label, number):
            title = f"{number} {inlines(inside, frame)}".strip()
            return f"{_anchor(label)}\n\n{'#' * level} {title}".lstrip()
        case Paragraph(inside):
            return _lines(inside, frame)
        case Listing(items, start, tight):
            return _listing(items, start, tight, frame)
        case Item(body):
            return blocks(body, frame)
        case Table():
            return _table(node, frame)
        case Figure():
            return _figure(node, frame)
        case Display(tex, label, number):
            tag = f" \\tag{{{number}}}" if number else ""
            return f"{_anchor(label)}\n\n$$\n{tex.strip()}{tag}\n$$".lstrip()
        case CodeBlock(code, language):
            return _fence(code, language)
        case Cell(code, variants):
            return _fence(code, "python") if applies(variants, frame.variant) else ""
        case VariantBlock(variants, body):
            return blocks(body, frame) if applies(variants, frame.variant) else ""
        case Admonition(body=body) | Exercise(body=body):
            return _quoted(f"{_opening(node, frame)}\n\n{blocks(body, frame)}")
        case Solution(body=body):
            return _solution(node, blocks(body, frame), frame)
        case Quote(body):
            return _quoted(blocks(body, frame))
        case Rule():
            return "---"
        case Target(label):
            return _anchor(label)
        case Footnote():
            return _note(node, frame) if node.number else ""
        case Bibliography(works):
            rows = [f"- {_anchor(f'cite-{w.key}')}{inlines(w.inside, frame)}" for w in works]
            heading = f"## {word('references', frame.language)}"
            return "\n".join([heading, "", *rows]) if rows else ""
        case RawBlock(html):
            return nh3.clean(html)
        case Unknown(_, body):
            return blocks(body, frame)
        case _:
            assert_never(node)


def inlines(nodes: Iterable[Inline], frame: Frame) -> str:
    """What stands within a line."""
    return "".join(_inline(node, frame) for node in nodes)


def _inline(node: Inline, frame: Frame) -> str:  # noqa: C901, PLR0911, PLR0912
    match node:
        case Text(text):
            return MARKS.sub(lambda mark: "".join(f"\\{each}" for each in mark[0]), text)
        case Emphasis(inside):
            return f"*{inlines(inside, frame)}*"
        case Strong(inside):
            return f"**{inlines(inside, frame)}**"
        case Strikethrough(inside):
            return f"~~{inlines(inside, frame)}~~"
        case CodeSpan(code):
            return _span(code)
        case Math(tex):
            return f"${tex}$"
        case Link(inside, url):
            return f"[{inlines(inside, frame)}]({_address(url, frame)})"
        case Image(source, alt):
            return f"![{_inline(Text(alt), frame)}]({_address(source, frame)})"
        case Break(hard):
            return "\\\n" if hard else "\n"
        case Reference():
            return _reference(node, frame)
        case Citation(form, works):
            shown = [f"[{work.text or work.key}](#cite-{work.key})" for work in works]
            return ", ".join(shown) if form == "textual" else f"({'; '.join(shown)})"
        case FootnoteReference(_, number):
            return f"<sup>[{number}](#note-{number})</sup>"
        case RawInline(html):
            return nh3.clean(html)
        case _:
            assert_never(node)


def _lines(nodes: Iterable[Inline], frame: Frame) -> str:
    """A paragraph's text, in which no line begins like a list or heading."""
    text = inlines(nodes, frame)
    return COUNTS.sub(r"\1\\\2", STARTS.sub(r"\1\\\2", text))


def _opening(node: Exercise | Solution | Admonition, frame: Frame) -> str:
    """The line that a box begins with."""
    match node:
        case Exercise(title=title, number=number):
            name = f"{word('exercise', frame.language)} {number}".strip()
            more = f" ({inlines(title, frame)})" if title else ""
            return f"{_anchor(node.label)}**{name}**{more}"
        case Solution():
            return f"**{_solves(node, frame)}**"
        case Admonition(kind, title):
            return f"{_anchor(node.label)}**{inlines(title, frame) or kind.capitalize()}**"
        case _:
            assert_never(node)


def _solves(node: Solution, frame: Frame) -> str:
    exercise = word("exercise", frame.language)
    return f"{word('solution', frame.language)}: {exercise} {node.number}".strip()


def _solution(node: Solution, body: str, frame: Frame) -> str:
    summary = f"<summary>{_solves(node, frame)}</summary>"
    return f"{_anchor(node.label)}\n<details>{summary}\n\n{body}\n\n</details>".lstrip()


def _anchor(label: str) -> str:
    return f'<a id="{escape(label)}"></a>' if label else ""


def _reference(node: Reference, frame: Frame) -> str:
    shown = inlines(node.inside, frame) or node.target
    if not node.page:
        return shown
    there = "" if node.page == frame.page else f"{node.page}.ipynb"
    anchor = f"#{node.anchor}" if node.anchor else ""
    return f"[{shown}]({there}{anchor})" if there or anchor else shown


def _address(url: str, frame: Frame) -> str:
    """Files of the book go along beside the notebooks; other addresses stay as they are."""
    there = f"files/{url}" if url in frame.files else url
    return f"<{there}>" if re.search(r"[\s()<>]", there) else there


def _span(code: str) -> str:
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    ticks = "`" * (longest + 1)
    space = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{ticks}{space}{code}{space}{ticks}"


def _fence(code: str, language: str) -> str:
    longest = max((len(run) for run in re.findall("`{3,}", code)), default=2)
    ticks = "`" * (longest + 1)
    return f"{ticks}{language}\n{code}\n{ticks}"


def _listing(items: Iterable[Item], start: int | None, tight: bool, frame: Frame) -> str:
    rows = []
    for index, item in enumerate(items):
        mark = "- " if start is None else f"{start + index}. "
        body = blocks(item.body, frame)
        body = body.replace("\n\n", "\n") if tight and "```" not in body else body
        rows.append(mark + body.replace("\n", "\n" + " " * len(mark)))
    return ("\n" if tight else "\n\n").join(rows)


def _table(node: Table, frame: Frame) -> str:
    rows = [_row(node.head, frame), f"| {' | '.join(ALIGN[a] for a in node.align)} |"]
    rows += [_row(row, frame) for row in node.rows]
    caption = _caption("table", node.number, node.caption, frame)
    return "\n\n".join(part for part in (_anchor(node.label), caption, "\n".join(rows)) if part)


def _row(row: Row, frame: Frame) -> str:
    data = (inlines(datum.inside, frame).replace("\n", " ") for datum in row.data)
    return f"| {' | '.join(text.replace('|', chr(92) + '|') for text in data)} |"


def _figure(node: Figure, frame: Frame) -> str:
    parts = [
        _anchor(node.label) + _inline(node.image, frame),
        _caption("figure", node.number, node.caption, frame),
        blocks(node.legend, frame),
    ]
    return "\n\n".join(part for part in parts if part)


def _caption(kind: str, number: str, caption: Iterable[Inline], frame: Frame) -> str:
    name = f"**{word(kind, frame.language)} {number}.**" if number else ""
    return f"{name} {inlines(caption, frame)}".strip()


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _note(note: Footnote, frame: Frame) -> str:
    return f'<a id="note-{note.number}"></a>{note.number}\\. {blocks(note.body, frame)}'
