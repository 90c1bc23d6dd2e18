"""Code whose every line knows where it came from, and edits of it that keep all else."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from hexapla.model.lexed import Spot
from hexapla.model.magics import without_magics

Placed = ast.expr | ast.stmt | ast.keyword
Rows = tuple[tuple[int, str], ...]  # lines with the numbers that they had


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Another text for what stands from one spot to another."""

    start: Spot
    end: Spot
    text: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """Lines that Python can read, and their tree.

    `read` is what Python read: the lines, or these without what they say to IPython.
    """

    rows: Rows
    tree: ast.Module
    read: str

    @property
    def lines(self) -> list[str]:
        return [text for _, text in self.rows]

    def start(self, node: Placed) -> Spot:
        return self._spot(node.lineno, node.col_offset)

    def end(self, node: Placed) -> Spot:
        return self._spot(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def says(self, node: ast.AST, words: Iterable[str]) -> bool:
        """Whether the lines of a node hold one of these words; of one that has none, perhaps."""
        first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
        return not first or any(
            word in text for _, text in self.rows[first - 1 : last] for word in words
        )

    def number(self, row: int) -> int:
        """The number that a line had at first."""
        return self.rows[min(row, len(self.rows)) - 1][0]

    def text(self, node: Placed, edits: Iterable[Edit] = ()) -> str:
        """The text of a node, with edits made in it."""
        return self.between(self.start(node), self.end(node), edits)

    def between(self, start: Spot, end: Spot, edits: Iterable[Edit] = ()) -> str:
        """The text from one spot to another, with edits made in it."""
        first, last = start[0] - 1, end[0]
        cut = Edit(end, (last, len(self.rows[last - 1][1])))
        moved = [_above(edit, first) for edit in (*edits, cut)]
        return joined(edited(self.rows[first:last], moved))[start[1] :]

    def instead(self, node: ast.AST, text: str) -> Edit:
        """The edit that puts a text in the place of a node."""
        if not isinstance(node, Placed):
            raise TypeError(node)
        return Edit(self.start(node), self.end(node), text)

    def trusted(self, node: ast.expr) -> bool:
        """Whether a node stands where it says: within strings, Python 3.11 does not know."""
        try:
            found = ast.parse(self.text(node), mode="eval").body
        except (SyntaxError, ValueError, IndexError):
            return False
        return ast.dump(found) == ast.dump(node)

    def _spot(self, row: int, offset: int) -> Spot:
        """Python's trees count bytes."""
        line = self.rows[row - 1][1]
        return row, offset if line.isascii() else len(line.encode()[:offset].decode())


def numbered(text: str) -> Rows:
    return tuple(enumerate(text.split("\n"), 1))


def joined(rows: Rows) -> str:
    return "\n".join(text for _, text in rows)


@lru_cache(maxsize=512)  # the tabs of a cell that all have the same
def parsed(rows: Rows) -> Code | str:
    """The code, or what Python says against it."""
    text = read = joined(rows)
    tree = _tree(text)
    if isinstance(tree, str):
        read = without_magics(text)
        tree = tree if read == text else _tree(read)
    return tree if isinstance(tree, str) else Code(rows, tree, read)


def edited(rows: Rows, edits: Iterable[Edit]) -> Rows:
    """The lines after these edits, none of which may reach into another."""
    done = list(rows)
    for edit in sorted(edits, reverse=True):
        first, last = edit.start[0] - 1, edit.end[0] - 1
        text = done[first][1][: edit.start[1]] + edit.text + done[last][1][edit.end[1] :]
        most = done[last][0]
        done[first : last + 1] = [
            (min(done[first][0] + n, most), line) for n, line in enumerate(text.split("\n"))
        ]
    return tuple(done)


def trimmed(rows: Rows) -> Rows:
    """Without the blank lines before the first and after the last line."""
    full = [n for n, (_, text) in enumerate(rows) if text.strip()]
    return rows[full[0] : full[-1] + 1] if full else ()


def imported(statement: ast.stmt) -> Iterator[tuple[str, str]]:
    """The names that an import statement binds, and a statement that binds each alone."""
    match statement:
        case ast.Import(names):
            for each in names:
                yield each.asname or each.name.partition(".")[0], f"import {_written(each)}"
        case ast.ImportFrom(str(module), names, 0):
            for each in names:
                yield each.asname or each.name, f"from {module} import {_written(each)}"
        case _:
            return


def _written(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def _above(edit: Edit, rows: int) -> Edit:
    """The same edit where so many lines above it are left out."""
    (row, column), (end, last) = edit.start, edit.end
    return Edit((row - rows, column), (end - rows, last), edit.text)


def _tree(text: str) -> ast.Module | str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes and such: the kernel will say so
            return ast.parse(text)
    except SyntaxError as error:
        return f"{error.msg} (line {error.lineno or 1})"
    except (ValueError, RecursionError, MemoryError) as error:
        return str(error) or type(error).__name__
