"""Blocks as HTML: one case for every kind of thing that a page can hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
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
    Image,
    IndexMark,
    Item,
    Listing,
    Media,
    Only,
    Outcome,
    PackageIndex,
    Paragraph,
    Quote,
    RawBlock,
    Reference,
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
from hexapla.model.walk import plain
from hexapla.model.words import word
from hexapla.render.web.boxes import box, item, statement
from hexapla.render.web.cells import variants
from hexapla.render.web.code import Lines, listing
from hexapla.render.web.context import Context
from hexapla.render.web.inlines import formula, image, image_address, inlines, raw, styled
from hexapla.render.web.markup import fragment, tag, text
from hexapla.render.web.permalinks import numbered, permalink
from hexapla.render.web.shown import shown
from hexapla.render.web.tables import table


def blocks(nodes: Iterable[Block], context: Context) -> str:
    """The nodes as HTML. Neighbouring cells and blocks of variants make one set of tabs."""
    return "\n".join(part for part in _parts(nodes, context) if part)


def footnotes(notes: Iterable[Footnote], context: Context) -> str:
    """The footnotes of a page, at its end, with links back to their marks."""
    listed = sorted((note for note in notes if note.number), key=lambda note: note.number)
    marks: defaultdict[str, list[str]] = defaultdict(list)
    for mark in context.marks.values():  # fn-mark-2, fn-mark-2-2
        marks[mark.split("-")[2]].append(mark)
    items = "\n".join(_note(note, marks[str(note.number)], context) for note in listed)
    return tag("ol", items) if items else ""


def _parts(nodes: Iterable[Block], context: Context) -> Iterator[str]:
    seen = (node for node in nodes if not (isinstance(node, Cell) and "remove-cell" in node.tags))
    for varied, group in groupby(seen, lambda node: isinstance(node, Cell | VariantBlock)):
        if varied:
            run = [node for node in group if isinstance(node, Cell | VariantBlock)]
            yield variants(run, context, blocks)
        else:
            yield from (_block(node, context) for node in group)


def _block(node: Block, context: Context) -> str:  # noqa: C901, PLR0911, PLR0912
    """A case for every kind, however many there are."""
    match node:
        case Heading():
            return _heading(node, context)
        case Paragraph(inside):
            return tag("p", inlines(inside, context))
        case Listing():
            return _listing(node, context)
        case Item(body):
            return tag("div", blocks(body, context))
        case Table():
            return _tabular(node, context)
        case Figure():
            return _figure(node, context)
        case Display():
            return _display(node, context)
        case CodeBlock():
            return _code(node, context)
        case Cell() | VariantBlock():
            return variants([node], context, blocks)
        case Exercise():
            return statement(node, "exercise", context, blocks)
        case Solution():
            return _solution(node, context)
        case Rule():
            return tag("hr")
        case Target(label):
            return tag("div", id=context.anchor(label), class_="target")
        case Footnote() | PackageIndex():
            return ""  # set at the end of the page; filled in before
        case Bibliography():
            return _references(node, context)
        case Theorem() | Aside() | Group() | Card() | Grid() | Tabs() | Definitions():
            return box(node, context, blocks)
        case Admonition() | Quote():
            return box(node, context, blocks)
        case Media() | Diagram() | Outcome() | Embedded():
            return shown(node, context, blocks)
        case Gathered():
            return _gathered(node, context)
        case Only(outputs, body):
            return blocks(body, context) if "html" in outputs else ""
        case IndexMark(anchor=anchor):
            return tag("span", id=context.anchor(anchor))
        case RawBlock(html, of):
            made = raw(node, context) if of == "html" else ""
            return tag("div", made, class_="scroll") if "<table" in html and made else made
        case Unknown(body=body):
            return tag("div", blocks(body, context), class_="unknown")
        case _:
            assert_never(node)


def _heading(node: Heading, context: Context) -> str:
    level = min(max(node.level, 2), 6)  # the page's own title is the only heading of level 1
    number = tag("span", text(node.number), class_="number") + " " if node.number else ""
    inside, name = number + inlines(node.inside, context), context.anchor(node.label)
    inside = permalink(inside, node.label, context) if name else inside
    return tag(f"h{level}", inside, id=name, class_=styled(node.classes))


def _display(node: Display, context: Context) -> str:
    number = numbered(f"({text(node.number)})", node.label, context) if node.number else ""
    rows = "".join(tag("span", id=context.anchor(row.label)) for row in node.rows if row.label)
    shown = tag("div", rows + formula(node.tex, context, display=True), class_="formula")
    return tag("div", shown + number, class_="equation", id=context.anchor(node.label))


def _figure(node: Figure, context: Context) -> str:
    picture = _picture(node.image, plain(node.caption), context) if node.image else ""
    held = blocks(node.body, context)
    style = f"figures columns-{node.columns}" if node.columns else "figures"
    several = any(isinstance(one, Figure | Paragraph) for one in node.body)
    picture += tag("div", held, class_=style) if held and several else held
    below = tag("div", blocks(node.legend, context), class_="legend") if node.legend else ""
    inside = picture + _caption("figure", node, context, below)
    return tag("figure", inside, class_="figure", id=context.anchor(node.label))


def _code(node: CodeBlock, context: Context) -> str:
    links, lines = context.documented(node.language), Lines(node.first, node.marked)
    shown = listing(node.code, node.language, links, lines=lines, filename=node.filename)
    if not (node.caption or node.label):
        return shown
    inside = _caption("listing", node, context) + shown
    return tag("figure", inside, class_="listing", id=context.anchor(node.label))


def _tabular(node: Table, context: Context) -> str:
    shown = tag("div", table(node, context, blocks), class_="scroll")
    inside = _caption("table", node, context) + shown
    return tag("figure", inside, class_="table", id=context.anchor(node.label))


def _picture(node: Image, alt: str, context: Context) -> str:
    """A figure's picture, which leads to itself: a script shows it large in its place."""
    shown = image(node, context, alt=alt)
    there = None if context.still else image_address(node.source, context)
    name = None if node.alt or alt else context.words["picture"]
    return tag("a", shown, class_="zoom", href=there, aria_label=name) if there else shown


def _caption(kind: str, node: CodeBlock | Figure | Table, context: Context, below: str = "") -> str:
    """“Figure 3.1: …”, or as much of it as there is."""
    name = f"{word(kind, context.language)} {node.number}" if node.number else ""
    name += ":" if name and node.caption else ""
    shown = numbered(text(name), node.label, context) + " " if name else ""
    shown += inlines(node.caption, context)
    return tag("figcaption", shown + below) if shown or below else ""


def _listing(node: Listing, context: Context) -> str:
    items = "\n".join(_item(one, node, context) for one in node.items)
    if node.start is None:
        return tag("ul", items)
    return tag("ol", items, start=str(node.start) if node.start != 1 else None)


def _item(node: Item, listing: Listing, context: Context) -> str:
    """An item; of a task, a box that says whether it is done, and cannot be pressed."""
    match node:
        case Item([Paragraph(inside), *rest], done=bool(done)):
            box = tag("input", type="checkbox", disabled="", checked="" if done else None)
            said = tag("label", f"{box} {inlines(inside, context)}")
            said = said if listing.tight else tag("p", said)
            return tag("li", "\n".join((said, *_parts(rest, context))), class_="task")
        case _:
            return tag("li", item(node, context, blocks, tight=listing.tight))


def _solution(node: Solution, context: Context) -> str:
    name = text(f"{word('exercise', context.language)} {node.number}".strip())
    if node.page and node.of and not node.folded:
        name = tag("a", name, href=context.address(node.page, node.of))
    title = text(word("solution", context.language)) + " " + tag("span", name, class_="of")
    anchor, body = context.anchor(node.label), blocks(node.body, context)
    if node.folded:
        return tag("details", tag("summary", title) + body, class_="solution", id=anchor)
    return tag("section", tag("p", title, class_="title") + body, class_="solution", id=anchor)


def _gathered(node: Gathered, context: Context) -> str:
    title = tag("p", inlines(node.title, context), class_="title") if node.title else ""
    listed = blocks(node.body, context)
    return tag("nav", title + listed, class_="gathered") if listed else ""


def _references(node: Bibliography, context: Context) -> str:
    name = {"": "ul", "bullet": "ul", "enumerated": "ol"}[node.style]
    look = {"": "references", "bullet": "references bullets", "enumerated": "references"}
    items = [_work(one, node, context) for one in node.works]
    return tag(name, "\n".join(items), class_=look[node.style]) if items else ""


def _work(node: Work, of: Bibliography, context: Context) -> str:
    marked = node.mark and not of.style
    mark = tag("span", text(f"[{node.mark}]"), class_="mark") + " " if marked else ""
    said = context.words["back_cited"]
    back = " ".join(
        tag("a", inlines(one.inside, context), href=_address(one, context), aria_label=said)
        for one in node.cited
    )
    back = " " + tag("span", back, class_="cited-at") if back else ""
    inside = mark + inlines(node.inside, context) + back
    return tag("li", inside, id=context.anchor(node.anchor), class_="marked" if mark else None)


def _address(node: Reference, context: Context) -> str:
    return context.address(node.page, node.anchor)


def _note(note: Footnote, marks: Iterable[str], context: Context) -> str:
    said = context.words["back_text"]
    back = "".join(
        " " + tag("a", "↩", href=fragment(mark), role="doc-backlink", aria_label=said)
        for mark in marks
    )
    body = blocks(note.body, context)
    last = body.endswith("</p>")
    body = body.removesuffix("</p>") + back + ("</p>" if last else "")
    seen = " ".join(context.noted.get(note.number, ())) or None
    return tag("li", body, id=f"fn-{note.number}", value=str(note.number), data_for=seen)
