"""Notebooks of format 3 (Jupyter until 2015) as those of format 4."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

# The kinds of cells and outputs whose names have changed.
CELLS = {"html": "markdown", "heading": "markdown"}
OUTPUTS = {"pyout": "execute_result", "pyerr": "error"}
# The forms of a display by their names of then.
FORMS = {
    "text": "text/plain",
    "html": "text/html",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "latex": "text/latex",
    "json": "application/json",
    "javascript": "application/javascript",
}


def upgraded(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The same notebook in format 4. Its cells are those of its first sheet: none had more."""
    sheets = raw.get("worksheets")
    first = sheets[0] if isinstance(sheets, list) and sheets else {}
    cells = first.get("cells", []) if isinstance(first, dict) else None
    if not isinstance(cells, list):
        return {**raw, "cells": None}
    return {**raw, "cells": [_cell(cell) if isinstance(cell, dict) else cell for cell in cells]}


def _cell(cell: dict[str, Any]) -> dict[str, Any]:
    kind = cell.get("cell_type")
    new = {**cell, "cell_type": CELLS.get(str(kind), kind)}
    if kind == "heading":
        source = cell.get("source", "")
        level = cell.get("level", 1)
        marks = "#" * (level if isinstance(level, int) and 0 < level < 7 else 1) + " "
        listed = isinstance(source, list) and len(source) > 0
        new["source"] = [f"{marks}{source[0]}", *source[1:]] if listed else f"{marks}{source}"
    if kind == "code":
        new["source"] = cell.get("input", "")
        outputs = cell.get("outputs")
        if isinstance(outputs, list):
            new["outputs"] = [_output(one) for one in outputs if isinstance(one, dict)]
    return new


def _output(output: dict[str, Any]) -> dict[str, Any]:
    kind = str(output.get("output_type"))
    new = {**output, "output_type": OUTPUTS.get(kind, kind)}
    if kind == "stream":
        new["name"] = output.get("stream", "stdout")
    if kind in ("pyout", "display_data"):
        data = {mime: output[name] for name, mime in FORMS.items() if name in output}
        if isinstance(data.get("application/json"), str | list):
            with suppress(ValueError, TypeError):
                data["application/json"] = json.loads("".join(data["application/json"]))
        new["data"] = data
    return new
