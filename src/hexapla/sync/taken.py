"""Edits of a notebook, put into the source of its page as far as that can be done exactly.

It is decided cell by cell among three: the cell as the notebook was written with it, as the
notebook has it now, and as the source has it now. Each change is made on the text alone; then the
text is read again, and unless that gives the page with this change and no other, it is not kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from types import ModuleType
from typing import Any, Literal

from hexapla.model.book import Config, Page, PageEntry
from hexapla.model.nodes import Block, Cell, Place
from hexapla.model.problems import Problem, Problems, not_synced, sync_conflict
from hexapla.model.walk import cells_of, walk
from hexapla.model.written import bare, mark
from hexapla.source import parse
from hexapla.source.jupyter import Notebook
from hexapla.sync import markdown
from hexapla.sync import notebook as json_text
from hexapla.sync.edited import CODE, Edit, Side, Written, edits, place_of_new

UNCLEAR = "the text around it would no longer mean the same; edit the source itself"
ELSEWHERE = "is of a file that the page takes in: edit it there"
# Why an edit of text, or of the order, cannot be taken back.
UNFIT = {
    "changed": "is text, which is made from the source, and was edited: edit it there",
    "new": "is new text, and only code is taken back: write it into the source",
    "gone": "was text, and is gone: take it out of the source itself",
    "moved": "was moved, and cells of the source stay where they are: move it there",
}


@dataclass(frozen=True, slots=True)
class Source:
    """The page that a notebook was made of: what book.toml says of it, and its text."""

    entry: PageEntry
    text: str
    config: Config
    texts: Mapping[str, str] = field(default_factory=dict)  # of the files that pages take in
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What was done at a cell of the source, for which variants (none: for all)."""

    done: Literal["changed", "added", "removed"]
    at: Place
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    """A change to be made at a cell of the source, counted among those of the variant."""

    cell: int
    kind: Literal["before", "changed", "gone", "after", "end"]
    codes: tuple[str, ...]
    edit: Edit


ORDER = ("before", "changed", "gone", "after", "end")  # the last is done first


@dataclass(slots=True)
class _Sync:
    """The source on its way, and what came of it. `file` is the notebook, for people."""

    source: Source
    before: Written
    file: str
    page: Page
    taken: list[Taken] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cells_of(self.page.body, self.before.variant))

    @property
    def own(self) -> tuple[str, ...]:
        """What a new cell says of its variant: nothing, in a book that has no other."""
        return (self.before.variant,) if len(self.source.config.variants) > 1 else ()

    @property
    def into(self) -> ModuleType:
        """What knows how to change a text of this kind."""
        return json_text if self.source.entry.file.endswith(".ipynb") else markdown


def take(
    source: Source, notebook: Notebook, before: Written, file: str, *, delete: bool = False
) -> tuple[str, tuple[Taken, ...], Problems]:
    """The text of the source with the edits of a notebook that could be taken back, and which.

    `file` names the notebook in what is said; cells that it lacks are removed if `delete` says so.
    """
    sync = _Sync(source, before, file, _read(source))
    changes = _changes(sync, tuple(edits(notebook, before)), delete=delete)
    for change in sorted(changes, key=lambda c: (c.cell, ORDER.index(c.kind)), reverse=True):
        _make(sync, change)
    taken = tuple(reversed(sync.taken))  # the last was done first
    return sync.source.text, taken, tuple(sync.problems)


def _read(source: Source) -> Page:
    return parse.page(source.entry, source.text, source.config, source.texts, tuple(source.files))[
        0
    ]


# --- what is to change ----------------------------------------------------------------------------


def _changes(sync: _Sync, done: Sequence[Edit], *, delete: bool) -> list[_Change]:
    """The changes that can be made; problems for the others."""
    there = _matched(sync.before.marks, sync.cells)
    extra = [bare(c.code) for n, c in enumerate(sync.cells) if n not in there.values()]
    changes: list[_Change] = []
    for edit in done:
        if edit.kind == "moved" or not edit.is_code:
            _refuse(sync, not_synced(f"{_where(sync, edit)} {UNFIT[edit.kind]}", _top(sync)))
        elif edit.kind != "new":
            changes += _old(sync, edit, there.get(edit.number), extra, delete=delete)
    new = [edit for edit in done if edit.kind == "new" and edit.is_code]
    gone = {edit.number for edit in done if not bare(edit.code)}  # nothing can stand before them
    return [*changes, *_new(sync, new, there, extra, gone)]


def _matched(marks: Sequence[str], cells: Sequence[Cell]) -> dict[int, int]:
    """Which cell of the source each cell of code is, by its number as it was written."""
    numbers = [n for n, was in enumerate(marks, start=1) if was.startswith(CODE)]
    was = [marks[number - 1] for number in numbers]
    now = [mark("code", cell.code) for cell in cells]
    matcher = SequenceMatcher(a=was, b=now, autojunk=False)
    found: dict[int, int] = {}
    for _, start, stop, first, last in matcher.get_opcodes():
        if stop - start == last - first:  # equal, or one replaced by one
            found |= dict(zip(numbers[start:stop], range(first, last), strict=True))
    return found


def _old(
    sync: _Sync, edit: Edit, found: int | None, extra: Sequence[str], *, delete: bool
) -> Iterator[_Change]:
    """The change that an edit of a cell makes which was there, if it can."""
    gone = edit.kind == "gone"
    if found is None:
        if not gone and bare(edit.code) not in ("", *extra):
            _refuse(sync, sync_conflict(_where(sync, edit), "is gone", _top(sync)))
        return
    cell = sync.cells[found]
    if not gone and bare(cell.code) == bare(edit.code):
        return  # the source has it already
    if mark("code", cell.code) != sync.before.marks[edit.number - 1]:
        _refuse(sync, sync_conflict(_where(sync, edit), "was changed, too", cell.at))
    elif gone and not delete:
        what = f"{_where(sync, edit)} is gone; `--delete` takes it out of the source"
        _refuse(sync, not_synced(what, cell.at))
    else:
        yield _Change(found, "gone" if gone else "changed", (edit.code,), edit)


def _new(
    sync: _Sync, new: Sequence[Edit], there: dict[int, int], extra: list[str], gone: set[int]
) -> Iterator[_Change]:
    """The changes that bring new cells; those that the source has already are left out."""
    groups: dict[tuple[int, Side], list[Edit]] = {}
    for edit in new:
        if bare(edit.code) in extra:
            extra.remove(bare(edit.code))
        else:
            number, kind = place_of_new(edit, sync.before.marks)
            kind = "after" if number in gone else kind
            groups.setdefault((number, kind), []).append(edit)
    for (number, kind), edits_there in groups.items():
        codes = tuple(edit.code for edit in edits_there)
        if kind == "end":
            yield _Change(len(sync.cells), kind, codes, edits_there[0])
        elif number in there:
            yield _Change(there[number], kind, codes, edits_there[0])
        else:
            where = _where(sync, edits_there[0])
            _refuse(sync, sync_conflict(where, "that it stands beside is gone", _top(sync)))


def _where(sync: _Sync, edit: Edit) -> str:
    """Which cell of the notebook is meant, and where it stands."""
    if edit.now is None:
        return f"what was cell {edit.number} of {sync.file}"
    return f"cell {edit.now.index + 1} ({sync.file}:{edit.now.line})"


def _top(sync: _Sync) -> Place:
    return Place(sync.page.file, 1)


def _refuse(sync: _Sync, problem: Problem) -> None:
    sync.problems.append(problem)


# --- changing it ----------------------------------------------------------------------------------


def _make(sync: _Sync, change: _Change) -> None:
    """Make a change, unless it would change more than it says."""
    cell = sync.cells[change.cell] if change.cell < len(sync.cells) else None
    if cell and cell.at.file != sync.page.file:
        _refuse(sync, not_synced(f"{_where(sync, change.edit)} {ELSEWHERE}", cell.at))
        return
    at = cell.at if cell else Place(sync.page.file, sync.source.text.rstrip().count("\n") + 1)
    text = _changed(sync, change, cell)
    page = _read(replace(sync.source, text=text)) if text is not None else None
    if text is None or page is None or not _is_right(sync, change, page):
        what = f"{_where(sync, change.edit)} cannot be put into the source: {UNCLEAR}"
        _refuse(sync, not_synced(what, at))
        return
    sync.source, sync.page = replace(sync.source, text=text), page
    if cell and change.kind in ("changed", "gone"):
        done: Any = "removed" if change.kind == "gone" else "changed"
        sync.taken.append(Taken(done, at, cell.variants))
    else:
        sync.taken += [Taken("added", at, (sync.before.variant,)) for _ in change.codes]


def _changed(sync: _Sync, change: _Change, cell: Cell | None) -> str | None:
    """The text with a change; None where its place cannot be told."""
    text, into, codes = sync.source.text, sync.into, change.codes
    made: str | None
    match change.kind:
        case "end":
            made = into.appended(text, codes, sync.own)
        case "changed":
            made = into.replaced(text, cell, codes[0])
        case "gone":
            made = into.removed(text, cell)
        case kind:
            made = into.inserted(text, cell, codes, sync.own, after=kind == "after")
    return made


def _is_right(sync: _Sync, change: _Change, page: Page) -> bool:
    """Whether a page is the one before with this change, and in all else the same."""
    was, now = [*walk(sync.page.body, Cell)], [*walk(page.body, Cell)]
    at = len(was)
    if change.kind != "end":
        mine = sync.cells[change.cell]
        at = next(n for n, cell in enumerate(was) if cell is mine) + (change.kind == "after")
    took = change.kind in ("changed", "gone")
    codes = [bare(code) for code in change.codes if change.kind != "gone"]
    if sync.into is json_text:  # an empty cell of a notebook is nothing of its page
        codes = list(filter(None, codes))
    put = len(codes)
    new = now[at : at + put]
    variants = {was[at].variants} if took else {sync.own, (sync.before.variant,)}
    return (
        [bare(cell.code) for cell in new] == codes
        and {cell.variants for cell in new} <= variants
        and [*was[:at], *was[at + took :]] == [*now[:at], *now[at + put :]]
        and _around(sync.page.body) == _around(page.body)
    )


def _around(body: tuple[Block, ...]) -> list[tuple[Any, ...]]:
    """All that is no cell, in order: the kind of each node, and the words and numbers in it."""
    return [
        (type(node).__name__, *(v for n in node.__slots__ if _is_plain(v := getattr(node, n))))
        for node in walk(body)
        if not isinstance(node, Cell)
    ]


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float)
