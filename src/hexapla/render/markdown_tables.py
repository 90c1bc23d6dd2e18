"""Tables as Markdown; those that it has no form for, as HTML with Markdown in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import takewhile

from hexapla.model.nodes import Block, Datum, Row, Table
from hexapla.render.markdown_inlines import Frame, datum, flat

ALIGN = {"": "---", "left": ":--", "center": ":-:", "right": "--:"}
Inner = Callable[[Iterable[Block], Frame], str]


def table(node: Table, frame: Frame, inner: Inner) -> str:
    """The table, without its caption."""
    data = [each for row in (node.head, *node.rows) for each in row.data]
    if any(each.body or each.columns > 1 or each.rows > 1 for each in data):
        return _html(node, frame, inner)
    if any(datum.head for row in node.rows[:1] for datum in row.data[1:]):
        return _html(node, frame, inner)  # several rows of heads
    head = node.head if node.head.data else Row((Datum(()),) * len(node.align))
    rows = [_row(head, frame), f"| {' | '.join(ALIGN[a] for a in node.align)} |"]
    return "\n".join((*rows, *(_row(row, frame) for row in node.rows)))


def _row(row: Row, frame: Frame) -> str:
    return f"| {' | '.join(_said(each, frame) for each in row.data)} |"


def _said(one: Datum, frame: Frame) -> str:
    said = datum(one.inside, frame)
    return f"**{said}**" if one.head and said and "*" not in said else said


def _html(node: Table, frame: Frame, inner: Inner) -> str:
    """Rows of tags; between them, after an empty line, what they hold is Markdown again."""
    more = [*takewhile(lambda row: all(each.head for each in row.data), node.rows)]
    lines = ["<table>"]
    for number, row in enumerate((node.head, *node.rows)):
        if not row.data:
            continue
        is_head = number <= len(more) and bool(node.head.data)
        lines.append("<tr>")
        lines += [_cell(each, is_head or each.head, frame, inner) for each in row.data]
        lines.append("</tr>")
    return "\n".join((*lines, "</table>"))


def _cell(one: Datum, is_head: bool, frame: Frame, inner: Inner) -> str:
    name = "th" if is_head else "td"
    spans = f' colspan="{one.columns}"' if one.columns > 1 else ""
    spans += f' rowspan="{one.rows}"' if one.rows > 1 else ""
    said = "\n\n".join(part for part in (flat(one.inside, frame), inner(one.body, frame)) if part)
    # A line that looks like the end of the HTML would be one; nothing else here is.
    inside = re.sub(r"\n{3,}", "\n\n", said)
    return f"<{name}{spans}>\n\n{inside}\n\n</{name}>" if inside else f"<{name}{spans}></{name}>"
