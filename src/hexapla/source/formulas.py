r"""Displayed formulas: their labels and tags, for the whole or row by row.

LaTeX's own commands are read: \label, \tag, \tag*, \notag and \nonumber, as amsmath has them.
"""

from __future__ import annotations

import re

from hexapla.model.equations import split
from hexapla.model.nodes import Break, Display, EquationRow, Inline, Place, Text
from hexapla.model.walk import plain
from hexapla.source.labels import label

ROWS = re.compile(
    r"\s*\\begin\{(align|alignat|gather|flalign|eqnarray)(\*?)\}(.*)\\end\{\1\2\}\s*", re.S
)
ALONE = re.compile(r"\s*\\begin\{(equation|multline)(\*?)\}(.*)\\end\{\1\2\}\s*", re.S)
BEGIN = re.compile(r"\\begin\{([a-z]+\*?)\}")
LABEL = re.compile(r"\\label\s*\{([^{}]*)\}[ \t]*")
TAG = re.compile(r"\\tag(\*?)\s*\{((?:[^{}]|\{[^{}]*\})*)\}[ \t]*")
SILENT = re.compile(r"\\(?:notag|nonumber)(?![A-Za-z])[ \t]*")
MIDDLE = re.compile(r"^([^&]*)&([^&]*)&([^&]*)$", re.S)
# Environments that KaTeX does not know, and those that say the same to it.
SAME = {"eqnarray": "align", "flalign": "align", "multline": "gather"}


def display(
    tex: str, name: str, at: Place, *, counted: bool | None = None, every: bool = False
) -> Display:
    """A formula; `name` is the label that stands beside it. With `every`, all rows are counted."""
    if match := ROWS.fullmatch(tex):
        return _rowed(match, name, at, counted=counted, every=every)
    if match := ALONE.fullmatch(tex):
        silent = match[2] and counted is None
        inside = match[3] if match[1] == "equation" else _environment("gather", match[3])
        return _single(inside, name, at, counted=False if silent else counted)
    return _single(tex, name, at, counted=counted)


def unended(inside: tuple[Inline, ...]) -> str:
    """What a line begins with, if that begins a formula which nothing ends; "" if not."""
    said = (node for node in inside if isinstance(node, Text | Break))
    first = next(said, None)
    if not isinstance(first, Text) or not first.text.startswith(("$", "\\")):
        return ""  # as nearly every line
    words = plain((first, *said))
    if words.startswith("$$"):
        return "$$" if words.count("$$") == 1 else ""
    begin = BEGIN.match(words)
    return begin[0] if begin and f"\\end{{{begin[1]}}}" not in words else ""


def _single(tex: str, name: str, at: Place, *, counted: bool | None) -> Display:
    """A formula that has one number at most: its tag, if it has one."""
    own, tag, bare = _marks(tex)
    if SILENT.search(tex) and counted is None:
        counted = False
    return Display(bare.strip(), name or own, tag[1] if tag else "", counted=counted, at=at)


def _marks(tex: str) -> tuple[str, tuple[str, str] | None, str]:
    """The label of a formula or row, its tag after its star, and the rest without such marks."""
    labels, tags = LABEL.findall(tex), TAG.findall(tex)
    bare = SILENT.sub("", TAG.sub("", LABEL.sub("", tex)))
    return label(labels[0]) if labels else "", tags[0] if tags else None, bare


def _rowed(
    match: re.Match[str], name: str, at: Place, *, counted: bool | None, every: bool
) -> Display:
    kind = SAME.get(match[1], match[1])
    start, rest = _arguments(match[1], match[3])
    if match[1] == "eqnarray":  # whose sign in the middle is a column
        rest = "\\\\".join(MIDDLE.sub(r"\1&\2\3", row) for row in split(rest))
    counts = every and not match[2] and counted is not False
    marked = bool(LABEL.search(rest) or TAG.search(rest))
    if not counts and not marked:  # nothing of it is counted but the whole, if it has a name
        return Display(
            _environment(kind, start + SILENT.sub("", rest)), name, counted=counted, at=at
        )
    rows: list[EquationRow] = []
    texts = [_row(text, rows, at, counts=counts) for text in split(rest)]
    made = _environment(kind, start + "\\\\".join(texts).rstrip() + "\n")
    return Display(made, name, rows=tuple(rows), counted=False, at=at)


def _row(text: str, rows: list[EquationRow], at: Place, *, counts: bool) -> str:
    r"""A row with \tag{…} where it has a number; what is known of it goes to `rows`."""
    name, tag, bare = _marks(text)
    bare = bare.rstrip()
    gap = "\n" if "%" in bare else " "  # a comment would hide what follows it
    if tag:
        rows.append(EquationRow(name, tag=tag[1], at=at))
        return f"{bare}{gap}\\tag{tag[0]}{{{tag[1]}}} "
    if name or (counts and not SILENT.search(text) and bare.strip()):
        rows.append(EquationRow(name, at=at))
        return f"{bare}{gap}\\tag{{}} "
    return f"{bare}{gap}"


def _environment(kind: str, inside: str) -> str:
    r"""With a star: numbers are ours, and KaTeX gives none."""
    return f"\\begin{{{kind}*}}{inside}\\end{{{kind}*}}"


def _arguments(kind: str, inside: str) -> tuple[str, str]:
    """The columns of an alignat, which stand before its rows."""
    columns = re.match(r"\s*\{\d+\}", inside) if kind == "alignat" else None
    return (columns[0], inside[columns.end() :]) if columns else ("", inside)
