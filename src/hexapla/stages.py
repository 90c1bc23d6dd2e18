"""The stages of a build that touch nothing: from what was read to what must be known.

They are called by name, through memory: where nothing has changed they are not even loaded.
"""

from __future__ import annotations

from collections.abc import Iterable

from hexapla.inspect.spelling import misspelt
from hexapla.model.book import Book, Library
from hexapla.model.outputs import FULL
from hexapla.model.problems import Problems
from hexapla.plan.profile import plan_for
from hexapla.ports import Job
from hexapla.resolve.external import external
from hexapla.resolve.passes import resolve
from hexapla.source import parse
from hexapla.source.objects import unpacked
from hexapla.source.tree import Sources
from hexapla.variant.choose import gaps
from hexapla.variant.documented import documented
from hexapla.variant.library import extract


def understand(
    sources: Sources, drafts: Iterable[parse.Draft] | None = None
) -> tuple[Book, Problems]:
    """The resolved book that the sources make; `drafts` of its pages, where they are known."""
    draft, unclear = parse.book(sources, drafts)
    known, damaged = unpacked(sources.inventories)
    draft, unlinked = external(draft, known)
    book, unresolved = resolve(draft)
    said = (*unclear, *damaged, *unlinked, *unresolved, *gaps(book), *misspelt(book))
    return documented(book, known), said


def prepare(book: Book, profile: str = FULL) -> tuple[Library, tuple[Job, ...], Problems]:
    """What the book saves for its companion, and the jobs that its outputs come from."""
    library, unsaved = extract(book)
    jobs, unplanned = plan_for(profile, book, library)
    return library, jobs, (*unsaved, *unplanned)
