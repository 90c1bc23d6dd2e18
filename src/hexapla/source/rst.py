"""The few forms of reStructuredText that books use, said in our own language, line by line.

Each line of the one is a line of the other, so that what is wrong has its place.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable

# Directives whose body stays as it is, and those whose body is prose in reStructuredText.
PLAIN = frozenset(
    (
        *("code", "code-block", "contents", "csv-table", "highlight", "iframe", "image", "include"),
        *("list-table", "literalinclude", "math", "raw", "sourcecode", "toctree", "video"),
        *("bibliography", "youtube"),
    )
)
PROSE = frozenset(
    (
        *("admonition", "attention", "caution", "danger", "epigraph", "error", "figure", "hint"),
        *("important", "margin", "note", "only", "seealso", "sidebar", "tip", "todo", "topic"),
        *("warning",),
    )
)
DIRECTIVE = re.compile(r"\.\. ([\w:-]+?)::(?:[ \t]+(.*))?$")
TARGET = re.compile(r"\.\. _([^:`]+):\s*$")
OPTION = re.compile(r"[ \t]+:[\w-]+:")
UNDERLINE = re.compile(r"([=\-~^\"'#*+`:.])\1{2,}\s*$")
GRID = re.compile(r"\+(-+\+)+\s*$|(=+[ \t]+)+=+\s*$")
ROLE = re.compile(r":([a-zA-Z][\w:-]*):`([^`]+)`")
LITERAL = re.compile(r"``(.+?)``")
LINK = re.compile(r"`([^`<>]+?)\s*<([^`<>]+)>`__?")
NAMED = re.compile(r"`([^`<>]+)`_(?!\w)")
LEVELS = "=-~^\"'"  # how deep a heading stands, by what underlines it

Unknown = Callable[[str, int], None]  # is told what is not understood, and in which line, from 0


def in_markdown(text: str, unknown: Unknown) -> str:
    """A text in reStructuredText as one in MyST Markdown, each thing on the line where it was."""
    lines = text.split("\n")
    done: list[str] = []
    at = 0
    while at < len(lines):
        made, taken = _next(lines, at, unknown)
        done += made
        at += taken
    return "\n".join(done)


def _next(lines: list[str], at: int, unknown: Unknown) -> tuple[list[str], int]:
    """What comes of the lines from here on, and how many of them it takes."""
    line, after = lines[at], (lines[at + 1] if at + 1 < len(lines) else "")
    if line.startswith(".."):
        return _explicit(line, _indented(lines[at + 1 :]), lambda w, n: unknown(w, at + n))
    if GRID.match(line):
        unknown("a table is not understood; write it in Markdown", at)
        table = _paragraph(lines[at:])
        return _code(table), len(table)
    if line.strip() and not line[0].isspace() and UNDERLINE.match(after):
        level = max(LEVELS.find(after[0]), 0) + 2
        return [f"{'#' * min(level, 6)} {inline(line)}", ""], 2
    if line.rstrip().endswith("::"):
        body = _indented(lines[at + 1 :])
        words = "" if line.strip() == "::" else inline(line.rstrip()[:-1])
        return [words, *_code(textwrap.dedent("\n".join(body)).split("\n"))], 1 + len(body)
    return [inline(line)], 1


def _explicit(line: str, body: list[str], unknown: Unknown) -> tuple[list[str], int]:
    """What two dots begin: a target, a directive, or else a comment."""
    if match := TARGET.match(line):
        return [f"({match[1]})="], 1
    match = DIRECTIVE.match(line)
    if match is None:
        return [""] * (1 + len(body)), 1 + len(body)
    if match[1] in PLAIN | PROSE:  # the empty line after it is the end of the fence
        return _directive(match, body, lambda w, n: unknown(w, n + 1)), 2 + len(body)
    unknown(f"the directive '{match[1]}' is not understood", 0)
    return _code([line, *body]), 1 + len(body)


def inline(line: str) -> str:
    """A line of prose: its roles, code and links."""
    parts = LITERAL.split(line)
    for index in range(0, len(parts), 2):  # those between are code
        part = ROLE.sub(r"{\1}`\2`", parts[index])
        part = LINK.sub(r"[\1](\2)", part)
        parts[index] = NAMED.sub(r"\1", part)
    for index in range(1, len(parts), 2):
        parts[index] = f"`` {parts[index]} ``" if "`" in parts[index] else f"`{parts[index]}`"
    return "".join(parts)


def _indented(lines: list[str]) -> list[str]:
    """The lines up to the first that is not indented, without blank ones at the end."""
    count = next((n for n, x in enumerate(lines) if x.strip() and not x[0].isspace()), len(lines))
    while count and not lines[count - 1].strip():
        count -= 1
    return lines[:count]


def _paragraph(lines: list[str]) -> list[str]:
    return lines[: next((n for n, line in enumerate(lines) if not line.strip()), len(lines))]


def _code(lines: list[str]) -> list[str]:
    return [f"    {line}".rstrip() for line in lines]


def _directive(head: re.Match[str], body: list[str], unknown: Unknown) -> list[str]:
    """A directive as a fence, whose last line stands where an empty one was."""
    name, argument = head[1], head[2] or ""
    count = next((n for n, line in enumerate(body) if not OPTION.match(line)), len(body))
    inside = textwrap.dedent("\n".join(body[count:]))
    if name in PROSE:
        argument, inside = inline(argument), in_markdown(inside, lambda w, n: unknown(w, n + count))
    ticks = "`" * (1 + max((2, *map(len, re.findall("`{3,}", inside)))))
    opening = f"{ticks}{{{name}}} {argument}".rstrip()
    options = [line.strip() for line in body[:count]]
    return [opening, *options, *(inside.split("\n") if body[count:] else []), ticks]
