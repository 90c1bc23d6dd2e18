"""Saved code: gathers what the book's cells mark with `#@save` into the companion package."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from keyword import iskeyword
from types import MappingProxyType

from hexapla.model.book import Book, Page, Variant
from hexapla.model.library import Library, Saved
from hexapla.model.nodes import Cell
from hexapla.model.problems import Problem, Problems, bad_code, bad_save
from hexapla.model.walk import cells_of
from hexapla.variant.bare import bare
from hexapla.variant.code import Code, annotated, is_python, modules, place, understand
from hexapla.variant.companion import Aliases, Shelf, aliases, meant, reaches, shelf
from hexapla.variant.marks import Marked, marked
from hexapla.variant.names import Import, bound, imports, outside, shared

BUILT_IN = frozenset((*dir(builtins), "__file__", "__path__", "__builtins__"))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The names of a page in one variant, by where they come from.

    `companion` are the names that stand for something of the companion package; `own` are
    those that the page binds without saving them. `whole` says that all of it could be read.
    """

    imports: Mapping[str, tuple[Import, ...]]
    saved: frozenset[str]
    own: frozenset[str]
    companion: Aliases
    whole: bool

    def imported(self, name: str, line: tuple[int, int]) -> tuple[Import, ...]:
        """The imports behind a name in code that stands on this line, as (cell, line)."""
        before = [one for one in self.imports.get(name, ()) if one.line <= line]
        if not before:
            same_cell = [one for one in self.imports.get(name, ()) if one.line[0] <= line[0]]
            return tuple(same_cell[:1])
        latest = before[-1]
        return tuple(one for one in before if one.dotted) if latest.dotted else (latest,)

    def may_be_saved(self, name: str) -> bool:
        """Whether a name can mean a saved item: one of this page's, or of another's."""
        return name in self.saved or (name not in self.own and name not in BUILT_IN)

    def is_built_in(self, name: str) -> bool:
        return name in BUILT_IN and name not in self.own


@dataclass(frozen=True, slots=True)
class Draft:
    """A saved item before it is known what it uses; `line` is where, as (cell, line)."""

    saved: Saved
    line: tuple[int, int]
    around: Surroundings


def extract(book: Book) -> tuple[Library, Problems]:
    """The companion package: what each variant saves, and what cannot be saved."""
    items: dict[str, tuple[Saved, ...]] = {}
    problems: list[Problem] = []
    for variant in book.config.variants:
        items[variant.name] = ()
        if is_python(variant):
            items[variant.name], found = _of_variant(book, variant)
            problems += found
    # A cell of several variants is wrong in each of them, and told once.
    return Library(MappingProxyType(items)), tuple(dict.fromkeys(problems))


def _of_variant(book: Book, variant: Variant) -> tuple[tuple[Saved, ...], list[Problem]]:
    problems: list[Problem] = []
    package = book.config.package
    drafts = [one for page in book.pages() for one in _on_page(page, variant, package, problems)]
    kept = _last(drafts, problems)
    on = shelf(variant.name, (draft.saved for draft in kept))
    problems += [
        bad_save(f"the saved '{name}' hides the topic '{name}'; rename one of the two", item.at)
        for name, item in on.names.items()
        if name in on.topics and name != item.topic
    ]
    return tuple(_complete(draft, on, package, problems) for draft in kept), problems


def _on_page(
    page: Page, variant: Variant, package: str, problems: list[Problem]
) -> Iterator[Draft]:
    """What a page saves, in order."""
    cells = tuple(cells_of(page.body, variant.name))
    codes = [understand(cell.code) for cell in cells]
    problems += [
        bad_code(code.wrong, place(cell, code.line))
        for cell, code in zip(cells, codes, strict=True)
        if code.wrong
    ]
    marks = []
    for cell, code in zip(cells, codes, strict=True):
        found, wrong = marked(code)
        marks.append(found)
        problems += [bad_save(text, place(cell, line)) for line, text in wrong]
    if not any(marks):
        return
    around = _surroundings(codes, marks, package)
    for index, (cell, in_cell) in enumerate(zip(cells, marks, strict=True)):
        for one in in_cell:
            saved = _saved(one, cell, page, variant)
            yield Draft(saved, (index, one.line), around)


def _surroundings(
    codes: Sequence[Code], marks: Sequence[Sequence[Marked]], package: str
) -> Surroundings:
    """What the cells of a page bind, given what each of them saves."""
    by_name: dict[str, tuple[Import, ...]] = {}
    saved: set[str] = set()
    own: set[str] = set()
    for index, (code, in_cell) in enumerate(zip(codes, marks, strict=True)):
        kept = {statement for one in in_cell for statement in one.statements}
        for one in imports(code.body, index):
            by_name[one.name] = (*by_name.get(one.name, ()), one)
        saved.update(name for one in in_cell for name in one.names)
        own.update(bound(statement for statement in code.body if statement not in kept))
    whole = not any(code.wrong for code in codes)
    known = aliases(codes, package)
    return Surroundings(by_name, frozenset(saved), frozenset(own), known, whole)


def _saved(one: Marked, cell: Cell, page: Page, variant: Variant) -> Saved:
    topic = cell.topic or str(page.meta.get("topic") or page.id)
    return Saved(
        name=one.names[0],
        names=one.names,
        variant=variant.name,
        topic=_module(topic),
        page=page.id,
        code=one.code,
        bare=bare(one.code),
        uses=(),
        modules=(),
        at=place(cell, one.line),
    )


def _module(topic: str) -> str:
    """A topic as the name of a Python module."""
    name = re.sub(r"\W", "_", topic)
    return f"_{name}" if iskeyword(name) or not name.isidentifier() else name


def _last(drafts: Iterable[Draft], problems: list[Problem]) -> list[Draft]:
    """Of several items of one name the last; the others lose the name, and without any, go."""
    taken: dict[str, Draft] = {}
    kept: list[Draft] = []
    for draft in reversed([*drafts]):
        for name in draft.saved.names:
            if name in taken and _clash(draft, taken[name]):
                problems.append(_clashing(name, draft.saved, taken[name].saved))
        names = tuple(name for name in draft.saved.names if name not in taken)
        if names:
            kept.append(replace(draft, saved=replace(draft.saved, name=names[0], names=names)))
        taken |= dict.fromkeys(names, draft)
    return kept[::-1]


def _clash(one: Draft, other: Draft) -> bool:
    """Imports may be saved in several topics: they mean the same thing everywhere."""
    statements = (*understand(one.saved.code).body, *understand(other.saved.code).body)
    only_imports = all(isinstance(node, ast.Import | ast.ImportFrom) for node in statements)
    return one.saved.topic != other.saved.topic and not only_imports


def _clashing(name: str, first: Saved, second: Saved) -> Problem:
    text = (
        f"'{name}' is saved in two topics, {first.topic} ({first.at}) and {second.topic}; "
        "rename one, or give both the same topic: this one is kept"
    )
    return bad_save(text, second.at)


def _complete(draft: Draft, on: Shelf, package: str, problems: list[Problem]) -> Saved:
    """The item with what it imports and which other items it uses."""
    saved, around, code = draft.saved, draft.around, understand(draft.saved.code)
    found: set[Import] = set()
    uses: set[str] = set()
    for name in sorted(outside(saved.code)):
        if behind := around.imported(name, draft.line):
            found.update(behind)
        elif name in on.names and around.may_be_saved(name):
            uses.add(on.names[name].name)
        elif not around.is_built_in(name):
            stars = around.imported("*", draft.line)
            found.update(stars)
            if not (stars or name in shared(saved.code)) and around.whole:
                problems.append(_missing(name, saved, around))
    for reach in reaches(code, around.companion, package):
        uses.update(item.name for item in meant(reach, on) or ())
    if annotated(code):
        later = around.imported("annotations", draft.line)
        found.update(one for one in later if one.path.startswith("__future__."))
    needed = {*modules(code), *(one.path.partition(".")[0] for one in found)}
    return replace(
        saved,
        uses=tuple(sorted(uses - {saved.name})),
        modules=tuple(sorted(needed)),
        imports=tuple(sorted({one.statement for one in found})),
    )


def _missing(name: str, saved: Saved, around: Surroundings) -> Problem:
    if name in around.own:
        text = (
            f"the saved '{saved.name}' uses '{name}', which is not saved; mark the line that "
            f"makes it with #@save, or make '{name}' an argument"
        )
    else:
        text = f"the saved '{saved.name}' uses '{name}', which its page neither makes nor imports"
    return bad_save(text, saved.at)
