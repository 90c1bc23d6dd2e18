"""The contents of a foreign book: parts and entries, and how book.toml says them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hexapla.model.nodes import Place
from hexapla.source.origin import Path
from hexapla.source.paths import within
from hexapla.source.project.said import Said

SUFFIXES = (".md", ".ipynb")
DEEPEST = 6  # parts of a number


@dataclass(frozen=True, slots=True)
class Entry:
    """A page (`file`), a link (`url`) or a mere title, and what stands below it."""

    at: Place
    file: str = ""
    url: str = ""
    title: str = ""
    hidden: bool = False
    address: str = ""
    inside: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class PartOf:
    """Entries under a title, or under none."""

    at: Place
    title: str
    numbered: bool
    entries: tuple[Entry, ...]


def said(parts: tuple[PartOf, ...], depth: int = 0) -> Iterator[Said]:
    """The parts as book.toml would list them; `depth` is how deep their headings are numbered, 0
    for as deep as there are any."""
    numbered = next((part for part in parts if part.numbered), None)
    if numbered:
        yield Said(("numbering", "depth"), min(depth or DEEPEST, DEEPEST), numbered.at)
    for n, part in enumerate(parts):
        path: Path = ("parts", n)
        yield Said((*path, "title"), part.title, part.at)
        if not part.numbered:
            yield Said((*path, "numbered"), False, part.at)
        yield from _listed(part.entries, (*path, "chapters"), part.at)


def page_file(name: str, files: frozenset[str]) -> str:
    """The file of a page that is named with or without its suffix; Markdown goes before others."""
    name = within(name) or name
    if name in files:
        return name
    there = (name + suffix for suffix in SUFFIXES if name + suffix in files)
    return next(there, name if "." in name.rpartition("/")[2] else f"{name}.md")


def _listed(entries: tuple[Entry, ...], path: Path, at: Place) -> Iterator[Said]:
    if not entries:
        yield Said(path, [], at)
    for n, entry in enumerate(entries):
        yield from _entry(entry, (*path, n))


def _entry(entry: Entry, path: Path) -> Iterator[Said]:
    values = {
        "page": entry.file,
        "title": entry.title,
        "url": entry.url,
        "hidden": entry.hidden,
        "address": entry.address,
    }
    given = {key: value for key, value in values.items() if value}
    if tuple(given) == ("page",) and not entry.inside:
        yield Said(path, entry.file, entry.at)
        return
    for key, value in given.items():
        yield Said((*path, key), value, entry.at)
    if entry.inside:
        yield from _listed(entry.inside, (*path, "pages"), entry.at)
