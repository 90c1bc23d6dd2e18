"""The stages of a build that touch nothing: from what was read to what must be known.

They are called by name, through memory: where nothing has changed they are not even loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from hexapla.forked import mapped
from hexapla.inspect.spelling import misspelt_on
from hexapla.model.book import Book, Page, PageEntry, Variant
from hexapla.model.library import Library, Stock
from hexapla.model.objects import Objects
from hexapla.model.outputs import FULL
from hexapla.model.problems import Problem, Problems
from hexapla.packed import pack, unpack
from hexapla.plan.profile import Planned, plan_for
from hexapla.ports import Job
from hexapla.resolve.external import external
from hexapla.resolve.held import held
from hexapla.resolve.passes import Resolved, again, resolved
from hexapla.resolve.told import telling, told
from hexapla.source import parse
from hexapla.source.objects import unpacked
from hexapla.source.tree import Sources
from hexapla.variant.choose import gaps
from hexapla.variant.documented import documented, documented_on
from hexapla.variant.listed import filled
from hexapla.variant.parity import parity
from hexapla.variant.saved.library import gathered, stock


@dataclass(frozen=True, slots=True)
class Understood:
    """A book, and all that is needed to understand an edit of one of its pages.

    `read` has what each page was read as; `drafts` and `pages`, the problems, are by the id of
    the page.
    """

    sources: Sources
    read: Mapping[tuple[PageEntry, str], parse.Draft]
    objects: tuple[Objects, ...]
    drafts: Mapping[str, Page]
    resolved: Resolved
    book: Book
    whole: Problems
    pages: Mapping[str, Problems]

    @property
    def problems(self) -> Problems:
        return (*self.whole, *(one for found in self.pages.values() for one in found))


def understand(
    sources: Sources, drafts: Iterable[parse.Draft] | None = None
) -> tuple[Book, Problems]:
    """The resolved book that the sources make; `drafts` of its pages, where they are known."""
    done = understood(sources, drafts)
    return done.book, done.problems


def understood(sources: Sources, drafts: Iterable[parse.Draft] | None = None) -> Understood:
    """The same, with all that is needed to understand an edit."""
    known = tuple(parse.pages(sources) if drafts is None else drafts)
    draft, unclear = parse.joined(sources, known)
    objects, damaged = unpacked(sources.inventories)
    done = resolved(draft, external(objects))
    said = {page.file: problems for page, problems in known}
    pages = {
        page.id: (*said.get(page.file, ()), *done.pages[page.id], *misspelt_on(page))
        for page in done.book.pages()
    }
    return Understood(
        sources,
        dict(zip(sources.pages, known, strict=True)),
        objects,
        {page.id: page for page in draft.pages()},
        done,
        documented(done.book, objects),
        (*unclear, *damaged, *done.whole, *gaps(done.book)),
        pages,
    )


def edited(before: Understood, file: str, text: str) -> tuple[Understood, bool]:
    """The book after an edit of one page's text, and whether the other pages are as they were.

    If not, what this page shows of others, and others of it, is that of before; and so it is where
    lines have moved that problems of the book name.
    """
    sources = before.sources
    entry = next(entry for entry, _ in sources.pages if entry.file == file)
    raw, unclear = parse.page(entry, text, sources.config, sources.texts, tuple(sources.files))
    old = next(page for page in before.drafts.values() if page.file == file)
    draft = replace(raw, id=old.id, level=old.level)
    same = told(draft, before.resolved) == told(old, before.resolved)
    same = same and not _moved(old, draft, {*_named(file, before)})
    page, unresolved = again(draft, before.resolved)
    said = (*unclear, *unresolved, *misspelt_on(page))
    pages = tuple((entry, text if entry.file == file else own) for entry, own in sources.pages)
    others = {key: draft for key, draft in before.read.items() if key[0].file != file}
    done = replace(
        before,
        sources=replace(sources, pages=pages),
        read={**others, (entry, text): (raw, unclear)},
        drafts={**before.drafts, old.id: draft},
        book=_with(page, before),
        pages={**before.pages, old.id: said},
    )
    return done, same


def _named(file: str, known: Understood) -> Iterator[int]:
    """The lines of a page that are named by what is wrong with the book as a whole."""
    for problem in known.whole:
        yield from [problem.at.line] if problem.at.file == file else ()
        yield from map(int, re.findall(rf"{re.escape(file)}:(\d+)", problem.text))


def _moved(old: Page, draft: Page, named: set[int]) -> bool:
    """Whether something that a page tells has left one of these lines; the draft tells the same."""
    pairs = zip(telling(old), telling(draft), strict=True) if named else ()
    return any(a.at.line in named and a.at.line != b.at.line for a, b in pairs)


def _with(page: Page, known: Understood) -> Book:
    """The book with another page in place of that of the same id."""
    book = known.book.each(lambda one: page if one.id == page.id else one)
    names = {**book.names, page.id: documented_on(page, book, known.objects)}
    names = {of: found for of, found in names.items() if found}
    return replace(book, names=MappingProxyType(names))


def prepare(book: Book, profile: str = FULL) -> tuple[Library, tuple[Job, ...], Problems]:
    """What the book saves for its companion, and the jobs that its outputs come from."""
    variants, order = book.config.variants, {page.id: n for n, page in enumerate(book.pages())}
    ask = partial(_prepared, book, profile)
    each = mapped(ask, variants, pack=pack, unpack=unpack, here=True, weight=len(order))
    library, unsaved = gathered({of.name: own for of, (own, _) in zip(variants, each, strict=True)})
    jobs = (job for _, (planned, _) in each for job in planned)
    unplanned = (problem for _, (_, found) in each for problem in found)
    told = dict.fromkeys((*unsaved, *parity(book, library), *unplanned))
    return library, tuple(sorted(jobs, key=lambda job: order[job.page])), tuple(told)


def _prepared(book: Book, profile: str, variant: Variant) -> tuple[Stock, Planned]:
    """What one variant saves, and its own jobs: all that is parsed for them is its own, mostly."""
    own = stock(book, variant)
    alone = replace(book, config=replace(book.config, variants=(variant,)))
    return own, plan_for(profile, alone, Library({variant.name: own.items}))


def indexed(book: Book, library: Library) -> tuple[Page, ...]:
    """The pages that show the index of what the book saves, with that index."""
    return tuple(held.change(page, book, None, _unheard) for page in filled(book, library))


def _unheard(problem: Problem) -> None:
    """What a page holds is never wrong."""
