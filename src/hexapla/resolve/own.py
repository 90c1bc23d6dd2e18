"""The styles of citation that are our own: by author and year, by number, by label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from hexapla.model.book import Book, Entry
from hexapla.model.nodes import Bibliography, Citation, Inline
from hexapla.resolve.citing import Kind, Spot, shown
from hexapla.resolve.names import Called
from hexapla.resolve.works import work

KINDS = ("author-year", "numeric", "alpha")


@dataclass(frozen=True, slots=True)
class Own:
    """One of our styles, for the works of a book."""

    kind: Kind
    called: Mapping[str, Called]
    entries: Mapping[str, Entry]
    language: str

    def line(self, key: str) -> tuple[Inline, ...]:
        """A work as a list of references shows it."""
        lettered = self.kind == "author-year"
        year = self.called[key].year if lettered else self.entries[key].year
        return work(self.entries[key], year, self.language)

    def listed(self, keys: tuple[str, ...], node: Bibliography) -> tuple[tuple[str, str], ...]:
        """The works of a list in their order, with what each is called; numbers follow citation."""
        ordered = keys if node.unsorted or self.kind == "numeric" else self._sorted(keys)
        return tuple((key, self._mark(key, n, node)) for n, key in enumerate(ordered, 1))

    def cited(self, node: Citation, spots: Mapping[str, Spot]) -> tuple[Inline, ...]:
        """The words of a citation."""
        return shown(node, spots, self.kind)

    def _sorted(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(keys, key=lambda key: _place(self.entries[key])))

    def _mark(self, key: str, place: int, node: Bibliography) -> str:
        match self.kind:
            case "numeric":
                return f"{node.label_prefix}{place}"
            case "alpha":
                return node.label_prefix + self.called[key].alpha
            case _:
                return ""


def own_style(book: Book, called: Mapping[str, Called]) -> Own:
    """The style of a book; where it names another, that by author and year."""
    name = book.config.citations.style
    kind = cast(Kind, name if name in KINDS else KINDS[0])
    return Own(kind, called, book.entries, book.config.language)


def _place(entry: Entry) -> tuple[str, str, str, str]:
    authors = " ".join(f"{family}, {given};" for family, given in entry.authors)
    return (authors or entry.title).casefold(), entry.year, entry.title.casefold(), entry.key
