"""Tables: with booktabs, over several pages where they are long, shrunk where they are wide."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from hexapla.model.nodes import Break, Datum, FootnoteReference, Row, Table
from hexapla.model.walk import holds, plain, walk
from hexapla.render.latex.figures import Caption, captioned, floating
from hexapla.render.latex.frame import Frame
from hexapla.render.latex.nesting import indented

LONG = 24  # rows that no page is sure to hold
WIDE = 76  # characters in a line of text
NARROW = 16  # characters of a column that is never broken
SIDES = {"": "l", "left": "l", "center": "c", "right": "r"}


def table(node: Table, frame: Frame) -> str:
    """A table with its caption, if it has one."""
    caption = Caption("", "", "", counted=False)
    if node.caption or node.number or node.label:
        of = (node.number, node.label, node.caption)
        caption = captioned("table", *of, frame)
    rows = _grid(node)
    columns = _columns(node, rows)
    head, body = _split(node, frame.argument(), columns)
    made = "\n".join(("\\toprule", *head, *(["\\midrule"] if head else []), *body, "\\bottomrule"))
    if len(body) > LONG and not frame.boxed:
        return _long(head, body, columns, caption)
    drawn = f"\\begin{{tabular}}{{{''.join(columns)}}}\n{indented(made)}\n\\end{{tabular}}"
    if not any("p{" in column for column in columns) and _width(rows) > WIDE:
        drawn = f"\\begin{{shrunk}}\n{drawn}\n\\end{{shrunk}}"
    if holds((node.head, *node.rows), FootnoteReference):
        drawn = f"\\begin{{savenotes}}\n{drawn}\n\\end{{savenotes}}"
    said = caption.said()
    if frame.held:
        return drawn
    return floating(
        "table",
        "\n".join(part for part in (said, drawn) if part),
        caption.told,
        frame,
        floats=caption.counted or bool(caption.words),
    )


def _long(head: list[str], body: list[str], columns: Sequence[str], caption: Caption) -> str:
    """A table that goes on on the next page, under its head."""
    said = caption.said()
    top = [f"{said} \\\\"] if "\\caption" in said else [said] if said else []
    rows = [*top, "\\toprule", *head, *(["\\midrule"] if head else []), "\\endhead"]
    rows += ["\\bottomrule", "\\endfoot", *body]
    made = indented("\n".join(rows))
    return f"{caption.told}\\begin{{longtable}}{{{''.join(columns)}}}\n{made}\n\\end{{longtable}}"


def _split(node: Table, frame: Frame, columns: Sequence[str]) -> tuple[list[str], list[str]]:
    """The rows of the head and those of the body, as LaTeX."""
    more = [*takewhile(lambda row: all(datum.head for datum in row.data), node.rows)]
    more = more if len(more) < len(node.rows) else []
    heads = [node.head, *more] if node.head.data else more
    made = _rows((*heads, *node.rows[len(more) :]), frame, columns)
    return made[: len(heads)], made[len(heads) :]


def _rows(rows: Sequence[Row], frame: Frame, columns: Sequence[str]) -> list[str]:
    """Rows as LaTeX; a cell that goes on below leaves an empty one there."""
    made: list[str] = []
    taken: dict[int, tuple[int, int]] = {}  # by column: for how many rows, and columns
    for row in rows:
        data, cells, at = [*row.data], [], 0
        going = taken
        taken = {}
        while data or at in going:
            if at in going:
                left, width = going[at]
                cells.append(f"\\multicolumn{{{width}}}{{c}}{{}}" if width > 1 else "")
            else:
                one = data.pop(0)
                left, width = one.rows, one.columns
                cells.append(_datum(one, at, frame, columns))
            if left > 1:
                taken[at] = (left - 1, width)
            at += width
        made.append(" & ".join(cells).strip() + " \\\\")
    return made


def _datum(one: Datum, at: int, frame: Frame, columns: Sequence[str]) -> str:
    parts = [frame.lines(one.inside).replace("\\\\\n", "\\newline ").replace("\n", " ")]
    parts += [frame.blocks(one.body)] if one.body else []
    said = "\n\n".join(part for part in parts if part)
    said = f"\\textbf{{{said}}}" if one.head and said and not one.body else said
    if one.rows > 1:
        said = f"\\multirow{{{one.rows}}}{{*}}{{{said}}}"
    if one.columns > 1:
        said = f"\\multicolumn{{{one.columns}}}{{c}}{{{said}}}"
    return said


def _grid(node: Table) -> list[Row]:
    return [row for row in (node.head, *node.rows) if row.data]


def _columns(node: Table, rows: Sequence[Row]) -> list[str]:
    """How each column is set: by its side, or as paragraphs of a width."""
    count = max((sum(datum.columns for datum in row.data) for row in rows), default=1)
    sides = [SIDES[side] for side in (*node.align, *[""] * count)][:count]
    whole = sum(node.widths)
    if len(node.widths) == count and whole:
        return [_paragraphs(width / whole, count) for width in node.widths]
    lengths = _lengths(rows, count)
    held = {at for at in range(count) if _holds(rows, at)}
    broken = {at for at in range(count) if lengths[at] > NARROW} if sum(lengths) > WIDE else set()
    if count > 6:  # of so many, none could be broken: the table is shrunk
        broken = set()
    broken |= held
    if not broken:
        return sides
    room = WIDE - sum(lengths[at] for at in range(count) if at not in broken)
    weights = {at: min(max(lengths[at], 8), 60) for at in broken}
    total = sum(weights.values())
    share = min(max(room, WIDE // 3) / WIDE, 1)
    return [
        _paragraphs(share * weights[at] / total, count) if at in broken else sides[at]
        for at in range(count)
    ]


def _paragraphs(share: float, count: int) -> str:
    """A column of paragraphs: its share of the line, but for what stands between columns."""
    room = 1 - 0.028 * count
    return f">{{\\raggedright\\arraybackslash}}p{{{share * room:.2f}\\linewidth}}"


def _lengths(rows: Sequence[Row], count: int) -> list[int]:
    lengths = [1] * count
    for row in rows:
        at = 0
        for one in row.data:
            if one.columns == 1 and at < count:
                lengths[at] = max(lengths[at], len(plain(one.inside)))
            at += one.columns
    return lengths


def _holds(rows: Sequence[Row], column: int) -> bool:
    """Whether a column holds blocks, or lines that its author ended."""
    for row in rows:
        at = 0
        for one in row.data:
            hard = any(node.hard for node in walk(one.inside, Break))
            if at == column and (one.body or hard):
                return True
            at += one.columns
    return False


def _width(rows: Sequence[Row]) -> int:
    """How many characters wide a table is, with what stands between its columns."""
    count = max((sum(datum.columns for datum in row.data) for row in rows), default=1)
    return sum(_lengths(rows, count)) + 2 * count
