"""Who has a page of the preview open, and what they must be told when the book has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from hexapla.model.problems import Problem, Problems
from hexapla.serve.editor import link
from hexapla.serve.patch import splice
from hexapla.serve.preview import Preview

Message = Mapping[str, Any]  # becomes JSON


@dataclass(frozen=True, slots=True)
class Manner:
    """How problems are told: with links to which editor, and whether warnings are errors."""

    editor: str = ""  # a pattern
    strict: bool = False


@dataclass(slots=True, eq=False)
class Reader:
    """A page that is open in a browser: what it shows, and what it is yet to be sent.

    `lines` are those of the HTML that it has; None until it was sent them.
    """

    page: str = ""
    key: str = ""
    variant: str = ""
    source: str = ""
    lines: list[str] | None = None
    problems: Message = field(default_factory=dict)
    pages: frozenset[str] = frozenset()  # of the book, when the page was last there
    out: asyncio.Queue[Message] = field(default_factory=asyncio.Queue)


def news(reader: Reader, preview: Preview, manner: Manner) -> Iterator[Message]:
    """What a reader must be told to show the site as it is; it is taken as told."""
    data = preview.file(reader.page)  # first: an edit of another page may yet change it
    key = "" if data is None else preview.key(reader.page)
    if data is None:
        yield _absent(reader, preview)
    elif key != reader.key or reader.lines is None:
        yield _patch(reader, data.decode("utf-8", "replace"), key)
    if data is not None:
        reader.source = preview.pages.get(reader.page, "")
        reader.pages = frozenset(preview.pages)
    said = told(preview.problems(reader.page), reader.source, preview.folder, manner)
    if said != reader.problems:
        reader.problems = said
        yield {"kind": "problems", **said}


def told(problems: Problems, source: str, folder: Path, manner: Manner) -> Message:
    """Problems in two groups: those of a page, by its source, and those of the rest of the book."""
    groups: dict[str, list[Message]] = {"page": [], "book": []}
    for one in problems:
        own = bool(source) and one.at.file == source
        groups["page" if own else "book"].append(_told(one, folder, manner))
    return groups


def _told(one: Problem, folder: Path, manner: Manner) -> Message:
    strictly = manner.strict and one.severity == "warning"
    return {
        "code": one.code,
        "text": one.text,
        "severity": "error" if strictly else one.severity,
        "where": str(one.at) if one.at.file else "",
        "link": link(manner.editor, folder, one.at.file, one.at.line),
    }


def _patch(reader: Reader, html: str, key: str) -> Message:
    """The lines that have changed; of a page that has just been opened, all of them, to go by."""
    lines = html.split("\n")
    old, reader.lines = reader.lines, lines
    same, reader.key = reader.key == key, key
    if old is None:
        kind = "text" if same else "page"
        return {"kind": kind, "key": key, "begin": 0, "end": None, "lines": lines}
    change = splice(old, lines)
    return {
        "kind": "page",
        "key": key,
        "begin": change.begin,
        "end": change.end,
        "lines": change.lines,
    }


def _absent(reader: Reader, preview: Preview) -> Message:
    """Where a page that is gone is now, or which is nearest to it.

    Its file may have another address; or it was renamed: then one page has come that was not there.
    """
    reader.key, reader.lines = "", None
    moved = [file for file, source in preview.pages.items() if source == reader.source]
    come = sorted(set(preview.pages) - reader.pages) if reader.pages else []
    if reader.source and (moved or len(come) == 1):
        return {"kind": "moved", "to": (*moved, *come)[0]}
    near = get_close_matches(reader.page, preview.pages, n=1, cutoff=0.0)
    return {"kind": "gone", "near": near[0] if near else "index.html"}
