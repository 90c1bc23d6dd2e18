"""The pages of a project of another system, d2lbook, as they are written into a book of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import partial

from hexapla.model.book import Config, Page, PageEntry
from hexapla.model.problems import Problems
from hexapla.source import config, parse
from hexapla.source.d2lbook.pages import translated
from hexapla.source.project.said import Project
from hexapla.source.tree import Folder


@dataclass(frozen=True, slots=True)
class Migrated:
    """A page before and after, what was found wrong with it, and what reads it as it is now."""

    file: str
    before: str
    after: str
    problems: Problems
    page: Callable[[], Page]


def pages(project: Project, folder: Folder) -> Iterator[Migrated]:
    """The pages that the project lists and the folder has."""
    loaded, _ = config.of_table(deepcopy(project.table), project.origin)
    assert project.tabs is not None  # noqa: S101, only then are there pages to translate
    entries = {entry.file: entry for part in loaded.config.parts for entry in part.pages}
    for file, entry in entries.items():
        if file in folder.paths and (text := folder.text(file)) is not None:
            made = translated(text, file, project.tabs, frozenset(entries))
            read = partial(_read, entry, made.text, loaded.config)
            yield Migrated(file, text, made.text, made.problems, read)


def _read(entry: PageEntry, text: str, by: Config) -> Page:
    return parse.page(entry, text, by)[0]


def variants(project: Project) -> tuple[str, ...]:
    """The names of the variants of the book that the project becomes."""
    found: Config = config.of_table(deepcopy(project.table), project.origin)[0].config
    return tuple(variant.name for variant in found.variants)


def left_out(project: Project, files: tuple[str, ...], path: str) -> bool:
    """Whether a file has no place in the new book: what said things as book.toml does now, and
    the library that the book's saved code makes."""
    package = project.tabs.package if project.tabs else ""
    return path in files or bool(package and path.startswith(f"{package}/"))
