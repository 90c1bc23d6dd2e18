"""Blocks as Typst: one case for every kind of thing that a page can hold.

A page is data: calls of functions that `assets/blocks.typ` has, which say what all of it looks
like. Before each block stands a comment with the place it was read from; those of blocks that no
other block holds begin their lines, and nothing else ever does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
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
    FootnoteReference,
    Gathered,
    Grid,
    Group,
    Heading,
    Image,
    IndexMark,
    Item,
    Listing,
    Media,
    Node,
    Only,
    Outcome,
    PackageIndex,
    Paragraph,
    Place,
    Quote,
    RawBlock,
    Rule,
    Solution,
    Table,
    Tabs,
    Target,
    Theorem,
    Unknown,
    VariantBlock,
    Work,
)
from hexapla.model.problems import Problems
from hexapla.model.walk import rewrite, walk
from hexapla.render.elements import elements
from hexapla.render.paper.boxes import box
from hexapla.render.paper.code import listing, printed
from hexapla.render.paper.figures import captioned, figure
from hexapla.render.paper.formulas import display
from hexapla.render.paper.frame import Frame, noted, spots
from hexapla.render.paper.inlines import content, inlines, spot
from hexapla.render.paper.lacks import lacks
from hexapla.render.paper.marks import SPACES, label, string
from hexapla.render.paper.media import diagram, live_output, medium
from hexapla.render.paper.pictures import standing
from hexapla.render.paper.tables import table

OUTPUT = "output"
LOOKS = {OUTPUT, "cell", "rubric", "centered"}  # classes that a group is set apart by


def body(nodes: tuple[Block, ...], frame: Frame) -> tuple[str, Problems]:
    """Blocks of a page as Typst, and what of them paper cannot show."""
    problems = tuple(lacks(nodes, frame))
    nodes = rewrite(nodes, _shown, RawBlock)
    frame = _with_notes(nodes, replace(frame, spots=spots(nodes, frame)))
    made = ((node.at, block(node, frame)) for node in _flat(nodes))
    return "\n\n".join(_placed(at, one, "") for at, one in made if one) + "\n", problems


def inner(nodes: Iterable[Block], frame: Frame) -> str:
    """What a box holds, as content in its brackets."""
    match tuple(_flat(nodes)):
        case ():
            return "[]"
        case (Paragraph(inside),) if not isinstance(inside[0] if inside else None, Image):
            return content(inside, frame)
        case several:
            made = ((node.at, block(node, frame.boxed())) for node in several)
            parts = [_placed(at, one, "  ") for at, one in made if one]
            return "[\n" + "\n\n".join(parts) + "\n  ]" if parts else "[]"


def block(node: Block, frame: Frame) -> str:  # noqa: C901, PLR0911, PLR0912
    """A case for every kind, however many there are."""
    match node:
        case Heading():
            return _heading(node, frame)
        case Paragraph((Image() as image,)):
            return f"#{standing(image, frame)}"
        case Paragraph(inside):
            return inlines(inside, frame)
        case Listing():
            return _listing(node, frame)
        case Item(body):
            return f"#block{inner(body, frame)}"
        case Table():
            return table(node, frame, inner)
        case Figure():
            return figure(node, frame, inner)
        case Display():
            return display(node, frame)
        case CodeBlock():
            return _code(node, frame)
        case Group((kind, *more), held) if kind == OUTPUT:
            return _output(held, more, frame)
        case Group(("cell", *_), held, name):
            return f"#cell[{spot(name, frame)}\n{inner(held, frame)[1:]}" if held else ""
        case Rule():
            return "#thematic-break()"
        case Target(name):
            return spot(name, frame)
        case IndexMark():
            return inlines((node,), frame)
        case Bibliography():
            return _references(node, frame)
        case Media():
            return medium(node, frame)
        case Diagram():
            return diagram(node, frame)
        case Unknown(body=held):
            return f"#block{inner(held, frame)}"
        case Theorem() | Aside() | Group() | Card() | Grid() | Tabs() | Definitions():
            return box(node, frame, inner)
        case Admonition() | Quote() | Exercise() | Solution():
            return box(node, frame, inner)
        case Footnote():
            return ""  # stands where its mark is
        case RawBlock():
            raise ValueError(f"HTML at {node.at}: it has not been read")
        case Cell() | VariantBlock() | Outcome() | Embedded() | Gathered() | Only():
            raise ValueError(f"{type(node).__name__} at {node.at}: the page has not been resolved")
        case PackageIndex():
            raise ValueError(f"an index of the package at {node.at}: it has not been filled in")
        case _:
            assert_never(node)


def _shown(node: Node) -> Node:
    """HTML as the nodes that it shows."""
    return Group((), elements(node), at=node.at) if isinstance(node, RawBlock) else node


def _flat(nodes: Iterable[Block]) -> Iterator[Block]:
    """The blocks, those of groups that look like nothing in particular among the others."""
    for node in nodes:
        if isinstance(node, Group) and not LOOKS & {*node.classes}:
            yield from (Target(node.label, at=node.at),) if node.label else ()
            yield from _flat(node.body)
        else:
            yield node


def _placed(at: Place, made: str, indent: str) -> str:
    """A block below the place that it is from."""
    where = SPACES.sub(" ", str(at))
    return f"{indent}// {where}\n{made}" if at.file else f"{indent}// ?\n{made}"


def _with_notes(nodes: tuple[Block, ...], frame: Frame) -> Frame:
    """The same, with how the marks of footnotes are written: the first one has the note itself.

    Notes may have marks of notes: so they are written once without, and then with these. A title of
    a chapter floats, and would lose a note: that stands below it.
    """
    notes = {node.name: node for node in nodes if isinstance(node, Footnote)}
    if not notes:
        return frame
    marks, floating = noted(nodes), frozenset(_floating(nodes, frame))
    for _ in range(2):
        made = [
            mark
            for name, note in notes.items()
            for mark in _marks(note, marks.get(name, []), floating, frame)
        ]
        below = {mark: text for mark, text, again in made if mark in floating and text != again}
        written = {mark: again if mark in below else text for mark, text, again in made}
        frame = replace(frame, spots=replace(frame.spots, marks=written, below=below))
    return frame


def _floating(nodes: tuple[Block, ...], frame: Frame) -> Iterator[int]:
    """The marks of footnotes in titles of chapters, by their ids."""
    for node in nodes:
        if isinstance(node, Heading) and frame.spots.levels.get(id(node), frame.level) == 1:
            yield from (id(mark) for mark in walk(node.inside, FootnoteReference))


def _marks(
    note: Footnote, marks: list[FootnoteReference], floating: frozenset[int], frame: Frame
) -> Iterator[tuple[int, str, str]]:
    """Of each mark its id, what it is written as, and how a second one is."""
    named = frame.label(f"fn:{note.name}:{note.at.line}")
    again = f"#footnote({named});"
    for number, mark in enumerate(marks):
        labelled = f"#{named};" if len(marks) > 1 or id(mark) in floating else ";"
        made = again if number else f"#footnote{inner(note.body, frame)}{labelled}"
        yield id(mark), made, again


def _heading(node: Heading, frame: Frame) -> str:
    """A heading; that of the page itself is where links to the page lead."""
    level = frame.spots.levels.get(id(node), frame.level)
    number = f"numbering: (..n) => {string(node.number)}" if node.number else "numbering: none"
    head = f"#heading(depth: {level}, {number}){content(node.inside, replace(frame, titled=True))}"
    named = f"#{frame.label(node.label)}" if node.label else ""
    page = f"#spot({label(frame.page)})" if node.level == 1 else ""
    marks = (frame.spots.below.get(id(mark)) for mark in walk(node.inside, FootnoteReference))
    notes = "".join(f"#note-below[{note}]" for note in marks if note)
    return head + named + page + notes


def _code(node: CodeBlock, frame: Frame) -> str:
    if not (node.caption or node.label):
        return f"#{listing(node, tinted=frame.tinted)}"
    return captioned("listing", listing(node, tinted=frame.tinted), node, frame)


def _output(held: tuple[Block, ...], kinds: list[str], frame: Frame) -> str:
    """What code gave: words that it printed, or anything else, and the way to what acts."""
    live = live_output(frame) if "live" in kinds else ""
    match held:
        case (CodeBlock(),) if live:  # the words that stand for it where nothing can act
            return live
        case (CodeBlock(text, at=at),):
            return f"#output[#{printed(text, at, ' '.join(kinds))}]"
        case _:
            return f"#output{inner(held, frame)}" + (f"\n{live}" if live else "")


def _listing(node: Listing, frame: Frame) -> str:
    frame = frame.boxed()
    items = ", ".join(_item(one, frame) for one in node.items)
    tight = "" if node.tight else "tight: false, "
    if any(one.done is not None for one in node.items):
        return f"#list({tight}marker: none, body-indent: 0pt, {items})"
    if node.start is None:
        return f"#list({tight}{items})"
    start = "" if node.start == 1 else f"start: {node.start}, "
    return f"#enum({tight}{start}{items})"


def _item(node: Item, frame: Frame) -> str:
    held = inner(node.body, frame)
    if node.done is None:
        return held
    return f"task({str(node.done).lower()}, {held})"


def _references(node: Bibliography, frame: Frame) -> str:
    style = node.style or "plain"
    works = "".join(f"\n  {_work(one, frame)}," for one in node.works)
    return f"#works(style: {string(style)},{works}\n)" if works else ""


def _work(node: Work, frame: Frame) -> str:
    named = frame.label(node.anchor) if node.anchor else "none"
    cited = ", ".join(label(one.page, one.anchor) for one in node.cited if one.page)
    said = f"mark: {string(node.mark)}, body: {content(node.inside, frame)}"
    return f"(label: {named}, {said}, cited: ({cited}{',' if cited else ''}))"
