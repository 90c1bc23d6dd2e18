"""A part of a text, as options say which: between two marks, some lines, a function by its name."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hexapla.source.found import Found

RANGE = re.compile(r"(\d*)\s*(-?)\s*(\d*)")
QUOTED = re.compile(r"([\"'])(.*)\1", re.S)

Line = tuple[int, str]  # its number, and its text
Lines = list[Line]


class Unclear(Exception):
    """An option that cannot be done; says why."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines that follow on each other; the first of them is this one of its file."""

    text: str
    line: int


# The options that say which part of a text is meant, in the order in which they are heeded.
OPTIONS = (
    "pyobject",
    "start-line",
    "end-line",
    "start-after",
    "start-at",
    "end-before",
    "end-at",
    "lines",
)


def excerpt(text: str, found: Found) -> tuple[Excerpt, ...]:
    """The part of a text that a directive asks for, in pieces without gaps; raises Unclear."""
    lines: Lines = [*enumerate(text.replace("\r\n", "\n").rstrip("\n").split("\n"), 1)]
    for option in OPTIONS:
        if option in found.options:
            choose = (
                CHOOSE[option] if found.name == "include" else BY_LINE.get(option, CHOOSE[option])
            )
            lines = choose(lines, said(found, option))
    return tuple(_joined(lines))


def said(found: Found, option: str) -> str:
    """An option that is a text, which may stand between quotes."""
    text = found.text(option)
    return match[2] if (match := QUOTED.fullmatch(text)) else text


def chosen(text: str, count: int) -> tuple[int, ...]:
    """The lines that a list like `1,3-5,8-` names, of so many; raises Unclear."""
    numbers: list[int] = []
    for part in filter(None, map(str.strip, text.split(","))):
        match = RANGE.fullmatch(part)
        if match is None or not (match[1] or match[3]):
            raise Unclear(f"'{text}' is not a list of lines, like 1,3-5,8-")
        first = int(match[1] or 1)
        last = min(int(match[3] or count), count) if match[2] else first
        numbers += [number for number in range(first, last + 1) if 1 <= number <= count]
    return tuple(dict.fromkeys(numbers))


def _joined(lines: Lines) -> list[Excerpt]:
    pieces: list[list[Line]] = []
    for number, line in lines:
        if pieces and pieces[-1][-1][0] + 1 == number:
            pieces[-1].append((number, line))
        else:
            pieces.append([(number, line)])
    return [Excerpt("\n".join(line for _, line in piece), piece[0][0]) for piece in pieces]


# --- the options ----------------------------------------------------------------------------------


def _object(lines: Lines, name: str) -> Lines:
    """A function, class or method of Python: `train`, `Model.forward`."""
    text = "\n".join(line for _, line in lines)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            node: ast.AST = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unclear(f"the file cannot be read as Python: {error}") from error
    first = 1
    for part in name.split("."):
        inside = [each for each in getattr(node, "body", ()) if getattr(each, "name", "") == part]
        if not inside:
            raise Unclear(f"the file defines no '{name}'")
        node = inside[-1]
        decorators = getattr(node, "decorator_list", ())
        first = min(each.lineno for each in (node, *decorators))
    return lines[first - 1 : getattr(node, "end_lineno", first)]


def _start_line(lines: Lines, number: str) -> Lines:
    """From this line on, counted from 0."""
    start = _whole(number)
    return [each for each in lines if each[0] > (start if start >= 0 else len(lines) + start)]


def _end_line(lines: Lines, number: str) -> Lines:
    """Up to this line, counted from 0, without it."""
    end, last = _whole(number), lines[-1][0] if lines else 0
    return [each for each in lines if each[0] <= (end if end >= 0 else last + end)]


def _whole(number: str) -> int:
    try:
        return int(number)
    except ValueError as error:
        raise Unclear(f"'{number}' is no number of a line") from error


def _start_after(lines: Lines, mark: str) -> Lines:
    index, end = _find(lines, mark)
    number, line = lines[index]
    rest = line[end:]
    return [*([(number, rest)] if rest.strip() else []), *lines[index + 1 :]]


def _start_below(lines: Lines, mark: str) -> Lines:
    return lines[_find(lines, mark)[0] + 1 :]


def _start_at(lines: Lines, mark: str) -> Lines:
    return lines[_find(lines, mark)[0] :]


def _end_before(lines: Lines, mark: str) -> Lines:
    index, end = _find(lines, mark)
    number, line = lines[index]
    before = line[: end - len(mark)]
    return [*lines[:index], *([(number, before)] if before.strip() else [])]


def _end_above(lines: Lines, mark: str) -> Lines:
    return lines[: _find(lines, mark)[0]]


def _end_at(lines: Lines, mark: str) -> Lines:
    return lines[: _find(lines, mark)[0] + 1]


def _find(lines: Lines, mark: str) -> tuple[int, int]:
    """The first line with a mark, and where in it the mark ends."""
    for index, (_, line) in enumerate(lines):
        if (at := line.find(mark)) >= 0 and mark:
            return index, at + len(mark)
    raise Unclear(f"no line of the file has '{mark}'")


def _some(lines: Lines, text: str) -> Lines:
    return [lines[number - 1] for number in chosen(text, len(lines))]


CHOOSE: Mapping[str, Callable[[Lines, str], Lines]] = {
    "pyobject": _object,
    "start-line": _start_line,
    "end-line": _end_line,
    "start-after": _start_after,
    "start-at": _start_at,
    "end-before": _end_before,
    "end-at": _end_at,
    "lines": _some,
}
# Of code, which is made of lines, a mark stands for the whole of its line.
BY_LINE: Mapping[str, Callable[[Lines, str], Lines]] = {
    "start-after": _start_below,
    "end-before": _end_above,
}
