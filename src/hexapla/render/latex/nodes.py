"""Blocks as LaTeX: one case for every kind of thing that a page can hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import assert_never

from hexapla.model.book import Book, Page
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
    FootnoteReference,
    Gathered,
    Grid,
    Group,
    Heading,
    Image,
    IndexMark,
    Item,
    Link,
    Listing,
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
)
from hexapla.model.problems import Problems, not_on_paper
from hexapla.model.walk import plain, rewrite, walk
from hexapla.render.latex.boxes import box
from hexapla.render.latex.counters import SECTIONS, Count
from hexapla.render.latex.escaping import escaped
from hexapla.render.latex.figures import figure, image
from hexapla.render.latex.frame import Frame, Pen, Told
from hexapla.render.latex.indexing import indexed
from hexapla.render.latex.inlines import inlines
from hexapla.render.latex.listings import listing, printed
from hexapla.render.latex.maths import display
from hexapla.render.latex.naming import Names
from hexapla.render.latex.nesting import environment
from hexapla.render.latex.notes import noted
from hexapla.render.latex.tables import table
from hexapla.render.paper.lacks import SILENT

OUTPUTS = {"stderr": "messages", "error": "messages"}  # other outputs are as any


@dataclass(frozen=True, slots=True)
class Setting:
    """What a page is set in: its book, the counters as they stand, and what is known of its
    pictures and formulas; `listing` is the page on which the works of the whole book are listed."""

    book: Book
    names: Names
    count: Count
    pictures: Mapping[str, str]
    listing: str


def chapter(page: Page, setting: Setting, wrong: Mapping[str, str]) -> tuple[str, Problems]:
    """The text of a page; `wrong` says of formulas why they cannot be set."""
    frame = Frame(
        pen=Pen(inlines, blocks),
        page=page,
        book=setting.book,
        names=setting.names,
        count=setting.count.copy(),
        pictures=setting.pictures,
        wrong=wrong,
        notes={node.number: node for node in walk(page.body, Footnote)},
        marks=Counter(node.number for node in walk(page.body, FootnoteReference)),
        told=Told(),
        listing=setting.listing,
    )
    text = blocks(page.body, frame)
    return f"{text}\n", tuple(frame.told.problems)


def blocks(nodes: Iterable[Block], frame: Frame) -> str:
    """Blocks with an empty line between two, which begins a paragraph; around a formula, there is
    none where the sentence goes on."""
    made = [(node, text) for node in nodes if (text := block(node, frame))]
    parts = [text for _, text in made[:1]]
    for (before, _), (node, text) in pairwise(made):
        parts.append(("\n" if _goes_on(before, node) else "\n\n") + text)
    return "".join(parts)


def _goes_on(before: Block, node: Block) -> bool:
    match before, node:
        case Paragraph(), Display():
            return True
        case Display(), Paragraph(inside):
            first = plain(inside)[:1]
            return first.islower() or first in ",;."
        case IndexMark() | Target(), _:
            return True
        case _:
            return False


def block(node: Block, frame: Frame) -> str:  # noqa: C901, PLR0911, PLR0912
    """A case for every kind, however many there are."""
    match node:
        case Heading():
            return _heading(node, frame)
        case Paragraph():
            return _paragraph(node, frame)
        case Item(body) | Embedded(_, body) | Unknown(_, body) | VariantBlock(_, body):
            return frame.blocks(body)
        case Gathered(body=body) | Only(_, body):
            return frame.blocks(body)
        case Table():
            return table(node, frame)
        case Figure():
            return figure(node, frame)
        case Display():
            return display(node, frame)
        case CodeBlock():
            return listing(node, frame)
        case Group():
            return _group(node, frame)
        case Admonition() | Aside() | Card() | Definitions() | Exercise() | Grid() | Listing():
            return box(node, frame)
        case Quote() | Solution() | Tabs() | Theorem():
            return box(node, frame)
        case Media():
            return _medium(node, frame)
        case Diagram(code, alt):
            return "\n\n".join(filter(None, (escaped(alt), printed(code, frame))))
        case Rule():
            return "\\scenebreak"
        case Target(label):
            return frame.spot(label)
        case IndexMark(terms):
            return "".join(indexed(term, frame) for term in terms)
        case Bibliography():
            return _references(node, frame)
        case RawBlock(text, of):
            return text.strip("\n") if of == "latex" else _html(node, frame)
        case Footnote() | Cell() | Outcome() | PackageIndex():
            return ""  # set where it is marked; resolved before
        case _:
            assert_never(node)


def _heading(node: Heading, frame: Frame) -> str:
    r"""\section{Title}\label{sec:roots}; with a star where it has no number."""
    is_title = bool(frame.page.body) and node is frame.page.body[0]
    depth = min(frame.page.level + node.level - 1, len(SECTIONS))
    told = frame.count.section(depth, node.number)
    marks = "".join(block(one, frame) for one in walk(node.inside, IndexMark))
    # A heading stands in the contents too, where nothing is marked for the index.
    bare = rewrite(node.inside, _gone, IndexMark)
    words = frame.title().lines(bare)
    after = noted(frame)
    short = frame.title().lines(rewrite(bare, _gone, FootnoteReference)) if after else ""
    short = f"[{{{_flat(short)}}}]" if short else ""
    label = frame.titled() if is_title else frame.label(node.label)
    command = _command(node, depth, frame, title=is_title)
    return f"{told}\\{command}{short}{{{_flat(words)}}}{label}{marks}{after}"


def _gone(node: Node) -> Node:
    return Text("")


def _command(node: Heading, depth: int, frame: Frame, *, title: bool) -> str:
    name = SECTIONS[depth - 1]
    if node.number or (
        frame.page.number and node.counted and depth > frame.book.config.numbering.depth
    ):
        return name  # or one that is too deep for a number
    if title and depth in (1, 2):
        return "addchap" if depth == 1 else "addsec"
    return f"{name}*"


def _flat(text: str) -> str:
    return " ".join(text.split("\n"))


def _paragraph(node: Paragraph, frame: Frame) -> str:
    """A paragraph; one that is a picture and nothing else stands in the middle."""
    match [one for one in node.inside if not (isinstance(one, Text) and not one.text.strip())]:
        case [Image() as picture] if not frame.held:
            return environment("center", image(picture, frame))
        case _:
            return frame.lines(node.inside).strip("\n")


def _group(node: Group, frame: Frame) -> str:
    spot = frame.spot(node.label)
    if "output" in node.classes:
        kind = next((OUTPUTS[name] for name in node.classes if name in OUTPUTS), "printout")
        texts = [_output(one, kind, frame) for one in node.body]
        made = "\n\n".join(text for text in texts if text)
    else:
        made = frame.blocks(node.body)
    return f"{spot}\n{made}" if spot and made else spot or made


def _output(node: Block, kind: str, frame: Frame) -> str:
    if isinstance(node, CodeBlock) and not node.number:
        return printed(node.code, frame, kind)
    return block(node, frame)


def _medium(node: Media, frame: Frame) -> str:
    """What moves elsewhere: its picture, and the way to it."""
    title = Text(node.title or node.source)
    link = frame.lines((Link((title,), node.source),))
    poster = f"{image(Image(node.poster, node.title), frame)}\n\n" if node.poster else ""
    return environment("center", poster + link)


def _references(node: Bibliography, frame: Frame) -> str:
    """The book's list where its author wants it; of others, the works. A page has none."""
    if node.heading:
        return ""
    if frame.page.id == frame.listing:
        return "\\references"
    works = [f"\\item {frame.inside().lines(work.inside)}" for work in node.works]
    return environment("itemize", "\n".join(works)) if works else ""


def _html(node: RawBlock, frame: Frame) -> str:
    """HTML of which nothing can be shown; all else is nodes by now."""
    if node.html.strip():
        frame.told.problems.append(not_on_paper("this HTML", SILENT, node.at))
    return ""
