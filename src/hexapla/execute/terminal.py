"""Text as a terminal would leave it: lines that overwrite themselves in their last state.

Colours stay, as escape codes. A cursor moves within its line and, for bars below one another,
up; whatever else moves it about is taken out.
"""

from __future__ import annotations

import re

RESET = "\x1b[0m"
COLOUR = re.compile(r"\x1b\[[0-9;:]*m")
ERASE = re.compile(r"\x1b\[([0-2]?)K")
UP = re.compile(r"\x1b\[(\d{0,3})A")
MOVE = re.compile(r"(\n|\x1b\[\d{0,3}A)")
# Every escape that is not a colour, an erasure within a line or a way up: control sequences, window
# titles and links up to their end, the short ones of a single character, and those cut off.
OTHER = re.compile(
    r"\x1b\[(?![0-9;:]*m|[0-2]?K|\d{0,3}A)[0-?]*[ -/]*[@-~]"
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?"
    r"|\x1b[ -/]*[0-OQ-WYZ`-~]"
    r"|\x1b(?!\[(?:[0-9;:]*m|[0-2]?K|\d{0,3}A))"
    r"|[\x00\x07\x0e\x0f]"
)
OVERWRITES = re.compile(r"[\r\b]|\x1b\[[0-2]?K")
PIECE = re.compile(r"\x1b\[[0-9;:]*m|\x1b\[[0-2]?K|.", re.DOTALL)


def collapse(text: str) -> str:
    """The text with each line in its last state."""
    text = OTHER.sub("", text.replace("\r\n", "\n"))
    lines = _rows(text) if UP.search(text) else text.split("\n")
    return "\n".join(_line(line) if OVERWRITES.search(line) else line for line in lines)


def _rows(text: str) -> list[str]:
    """The lines of a text that goes up: all that is written on each, one after the other."""
    rows, row = [""], 0
    first, *moves = MOVE.split(text)
    rows[0] = first
    for move, words in zip(moves[::2], moves[1::2], strict=True):
        up = UP.fullmatch(move)
        to = max(0, row - int(up[1] or 1)) if up else row + 1
        if to == len(rows):
            rows.append("")
        rows[to] += words if to == row or not rows[to] else f"\r{words}"
        row = to
    return rows


def _line(line: str) -> str:
    """What is left of a line: each column holds a character and the colours it is in."""
    columns: list[tuple[str, str]] = []
    at, colour = 0, ""
    for piece in PIECE.findall(line):
        if COLOUR.fullmatch(piece):
            colour = "" if piece in {RESET, "\x1b[m"} else colour + piece
        elif erased := ERASE.fullmatch(piece):
            _erase(columns, at, erased[1])
        elif piece == "\r":
            at = 0
        elif piece == "\b":
            at = max(0, at - 1)
        else:
            columns.extend([(" ", "")] * (at - len(columns)))
            columns[at : at + 1] = [(piece, colour)]
            at += 1
    return _drawn(columns, colour)


def _erase(columns: list[tuple[str, str]], at: int, how: str) -> None:
    if how in {"", "0"}:
        del columns[at:]
    elif how == "1":
        columns[:at] = [(" ", "")] * min(at, len(columns))
    else:
        columns.clear()


def _drawn(columns: list[tuple[str, str]], left: str) -> str:
    """The columns as text that changes colour where they do, and leaves that of the end on."""
    while columns and columns[-1] == (" ", ""):
        columns.pop()
    parts, colour = [], ""
    for character, wanted in [*columns, ("", left)]:
        if wanted != colour:
            more = wanted.removeprefix(colour) if colour and wanted.startswith(colour) else None
            parts.append(more if more is not None else (RESET if colour else "") + wanted)
            colour = wanted
        parts.append(character)
    return "".join(parts)


def plain(text: str) -> str:
    """The text without its colours."""
    return COLOUR.sub("", text)
