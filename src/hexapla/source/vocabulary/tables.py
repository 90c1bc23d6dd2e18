"""Tables with a caption, and tables written as lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hexapla.model.nodes import (
    Alignment,
    Block,
    Break,
    Datum,
    Inline,
    Item,
    Listing,
    Paragraph,
    Row,
    Table,
)
from hexapla.model.problems import bad_directive
from hexapla.source.found import Found
from hexapla.source.reading import Directive, Reading


def _table(found: Found, page: Reading) -> tuple[Block, ...]:
    body = page.body(found)
    first = next((n for n, block in enumerate(body) if isinstance(block, Table)), None)
    if first is None:
        page.report(bad_directive(found.name, "there is no table in it", found.at))
        return body
    table = body[first]
    assert isinstance(table, Table)  # noqa: S101, found as one
    captioned = replace(table, caption=page.argument(found), at=found.at)
    return (captioned, *body[:first], *body[first + 1 :])


def _list_table(found: Found, page: Reading) -> tuple[Block, ...]:
    """A list of rows, each a list of data."""
    body = page.body(found)
    lists = [_inner(item, found, page) for block in body for item in _items(block)]
    if not lists or any(not isinstance(block, Listing) for block in body):
        page.report(bad_directive(found.name, "write it as a list of lists", found.at))
        return body
    width = max(len(row.data) for row in lists)
    heads = found.text("header-rows") or "0"
    if heads not in ("0", "1"):
        page.report(bad_directive(found.name, "header-rows is 0 or 1", found.at))
    head = lists.pop(0) if heads == "1" else Row((), at=found.at)
    align: list[Alignment] = [""] * width
    return (Table(head, tuple(lists), tuple(align), page.argument(found), at=found.at),)


def _items(block: Block) -> tuple[Item, ...]:
    return block.items if isinstance(block, Listing) else ()


def _inner(row: Item, found: Found, page: Reading) -> Row:
    data = (item for block in row.body for item in _items(block))
    return Row(tuple(_datum(item, found, page) for item in data), at=row.at)


def _datum(item: Item, found: Found, page: Reading) -> Datum:
    inside: list[Inline] = []
    for block in item.body:
        if isinstance(block, Paragraph):
            inside += [*([Break(hard=True, at=block.at)] if inside else []), *block.inside]
        else:
            what = "a cell of it holds text only; this is left out"
            page.report(bad_directive(found.name, what, block.at))
    return Datum(tuple(inside), at=item.at)


DIRECTIVES: Mapping[str, Directive] = {
    "list-table": Directive(_list_table, frozenset({"header-rows"})),
    "table": Directive(_table),
}
