"""One topic of a variant as a module, and the tests of one topic as a file of tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hexapla.model.book import Book, Variant
from hexapla.model.library import Saved
from hexapla.render.package.explained import Pages, commented, explained, header, quotable
from hexapla.render.package.imports import apart, are_imports, merged


@dataclass(frozen=True, slots=True)
class Around:
    """What all modules of a variant have around them: the book, its pages, the variant."""

    book: Book
    pages: Pages
    variant: Variant

    @property
    def package(self) -> str:
        """The variant's own part of the package, as it is imported."""
        return f"{self.book.config.package}.{self.variant.name}"

    @property
    def names(self) -> tuple[str, str]:
        """The book and the variant, as docstrings name them."""
        return quotable(self.book.config.title), quotable(self.variant.title)


def module(topic: str, items: Sequence[Saved], borrowing: Iterable[str], around: Around) -> str:
    """The module of a topic: its head, what it imports, what it gives, and its code."""
    title, variant = around.names
    head = _head(f'Topic {topic} of "{title}", in {variant}.', items, around)
    given = public(items)
    listed = f"__all__ = [{', '.join(map(repr, given))}]" if given else ""
    return _whole(head, items, borrowing, around, listed)


def suite(topic: str, tests: Sequence[Saved], borrowing: Iterable[str], around: Around) -> str:
    """The file that tests a topic."""
    title, variant = around.names
    head = _head(f'Tests of topic {topic} of "{title}", in {variant}.', tests, around)
    return _whole(head, tests, borrowing, around, "")


def public(items: Iterable[Saved]) -> list[str]:
    """The names that items give to others, in order."""
    return sorted({name for item in items for name in item.names if not name.startswith("_")})


def _whole(
    head: str, items: Sequence[Saved], borrowing: Iterable[str], around: Around, listed: str
) -> str:
    """The saved imports stand above all other code, each with what explains it."""
    imported = [item for item in items if are_imports(item.code)]
    theirs = {line for item in imported for line in apart(item.code)}
    needed = {line for item in items for line in item.imports}
    top = merged({*needed, *borrowing} - theirs, around.book.config.package)
    above = "\n".join(commented(item, around.pages) for item in imported)
    code = [explained(item, around.pages) for item in items if item not in imported]
    return "\n\n".join([head, *filter(None, (top, above, listed)), *code]) + "\n"


def _head(first: str, items: Iterable[Saved], around: Around) -> str:
    """What a file is, and which pages explain it."""
    ids = dict.fromkeys(page for item in items for page in (item.page, *item.again))
    listed = [f"- {around.pages[page].short}: {around.pages[page].url}" for page in ids]
    body = "\n".join([first, "", "Explained on these pages:", "", *listed])
    return f'{header(around.book)}"""{body}\n"""'
