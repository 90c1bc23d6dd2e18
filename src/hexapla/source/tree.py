"""The folder of a book: its pages in order, its bibliographies and locks, its other files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from hexapla.model.book import Config, Lock, PageEntry
from hexapla.model.nodes import NOWHERE, Place
from hexapla.model.problems import (
    Problem,
    Problems,
    missing_file,
    missing_page,
    no_book,
    no_lock,
    outside,
    unreadable,
)
from hexapla.source import config, lock

CONFIG = "book.toml"
MADE = ("_build", "outputs")  # folders of the book that hold what is made from it


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a book is made from: texts, and digests of the files that are no text to us."""

    config: Config
    pages: tuple[tuple[PageEntry, str], ...]
    bibliographies: tuple[tuple[str, str], ...]
    locks: Mapping[str, Lock]
    files: Mapping[str, str]


def read(folder: Path) -> tuple[Sources | None, Problems]:
    """What stands in a book's folder, or None without a book.toml that can be read."""
    if not (folder / CONFIG).is_file():
        return None, (no_book(str(folder)),)
    problems: list[Problem] = []
    text = _text(folder, CONFIG, NOWHERE, problems)
    settings, wrong = config.load(text, CONFIG) if text is not None else (None, ())
    problems += wrong
    if settings is None:
        return None, tuple(problems)
    paths = _paths(folder, problems)
    pages = tuple(_pages(folder, settings, paths, problems))
    listed = {entry.file for part in settings.parts for entry in part.pages}
    sources = Sources(
        settings,
        pages,
        tuple(_bibliographies(folder, settings, paths, problems)),
        MappingProxyType(dict(_locks(folder, settings, paths, problems))),
        MappingProxyType(dict(_digests(folder, paths - listed, problems))),
    )
    return sources, tuple(problems)


def _pages(
    folder: Path, settings: Config, paths: frozenset[str], problems: list[Problem]
) -> Iterator[tuple[PageEntry, str]]:
    known = [path for path in paths if path.endswith(".md")]
    done: set[str] = set()
    for entry in (entry for part in settings.parts for entry in part.pages):
        if entry.file in done:
            continue
        done.add(entry.file)
        if entry.file not in paths:
            problems.append(_absent(folder, entry, known))
            continue
        text = _text(folder, entry.file, entry.at, problems)
        if text is not None:
            yield entry, text


def _absent(folder: Path, entry: PageEntry, known: list[str]) -> Problem:
    """A page may be there and yet lie elsewhere: behind a link that leads out of the book."""
    if (folder / entry.file).exists() and _leads_out(folder, folder / entry.file):
        return outside(entry.file, entry.at)
    return missing_page(entry.file, known, entry.at)


def _bibliographies(
    folder: Path, settings: Config, paths: frozenset[str], problems: list[Problem]
) -> Iterator[tuple[str, str]]:
    for file in settings.bibliography:
        if file not in paths:
            known = [path for path in paths if path.endswith(".bib")]
            problems.append(missing_file(file, known, Place(CONFIG, 1)))
            continue
        text = _text(folder, file, NOWHERE, problems)
        if text is not None:
            yield file, text


def _locks(
    folder: Path, settings: Config, paths: frozenset[str], problems: list[Problem]
) -> Iterator[tuple[str, Lock]]:
    for variant in settings.variants:
        if not variant.environment:
            continue
        file = str(PurePosixPath(variant.environment).with_suffix(".lock"))
        text = _text(folder, file, NOWHERE, problems) if file in paths else None
        if file not in paths:
            problems.append(no_lock(variant.name, file))
        if text is None:
            continue
        found, wrong = lock.read(text, file)
        problems += wrong
        if found is not None:
            yield variant.name, found


def _text(folder: Path, file: str, at: Place, problems: list[Problem]) -> str | None:
    try:
        return (folder / file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        why = f"it is not UTF-8 (byte {error.start})"
        problems.append(unreadable(file, why, at if at.file else Place(file, 1)))
    except OSError as error:
        why = error.strerror or "no access"
        problems.append(unreadable(file, why, at if at.file else Place(file, 1)))
    return None


# --- the files --------------------------------------------------------------------------------


def _paths(folder: Path, problems: list[Problem]) -> frozenset[str]:
    """The files of the book. Hidden ones are not of it, nor what is made from it."""
    found: set[str] = set()
    for root, folders, names in os.walk(folder):
        at = Path(root)
        here = at.relative_to(folder)
        made = MADE if at == folder else ()
        folders[:] = sorted(
            name for name in folders if name[0] != "." and name not in (*made, "__pycache__")
        )
        for name in (*folders, *sorted(names)):
            path = (here / name).as_posix()
            if name.startswith(".") or not (at / name).exists():
                continue
            if (at / name).is_symlink() and _leads_out(folder, at / name):
                problems.append(outside(path, Place(path, 1)))
            elif (at / name).is_file():
                found.add(path)
    return frozenset(found)


def _leads_out(folder: Path, path: Path) -> bool:
    return not path.resolve().is_relative_to(folder.resolve())


def _digests(
    folder: Path, paths: frozenset[str], problems: list[Problem]
) -> Iterator[tuple[str, str]]:
    for path in sorted(paths):
        try:
            with (folder / path).open("rb") as file:
                yield path, hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            problems.append(unreadable(path, error.strerror or "no access", Place(path, 1)))
