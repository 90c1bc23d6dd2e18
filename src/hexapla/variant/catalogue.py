"""The public names of the companion package: what each variant has, and which pages use it.

Names that begin with an underscore are private, and what is only imported is documented elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hexapla.model.book import Book
from hexapla.model.library import Library, Saved
from hexapla.model.walk import cells_of
from hexapla.variant.companion import shelf
from hexapla.variant.signature import Signature, signature
from hexapla.variant.use import named

Uses = Mapping[tuple[str, str], tuple[str, ...]]  # by variant and name: pages in reading order


@dataclass(frozen=True, slots=True)
class Entry:
    """What one variant has of a name. `used` are the pages that use it themselves."""

    saved: Saved
    signature: Signature
    used: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A public name. Variants may save it under several topics: it is listed under the first."""

    name: str
    topic: str
    by: Mapping[str, Entry]

    @property
    def only(self) -> str:
        """Why not all variants have it alike, "" where they should."""
        return next((one.saved.only for one in self.by.values() if one.saved.only), "")

    @property
    def differs(self) -> bool:
        """Whether variants take other parameters; what is not known of one differs from none."""
        known = {one.signature.parameters for one in self.by.values()} - {None}
        return len(known) > 1


def catalogue(book: Book, library: Library) -> tuple[Named, ...]:
    """All public names with the pages that use them, by topic and name."""
    return names(library, uses(book, library))


def names(library: Library, used: Uses | None = None) -> tuple[Named, ...]:
    """All public names, by topic and name."""
    found: dict[str, dict[str, Entry]] = {}
    for variant, items in library.items.items():
        for name, item, said in _public(items):
            pages = (used or {}).get((variant, name), ())
            found.setdefault(name, {})[variant] = Entry(item, said, pages)
    listed = (Named(name, next(iter(by.values())).saved.topic, by) for name, by in found.items())
    return tuple(sorted(listed, key=lambda one: (one.topic, one.name.casefold(), one.name)))


def uses(book: Book, library: Library) -> Uses:
    """The pages whose own cells use each name, not by way of other saved code."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    shelves = [shelf(variant, items) for variant, items in library.items.items() if items]
    for page in book.pages():
        for on in shelves:
            cells = tuple(cells_of(page.body, on.variant))
            for name in named(cells, on, book.config.package):
                found.setdefault((on.variant, name), {})[page.id] = None
    return {name: tuple(pages) for name, pages in found.items()}


def _public(items: tuple[Saved, ...]) -> Iterator[tuple[str, Saved, Signature]]:
    for item in items:
        for name in item.names:
            said = None if name.startswith("_") else signature(name, item.code)
            if said:
                yield name, item, said
