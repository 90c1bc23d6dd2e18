"""`#@save` as d2lbook reads it, put as Hexapla reads it.

There a mark saves its line, the lines after it up to the first that is blank or indented, and
all that are blank or indented from there. Where that is a statement, or what Hexapla's mark saves
too, it stays as it is; else each statement gets a mark of its own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hexapla.model.lexed import comments
from hexapla.source.d2lbook.edits import Code, Edit, Rows, edited, joined, parsed
from hexapla.source.d2lbook.gaps import without

MARK = re.compile(r"#\s*@save(\w*)[ \t]*(.*)")
DEFINED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
WHOLE = (*DEFINED, ast.If, ast.Try, ast.TryStar)
SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Import, ast.ImportFrom)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark, whether it is alone on its line, and the words that stand after it."""

    row: int
    edit: Edit
    alone: bool
    words: str
    long: bool  # `#@save_all`, which is older


@lru_cache(maxsize=512)
def saving(rows: Rows) -> tuple[Rows, tuple[int, ...]]:
    """The lines with marks that save what d2lbook saved, and those that it saved and we cannot."""
    if "@save" not in joined(rows):
        return rows, ()
    code = parsed(rows)
    if isinstance(code, str):
        return rows, ()
    edits: dict[Edit, None] = {}
    gone: set[int] = set()
    unsaved: dict[int, None] = {}
    marks = [*_marks(code)]
    own = [mark.row for mark in marks if not mark.alone]
    for mark in marks:
        theirs = _theirs(mark, code)
        if theirs == _ours(mark, code):
            edits |= dict.fromkeys(_worded(mark))
            continue
        for each in theirs:
            if not _is_savable(each):
                unsaved[code.number(each.lineno)] = None
            elif not any(_begin(each) <= row <= _last(each) for row in own):
                edits[_marked(each, code)] = None
        if mark.alone and not mark.words:
            gone.add(mark.row)
        elif mark.alone:
            edits[Edit(mark.edit.start, mark.edit.end, f"# {mark.words}")] = None
        else:
            edits |= dict.fromkeys(_worded(mark))
    here = tuple((row, text) for row, (_, text) in enumerate(rows, 1))
    done = without(edited(here, edits), gone)
    return tuple((code.number(row), text) for row, text in done), tuple(unsaved)


def saved_marks(code: str) -> int:
    """How many marks a cell has."""
    return sum(bool(MARK.search(line)) for line in code.split("\n"))


def _marks(code: Code) -> Iterator[Mark]:
    for (row, column), text in comments(code.read):
        if match := MARK.search(text):
            start = (row, column + match.start())
            alone = not code.lines[row - 1][: start[1]].strip()
            edit = Edit(start, (row, len(code.lines[row - 1])))
            yield Mark(row, edit, alone, match[2].strip(), bool(match[1]))


def _theirs(mark: Mark, code: Code) -> list[ast.stmt]:
    """The statements that d2lbook saves."""
    lines = code.lines
    end = mark.row + 1
    while end <= len(lines) and lines[end - 1].strip() and not lines[end - 1].startswith(" "):
        end += 1
    while end <= len(lines) and (not lines[end - 1].strip() or lines[end - 1].startswith(" ")):
        end += 1
    rows = range(mark.row, end)
    return [each for each in code.tree.body if _begin(each) < end and _last(each) in rows]


def _ours(mark: Mark, code: Code) -> list[ast.stmt]:
    """The statements that Hexapla saves, were nothing but the mark on its line."""
    around = [one for one in code.tree.body if _begin(one) <= mark.row <= _last(one)]
    if around or not mark.alone:
        return around
    found: list[ast.stmt] = []
    end = mark.row
    for each in (one for one in code.tree.body if _begin(one) > mark.row):
        if not all(line.strip() for line in code.lines[end : _begin(each) - 1]):
            break
        found.append(each)
        end = _last(each)
    return found


def _worded(mark: Mark) -> Iterator[Edit]:
    """A mark after the words that stood behind it."""
    if mark.words:
        between = "\n" if mark.alone else " "
        yield Edit(mark.edit.start, mark.edit.end, f"# {mark.words}{between}#@save")
    elif mark.long:
        yield Edit(mark.edit.start, mark.edit.end, "#@save")


def _marked(each: ast.stmt, code: Code) -> Edit:
    """A mark at the end of a statement, or of the first line of one that has a suite."""
    row = _begin(each) if isinstance(each, WHOLE) else _last(each)
    end = len(code.lines[row - 1])
    return Edit((row, end), (row, end), "  #@save")


def _is_savable(each: ast.stmt) -> bool:
    return isinstance(each, (*WHOLE, *SIMPLE))


def _begin(each: ast.stmt) -> int:
    first = each.decorator_list[:1] if isinstance(each, DEFINED) else []
    return first[0].lineno if first else each.lineno


def _last(each: ast.stmt) -> int:
    return each.end_lineno or each.lineno
