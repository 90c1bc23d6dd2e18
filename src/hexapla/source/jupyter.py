"""A Jupyter notebook as its file says it: its cells, and the lines on which they stand."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, takewhile
from typing import Any

from hexapla.source.jupyter3 import upgraded

Json = Mapping[str, Any]
Path = tuple[str | int, ...]
Span = tuple[int, int]  # from the first to behind the last of some characters

TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+', re.DOTALL)
DEEPEST = 6  # what lies deeper than the lines of a cell's source has no place of its own
FORMATS = (3, 4)
OPEN_IT = "open it in Jupyter and save it"


@dataclass(frozen=True, slots=True)
class NotebookCell:
    """A cell; its source begins on `line` of the file.

    `steady` says that each line of the source has a line of the file: Jupyter writes it so.
    `index` counts the cells of the file from 0, and the source's value stands at `span` in it.
    """

    kind: str  # code, markdown or raw
    source: str
    line: int
    span: Span
    index: int
    steady: bool = True
    id: str = ""
    metadata: Json = field(default_factory=dict)
    attachments: Json = field(default_factory=dict)
    outputs: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook; each of its cells, whole, stands in the file at its place of `spans`."""

    cells: tuple[NotebookCell, ...]
    metadata: Json
    spans: tuple[Span, ...]
    format: tuple[int, int] = (4, 5)


class Broken(Exception):
    """A text that is no notebook: why, and on which of its lines that shows."""

    def __init__(self, why: str, line: int = 1) -> None:
        super().__init__(why)
        self.line = line


def read(text: str) -> Notebook:
    """The notebook that a file's text is; raises Broken where it is none."""
    raw = _loaded(text)
    number = raw.get("nbformat")
    whole = upgraded(raw) if number == 3 else raw
    cells = whole.get("cells")
    if number not in FORMATS or not isinstance(cells, list):
        raise Broken(_unknown(number))
    there, lines = spans(text), _Lines(text)
    stem = _stem_of_cells(raw) if number == 3 else ("cells",)
    found = (
        _cell(cell, index, (*stem, index), there, lines)
        for index, cell in enumerate(cells)
        if isinstance(cell, dict)
    )
    return Notebook(
        tuple(found),
        _table(whole.get("metadata")),
        tuple(there[*stem, index] for index in range(len(cells))),
        (number, minor if isinstance(minor := whole.get("nbformat_minor"), int) else 0),
    )


def joined(value: object) -> str:
    """A text that may be written as a list of its lines; what is no text is none."""
    lines = value if isinstance(value, list) else [value]
    text = "".join(line for line in lines if isinstance(line, str))
    return text.encode("utf-8", "replace").decode()  # no halves of characters


def _loaded(text: str) -> dict[str, Any]:
    if not text.strip():
        raise Broken("it is empty")
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        raise Broken(f"its JSON is broken here: {error.msg}", error.lineno) from error
    except (RecursionError, ValueError) as error:
        raise Broken("its JSON nests too deep, or holds a number that is too long") from error
    if not isinstance(raw, dict):
        raise Broken("it is JSON, but no notebook")
    return raw


def _unknown(number: object) -> str:
    if isinstance(number, int) and number not in FORMATS:
        return f"its format is {number}, and 3 and 4 can be read; {OPEN_IT}"
    return "it is JSON, but no notebook"


def _stem_of_cells(raw: Json) -> Path:
    """Where a notebook of format 3 has its cells: on the first of its sheets."""
    return ("worksheets", 0, "cells") if raw.get("worksheets") else ("cells",)


def _table(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _cell(
    cell: Json, index: int, path: Path, there: Mapping[Path, Span], lines: _Lines
) -> NotebookCell:
    key = next((key for key in ("input", "source") if (*path, key) in there), "")
    span = there[*path, key] if key else there[path]
    starts = [
        there[*path, key, n][0] for n in takewhile(lambda n: (*path, key, n) in there, count())
    ]
    line = lines.of(starts[0] if starts else span[0])
    outputs = cell.get("outputs")
    return NotebookCell(
        kind=str(cell.get("cell_type")),
        source=joined(cell.get("source")),
        line=line,
        span=span,
        index=index,
        steady=_is_steady(cell.get("source"), [lines.of(start) for start in starts]),
        id=str(cell.get("id", "")),
        metadata=_table(cell.get("metadata")),
        attachments=_table(cell.get("attachments")),
        outputs=tuple(o for o in outputs if isinstance(o, dict))
        if isinstance(outputs, list)
        else (),
    )


def _is_steady(source: object, lines: list[int]) -> bool:
    if not isinstance(source, list):
        return "\n" not in str(source)
    whole = all(str(line).find("\n") in (-1, len(str(line)) - 1) for line in source)
    first = lines[0] if lines else 0
    return whole and lines == list(range(first, first + len(source)))


# --- where things stand ---------------------------------------------------------------------------


class _Lines:
    """The lines of a text, by the places of its characters."""

    def __init__(self, text: str) -> None:
        self.ends = [match.start() for match in re.finditer("\n", text)]

    def of(self, place: int) -> int:
        return bisect_left(self.ends, place) + 1


def spans(text: str) -> dict[Path, Span]:
    """Where the values of a text in JSON stand, by the keys and numbers that lead to them."""
    return {path: span for path, span in _spans(text) if len(path) <= DEEPEST}


def _spans(text: str) -> Iterator[tuple[Path, Span]]:
    path: list[str | int] = []
    starts: list[int] = []
    key_comes = False
    for token in TOKEN.finditer(text):
        match token[0]:
            case "{" | "[" as opening:
                starts.append(token.start())
                key_comes = opening == "{"
                path.append("" if key_comes else 0)
            case "}" | "]":
                path.pop()
                yield tuple(path), (starts.pop(), token.end())
                key_comes = False
            case ",":
                last = path[-1]
                key_comes = isinstance(last, str)
                path[-1] = last if isinstance(last, str) else last + 1
            case ":":
                pass
            case word if key_comes:
                path[-1], key_comes = json.loads(word), False
            case _:
                yield tuple(path), token.span()
