"""A page as one variant sees it, made of what Markdown has forms for: code, its outputs, words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from hexapla.model.book import Page, Variant
from hexapla.model.nodes import (
    Admonition,
    Bibliography,
    Block,
    Cell,
    Citation,
    CodeBlock,
    Display,
    Exercise,
    Group,
    Image,
    IndexMark,
    Node,
    Outcome,
    Paragraph,
    RawBlock,
    Solution,
    Theorem,
)
from hexapla.model.outputs import ERROR, STDERR, STDOUT, Output, Run
from hexapla.model.walk import VALUE, cells_of, rewrite
from hexapla.render.addresses import PICTURES, stem
from hexapla.render.values import Values

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
PRINTED = ("text/plain", STDOUT, STDERR, ERROR)
OUTPUT = "text"  # the language of what code gave
# An output in LaTeX that is one formula.
FORMULA = re.compile(r"\$\$?((?:[^$\\]|\\.)+)\$\$?|\\\[(.+)\\\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shows:
    """What a page's code gave in a variant, and the way to the top of the site."""

    variant: Variant
    run: Run | None
    values: Values
    top: str


def plainly(page: Page, shows: Shows) -> tuple[Block, ...]:
    """The body with code and outputs in place of cells, all open, and nothing led to."""
    places = {id(cell): n for n, cell in enumerate(cells_of(page.body, shows.variant.name))}

    def change(node: Node) -> Node:
        match node:
            case Cell():
                return Group((), tuple(_cell(node, places.get(id(node)), page.id, shows)))
            case Outcome():
                return Group((), tuple(_outcome(node, page.id, shows)))
            case _:
                return _bare(node)

    return rewrite(page.body, change)


def _bare(node: Node) -> Node:
    """A node without what only pages of HTML have: spots, folds, sizes of pictures."""
    match node:
        case Image():
            return replace(node, width="", height="")
        case IndexMark() | Citation():
            return replace(node, anchor="")
        case Bibliography(works):
            return replace(node, works=tuple(replace(work, anchor="") for work in works))
        case Admonition() | Exercise() | Solution() | Theorem():
            return replace(node, folded=False, label="")
        case _ if getattr(node, "label", ""):
            return replace(node, label="")  # type: ignore[call-arg]
        case _:
            return node


def _cell(cell: Cell, place: int | None, page: str, shows: Shows) -> Iterator[Block]:
    """What is shown of a cell; what its tags only fold is there."""
    if place is None or {"remove-cell", VALUE} & {*cell.tags}:
        return
    if cell.code.strip() and "remove-input" not in cell.tags:
        yield CodeBlock(cell.code.rstrip("\n"), shows.variant.lexer)
    known = shows.run.cells[place] if shows.run and place < len(shows.run.cells) else ()
    if "remove-output" in cell.tags:
        return
    for index, one in enumerate(known or ()):
        if not one.hidden and not _removed(one, cell.tags):
            path = shows.top + stem(page, shows.variant.name, place, index)
            yield from _output(one, path, cell.alt)


def _removed(one: Output, tags: Iterable[str]) -> bool:
    stream = {STDOUT: "remove-stdout", STDERR: "remove-stderr"}.get(one.mime, "")
    return stream in tags


def _outcome(node: Outcome, page: str, shows: Shows) -> Iterator[Block]:
    for given in shows.values.find(node, page, shows.variant.name):
        if node.glued or not given.output.hidden:
            path = stem(given.page, shows.variant.name, given.cell, given.number)
            yield from _output(given.output, shows.top + path, "")


def _output(one: Output, path: str, alt: str) -> Iterator[Block]:
    """An output in the form that says most in words; a picture, and all else as it was printed."""
    forms = {form.mime: form for form in reversed((one, *one.others))}
    words = {mime: form.data for mime, form in forms.items() if isinstance(form.data, str)}
    picture = next((form.mime for form in (one, *one.others) if form.mime in PICTURES), None)
    nodes = next((form.nodes for form in forms.values() if form.nodes), ())
    formula = FORMULA.fullmatch(words.get("text/latex", "").strip())
    printed = next((words[mime] for mime in PRINTED if mime in words), None)
    if picture:
        yield Paragraph((Image(f"{path}.{PICTURES[picture]}", alt or "Output of the code above"),))
    elif nodes:
        yield from nodes
    elif formula:
        yield Display((formula[1] or formula[2]).strip())
    elif printed is not None:
        yield CodeBlock(COLOURS.sub("", printed).strip("\n"), OUTPUT)
    else:
        yield from _source(words)


def _source(words: Mapping[str, str]) -> Iterator[Block]:
    """What has no form in words: HTML as it is, and the source of what is source."""
    if "text/html" in words:
        yield RawBlock(words["text/html"])
    elif data := next((data for mime, data in words.items() if mime.startswith("text/")), ""):
        yield CodeBlock(data.strip("\n"), OUTPUT)
