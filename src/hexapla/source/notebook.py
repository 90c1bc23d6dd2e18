"""Notebooks as pages: the cells of a file of Jupyter -> nodes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, takewhile
from urllib.parse import quote

from hexapla.model.nodes import Block, CodeBlock, Node, Place
from hexapla.model.problems import bad_notebook, too_deep
from hexapla.model.walk import rewrite
from hexapla.model.written import own
from hexapla.source import blocks, dialect, fences, jupyter
from hexapla.source.dialect import Piece
from hexapla.source.gates import is_gate, through
from hexapla.source.jupyter import Broken, Json, Notebook, NotebookCell, joined
from hexapla.source.labels import attach
from hexapla.source.meta import mapping
from hexapla.source.notebook_cells import MARKDOWN, code_cell, is_name, raw_cell, raw_type
from hexapla.source.reading import Begun, Reading
from hexapla.source.stored import stored
from hexapla.source.vocabulary.slides import of_cell
from hexapla.source.vocabulary.variants import known
from hexapla.source.words import words

SUFFIX = ".ipynb"
FRONT = re.compile(r"---[ \t]*\n(?=[A-Za-z_])(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
DEFINES = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]+\]:", re.MULTILINE)  # the address of a link


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the cells of a notebook have in common: their variants, and whether ids are names."""

    variants: tuple[str, ...]
    named: bool


@dataclass(slots=True)
class _Unit(Piece):
    """A piece of a cell's text with its own reading; or, without one, what a cell has made.

    `spot` is where all of it stands, if that is one line.
    """

    page: Reading | None = None
    spot: Place | None = None
    made: tuple[Block, ...] = ()


def read(text: str, page: Reading, begun: Begun) -> tuple[tuple[Block, ...] | None, Piece | None]:
    """The blocks of a notebook and its front matter; None and a problem where it is none."""
    try:
        notebook = jupyter.read(text)
    except Broken as broken:
        page.report(bad_notebook(str(broken), page.at(broken.line)))
        return None, None
    front, cells = _front(notebook.cells)
    page = begun(front)
    shared = _Shared(_variants(notebook, page), _named_by_hand(notebook))
    for cell in cells:  # an address may stand in a later cell than its link
        if cell.kind == "markdown" and DEFINES.search(cell.source):
            dialect.read(cell.source, known=page.known, style=page.style)
    outputs = stored(cells, notebook.metadata)
    units = [
        unit
        for cell, said in zip(cells, outputs, strict=True)
        for unit in _units(cell, said, shared, page)
    ]
    return _converted(units), front


def _front(cells: tuple[NotebookCell, ...]) -> tuple[Piece | None, tuple[NotebookCell, ...]]:
    """The front matter, which may begin the first cell, and the cells without it."""
    if not cells or cells[0].kind == "code":
        return None, cells
    first = cells[0]
    found = FRONT.match(first.source)
    if not found or (first.kind == "markdown" and mapping(found[1])[1]):
        return None, cells
    rest = first.source[found.end() :]
    passed = found[0].count("\n") if first.steady else 0
    left = (replace(first, source=rest, line=first.line + passed),) if rest.strip() else ()
    return Piece("front_matter", first.line, content=found[1]), (*left, *cells[1:])


def _variants(notebook: Notebook, page: Reading) -> tuple[str, ...]:
    """The variants that a notebook's code is of: those it names, or all that have its kernel."""
    ours = own(notebook.metadata)
    if named := words(ours.get("variants", ours.get("variant"))):
        return known(named, page.at(1), page)
    spec = notebook.metadata.get("kernelspec")
    spec = spec if isinstance(spec, dict) else {}
    there = page.config.variants
    for matching in (
        [one.name for one in there if spec.get("name") == one.name],
        [one.name for one in there if spec.get("name") == one.kernel],
        [one.name for one in there if str(spec.get("language")).lower() == one.lexer.lower()],
    ):
        if matching:
            return tuple(matching) if len(matching) < len(there) else ()
    return ()


def _named_by_hand(notebook: Notebook) -> bool:
    """Whether some ids are names: where all look like names, a program has drawn words by lot."""
    named = [is_name(cell.id) for cell in notebook.cells]
    return any(named) and (len(named) == 1 or not all(named))


# --- cells ----------------------------------------------------------------------------------------


def _units(cell: NotebookCell, said: str, shared: _Shared, page: Reading) -> Iterator[_Unit]:
    yield from map(_made, of_cell(cell.metadata, page, page.at(cell.line)))
    match cell.kind:
        case "code":
            if cell.source.strip() or said:
                yield _made(code_cell(cell, said, shared.variants, page, named=shared.named))
        case kind if kind == "markdown" or raw_type(cell) == MARKDOWN:
            yield from _pieces(cell, page)
        case _:
            yield from map(_made, raw_cell(cell, page))


def _made(block: Block) -> _Unit:
    return _Unit("", block.at.line, made=(block,))


def _pieces(cell: NotebookCell, page: Reading) -> Iterator[_Unit]:
    """The text of a cell. Where it is all on one line of the file, so is what is wrong with it."""
    page = replace(page, attached=dict(_pictures(cell.attachments)))
    at, report = page.at(cell.line), page.report
    spot = None if cell.steady else at
    if spot:
        page = replace(page, report=lambda problem: report(replace(problem, at=at)))
    pieces = dialect.read(cell.source, cell.line, known=page.known, style=page.style)
    if pieces is None:
        page.report(too_deep(at))
        yield _made(CodeBlock(cell.source.rstrip("\n"), at=at))
    for piece in pieces or ():
        held = {name: getattr(piece, name) for name in Piece.__slots__}
        yield _Unit(**held, page=page, spot=spot)


def _converted(units: Sequence[Piece], outer: Reading | None = None) -> tuple[Block, ...]:
    """The nodes of units. What one cell opens, as `{exercise-start}` does, another may shut."""
    return attach(chain.from_iterable(_nodes(units, outer)))


def _nodes(units: Sequence[Piece], outer: Reading | None) -> Iterator[Iterable[Block]]:
    at = 0
    while at < len(units):
        unit, taken = units[at], 1
        match unit:
            case _Unit(page=Reading() as own_page):
                page = replace(own_page, depth=outer.depth if outer else 0)
                if is_gate(unit):
                    nodes, taken = through(units[at:], page, fences.fence, _converted)
                    yield nodes
                else:  # all that one cell says up to the next gate
                    text = tuple(takewhile(partial(_goes_on, own_page), units[at:]))
                    taken = len(text)
                    yield _spotted(blocks.convert(text, page), unit.spot)
            case _Unit(made=made):
                yield made
        at += taken


def _goes_on(page: Reading, unit: Piece) -> bool:
    return isinstance(unit, _Unit) and unit.page is page and not is_gate(unit)


def _spotted(nodes: tuple[Block, ...], spot: Place | None) -> tuple[Block, ...]:
    """The nodes, all in one place if there is one."""
    if spot is None:
        return nodes
    at = spot

    def placed(node: Node) -> Node:
        return replace(node, at=at)

    return rewrite(nodes, placed)


def _pictures(attachments: Json) -> Iterator[tuple[str, str]]:
    """What is attached to a cell, as addresses that hold the picture itself."""
    for name, forms in attachments.items():
        pictures = forms if isinstance(forms, dict) else {}
        for mime, data in pictures.items():
            text = joined(data)
            is_drawing = text.lstrip().startswith("<")
            coded = f",{quote(text)}" if is_drawing else f";base64,{''.join(text.split())}"
            yield name, f"data:{mime}{coded}"
            break
