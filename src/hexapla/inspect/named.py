"""The numbers that cells gave, by names: a cell's label or what was glued, and what of it is meant.

`fit` is the one number that the cell `fit` shows, `fit.test loss` the one after these words or
under this key, `fit[1]` the second one (from 0), `fit.w[1]` the second one after `w`.
"""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from hexapla.model.book import Book, Page, Variant
from hexapla.model.claims import parted
from hexapla.model.nodes import Place
from hexapla.model.numbers import Number, numbers
from hexapla.model.outputs import Output, Outputs, Run, printed
from hexapla.model.walk import cells_of

INDEX = re.compile(r"(.*?)(?:\[(\d{1,9})\])?", re.S)
DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")  # between steps, and not within a number
SHOWN = 60  # characters of an output that are told


@dataclass(frozen=True, slots=True)
class Spot:
    """What a cell gave under one name, where it stands, and whether its code has changed since."""

    given: tuple[Output, ...]
    at: Place
    stale: bool

    def words(self) -> str:
        return printed(self.given)

    def __str__(self) -> str:
        return f"{self.at}, in a run before its code changed" if self.stale else str(self.at)


@dataclass(frozen=True, slots=True)
class Named:
    """What was given by page, variant and name; which page is the first to glue a name; which
    pages have not run to their end in which variant."""

    book: Book
    cells: Mapping[tuple[str, str, str], Spot]
    glued: Mapping[tuple[str, str, str], Spot]
    first: Mapping[tuple[str, str], str]
    unrun: frozenset[tuple[str, str]]

    def find(self, name: str, page: str, variant: str) -> tuple[Spot, str] | None:
        """What a name stands for on a page, and the rest of the name: what of it is meant."""
        for base, rest in parted(name):
            if spot := self._spot(base, page, variant):
                return spot, rest
        return None

    def open(self, name: str, variant: str) -> bool:
        """Whether pages that have not run may yet give what was not found."""
        if label := self._label(name):
            return (label, variant) in self.unrun
        return any(one == variant for _, one in self.unrun)

    def knows(self, name: str) -> bool:
        """Whether any variant has a cell or a glued value of that name."""
        glued = {one for _, _, one in self.glued}
        return bool(self._label(name)) or any(base in glued for base, _ in parted(name))

    def names(self) -> set[str]:
        cells = {name for name, label in self.book.labels.items() if label.kind == "cell"}
        return cells | {name for _, _, name in self.glued}

    def _spot(self, base: str, page: str, variant: str) -> Spot | None:
        elsewhere = (self._label(base), self.first.get((variant, base), ""))
        for there in (page, *elsewhere):
            for known in (self.glued, self.cells):
                if spot := known.get((there, variant, base)):
                    return spot
        return None

    def _label(self, name: str) -> str:
        """The page of the cell that a name is the label of, "" if of none."""
        found = (self.book.labels.get(base) for base, _ in parted(name))
        return next((label.page for label in found if label and label.kind == "cell"), "")


def named(
    book: Book, outputs: Outputs, variants: Iterable[Variant], wanted: Iterable[tuple[str, str]]
) -> Named:
    """All that was given under names; of labels, on the pages that the wanted names may mean.

    `wanted` are names, each with the page that they are looked for on.
    """
    empty = Named(book, {}, {}, {}, frozenset())
    pages = {page for name, own in wanted for page in (own, empty._label(name))}
    cells: dict[tuple[str, str, str], Spot] = {}
    glued: dict[tuple[str, str, str], Spot] = {}
    first: dict[tuple[str, str], str] = {}
    unrun: set[tuple[str, str]] = set()
    for page in book.pages():
        for variant in (one.name for one in variants):
            run = outputs.of(page.id, variant)
            if run and run.freshness in ("missing", "failed"):
                unrun.add((page.id, variant))
            elif run and (page.id in pages or _glues(run)):
                for name, is_glued, spot in _of_run(page, variant, run):
                    (glued if is_glued else cells)[page.id, variant, name] = spot
                    if is_glued:
                        first.setdefault((variant, name), page.id)
    return Named(book, cells, glued, first, frozenset(unrun))


def _glues(run: Run) -> bool:
    return any(one.name for cell in run.cells for one in cell or ())


def _of_run(page: Page, variant: str, run: Run) -> Iterator[tuple[str, bool, Spot]]:
    """What the cells of a page gave: each name, whether it was glued, and what it stands for."""
    stale = run.freshness == "stale"
    for cell, found in zip(cells_of(page.body, variant), run.cells, strict=False):
        for one in found or ():
            if one.name:
                yield one.name, True, Spot((one,), cell.at, stale)
        shown = tuple(one for one in found or () if not one.hidden)
        if cell.label and shown:
            yield cell.label, False, Spot(shown, cell.at, stale)


# --- what of it is meant --------------------------------------------------------------------------


def every(spot: Spot, rest: str) -> tuple[float, ...] | str:
    """All numbers that were given, or the one that is meant; or why there is none."""
    if rest:
        one = number(spot, rest)
        return one if isinstance(one, str) else (one,)
    return tuple(one.value for one in numbers(spot.words())) or _without(spot.words())


def number(spot: Spot, rest: str) -> float | str:
    """The number that is meant; or why it is not known which."""
    text = spot.words()
    path = INDEX.fullmatch(rest)
    steps = [step.strip() for step in DOT.split(path[1] if path else "") if step.strip()]
    for step in steps:
        behind = _behind(text, step)
        if behind is None:
            return f"'{step}' is not in what its cell shows: {_short(text)}"
        text = behind
    index = int(path[2]) if path and path[2] else None
    found = list(islice(numbers(text), (index or 0) + 2))
    return _chosen(found, index, one=not steps, text=text)


def _chosen(found: list[Number], index: int | None, *, one: bool, text: str) -> float | str:
    if not found:
        return _without(text)
    if index is None and one and len(found) > 1:
        how = "say which, as `name.word` (the one after that word) or `name[0]`"
        return f"its cell shows several numbers ({_short(text)}); {how}"
    if (index or 0) >= len(found):
        return f"what its cell shows has no number [{index}], counted from 0: {_short(text)}"
    return found[index or 0].value


def _behind(text: str, step: str) -> str | None:
    """What stands under a key of a dict, or behind words; None where they are not there."""
    if text.startswith("{"):
        try:
            table = literal_eval(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            table = None  # it holds arrays, whose numbers are found as in any other text
        if isinstance(table, dict) and step in table:
            return repr(table[step])
    flat, words = " ".join(text.split()), " ".join(step.split())
    at = flat.find(words)
    while at >= 0 and not _apart(flat, at, at + len(words)):
        at = flat.find(words, at + 1)
    return flat[at + len(words) :] if at >= 0 else None


def _apart(text: str, begin: int, end: int) -> bool:
    """Whether what stands there is no part of longer words."""
    beside = text[max(0, begin - 1) : begin] + text[end : end + 1]
    return not any(sign.isalnum() or sign in "_-" for sign in beside)


def _without(text: str) -> str:
    return f"its cell shows no number: {_short(text) or 'nothing'}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"
