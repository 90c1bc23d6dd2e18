"""Saved code: gathers what the book's cells mark with `#@save` into the companion package."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from keyword import iskeyword
from types import MappingProxyType

from hexapla.model.book import Book, Library, Page, Saved, Variant
from hexapla.model.nodes import Cell
from hexapla.model.problems import Problem, Problems, bad_code, bad_save
from hexapla.model.walk import cells_of
from hexapla.variant.bare import bare
from hexapla.variant.code import is_python, modules, place, understand
from hexapla.variant.companion import reaches
from hexapla.variant.marks import Marked, marked
from hexapla.variant.names import Import, outside
from hexapla.variant.shelf import Shelf, meant, shelf
from hexapla.variant.surroundings import Surroundings, surroundings


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
    around = surroundings(codes, marks, package)
    for index, (cell, in_cell) in enumerate(zip(cells, marks, strict=True)):
        for one in in_cell:
            saved = _saved(one, cell, page, variant)
            yield Draft(saved, (index, one.line), around)


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
            problems += [] if stars else [_missing(name, saved, around)]
    for reach in reaches(code, around.companion, package):
        uses.update(item.name for item in meant(reach, on) or ())
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
