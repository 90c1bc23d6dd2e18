"""Books made by hand, a few words each, for the stages that work on values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hexapla.model.book import Book, Config, Entry, Lock, Page, Part, Variant
from hexapla.model.nodes import Block, Cell, Heading, Inline, Paragraph, Place, Text
from hexapla.model.problems import Problems

TORCH = Variant("pytorch", "PyTorch")
JAX = Variant("jax", "JAX")
LOCK = Lock(
    "3.11",
    {"torch": "2.13.0", "numpy": "2.3.1", "scikit-learn": "1.7.0"},
    {"sklearn": "scikit-learn"},
)


def words(text: str) -> tuple[Inline, ...]:
    return (Text(text),)


def said(*inside: Inline) -> Paragraph:
    return Paragraph(inside)


def page(name: str, *body: Block, level: int = 1, meta: Mapping[str, object] | None = None) -> Page:
    """A page called `name`, with that word (a capital first) as its title."""
    file = f"parts/{name}.md"
    title = words(name.capitalize())
    heading = Heading(1, title, name, at=Place(file, 1))
    return Page(name, file, level, title, (heading, *body), meta or {})


def book(
    *pages: Page,
    numbered: bool = True,
    variants: tuple[Variant, ...] = (TORCH, JAX),
    entries: tuple[Entry, ...] = (),
    locks: Mapping[str, Lock] | None = None,
    files: tuple[str, ...] = (),
) -> Book:
    """A book of one part, with the companion `bydoing`."""
    return parts(
        Part("Basics", numbered, pages),
        variants=variants,
        entries=entries,
        locks=locks,
        files=files,
    )


def parts(
    *these: Part,
    variants: tuple[Variant, ...] = (TORCH, JAX),
    entries: tuple[Entry, ...] = (),
    locks: Mapping[str, Lock] | None = None,
    files: tuple[str, ...] = (),
) -> Book:
    config = Config("A book", variants=variants, package="bydoing")
    known = {entry.key: entry for entry in entries}
    held = {"pytorch": LOCK, "jax": LOCK} if locks is None else locks
    return Book(config, these, MappingProxyType(known), held, dict.fromkeys(files, "0"))


def cell(code: str, *variants: str, tags: tuple[str, ...] = (), topic: str = "") -> Cell:
    return Cell(code, variants, tags, topic=topic, at=Place("parts/p.md", 10))


def codes(problems: Problems) -> list[str]:
    return [problem.code for problem in problems]
