"""The names of files that have the whole book."""

from __future__ import annotations

from hexapla.model.book import Config, Variant
from hexapla.model.words import slug


def named(title: str) -> str:
    """A book's title as a name."""
    return slug(title) or "book"


def in_variant(title: str, variant: Variant, suffix: str) -> str:
    """BOOK-VARIANT.zip: the book in a variant, also where there is no other."""
    return f"{named(title)}-{variant.name}.{suffix}"


def volume(config: Config, variant: Variant, suffix: str) -> str:
    """The same; of a book that has no other variant, BOOK.pdf."""
    several = len(config.variants) > 1
    return (
        in_variant(config.title, variant, suffix) if several else f"{named(config.title)}.{suffix}"
    )
