"""What running code gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from hexapla.model.nodes import Block

PLAIN = "text/plain"
# The media types of what is not a display, as Jupyter names them.
STDOUT = "application/vnd.jupyter.stdout"
STDERR = "application/vnd.jupyter.stderr"
ERROR = "application/vnd.jupyter.error"  # data: the traceback, tidy, as text
# The data of interactive charts, by the library that draws them. Vega-Lite names its version.
# Bokeh publishes a script; we keep what its `json_item` gives: the document alone.
PLOTLY = "application/vnd.plotly.v1+json"
BOKEH = "application/vnd.bokehjs_item.v0+json"
MERMAID = "application/vnd.mermaid+json"  # of our own: the text of a diagram
VEGA = re.compile(r"application/vnd\.vega(lite)?\.v\d+\+json")

Library = Literal["vega", "plotly", "bokeh", "mermaid", ""]
LIBRARIES: Mapping[str, Library] = {PLOTLY: "plotly", BOKEH: "bokeh", MERMAID: "mermaid"}


@dataclass(frozen=True, slots=True)
class Output:
    """One output of a cell, in its best form; `others` are the same output in other forms.

    Text of any kind (SVG and JSON too) is a str, pictures of pixels are bytes. The data of a
    chart come first, with a still picture among the others if the library gave one. `name` is that
    under which code glued it, for other places to show; a `hidden` one is shown only there.
    """

    mime: str
    data: str | bytes
    others: tuple[Output, ...] = ()
    nodes: tuple[Block, ...] = field(default=(), compare=False)  # what Markdown says, for writers
    name: str = ""
    hidden: bool = False

    @property
    def library(self) -> Library:
        """What draws this chart from its data; "" for all that is no such chart."""
        if VEGA.fullmatch(self.mime):
            return "vega"
        return LIBRARIES.get(self.mime, "")


def printed(outputs: Iterable[Output]) -> str:
    """What a cell printed, or else the value of its last display in words."""
    given = tuple(outputs)
    out = "".join(str(one.data) for one in given if one.mime == STDOUT).strip()
    if out:
        return out
    forms = [form for one in given if one.mime != STDERR for form in (one, *one.others)]
    plain = [str(form.data) for form in forms if form.mime == PLAIN]
    return plain[-1].strip() if plain else ""


FailureKind = Literal["raised", "timeout", "died", "memory", "changed", "environment"]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a page did not run to its end: in which cell (counted from 0; -1: before any)."""

    kind: FailureKind
    cell: int
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a job gave: the outputs of each of its cells, in their order, and what it cost.

    It holds no names of pages or cells. `duration` is in seconds, `memory` (peak) in bytes.
    A result with a failure is shown and never stored, nor is `note`: why it ran otherwise than
    on a warm kernel.
    """

    cells: tuple[tuple[Output, ...], ...]
    duration: float = 0.0
    memory: int = 0
    failure: Failure | None = None
    note: str = ""


# In which profiles a book's code runs: as its pages are written, or with values that they give.
FULL = "full"
CHANGED = ("smoke",)
PROFILES = (FULL, *CHANGED)


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a result depends on; its digest is the result's key. All pairs are sorted."""

    cells: tuple[str, ...]
    language: str
    profile: str = FULL
    library: tuple[tuple[str, str], ...] = ()  # "topic.name" and its bare code
    packages: tuple[tuple[str, str], ...] = ()  # distribution and its public version
    data: tuple[tuple[str, str], ...] = ()  # file or data set and its checksum
    apart: bool = False  # it ran with the installed package alone


# stored: as the file of a notebook has them, and never run here
Freshness = Literal["fresh", "stale", "missing", "failed", "stored"]


@dataclass(frozen=True, slots=True)
class Run:
    """A result as a page shows it: outputs per cell, None for a cell that none are known of.

    `since` is the day of the commit that brought it, as in 2026-11-21; "" where none did.
    """

    cells: tuple[tuple[Output, ...] | None, ...]
    freshness: Freshness
    duration: float = 0.0
    packages: tuple[tuple[str, str], ...] = ()
    since: str = ""


@dataclass(frozen=True, slots=True)
class Outputs:
    """What is known of every page's code, by page id and variant name."""

    runs: Mapping[tuple[str, str], Run] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, page: str, variant: str) -> Run | None:
        return self.runs.get((page, variant))
