"""Cells of code in a text of Markdown: replaced, put in, taken out, and nothing else touched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from hexapla.model.nodes import Cell
from hexapla.model.written import bare
from hexapla.source.found import OPTION

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
FENCE = re.compile(r"(?P<before>.*?)(?P<marks>`{3,}|~{3,}|:{3,})[ \t]*\{")
END = re.compile(r"[\s>]*(`{3,}|~{3,}|:{3,})\s*")
SHORTEST = 3
EVERY = "python"  # what a cell says that is of every variant


@dataclass(frozen=True, slots=True)
class Fence:
    """Where a cell stands among the lines of a text, which count from 0.

    Its code is lines[code:stop], each behind `prefix`; `end` is the line that closes it.
    """

    start: int
    code: int
    stop: int
    end: int
    marks: str
    prefix: str
    newline: str


def replaced(text: str, cell: Cell, code: str) -> str | None:
    """The text with other code in a cell; None where the cell is not found as it is read."""
    lines = LINE.findall(text)
    fence = _fence(lines, cell)
    if fence is None:
        return None
    old, new = _lines(cell.code), _lines(bare(code))
    within = lines[fence.code : fence.stop]
    made: list[str] = []
    for kind, start, stop, first, last in SequenceMatcher(
        a=old, b=new, autojunk=False
    ).get_opcodes():
        same = kind == "equal"
        made += within[start:stop] if same else _code(new[first:last], fence)
    if new and _is_option(new[0]) and _is_tight(lines[fence.start + 1 : fence.code]):
        made = [_line("", fence), *made]
    opening, closing = lines[fence.start], lines[fence.end]
    longer = _marks(fence.marks, new)
    opening = opening.replace(fence.marks, longer, 1)
    if longer != fence.marks:
        closing = closing.replace(closing.strip(" \t>\r\n"), longer, 1)
    before, after = lines[fence.start + 1 : fence.code], lines[fence.stop : fence.end]
    return "".join(
        (*lines[: fence.start], opening, *before, *made, *after, closing, *lines[fence.end + 1 :])
    )


def inserted(
    text: str, cell: Cell, codes: Sequence[str], variants: tuple[str, ...], *, after: bool
) -> str | None:
    """The text with new cells of some variants (none: of all) after or before one that is there."""
    lines = LINE.findall(text)
    fence = _fence(lines, cell)
    if fence is None:
        return None
    blank = _line("", fence)
    new = [line for code in codes for line in (blank, *_cell(code, variants, fence))]
    if not after:
        new = [*new[1:], blank]
    at = fence.end + 1 if after else fence.start
    if after and not lines[fence.end].endswith(("\n", "\r")):
        lines[fence.end] += fence.newline
    return "".join((*lines[:at], *new, *lines[at:]))


def appended(text: str, codes: Sequence[str], variants: tuple[str, ...]) -> str:
    """The text with new cells at its end."""
    lines = LINE.findall(text)
    newline = _newline(lines[0]) if lines else "\n"
    fence = Fence(0, 0, 0, 0, "```", "", newline)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += newline
    new = [line for code in codes for line in (newline, *_cell(code, variants, fence))]
    return "".join((*lines, *new))


def removed(text: str, cell: Cell) -> str | None:
    """The text without a cell, and without one of the blank lines around it."""
    lines = LINE.findall(text)
    fence = _fence(lines, cell)
    if fence is None:
        return None
    end = fence.end + 1
    if end < len(lines) and not lines[end].strip(" \t>\r\n"):
        end += 1
    return "".join((*lines[: fence.start], *lines[end:]))


# --- lines ----------------------------------------------------------------------------------------


def _fence(lines: list[str], cell: Cell) -> Fence | None:
    start = cell.at.line - 1
    opening = FENCE.match(lines[start]) if start < len(lines) else None
    old = _lines(cell.code)
    code = start + 1 + (cell.offset if old else 0)
    end = _end(lines, code + len(old), opening["marks"], past_options=not old) if opening else None
    if opening is None or end is None:
        return None
    code = code if old else end
    stop = code + len(old)
    margin = re.sub(r"[^\s>]", " ", opening["before"])
    prefixes = {
        line.rstrip()[: -len(said.rstrip())] if line.rstrip().endswith(said.rstrip()) else None
        for line, said in zip(lines[code:stop], old, strict=False)
        if said.strip()
    }
    prefix = prefixes.pop() if prefixes else margin
    if prefixes or prefix is None or prefix.strip(" \t>"):
        return None
    return Fence(start, code, stop, end, opening["marks"], prefix, _newline(lines[start]))


def _end(lines: list[str], first: int, marks: str, *, past_options: bool) -> int | None:
    """The line that closes a fence; only its options may stand before it."""
    for number in range(first, len(lines)):
        found = END.fullmatch(lines[number])
        if found and found[1][0] == marks[0] and len(found[1]) >= len(marks):
            return number
        if lines[number].strip(" \t>\r\n") and not past_options:
            return None
    return None


def _is_tight(between: list[str]) -> bool:
    """Whether no blank line parts a fence from its code, which then must not look like options."""
    return all(line.strip(" \t>\r\n") for line in between)


def _is_option(line: str) -> bool:
    return OPTION.match(line) is not None or line.strip() == "---"


def _lines(code: str) -> list[str]:
    return code.split("\n") if code else []


def _cell(code: str, variants: tuple[str, ...], like: Fence) -> list[str]:
    lines = bare(code).split("\n")
    names = " ".join(variants) or EVERY
    marks = _marks("```", lines)
    blank = [""] if _is_option(lines[0]) else []
    return _code([f"{marks}{{code-cell}} {names}", *blank, *lines, marks], like)


def _marks(marks: str, code: list[str]) -> str:
    """The marks of a fence, so many that no line of its code ends it."""
    sign = marks[0]
    runs = (len(line.strip()) - len(line.strip().lstrip(sign)) for line in code)
    longest = max(runs, default=0)
    return sign * max(len(marks), longest + 1 if longest >= SHORTEST else 0)


def _code(code: list[str], fence: Fence) -> list[str]:
    return [_line(line, fence) for line in code]


def _line(line: str, fence: Fence) -> str:
    """A line of code as it stands in the text."""
    whole = fence.prefix + line
    return (whole if line else whole.rstrip()) + fence.newline


def _newline(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :] or "\n"
