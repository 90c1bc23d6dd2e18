"""The cells of a notebook that are no text of the page: code, and what is raw."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from hexapla.model import problems
from hexapla.model.nodes import Block, Cell, CodeBlock, RawBlock
from hexapla.model.written import own
from hexapla.source import html_blocks
from hexapla.source.jupyter import Json, NotebookCell
from hexapla.source.labels import label
from hexapla.source.meta import items
from hexapla.source.reading import Reading
from hexapla.source.vocabulary.variants import known
from hexapla.source.words import words

OPTION = re.compile(r"#[ \t]?\|[ \t]*([\w-]+)[ \t]*:[ \t]*(.*)")
# Ids that people give; those that programs draw by lot are digits, or a few words of any kind.
NAME = re.compile(r"[a-z][a-z0-9]*[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+")
HEX = re.compile(r"[0-9a-f]+(?:-[0-9a-f]+)*|cell-\d+-*")
# What Jupyter hides, and the tags that say as much.
HIDDEN = {
    "source_hidden": ("hide-input", {"hide-cell", "remove-input", "remove-cell"}),
    "outputs_hidden": ("hide-output", {"hide-cell", "remove-output", "remove-cell"}),
}
MARKDOWN = "text/markdown"


def code_cell(
    cell: NotebookCell, said: str, variants: tuple[str, ...], page: Reading, *, named: bool
) -> Cell:
    """A cell that is run, with the outputs that its file holds.

    It is of these variants unless it says otherwise; `named`: its id may be its name.
    """
    ours = own(cell.metadata)
    options = dict(_options(cell.source))
    at = page.at(max(cell.line - 1, 1))  # of what stands before the first line of code
    return Cell(
        cell.source,
        known(words(ours["variants"]), at, page) if "variants" in ours else variants,
        _tags(cell, options),
        label=_label(cell, ours, options, named=named),
        topic=topic if (topic := str(ours.get("topic", ""))).isidentifier() else "",
        alt=str(ours.get("alt") or options.get("alt") or options.get("fig-alt") or ""),
        stored=said,
        at=at,
    )


def _options(source: str) -> Iterator[tuple[str, str]]:
    """The lines `#| key: value` with which a cell may begin."""
    for line in source.split("\n"):
        match = OPTION.fullmatch(line.strip())
        if not match:
            return
        yield match[1], match[2].strip().strip("\"'")


def _label(cell: NotebookCell, ours: Json, options: Mapping[str, str], *, named: bool) -> str:
    """What the author calls a cell."""
    names: tuple[Any, ...] = (
        options.get("label"),
        ours.get("label"),
        cell.metadata.get("label"),
        cell.metadata.get("name"),
        cell.id if named and is_name(cell.id) else "",
    )
    return next((label(str(name)) for name in names if name), "")


def _tags(cell: NotebookCell, options: Mapping[str, str]) -> tuple[str, ...]:
    given = (*words(cell.metadata.get("tags")), *items(options.get("tags", ""))[0])
    tags = dict.fromkeys(tag.replace("_", "-") for tag in given)
    jupyter_says = cell.metadata.get("jupyter")
    for key, (tag, as_much) in HIDDEN.items():
        hides = isinstance(jupyter_says, dict) and jupyter_says.get(key) is True
        if hides and not as_much & tags.keys():
            tags[tag] = None
    return tuple(tags)


def is_name(identifier: str) -> bool:
    """Whether the id of a cell may be one that someone gave it."""
    return bool(NAME.fullmatch(identifier)) and not HEX.fullmatch(identifier)


def raw_type(cell: NotebookCell) -> str:
    """For which format a raw cell is; "" for any."""
    return str(cell.metadata.get("raw_mimetype") or cell.metadata.get("format") or "")


def raw_cell(cell: NotebookCell, page: Reading) -> Iterator[Block]:
    """HTML is what it says; what is for other formats is left out, and that is said."""
    at, text = page.at(cell.line), cell.source.strip("\n")
    match raw_type(cell):
        case _ if not text.strip():
            return
        case "text/html":
            yield from html_blocks.blocks((RawBlock(text, at=at),), page)
        case "text/latex" | "text/x-latex":
            yield RawBlock(text, "latex", at=at)
        case "" | "text/plain":
            yield CodeBlock(text, at=at)
        case mime:
            page.report(problems.raw_cell(mime, at))
