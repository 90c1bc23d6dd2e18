"""What a cell gave in a reader's session, as the same outputs would look in the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from hexapla.model.book import Book, Page, Variant
from hexapla.model.library import Library
from hexapla.model.nodes import Cell
from hexapla.model.outputs import ERROR, Output, Outputs, Run
from hexapla.render.web.context import Context, Ran, book_context, page_context
from hexapla.render.web.maths import Typesetter
from hexapla.render.web.nodes import blocks
from hexapla.render.web.outputs import formulas, media

# Of the tags of a cell, those that go for single outputs.
STREAMS = ("remove-stdout", "remove-stderr", "hide-stdout", "hide-stderr")


def session_context(page: Page, variant: Variant, book: Book, library: Library) -> Context:
    """What the outputs of a page in one variant are shown with."""
    return page_context(page, Outputs(), book_context(book, (variant,), {}, library))


def shown(  # noqa: PLR0913, PLR0917
    cell: Cell,
    outputs: tuple[Output, ...],
    context: Context,
    typeset: Typesetter,
    macros: Mapping[str, str],
    name: str,
) -> tuple[str, dict[str, bytes]]:
    """The outputs as HTML, and the files that it shows, by their paths in the site.

    The paths have the name in them, and what is in the files: a browser keeps what it has seen.
    None is folded, since its reader has asked for it, and an error is never left out.
    """
    if "remove-output" in cell.tags:
        outputs = tuple(one for one in outputs if one.mime == ERROR)
    variant, run = context.variants[0], Run((outputs,), "fresh")
    held = b"\0".join(data for _, data in _files(name, variant, run))
    name = f"{name}-{sha256(held).hexdigest()[:12]}"
    bare = replace(cell, code="", label="", tags=tuple(tag for tag in cell.tags if tag in STREAMS))
    ran = {(id(bare), variant.name): Ran(0, outputs)}
    inner = replace(context, page=name, formulas=typeset(formulas(run), macros), ran=ran)
    return blocks([bare], inner), dict(_files(name, variant, run))


def _files(name: str, variant: Variant, run: Run) -> list[tuple[str, bytes]]:
    made = media(name, variant.name, run)
    return [(one.path, one.data) for one in made if isinstance(one.data, bytes)]
