"""The cells of a page of d2lbook, each as it is in every tab that has it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, Problems, left_alias, unsaved_line
from hexapla.model.tabs import Tabs
from hexapla.source.d2lbook.asked import Fence, asked_wrongly
from hexapla.source.d2lbook.edits import Rows, joined, numbered, trimmed
from hexapla.source.d2lbook.notebooks import notebooks
from hexapla.source.d2lbook.of_tab import Made, of_tab
from hexapla.source.d2lbook.opened import Opened, opened

EVERY = "all"


@dataclass(frozen=True, slots=True)
class Piece:
    """What a fence is for some variants, none of which means all of the book.

    `lines` says of each line of code which line of the fence it was.
    """

    code: str
    variants: tuple[str, ...]
    lines: tuple[int, ...]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The pieces of each fence in order, and the variants that the page is there for."""

    pieces: tuple[tuple[Piece, ...], ...]
    variants: tuple[str, ...]
    problems: Problems


def page(fences: Sequence[Fence], texts: Collection[str], tabs: Tabs) -> Page:
    """The cells of a page; `texts` are the tabs that its blocks of text name."""
    cells = tuple(_hiding(map(_opened, fences)))
    named = [_named(cell) for cell in cells]
    there = notebooks(tabs.names, named, texts)
    unsaid = EVERY if any(cell.declared for cell in cells) or not tabs.names else tabs.names[0]
    meant = tuple(cell.names or (unsaid,) for cell in cells)
    by_tab = {tab: of_tab(_in(tab, cells, meant), tab, tabs) for tab in there or ("",)}
    pieces = (
        tuple(_pieces(cell, {tab: made.cells[n] for tab, made in by_tab.items()}, meant[n], tabs))
        for n, cell in enumerate(cells)
    )
    problems = (*asked_wrongly(fences, cells, tabs), *_left(fences, by_tab.values()))
    return Page(tuple(pieces), there, problems)


def _opened(fence: Fence) -> Opened:
    """A cell; one of another language begins with its magic, where it does not say it itself."""
    cell = opened(trimmed(numbered(fence.code)))
    row, first = cell.rows[0] if cell.rows else (0, "")
    if not (fence.magic and cell.rows) or first.lstrip().startswith(("%%", "!")):
        return cell
    return replace(cell, rows=((row - 1, fence.magic), *cell.rows))


def _hiding(cells: Iterable[Opened]) -> Iterator[Opened]:
    """Cells after one that hides itself and all others."""
    tags: tuple[str, ...] = ()
    for cell in cells:
        tags = cell.tags if cell.rest else tags
        yield replace(cell, tags=tuple(dict.fromkeys((*cell.tags, *tags))))


def _named(cell: Opened) -> tuple[str, ...] | None:
    return (*(cell.names or ()), *cell.declared) or cell.names


def _in(tab: str, cells: Iterable[Opened], meant: Iterable[tuple[str, ...]]) -> tuple[Rows, ...]:
    return tuple(
        cell.rows if tab in names or EVERY in names else ()
        for cell, names in zip(cells, meant, strict=True)
    )


def _pieces(
    cell: Opened, by_tab: Mapping[str, Rows], names: tuple[str, ...], tabs: Tabs
) -> Iterator[Piece]:
    """The cell once for all tabs in which it is the same."""
    if EVERY not in names and not set(names) & set(tabs.names):
        by_tab = dict.fromkeys(names, cell.rows)  # of tabs that the book does not have
    groups: dict[str, list[str]] = {}
    for tab, rows in by_tab.items():
        if rows:
            groups.setdefault(joined(rows), []).append(tab)
    for code, group in groups.items():
        lines = tuple(row for row, _ in by_tab[group[0]])
        every = tuple(group) == (tabs.names or ("",))
        yield Piece(code, () if every else tuple(group), lines, cell.tags)


def _left(fences: Sequence[Fence], made: Collection[Made]) -> Iterator[Problem]:
    """What could not be put otherwise, once for all tabs."""
    for n, row, name, why in dict.fromkeys(each for one in made for each in one.left):
        yield left_alias(name, why, _place(fences[n], row))
    for n, row in dict.fromkeys(each for one in made for each in one.unsaved):
        yield unsaved_line(_place(fences[n], row))


def _place(fence: Fence, row: int) -> Place:
    return Place(fence.at.file, fence.at.line + row)
