"""Tables as HTML: which heads stand for columns, which for rows, and how wide all is."""

from __future__ import annotations

from itertools import takewhile

from hexapla.model.nodes import Datum, Row, Table
from hexapla.render.web.boxes import Inner
from hexapla.render.web.context import Context
from hexapla.render.web.inlines import inlines, styled
from hexapla.render.web.markup import tag


def table(node: Table, context: Context, inner: Inner) -> str:
    """The table itself, without its caption."""
    more = [*takewhile(lambda row: all(datum.head for datum in row.data), node.rows)]
    more = more if len(more) < len(node.rows) else []
    heads = [node.head, *more] if node.head.data else more
    head = "\n".join(_row(node, row, "col", context, inner) for row in heads)
    body = "\n".join(_row(node, row, "row", context, inner) for row in node.rows[len(more) :])
    columns = "".join(tag("col", style=f"width:{width}%") for width in node.widths)
    style = f"width:{node.width}" if node.width else "width:100%" if node.widths else None
    return tag(
        "table",
        (tag("colgroup", columns) if columns else "")
        + (tag("thead", head) if heads else "")
        + tag("tbody", body),
        class_=styled(node.classes),
        style=style,
    )


def _row(table: Table, row: Row, scope: str, context: Context, inner: Inner) -> str:
    data: list[str] = []
    column = 0
    for datum in row.data:
        is_head = datum.head or scope == "col"
        data.append(
            tag(
                "th" if is_head else "td",
                _content(datum, context, inner),
                class_=_alignment(table, column),
                scope=scope if is_head else None,
                colspan=str(datum.columns) if datum.columns > 1 else None,
                rowspan=str(datum.rows) if datum.rows > 1 else None,
            )
        )
        column += datum.columns
    return tag("tr", "".join(data))


def _content(datum: Datum, context: Context, inner: Inner) -> str:
    """A line alone is no paragraph; with more below it, it is one among others."""
    said = inlines(datum.inside, context)
    if not datum.body:
        return said
    return (tag("p", said) if said else "") + inner(datum.body, context)


def _alignment(table: Table, column: int) -> str | None:
    return table.align[column] or None if column < len(table.align) else None
