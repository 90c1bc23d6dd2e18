"""The folder of a book: its pages in order, its bibliographies and locks, its other files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import decode_source
from math import inf
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from hexapla.model.book import Config, Lock, PageEntry
from hexapla.model.nodes import Place
from hexapla.model.problems import (
    Problem,
    Problems,
    bad_config,
    missing_file,
    missing_page,
    no_book,
    no_inventory,
    no_lock,
    outside,
    unreadable,
)
from hexapla.source import config, lock, taken
from hexapla.source.objects import InventoryFile
from hexapla.source.toml_lines import line_with

CONFIG = "book.toml"
MADE = ("_build", "outputs")  # folders of the book that hold what is made from it
CACHE = "__pycache__"  # what Python leaves behind, anywhere


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a book is made from: texts, and digests of the files that are no text to us."""

    config: Config
    pages: tuple[tuple[PageEntry, str], ...]
    bibliographies: tuple[tuple[str, str], ...]
    locks: Mapping[str, Lock]
    files: Mapping[str, str]
    modules: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    inventories: tuple[InventoryFile, ...] = ()
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class _Folder:
    """The folder being read: which files it has, and what was found wrong with them."""

    root: Path
    paths: frozenset[str]
    problems: list[Problem]

    def text(self, file: str, at: Place | None = None, most: float = inf) -> str | None:
        """The text of a file, or None and a problem, at the place that names the file."""
        try:
            if (self.root / file).stat().st_size <= most:
                return (self.root / file).read_text(encoding="utf-8-sig")
            why = f"it is larger than {most // 1_000_000} MB"
        except UnicodeDecodeError as error:
            why = f"it is not UTF-8 (byte {error.start})"
        except OSError as error:
            why = error.strerror or "no access"
        self.problems.append(unreadable(file, why, at or Place(file, 1)))
        return None

    def ending(self, suffix: str) -> list[str]:
        return [path for path in self.paths if path.endswith(suffix)]


def read(folder: Path) -> tuple[Sources | None, Problems]:
    """What stands in a book's folder, or None without a book.toml that can be read."""
    if not (folder / CONFIG).is_file():
        return None, (no_book(str(folder)),)
    problems: list[Problem] = []
    within = _Folder(folder, frozenset(_paths(folder, problems)), problems)
    text = within.text(CONFIG)
    settings, wrong = config.load(text, CONFIG) if text is not None else (None, ())
    problems += wrong
    if text is None or settings is None:
        return None, tuple(problems)
    if not (wrong or any(part.pages for part in settings.parts)):
        what = 'the book has no pages; list them: [[parts]], and in it chapters = ["page.md"]'
        problems.append(bad_config(what, Place(CONFIG, 1)))
    pages = tuple(_pages(settings, within))
    sources = Sources(
        settings,
        pages,
        tuple(_bibliographies(settings, text, within)),
        MappingProxyType(dict(_locks(settings, text, within))),
        MappingProxyType(dict(_digests(settings, within))),
        MappingProxyType(dict(_modules(within))),
        tuple(_inventories(settings, within)),
        MappingProxyType(dict(_taken(pages, within))),
    )
    return sources, tuple(problems)


def _pages(settings: Config, folder: _Folder) -> Iterator[tuple[PageEntry, str]]:
    done: set[str] = set()
    for entry in (entry for part in settings.parts for entry in part.pages):
        if entry.file in done:
            continue
        done.add(entry.file)
        if entry.file not in folder.paths:
            folder.problems.append(_absent(entry, folder))
        elif (text := folder.text(entry.file)) is not None:
            yield entry, text


def _absent(entry: PageEntry, folder: _Folder) -> Problem:
    """A page may be there and yet lie elsewhere: behind a link that leads out of the book."""
    path = folder.root / entry.file
    if path.exists() and _leads_out(folder.root, path):
        return outside(entry.file, entry.at)
    return missing_page(entry.file, folder.ending(".md"), entry.at)


def _bibliographies(settings: Config, toml: str, folder: _Folder) -> Iterator[tuple[str, str]]:
    for file in settings.bibliography:
        if file not in folder.paths:
            at = Place(CONFIG, line_with(toml, file, 1))
            folder.problems.append(missing_file(file, folder.ending(".bib"), at))
        elif (text := folder.text(file)) is not None:
            yield file, text


def _locks(settings: Config, toml: str, folder: _Folder) -> Iterator[tuple[str, Lock]]:
    for variant in settings.variants:
        wanted = variant.environment
        if not wanted:
            continue
        file = str(PurePosixPath(wanted).with_suffix(".lock"))
        if wanted not in folder.paths:
            at = Place(CONFIG, line_with(toml, wanted, 1))
            folder.problems.append(missing_file(wanted, folder.ending(".in"), at))
        elif file not in folder.paths:
            folder.problems.append(no_lock(variant.name, file))
        if file in folder.paths and (text := folder.text(file)) is not None:
            found, wrong = lock.read(text, file)
            folder.problems.extend(wrong)
            if found is not None:
                yield variant.name, found


def _inventories(settings: Config, folder: _Folder) -> Iterator[InventoryFile]:
    for one in settings.inventories:
        if one.file not in folder.paths:
            folder.problems.append(no_inventory(one.name, one.file, one.at))
            continue
        try:
            data = (folder.root / one.file).read_bytes()
        except OSError:
            continue  # told of all files that cannot be read
        yield InventoryFile(one, hashlib.sha256(data).hexdigest(), data)


def _digests(settings: Config, folder: _Folder) -> Iterator[tuple[str, str]]:
    pages = {entry.file for part in settings.parts for entry in part.pages}
    for path in sorted(folder.paths - pages):
        try:
            with (folder.root / path).open("rb") as file:
                yield path, hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            why = error.strerror or "no access"
            folder.problems.append(unreadable(path, why, Place(path, 1)))


def _modules(folder: _Folder) -> Iterator[tuple[str, str]]:
    """The modules of the book, in the encoding that each says it has, as Python reads them.

    What is no such text is a file like any other: if a page imports it, its kernel will say so.
    """
    for path in sorted(folder.ending(".py")):
        with suppress(OSError, SyntaxError, UnicodeDecodeError):
            yield path, decode_source((folder.root / path).read_bytes())


def _taken(pages: tuple[tuple[PageEntry, str], ...], folder: _Folder) -> Iterator[tuple[str, str]]:
    """The texts of the files that pages take in, and of those that these take in in turn."""
    ahead = [(entry.file, text, entry.file, 0) for entry, text in reversed(pages)]
    texts: dict[str, str | None] = {}
    seen: set[tuple[str, str]] = set()
    while ahead:
        file, text, page, depth = ahead.pop()
        for one in taken.named(text, file, page):
            path = next((path for path in one.paths if path in folder.paths), "")
            if not path or (path, page) in seen:
                continue
            seen.add((path, page))
            if path not in texts:
                texts[path] = folder.text(path, Place(file, one.line), taken.LARGEST)
            content = texts[path]
            if content is not None and one.whole and depth < taken.DEEPEST:
                ahead.append((path, content, page, depth + 1))
    return ((path, text) for path, text in texts.items() if text is not None)


# --- the files --------------------------------------------------------------------------------


def _paths(folder: Path, problems: list[Problem]) -> Iterator[str]:
    """The files of the book. Hidden ones are not of it, nor what is made from it."""
    for root, folders, names in os.walk(folder):
        at = Path(root)
        made = (*MADE, CACHE) if at == folder else (CACHE,)
        folders[:] = sorted(name for name in folders if name[0] != "." and name not in made)
        for name in (*folders, *sorted(names)):
            path = at / name
            if name.startswith(".") or not path.exists():
                continue
            file = path.relative_to(folder).as_posix()
            if path.is_symlink() and _leads_out(folder, path):
                problems.append(outside(file, Place(file, 1)))
            elif path.is_file():
                yield file


def _leads_out(folder: Path, path: Path) -> bool:
    return not path.resolve().is_relative_to(folder.resolve())
