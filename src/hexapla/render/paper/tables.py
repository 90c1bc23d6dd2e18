"""Tables as Typst: heads that are repeated, cells over several rows and columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from hexapla.model.nodes import Datum, Row, Table
from hexapla.model.walk import plain
from hexapla.render.paper.figures import Inner, captioned
from hexapla.render.paper.frame import Frame
from hexapla.render.paper.inlines import content, inlines
from hexapla.render.paper.marks import string

LONG = 600  # letters of a cell
NARROW = 40  # letters that a table surely has room for
WIDEST = 90  # letters beyond which a column asks for no more room than others
COMMANDS = re.compile(r"\\[a-zA-Z]+ ?|[{}^_]+")  # of LaTeX


def table(node: Table, frame: Frame, inner: Inner) -> str:
    """A table with its caption, if it has one."""
    drawn = _drawn(node, frame.boxed(), inner)
    if not (node.caption or node.number or node.label):
        return f"#{drawn}"
    return captioned("table", drawn, node, frame)


def _drawn(node: Table, frame: Frame, inner: Inner) -> str:
    more = [*takewhile(lambda row: all(datum.head for datum in row.data), node.rows)]
    more = more if len(more) < len(node.rows) else []
    heads = [node.head, *more] if node.head.data else more
    rows = node.rows[len(more) :]
    head = "".join(_row(row, frame, inner, head=True) for row in heads)
    body = "".join(_row(row, frame, inner) for row in rows)
    count = max((sum(datum.columns for datum in row.data) for row in (*heads, *rows)), default=1)
    reach = [_reach((*heads, *rows), column) for column in range(count)]
    said = [f"columns: {_columns(node, count)}", f"align: {_align(node, count)}"]
    said += [f"head: ({head}\n  )"] if heads else []
    said += ["whole: false"] if any(map(_is_long, rows)) else []
    if sum(most for _, most in reach) > NARROW:
        reached = ", ".join(f"({least}, {most})" for least, most in reach)
        said += [f"reach: ({reached},)", f"at: {string(str(node.at))}"]
    return f"tabular({', '.join(said)},{body}\n)"


def _row(row: Row, frame: Frame, inner: Inner, *, head: bool = False) -> str:
    cells = ", ".join(_datum(datum, frame, inner, head=head) for datum in row.data)
    return f"\n    ({cells},)," if cells else ""


def _datum(datum: Datum, frame: Frame, inner: Inner, *, head: bool) -> str:
    said = content(datum.inside, frame)
    if datum.body:
        below = inner(datum.body, frame)
        said = f"[{inlines(datum.inside, frame)}\n\n#{below}]" if datum.inside else below
    more = [f"colspan: {datum.columns}"] if datum.columns > 1 else []
    more += [f"rowspan: {datum.rows}"] if datum.rows > 1 else []
    look = "th" if datum.head and (more or not head) else "td" if more else ""
    return f"{look}({', '.join((*more, said))})" if look else said


def _columns(node: Table, count: int) -> str:
    if len(node.widths) == count:
        return f"({', '.join(f'{width}fr' for width in node.widths)},)"
    return str(count)


def _align(node: Table, count: int) -> str:
    sides = [*node.align, *[""] * count][:count]
    return f"({', '.join(side or 'start' for side in sides)},)"


def _is_long(row: Row) -> bool:
    """Whether a row may be higher than a page has room for, so that it must break."""
    return any(datum.body or len(plain(datum.inside)) > LONG for datum in row.data)


def _reach(rows: Iterable[Row], column: int) -> tuple[int, int]:
    """The letters of the longest word in a column, and of the longest line in it."""
    lines = [_letters(datum) for row in rows for datum in _at(row, column)]
    words = (len(word) for line in lines for word in line.split())
    return max(words, default=1), min(max(map(len, lines), default=1), WIDEST)


def _at(row: Row, column: int) -> Iterator[Datum]:
    place = 0
    for datum in row.data:
        if place == column and datum.columns == 1:
            yield datum
        place += datum.columns


def _letters(datum: Datum) -> str:
    """About as many letters as a cell shows: a command in a formula is one, blocks are many."""
    line = COMMANDS.sub("x", plain(datum.inside))
    return line + " xxxx" * 8 if datum.body else line
