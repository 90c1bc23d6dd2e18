"""A page as the readers of one variant see it where nothing acts: on paper, or as mere words.

What its code gave stands in place of its cells and values; there are no words for other variants.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from hexapla.model.book import Page, Variant
from hexapla.model.nodes import (
    Block,
    Cell,
    Claim,
    CodeBlock,
    CodeSpan,
    Display,
    Embedded,
    Emphasis,
    Footnote,
    Gathered,
    Group,
    Image,
    Inline,
    Node,
    Only,
    Outcome,
    PackageIndex,
    Paragraph,
    RawBlock,
    RawInline,
    Span,
    Strong,
    Text,
    Value,
    VariantBlock,
    Varied,
)
from hexapla.model.outputs import ERROR, STDERR, STDOUT, Output, Run
from hexapla.model.walk import VALUE, applies, cells_of, holds, noted, rewrite
from hexapla.model.words import word
from hexapla.ports import Edition
from hexapla.render.addresses import PICTURES, stem
from hexapla.render.values import Given, Values, in_words

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
PRINTED = ("text/plain", STDOUT, STDERR, ERROR)
SOURCE = re.compile(r"text/|application/json$")  # forms that can be read as they are
OUTPUT = "text"  # the language of what code gave
# An output in LaTeX that is one formula.
FORMULA = re.compile(r"\$\$?((?:[^$\\]|\\.)+)\$\$?|\\\[(.+)\\\]", re.DOTALL)
KINDS = {STDERR: ("stderr",), ERROR: ("error",)}  # classes of an output that is none like others
RAW = {"epub": "html"}  # what authors write for an output that they know by another name
GIVEN = "output:"  # begins the sources of pictures that code gave, on paper
UNSAID = "Output of the code above"  # of a picture whose author does not say what it shows
NOTHING = Group((), ())
# What depends on who sees it, or on what is made.
CHANGING = (
    *(Cell, Outcome, Value, VariantBlock, Varied, Only, Footnote),
    *(Gathered, Embedded, PackageIndex, Claim, RawBlock, RawInline),
)


@dataclass(frozen=True, slots=True)
class Shows:
    """What a page's code gave in a variant, and `top`, which the paths of its pictures begin with.

    `form` is the output that is made, by the name that authors know it by. Where it has `tables`,
    those in HTML go before the words that were printed for them.
    """

    variant: Variant
    run: Run | None
    values: Values
    language: str
    top: str
    form: str
    tables: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A page without cells, values and variants, and the pictures that its code gave, by the
    sources that they have on it."""

    page: Page
    pictures: Mapping[str, str | bytes] = field(default_factory=dict)


def showing(  # noqa: PLR0913 (what is made, and of what)
    page: Page,
    variant: Variant,
    edition: Edition,
    values: Values,
    *,
    top: str,
    form: str,
    tables: bool = True,
) -> Shows:
    """What the code of a page gave in a variant of an edition."""
    run = edition.outputs.of(page.id, variant.name)
    return Shows(variant, run, values, edition.book.config.language, top, form, tables)


def seen(page: Page, shows: Shows, known: Container[int] = ()) -> Seen:
    """A page as the readers of a variant see it. A cell is a group of the class "cell" that holds
    its code, and for each of its outputs a group of the class "output"; one that acts on a screen
    is of the class "live", too. Blocks whose identities are `known` are steady, and stay."""
    variant = shows.variant.name
    changing = (block for block in page.body if id(block) not in known)
    places = {id(cell): n for n, cell in enumerate(cells_of(changing, variant))}
    noted_here = cache(lambda: _there(page, variant))  # most pages have no notes
    pictures: dict[str, str | bytes] = {}

    def change(node: Node) -> Node:
        match node:
            case Cell():
                return _cell(node, places.get(id(node)), page.id, shows, pictures)
            case Outcome():
                return Group((), tuple(_outcome(node, page.id, shows, pictures)), at=node.at)
            case Footnote(number=number) if number not in noted_here():
                return NOTHING
            case _:
                return _resolved(node, page.id, shows)

    def shown(block: Block) -> Block:
        if id(block) in known:
            return block
        return rewrite((block,), change, *CHANGING)[0] if _is_for(block, variant) else NOTHING

    body, title = tuple(map(shown, page.body)), rewrite(page.title, change, *CHANGING)
    return Seen(replace(page, body=body, title=title), pictures)


def steady(body: Iterable[Block]) -> Iterator[Block]:
    """The blocks that whoever sees them sees as they are."""
    return (block for block in body if not holds((block,), *CHANGING))


def _is_for(block: Block, variant: str) -> bool:
    """Whether a variant sees a block; what it does not see need not be gone through."""
    match block:
        case Cell(variants=variants) | VariantBlock(variants):
            return applies(variants, variant)
        case _:
            return True


def _there(page: Page, variant: str) -> set[int]:
    """The numbers of the footnotes that have a mark where this variant's readers see it; a note
    without any mark is there, too."""
    notes = [node for node in page.body if isinstance(node, Footnote)]
    marks = [*noted(page.body), *(mark for note in notes for mark in noted(note.body))]
    marked = {mark.number for mark, _ in marks}
    shown = {mark.number for mark, variants in marks if applies(variants, variant)}
    return shown | ({note.number for note in notes} - marked)


def _resolved(node: Node, page: str, shows: Shows) -> Node:  # noqa: C901, PLR0911
    """A node that depends on the variant, or on what is made, as what it comes to."""
    match node:
        case VariantBlock(variants, body):
            return Group((), body if applies(variants, shows.variant.name) else (), at=node.at)
        case Varied(variants, inside):
            there = applies(variants, shows.variant.name)
            return Span("span", inside if there else (), at=node.at)
        case Only(outputs, body):
            return Group((), body if shows.form in outputs else (), at=node.at)
        case Gathered(title=title, body=body):
            head = (Paragraph((Strong(title),)),) if title and body else ()
            return Group((), (*head, *body), at=node.at)
        case Embedded(_, body):
            return Group((), body, at=node.at)
        case PackageIndex():
            return NOTHING  # filled in before
        case Claim(inside):
            return Span("span", inside, at=node.at)
        case Value():
            return _value(node, page, shows)
        case RawInline(_, of) if of != RAW.get(shows.form, shows.form):
            return Text("")
        case RawBlock(_, of) if of not in ("html", RAW.get(shows.form, shows.form)):
            return NOTHING
        case _:
            return node


def _value(node: Value, page: str, shows: Shows) -> Inline:
    """A value in words, or what was asked for where none is known."""
    given = shows.values.find(node, page, shows.variant.name)
    if not given:
        return CodeSpan(node.said or node.name, at=node.at)
    try:
        return Text(in_words(given, node.form), at=node.at)
    except ValueError:
        return Text(in_words(given), at=node.at)


def _cell(
    cell: Cell, place: int | None, page: str, shows: Shows, pictures: dict[str, str | bytes]
) -> Block:
    """What is shown of a cell; what its tags only fold is there."""
    if place is None or {"remove-cell", VALUE} & {*cell.tags}:
        return NOTHING
    parts: list[Block] = []
    if cell.code.strip() and "remove-input" not in cell.tags:
        code = cell.code.rstrip("\n")
        lexer = shows.variant.lexer
        parts += (CodeBlock(code, lexer, first=cell.first, marked=cell.marked, at=cell.at),)
    known = shows.run.cells[place] if shows.run and place < len(shows.run.cells) else ()
    for index, one in enumerate(known or ()):
        if not one.hidden and not _removed(one, cell.tags):
            given = Given(one, page, place, index)
            parts += _output(given, cell, shows, pictures)
    return Group(("cell",), tuple(parts), cell.label, at=cell.at)


def _removed(one: Output, tags: Iterable[str]) -> bool:
    stream = {STDOUT: "remove-stdout", STDERR: "remove-stderr"}.get(one.mime, "")
    return "remove-output" in tags or stream in tags


def _outcome(
    node: Outcome, page: str, shows: Shows, pictures: dict[str, str | bytes]
) -> Iterator[Block]:
    for given in shows.values.find(node, page, shows.variant.name):
        if node.glued or not given.output.hidden:
            yield from _output(given, Cell("", at=node.at), shows, pictures)


def _output(
    given: Given, cell: Cell, shows: Shows, pictures: dict[str, str | bytes]
) -> Iterator[Block]:
    """An output in the form that says most."""
    one = given.output
    forms = (one, *one.others)
    picture = next((form for form in forms if form.mime in PICTURES), None)
    if picture:
        path = stem(given.page, shows.variant.name, given.cell, given.number)
        source = f"{shows.top}{path}.{PICTURES[picture.mime]}"
        pictures[source] = picture.data
        alt = cell.alt or one.name or UNSAID
        inside: tuple[Block, ...] = (Paragraph((Image(source, alt, width=cell.width),)),)
    else:
        inside = tuple(_words(forms, shows))
    if inside:
        inside = rewrite(inside, lambda node: replace(node, at=cell.at))
        yield Group(("output", *_classes(one)), inside, at=cell.at)


def _classes(one: Output) -> tuple[str, ...]:
    """What an output is more than others: an error, or live, where it acts on a screen."""
    acts = any(form.library or _is_program(form) for form in (one, *one.others))
    return (*KINDS.get(one.mime, ()), *(("live",) if acts else ()))


def _is_program(form: Output) -> bool:
    return form.mime == "text/html" and "<script" in str(form.data)


def _words(forms: tuple[Output, ...], shows: Shows) -> Iterator[Block]:
    """An output that is no picture; of one that only a program draws, that it is there."""
    words = {form.mime: form.data for form in reversed(forms) if isinstance(form.data, str)}
    nodes = next((form.nodes for form in forms if form.nodes), ())
    formula = FORMULA.fullmatch(words.get("text/latex", "").strip())
    printed = next((words[mime] for mime in PRINTED if mime in words), None)
    if nodes:
        yield from nodes
    elif formula:
        yield Display((formula[1] or formula[2]).strip(), counted=False)
    elif shows.tables and "<table" in words.get("text/html", ""):
        yield RawBlock(words["text/html"])
    elif printed is not None:
        yield CodeBlock(COLOURS.sub("", printed).strip("\n"), OUTPUT)
    elif "text/html" in words:
        yield RawBlock(words["text/html"])
    elif source := next((data for mime, data in words.items() if SOURCE.match(mime)), ""):
        yield CodeBlock(source.strip("\n"), OUTPUT)
    else:
        yield Paragraph((Emphasis((Text(word("interactive", shows.language)),)),))
