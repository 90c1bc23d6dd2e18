"""Cells of code in a notebook's file: replaced, put in, taken out, and no other line touched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from hexapla.model.nodes import Cell
from hexapla.source import jupyter
from hexapla.source.jupyter import NotebookCell, Span, spans

# What a cell's former code gave, and what stands there of new code.
GAVE = {"outputs": "[]", "execution_count": "null", "prompt_number": "null"}
SOURCES = ("source", "input")


def replaced(text: str, cell: Cell, code: str) -> str | None:
    """The text with other code in a cell, and without what the former code gave."""
    found = _found(text, cell)
    if found is None:
        return None
    place, there = _place(text, found), spans(text)
    changes = [(found.span, _source(text, found.span, code))]
    changes += [(there[*place, key], no) for key, no in GAVE.items() if (*place, key) in there]
    for (start, end), new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def inserted(
    text: str, cell: Cell, codes: Sequence[str], variants: tuple[str, ...], *, after: bool
) -> str | None:
    """The text with new cells after or before one that is there."""
    found = _found(text, cell)
    return _put(text, found.index, codes, variants, after=after) if found else None


def appended(text: str, codes: Sequence[str], variants: tuple[str, ...]) -> str | None:
    """The text with new cells at its end."""
    last = len(jupyter.read(text).spans) - 1
    return _put(text, last, codes, variants, after=True) if last >= 0 else None


def removed(text: str, cell: Cell) -> str | None:
    """The text without a cell."""
    found = _found(text, cell)
    if found is None:
        return None
    all_cells = jupyter.read(text).spans
    start, end = all_cells[found.index]
    if found.index:
        start = all_cells[found.index - 1][1]
    elif len(all_cells) > 1:
        end = all_cells[1][0]
    return text[:start] + text[end:]


def _put(
    text: str, beside: int, codes: Sequence[str], variants: tuple[str, ...], *, after: bool
) -> str | None:
    notebook = jupyter.read(text)
    if notebook.format[0] != 4:
        return None
    start, end = notebook.spans[beside]
    made = [_cell(text, start, code, variants, notebook.format[1] >= 5) for code in codes]
    between = f",{_margin(text, start)}" if "\n" in text else ", "
    if after:
        return text[:end] + "".join(between + one for one in made) + text[end:]
    return text[:start] + "".join(one + between for one in made) + text[start:]


# --- the text -------------------------------------------------------------------------------------


def _found(text: str, cell: Cell) -> NotebookCell | None:
    """The cell of the file that a cell of the page was read from; None if it stands in text."""
    for one in jupyter.read(text).cells:
        if one.kind == "code" and one.source == cell.code and max(one.line - 1, 1) == cell.at.line:
            return one
    return None


def _place(text: str, cell: NotebookCell) -> tuple[str | int, ...]:
    places = (path[:-1] for path, span in spans(text).items() if span == cell.span)
    return next(places)


def _source(text: str, span: Span, code: str) -> str:
    """Code as the file writes the source of a cell: in lines, in one line, or as one text."""
    was = text[slice(*span)]
    if not was.startswith("["):
        return _json(code)
    lines = [_json(line) for line in code.splitlines(keepends=True)]
    if "\n" in was:
        inner, outer = re.findall(r"\n[ \t]*", was)[0], re.findall(r"\n[ \t]*", was)[-1]
    elif "\n" in text:
        outer = _margin(text, span[0])
        inner = outer + _unit(text)
    else:
        return f"[{', '.join(lines)}]"
    return f"[{inner}{f',{inner}'.join(lines)}{outer}]" if lines else "[]"


def _cell(text: str, start: int, code: str, variants: tuple[str, ...], named: bool) -> str:
    """A new cell, as the file writes those that it has."""
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"hexapla": {"variants": list(variants)}} if variants else {},
        "outputs": [],
        "source": code.splitlines(keepends=True),
    }
    if named:
        cell["id"] = next(name for name in _ids(code) if f'"{name}"' not in text)
    if "\n" not in text:
        return json.dumps(cell, ensure_ascii=False, sort_keys=True)
    lines = json.dumps(cell, indent=_unit(text), ensure_ascii=False, sort_keys=True).split("\n")
    return _margin(text, start).join(lines)


def _ids(code: str) -> Iterator[str]:
    number = 0
    while True:
        yield sha256(f"{number}{code}".encode("utf-8", "replace")).hexdigest()[:8]
        number += 1


def _margin(text: str, place: int) -> str:
    """The end of a line, and the blanks with which the line of that place begins."""
    line = text[text.rfind("\n", 0, place) + 1 :]
    newline = "\r\n" if "\r\n" in text else "\n"
    return newline + line[: len(line) - len(line.lstrip(" \t"))]


def _unit(text: str) -> str:
    """By what the file sets its lines in: one blank, as Jupyter does it, or another measure."""
    found = re.search(r"\n([ \t]+)", text)
    return found[1] if found else " "


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
