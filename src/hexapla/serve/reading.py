"""A book that is read again and again while it is edited: each time, only what has changed.

Of an edit that tells the other pages nothing new, one page is read and resolved. Any other edit is
shown so at first, too; then all pages are resolved, and those with another text are read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from hexapla.memory import recalled_each
from hexapla.model.book import Book, Page, PageEntry
from hexapla.model.nodes import Cell
from hexapla.model.problems import Problems
from hexapla.model.walk import walk
from hexapla.packed import kept
from hexapla.source import parse, tree
from hexapla.source.tree import Sources
from hexapla.stages import Understood, edited, understood

LACKING = "missing-file"
Texts = Mapping[tuple[PageEntry, str], parse.Draft]


@dataclass(slots=True)
class Reading:
    """The book in a folder as it was read last, None before it could be.

    `settled` says that all pages are as they would be in a build; `ahead`, that the pages of the
    last edit alone were read, and their code is what it was; `edited` are these, until all are
    settled.
    """

    folder: Path
    known: Understood | None = None
    unreadable: Problems = ()
    settled: bool = False
    ahead: bool = False
    edited: set[str] = field(default_factory=set)

    @property
    def book(self) -> Book | None:
        return self.known.book if self.known else None

    @property
    def problems(self) -> Problems:
        return (*self.unreadable, *(self.known.problems if self.known else ()))

    def refresh(self, changed: Collection[Path]) -> None:
        """Read again after files have changed."""
        texts = self._texts(changed)
        self.edited |= texts.keys()
        alike = [self._edit(file, text) for file, text in texts.items()]
        self.ahead = bool(texts) and all(alike)
        if not self.ahead:
            self.settle()

    def settle(self) -> bool:
        """Read all that has changed, and resolve all pages; whether there was anything to do."""
        sources, self.unreadable = tree.read(self.folder)
        same = self.settled and self.known is not None and sources == self.known.sources
        self.ahead = False
        self.edited = set()
        self.settled = True
        if same or sources is None or (self.known and not sources.pages):
            return not same  # where there is nothing to be read, the book stays as it was
        done = understood(sources, self._drafts(sources))
        self.known = replace(done, book=kept(done.book))
        return True

    def _texts(self, changed: Collection[Path]) -> dict[str, str]:
        """The texts of the pages that have changed, if nothing else has."""
        if self.known is None or self.unreadable:
            return {}
        root = self.folder.resolve()
        pages = {entry.file for entry, _ in self.known.sources.pages}
        taken = self.known.sources.texts
        found: dict[str, str] = {}
        for path in changed:
            whole = path.resolve()
            file = whole.relative_to(root).as_posix() if whole.is_relative_to(root) else ""
            if file not in pages or file in taken:
                return {}
            try:
                found[file] = path.read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError):
                return {}
        return found

    def _edit(self, file: str, text: str) -> bool:
        """Read a page again; whether its code is what it was, and no file more is asked for."""
        assert self.known is not None  # noqa: S101, `_texts` found the page in it
        known, page = self.known, self._draft(file)
        if any(entry.file == file and own == text for entry, own in known.sources.pages):
            return True
        done, same = edited(known, file, text)
        self.known = replace(done, book=kept(done.book))
        self.settled = self.settled and same
        if _lacking(done, page.id) - _lacking(known, page.id):
            return False  # it may have come with the edit
        return same or [*walk(self._draft(file).body, Cell)] == [*walk(page.body, Cell)]

    def _draft(self, file: str) -> Page:
        assert self.known is not None  # noqa: S101
        return next(page for page in self.known.drafts.values() if page.file == file)

    def _drafts(self, sources: Sources) -> list[parse.Draft]:
        """The draft of each page; those that were read with the same things around them stay."""
        given = sources.config, sources.texts, tuple(sources.files)
        if self.known is None:  # what a build has read is in its memory
            page = "hexapla.source.parse:page"
            return recalled_each(page, sources.pages, given, folder=self.folder)
        before = self._before(sources)
        return [
            before.get((entry, text)) or parse.page(entry, text, *given)
            for entry, text in sources.pages
        ]

    def _before(self, sources: Sources) -> Texts:
        assert self.known is not None  # noqa: S101
        old, read = self.known.sources, self.known.read
        known = (old.config, old.texts, [*old.files])
        return read if known == (sources.config, sources.texts, [*sources.files]) else {}


def _lacking(known: Understood, page: str) -> set[str]:
    """What is said of files that a page asks for and that are not there."""
    return {problem.text for problem in known.pages[page] if problem.code == LACKING}
