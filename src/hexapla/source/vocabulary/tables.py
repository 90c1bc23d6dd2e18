"""Tables with a caption, and tables written as lists or as comma-separated values."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from hexapla.model.nodes import (
    Alignment,
    Block,
    Datum,
    Item,
    Listing,
    Paragraph,
    Row,
    Table,
)
from hexapla.model.problems import bad_directive
from hexapla.source.elements import SIDES, length
from hexapla.source.found import Found
from hexapla.source.reading import Directive, Reading

LOOKS = frozenset({"align", "width", "widths"})
SHAPE = LOOKS | {"header-rows", "stub-columns"}
CSV = SHAPE | {"delim", "encoding", "escape", "file", "header", "keepspace", "quote", "url"}
DELIMITERS = {"tab": "\t", "space": " "}


def _table(found: Found, page: Reading) -> tuple[Block, ...]:
    body = page.body(found)
    first = next((n for n, block in enumerate(body) if isinstance(block, Table)), None)
    if first is None:
        page.report(bad_directive(found.name, "there is no table in it", found.at))
        return body
    table = body[first]
    assert isinstance(table, Table)  # noqa: S101, found as one
    captioned = replace(table, caption=page.argument(found), at=found.at)
    return (_looking(captioned, found, page), *body[:first], *body[first + 1 :])


def _list_table(found: Found, page: Reading) -> tuple[Block, ...]:
    """A list of rows, each a list of data."""
    body = page.body(found)
    rows = [_inner(item) for block in body for item in _items(block)]
    lists = [block for item in _all_items(body) for block in item.body]
    if not rows or any(not isinstance(block, Listing) for block in (*body, *lists)):
        page.report(bad_directive(found.name, "write it as a list of lists", found.at))
        return body
    return (_made(rows, found, page),)


def _csv_table(found: Found, page: Reading) -> tuple[Block, ...]:
    text = _values(found, page)
    if text is None:
        return page.body(found)
    rows: list[Row] = []
    if header := found.text("header"):
        rows += _records(header, found.line_of("header"), found, page)
    first = len(rows)
    rows += _records(text, found.first, found, page)
    if not rows:
        page.report(bad_directive(found.name, "there are no values in it", found.at))
        return ()
    return (_made(rows, found, page, heads=first),)


def _values(found: Found, page: Reading) -> str | None:
    """The values; None where they are not on the page."""
    for name in ("file", "url"):
        if found.text(name):
            what = f"a table of another {name} is not read yet; write its values here"
            page.report(bad_directive(found.name, what, found.option(name)))
            return None
    return found.body


# --- rows -------------------------------------------------------------------------------------


def _items(block: Block) -> tuple[Item, ...]:
    return block.items if isinstance(block, Listing) else ()


def _all_items(body: tuple[Block, ...]) -> Iterator[Item]:
    return (item for block in body for item in _items(block))


def _inner(row: Item) -> Row:
    data = (item for block in row.body for item in _items(block))
    return Row(tuple(_datum(item) for item in data), at=row.at)


def _datum(item: Item) -> Datum:
    """A first paragraph is the text of its place in the table."""
    match item.body:
        case [Paragraph(inside), *rest]:
            return Datum(inside, tuple(rest), at=item.at)
        case body:
            return Datum((), body, at=item.at)


def _records(text: str, line: int, found: Found, page: Reading) -> Iterator[Row]:
    """The rows of comma-separated values that begin on that line."""
    escape = found.text("escape") or None
    delimiter = found.text("delim") or ","
    try:
        reader = csv.reader(
            text.strip("\n").split("\n"),
            delimiter=DELIMITERS.get(delimiter, delimiter),
            quotechar=found.text("quote") or '"',
            escapechar=escape,
            doublequote=escape is None,
            skipinitialspace="keepspace" not in found.options,
        )
        before = 0
        for record in reader:
            at = page.at(line + before)
            data = (Datum(page.line(value, at, page), at=at) for value in record)
            if record:
                yield Row(tuple(data), at=at)
            before = reader.line_num
    except (csv.Error, TypeError, ValueError) as error:
        page.report(bad_directive(found.name, f"its values cannot be read: {error}", found.at))


def _made(rows: list[Row], found: Found, page: Reading, *, heads: int = 0) -> Table:
    """A table of rows, of which those that are its head come first."""
    heads += _count("header-rows", found, page)
    stubs = _count("stub-columns", found, page)
    width = max(len(row.data) for row in rows)
    whole = [_whole(row, width, 0 < number < heads, stubs) for number, row in enumerate(rows)]
    head = _whole(rows[0], width, False, 0) if heads else Row((), at=found.at)
    whole = whole[1:] if heads else whole
    align: tuple[Alignment, ...] = ("",) * width  # type: ignore[assignment]
    table = Table(head, tuple(whole), align, page.argument(found), at=found.at)
    return _looking(table, found, page)


def _whole(row: Row, width: int, is_head: bool, stubs: int) -> Row:
    """A row as long as all others, with what is a head in it."""
    missing = (Datum((), at=row.at),) * (width - len(row.data))
    data = (
        replace(datum, head=True) if is_head or number < stubs else datum
        for number, datum in enumerate((*row.data, *missing))
    )
    return replace(row, data=tuple(data))


def _count(option: str, found: Found, page: Reading) -> int:
    count = found.text(option) or "0"
    if count.isdecimal():
        return int(count)
    what = f"{option} is how many there are, like 1, and not '{count}'"
    page.report(bad_directive(found.name, what, found.option(option)))
    return 0


# --- looks ------------------------------------------------------------------------------------


def _looking(table: Table, found: Found, page: Reading) -> Table:
    """The table as wide as its options say, and where they say."""
    align, width = found.text("align"), found.text("width")
    if width and not length(width):
        what = f"the width '{width}' is not like 50% or 300px"
        page.report(bad_directive(found.name, what, found.option("width")))
    side = (f"align-{align}",) if align in SIDES else ()
    return replace(
        table,
        widths=_widths(found, page, len(table.align)),
        width=length(width),
        classes=(*found.classes, *side),
    )


def _widths(found: Found, page: Reading, columns: int) -> tuple[int, ...]:
    """How much of the table each column takes, in percent."""
    given = str(found.options.get("widths") or "").strip("[]")
    if given in ("", "auto", "grid"):
        return ()
    shares = [int(share) for share in re.split(r"[\s,]+", given.strip()) if share.isdecimal()]
    if len(shares) != columns or not sum(shares):
        what = f"widths names a number for each of its {columns} columns, and not '{given}'"
        page.report(bad_directive(found.name, what, found.option("widths")))
        return ()
    return tuple(round(100 * share / sum(shares)) for share in shares)


DIRECTIVES: Mapping[str, Directive] = {
    "csv-table": Directive(_csv_table, CSV),
    "list-table": Directive(_list_table, SHAPE),
    "table": Directive(_table, LOOKS),
}
