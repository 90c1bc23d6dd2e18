"""What cells gave, by the names under which other places of the book show it."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from hexapla.model.book import Book, Page, Variant
from hexapla.model.nodes import Outcome, Value
from hexapla.model.outputs import Output, Outputs, printed
from hexapla.model.problems import Problem, bad_role, unknown_value
from hexapla.model.walk import cells_of, counted, walk
from hexapla.packed import fingerprint

# How libraries write a number that is one of theirs: np.float64(0.5), tensor(0.5, device='cpu:0').
WRAPPED = re.compile(r"[A-Za-z_][\w.]*\(\s*([-+]?[\d.]+(?:e[-+]?\d+)?)\s*(?:,.*)?\)", re.I | re.S)

Named = Value | Outcome


@dataclass(frozen=True, slots=True)
class Given:
    """An output, and where it was given: as the how-manieth one of which cell, from 0."""

    output: Output
    page: str
    cell: int
    number: int


Shown = tuple[Given, ...]
NOTHING: Mapping[tuple[str, str, str], Shown] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Values:
    """What was given: by page, variant and name of a cell; and by page, variant and glued name."""

    cells: Mapping[tuple[str, str, str], Shown] = field(default_factory=lambda: NOTHING)
    glued: Mapping[tuple[str, str, str], Shown] = field(default_factory=lambda: NOTHING)
    first: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))

    def find(self, node: Named, page: str, variant: str) -> Shown:
        """What a node shows on a page: what its own page glued goes before what others did."""
        if not node.glued:
            return self.cells.get((node.page, variant, node.name), ())
        there = node.page or page
        own = self.glued.get((there, variant, node.name), ())
        other = "" if node.page else self.first.get((variant, node.name), "")
        return own or self.glued.get((other, variant, node.name), ())

    def known(self) -> set[str]:
        """All names that something was glued by."""
        return {name for _, _, name in self.glued}

    def digest(self) -> str:
        """A digest of all that was given."""
        known = (*self.cells.items(), *self.glued.items())
        each = ((key, one.output, one.page, one.cell, one.number) for key, s in known for one in s)
        return fingerprint(tuple(each), tuple(self.first.items()))


NO_VALUES = Values()


def given_by_name(book: Book, outputs: Outputs, variants: Iterable[Variant]) -> Values:
    """What the pages of a book gave that other places can show."""
    if not any(_showing(book)):
        return Values()
    cells: dict[tuple[str, str, str], Shown] = {}
    glued: dict[tuple[str, str, str], Shown] = {}
    first: dict[tuple[str, str], str] = {}
    for variant in variants:
        for page in book.pages():
            for called, given in _given(page, variant, outputs):
                cells |= {(page.id, variant.name, name): given for name in called}
                for one in given:
                    if name := one.output.name:
                        glued[page.id, variant.name, name] = (one,)
                        first.setdefault((variant.name, name), page.id)
    return Values(cells, glued, first)


def _given(
    page: Page, variant: Variant, outputs: Outputs
) -> Iterator[tuple[tuple[str, ...], Shown]]:
    """For each cell that was run: its names, and what it gave."""
    run = outputs.of(page.id, variant.name)
    if run is None:
        return
    places = {id(cell): count for count, cell in counted(page.body)}
    seen = cells_of(page.body, variant.name)
    for index, (cell, found) in enumerate(zip(seen, run.cells, strict=False)):
        given = (Given(one, page.id, index, n) for n, one in enumerate(found or ()))
        called = (f"#{places[id(cell)]}", *((cell.label,) if cell.label else ()))
        if found is not None:
            yield called, tuple(given)


def _showing(book: Book) -> Iterator[tuple[Page, Value | Outcome]]:
    """All that shows what code gave, each with its page."""
    for page in book.pages():
        if page.holds(Value, Outcome):
            nodes = (*page.title, *page.body)
            yield from ((page, node) for node in walk(nodes, Value, Outcome))


# --- words ----------------------------------------------------------------------------------------


def in_words(shown: Shown, form: str = "") -> str:
    """A value within a line, written in a format of Python's if there is one.

    Raises ValueError where it cannot be written so.
    """
    text = printed(given.output for given in shown)
    if number := WRAPPED.fullmatch(text):
        text = number[1]
    elif text[:1] in "'\"":
        text = _unquoted(text)
    return _formatted(text, form) if form else text


def _unquoted(text: str) -> str:
    try:
        said = literal_eval(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text
    return said if isinstance(said, str) else text


def _formatted(text: str, form: str) -> str:
    if re.search(r"\d{3}", form):  # no number needs a hundred places, nor a line that width
        raise ValueError("the format is wider than a line")
    for kind in (int, float, str):
        try:
            return format(kind(text), form)
        except ValueError:
            continue
    raise ValueError(f"'{text[:40]}' cannot be written as '{form}'")


# --- what is wrong --------------------------------------------------------------------------------


def problems(
    book: Book, outputs: Outputs, variants: tuple[Variant, ...], known: Values
) -> Iterator[Problem]:
    """Values that nothing was glued by, and values that cannot be written as they should be.

    Where a page has not run, or failed, nothing is said of names: it may be what glues them.
    """
    runs = (outputs.of(page.id, one.name) for page in book.pages() for one in variants)
    whole = all(run is None or run.freshness in ("fresh", "stale") for run in runs)
    for page, node in _showing(book):
        if not node.glued:
            continue
        found = [known.find(node, page.id, variant.name) for variant in variants]
        if whole and not any(found):
            yield unknown_value(node.name, known.known(), node.at)
        if isinstance(node, Value) and (why := _unfit(found, node.form)):
            yield bad_role("glue:text", why, node.at)


def _unfit(found: Iterable[Shown], form: str) -> str:
    for shown in found:
        try:
            in_words(shown, form) if shown else ""
        except ValueError as error:
            return str(error)
    return ""
