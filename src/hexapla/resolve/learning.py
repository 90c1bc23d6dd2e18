"""The graph of prerequisites: which pages are read before which, by what pages teach and need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from hexapla.model.book import Book, Page
from hexapla.model.learning import Notion, Prerequisite
from hexapla.model.problems import Problem, late_need, needs_in_a_circle, unknown_need
from hexapla.resolve.step import Pass, Report

Needs = Mapping[str, tuple[Prerequisite, ...]]


@dataclass(frozen=True, slots=True)
class Taught:
    """Who teaches what: pages by notion, by name and by file, the place of each in the book, and
    what follows of it for each page."""

    teachers: Mapping[str, Sequence[str]]
    named: Mapping[str, str]
    order: Mapping[str, int]
    needs: Needs = field(default_factory=lambda: MappingProxyType({}))


def _learn(book: Book, report: Report) -> Taught:
    pages = tuple(book.pages())
    taught = _taught(pages)
    needs = {page.id: found for page in pages if (found := _needed(page, taught))}
    return replace(taught, needs=MappingProxyType(needs))


def _note(book: Book, taught: Taught) -> Book:
    return replace(book, learning=taught.needs)


def _change(page: Page, book: Book, taught: Taught, report: Report) -> Page:
    """The page as it is; what is wrong with its needs is told."""
    for notion in page.wants:
        wanted, _ = _page_for(notion, page, taught)
        if wanted is None:
            report(_unknown(notion, taught))
        elif taught.order[wanted] > taught.order[page.id]:
            report(late_need(notion.name, wanted, notion.at))
            if way := _way(wanted, page.id, taught.needs):  # each circle has a step that is late
                report(needs_in_a_circle((page.id, *way), notion.at))
    return page


# The book knows which pages are read before which.
learning = Pass(_learn, _change, _note)


def _needed(page: Page, taught: Taught) -> tuple[Prerequisite, ...]:
    """The pages that a page needs, in reading order, and what each of them teaches of it."""
    found: dict[str, tuple[str, ...]] = {}
    for notion in page.wants:
        wanted, teaches = _page_for(notion, page, taught)
        if wanted is not None and wanted != page.id:
            found[wanted] = (*found.get(wanted, ()), *teaches)
    first = sorted(found, key=lambda one: taught.order[one])
    return tuple(Prerequisite(one, found[one]) for one in first)


def _taught(pages: Sequence[Page]) -> Taught:
    teachers: dict[str, list[str]] = {}
    for page in pages:
        for notion in page.teaches:
            teachers.setdefault(_folded(notion.name), []).append(page.id)
    named = {_folded(page.file): page.id for page in pages}
    named |= {_folded(page.file.rpartition("/")[2].rpartition(".")[0]): page.id for page in pages}
    named |= {_folded(page.id): page.id for page in pages}
    return Taught(teachers, named, {page.id: n for n, page in enumerate(pages)})


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split())


def _page_for(notion: Notion, page: Page, taught: Taught) -> tuple[str | None, tuple[str, ...]]:
    """The page that is needed, and what it teaches of it: of several the first, if it is earlier;
    the page itself where it teaches what it needs."""
    name = _folded(notion.name)
    teachers = taught.teachers.get(name, ())
    if page.id in teachers:
        return page.id, ()
    if teachers:
        return teachers[0], (notion.name,)
    return taught.named.get(name), ()


def _unknown(notion: Notion, taught: Taught) -> Problem:
    known = (*taught.teachers, *(name for name in taught.named if "/" not in name))
    return unknown_need(notion.name, known, notion.at)


def _way(start: str, end: str, needs: Needs) -> tuple[str, ...]:
    """The pages from one to another, each of which needs the next; () where there is no way."""
    ways: dict[str, tuple[str, ...]] = {start: (start,)}
    ahead = [start]
    while ahead:
        at = ahead.pop(0)
        if at == end:
            return ways[at]
        for one in needs.get(at, ()):
            if one.page not in ways:
                ways[one.page] = (*ways[at], one.page)
                ahead.append(one.page)
    return ()
