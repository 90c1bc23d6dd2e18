"""How what code gives now differs from what it gave before: numbers by tolerance, pictures by size.

Words must be equal, but for blanks and colours. Numbers with a fraction may differ a little, whole
numbers not at all. A picture must be of the same kind, and of about the same size and contents.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import zip_longest
from math import isclose
from typing import Literal

from hexapla.execute.picture import traits
from hexapla.execute.terminal import plain
from hexapla.model.outputs import ERROR, STDERR, STDOUT, Output

# A number as code prints it, and not also as people write it (model/numbers.py reads 1,000 and
# 83 %): no part of a word, a name or a version. Nothing is tried twice (`++`): of a
# million digits that would be for ever.
NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d++(?:\.\d*+)?+|\.\d++)(?:[eE][-+]?\d++)?+(?!\.?\w)")
WHOLE = re.compile(r"[-+]?\d+")
# What IPython says of %%time and %%timeit: never twice the same, and no part of what is taught.
TIMINGS = re.compile(
    r"^(?:CPU times: |Wall time: |.* per loop \(mean ± std\. dev\. of ).*\n?", re.M
)
HTML, SVG = "text/html", "image/svg+xml"
BREAKS = {"br", "div", "h1", "h2", "h3", "h4", "li", "p", "table", "tr"}  # what begins a line
UNREAD = {"script", "style"}
SHOWN = 80  # characters of a line that is shown
# What people call what a cell shows.
KINDS = {STDOUT: "printed text", STDERR: "messages", ERROR: "an error", HTML: "HTML"}


@dataclass(frozen=True, slots=True)
class Tolerance:
    """By how much numbers may differ: relative to the larger one, or absolutely."""

    relative: float = 1e-4
    absolute: float = 1e-6


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that a cell, counted from 0, showed otherwise before; both in a line."""

    cell: int
    kind: Literal["number", "text", "picture", "kind"]
    was: str
    now: str


Cells = Sequence[tuple[Output, ...]]


def differences(
    old: Cells, new: Cells, tolerance: Tolerance, *, ignored: Container[int] = ()
) -> tuple[Difference, ...]:
    """What differs beyond the tolerance, in the order of the cells; some cells may be ignored."""
    found = (
        difference
        for index, (before, after) in enumerate(zip_longest(old, new, fillvalue=()))
        if index not in ignored and before != after
        for difference in _cell(index, before, after, tolerance)
    )
    return tuple(dict.fromkeys(found))


def _cell(
    index: int, old: tuple[Output, ...], new: tuple[Output, ...], tolerance: Tolerance
) -> Iterator[Difference]:
    if [output.mime for output in old] != [output.mime for output in new]:
        yield Difference(index, "kind", _kinds(old), _kinds(new))
        return
    for before, after in zip(old, new, strict=True):
        if isinstance(before.data, bytes) or isinstance(after.data, bytes) or before.mime == SVG:
            if differing := traits(before).unlike(traits(after)):
                yield Difference(index, "picture", *differing)
        else:
            texts = _words(before.mime, before.data), _words(after.mime, after.data)
            yield from (Difference(index, *said) for said in _text(*texts, tolerance))


def _kinds(outputs: Sequence[Output]) -> str:
    return ", ".join(KINDS.get(output.mime, output.mime) for output in outputs) or "nothing"


# --- text -----------------------------------------------------------------------------------------


def _words(mime: str, data: str) -> str:
    """What a text says to its reader: of HTML its words, of an error its last line."""
    if mime == HTML:
        return _said(data)
    text = plain(data)
    if mime == ERROR:  # what is above it is about libraries and their lines
        return text.rstrip().rpartition("\n")[2]
    return TIMINGS.sub("", text)


def _text(
    old: str, new: str, tolerance: Tolerance
) -> Iterator[tuple[Literal["number", "text"], str, str]]:
    if _between(old) != _between(new):
        yield "text", *_first(old, new)
        return
    for was, now in zip(NUMBER.finditer(old), NUMBER.finditer(new), strict=True):
        if not _close(was[0], now[0], tolerance):
            yield "number", _line(old, was), _line(new, now)


def _between(text: str) -> list[str]:
    """The words between numbers; how many blanks there are depends on the numbers."""
    return [" ".join(words.split()) for words in NUMBER.split(text)]


def _close(was: str, now: str, tolerance: Tolerance) -> bool:
    if WHOLE.fullmatch(was) and WHOLE.fullmatch(now):
        return was.lstrip("+") == now.lstrip("+")
    return isclose(float(was), float(now), rel_tol=tolerance.relative, abs_tol=tolerance.absolute)


def _first(old: str, new: str) -> tuple[str, str]:
    """The first line whose words are other ones."""
    lines = zip_longest(old.split("\n"), new.split("\n"), fillvalue="")
    pairs = ((was, now) for was, now in lines if _between(was) != _between(now))
    was, now = next(pairs, (old, new))
    return _short(was), _short(now)


def _line(text: str, number: re.Match[str]) -> str:
    """The line of a number, or of a long one what is about the number."""
    begin = text.rfind("\n", 0, number.start()) + 1
    end = text.find("\n", number.end())
    begin = max(begin, number.end() - SHOWN + 20)
    return _short(text[begin : end if end >= 0 else None])


def _short(line: str) -> str:
    words = " ".join(line.split()) or "nothing"
    return words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"


class _Said(HTMLParser):
    """Gathers the words of HTML, with line breaks where a reader sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unread += tag in UNREAD
        self.words.append("\n" if tag in BREAKS else " " if tag in {"td", "th"} else "")

    def handle_endtag(self, tag: str) -> None:
        self.unread -= tag in UNREAD and self.unread > 0

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.words.append(data.replace("\n", " "))


def _said(html: str) -> str:
    parser = _Said()
    parser.feed(html)
    parser.close()
    return "".join(parser.words)
