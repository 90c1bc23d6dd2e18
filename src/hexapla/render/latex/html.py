"""Tables that code gave in HTML, as pandas does, as tables of ours; of other HTML, its words."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from hexapla.model.nodes import Alignment, Block, Datum, Paragraph, RawBlock, Row, Table, Text

BLOCKS = {"p", "div", "li", "br", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "pre", "summary"}
HIDDEN = {"style", "script", "head", "template"}


class _Reader(HTMLParser):
    """Collects the rows of tables, and the words beside them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[list[tuple[str, bool, int, int]]] | str] = []
        self.rows: list[list[tuple[str, bool, int, int]]] = []
        self.cell: list[str] | None = None
        self.spans = (1, 1)
        self.depth = self.hidden = 0
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in HIDDEN:
            self.hidden += 1
        elif tag == "table":
            self._words()
            self.depth += 1
        elif tag == "tr" and self.depth:
            self.rows.append([])
        elif tag in ("td", "th") and self.depth:
            self.cell = []
            self.spans = (_count(given.get("colspan")), _count(given.get("rowspan")))
        elif tag in BLOCKS and not self.depth:
            self._words()

    def handle_endtag(self, tag: str) -> None:
        if tag in HIDDEN:
            self.hidden = max(self.hidden - 1, 0)
        elif tag in ("td", "th") and self.cell is not None:
            self.rows = self.rows or [[]]
            words = " ".join("".join(self.cell).split())
            self.rows[-1].append((words, tag == "th", *self.spans))
            self.cell = None
        elif tag == "table" and self.depth:
            self.depth -= 1
            if not self.depth and any(self.rows):
                self.found.append([row for row in self.rows if row])
                self.rows = []
        elif tag in BLOCKS and not self.depth:
            self._words()

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        if self.cell is not None:
            self.cell.append(data)
        elif not self.depth:
            self.words.append(data)

    def _words(self) -> None:
        if words := " ".join("".join(self.words).split()):
            self.found.append(words)
        self.words = []

    def close(self) -> None:
        super().close()
        self._words()


def of_html(node: RawBlock) -> Iterator[Block]:
    """The tables of a piece of HTML, and the words between them."""
    reader = _Reader()
    reader.feed(node.html)
    reader.close()
    for one in reader.found:
        if isinstance(one, str):
            yield Paragraph((Text(one),), at=node.at)
        else:
            yield _table(one, node)


def _table(rows: list[list[tuple[str, bool, int, int]]], node: RawBlock) -> Table:
    made = [
        Row(
            tuple(
                Datum((Text(words),), (), head, columns, count)
                for words, head, columns, count in row
            )
        )
        for row in rows
    ]
    width = max(sum(one.columns for one in row.data) for row in made)
    head = made.pop(0) if all(one.head for one in made[0].data) and len(made) > 1 else Row(())
    align: tuple[Alignment, ...] = ("right",) * width
    return Table(head, tuple(made), align, at=node.at)


def _count(said: str | None) -> int:
    return min(int(said), 1000) if said and said.isdecimal() and int(said) else 1
