"""The contents of a folder that no one has listed: its pages by name, folders after them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hexapla.model.nodes import Place
from hexapla.source.globs import matching
from hexapla.source.project.entries import SUFFIXES, Entry, PartOf

ASIDE = ("**/node_modules", "**/site-packages", "**/venv")  # what others wrote
FIRST = ("index", "readme", "main", "intro")  # what the first page of a folder may be called
Key = tuple[object, ...]


def parts(files: frozenset[str], at: Place) -> tuple[PartOf, ...]:
    """The first page by itself and then all others, each folder's below a title of its name."""
    pages = _pages(files - matching(files, ASIDE))
    outer = [file for file in pages if "/" not in file]
    if not pages:
        return ()
    root = outer[0] if outer else pages[0]
    rest = _entries([file for file in pages if file != root], "", at)
    others = (PartOf(at, "", False, rest),) if rest else ()
    return (PartOf(at, "", False, (Entry(at, root),)), *others)


def natural(file: str) -> Key:
    """The order of a folder: its first page, its pages by name, its folders; 9 before 10."""
    *above, name = file.split("/")
    stem = name.rpartition(".")[0].casefold()
    first = FIRST.index(stem) if stem in FIRST else len(FIRST)
    return (*(item for step in above for item in (1, 0, _words(step))), 0, first, _words(stem))


def _words(name: str) -> Key:
    """A name as words and numbers, alternately."""
    pieces = re.split(r"(\d+)", name.casefold())
    return tuple(int(piece) if n % 2 else piece for n, piece in enumerate(pieces))


def _pages(files: Iterable[str]) -> list[str]:
    """The pages in order; Markdown goes before another file of the same name."""
    named: dict[str, str] = {}
    for suffix in SUFFIXES:
        for file in files:
            if file.endswith(suffix):
                named.setdefault(file.removesuffix(suffix), file)
    return sorted(named.values(), key=natural)


def _entries(pages: list[str], folder: str, at: Place) -> tuple[Entry, ...]:
    """The entries of a folder, of which these are the pages, deeper ones too."""
    here = [Entry(at, file) for file in pages if "/" not in file.removeprefix(folder)]
    below: dict[str, list[str]] = {}
    for file in pages:
        step, slash, _ = file.removeprefix(folder).partition("/")
        if slash:
            below.setdefault(step, []).append(file)
    titled = (
        Entry(at, title=_title(step), inside=_entries(inner, f"{folder}{step}/", at))
        for step, inner in below.items()
    )
    return (*here, *titled)


def _title(folder: str) -> str:
    words = re.sub(r"^[\d_.-]+(?=\D)", "", folder)
    words = re.sub(r"[-_]+", " ", words).strip() or folder
    return words[:1].upper() + words[1:]
