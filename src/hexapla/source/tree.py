"""The folder of a book: its pages in order, its bibliographies and locks, its other files."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib.util import decode_source
from math import inf
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from hexapla.model.book import Config, Lock, PageEntry
from hexapla.model.nodes import Place
from hexapla.model.pictures import HEAD, Size, size
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
from hexapla.source.config import Loaded
from hexapla.source.globs import matching
from hexapla.source.objects import InventoryFile
from hexapla.source.origin import Origin
from hexapla.source.origin import Path as Key
from hexapla.source.project import found
from hexapla.source.project.said import Project

CONFIG = "book.toml"
FILES = (CONFIG, *found.FILES)  # any of them makes a folder that of a book
MADE = ("_build", "outputs")  # folders of the book that hold what is made from it
PAGES = (".md", ".ipynb", ".rst")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
# Of the folder of a theme: what the website is made with.
THEMED = re.compile(r"templates/[^/]+\.html|(?:styles/)?[^/]+\.css|scripts/[^/]+\.js")
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
    style: str = ""  # of citations, where a file says it
    inventories: tuple[InventoryFile, ...] = ()
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    sizes: Mapping[str, Size] = field(default_factory=lambda: MappingProxyType({}))  # of pictures
    theme: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Folder:
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
        if (problem := unreadable(file, why, at or Place(file, 1))) not in self.problems:
            self.problems.append(problem)
        return None

    def ending(self, suffix: str) -> list[str]:
        return [path for path in self.paths if path.endswith(suffix)]


def read(folder: Path) -> tuple[Sources | None, Problems]:
    """What stands in a book's folder, or None without a configuration that can be read."""
    within, problems = listed(folder)
    loaded, wrong = _configured(within)
    problems += wrong
    if loaded is None:
        return None, tuple(problems)
    settings, origin = loaded.config, loaded.origin
    within = _without_library(settings, within)
    broken = any(problem.severity == "error" for problem in wrong)
    if not (broken or any(part.pages for part in settings.parts)):
        what = 'the book has no pages; list them: [[parts]], and in it chapters = ["page.md"]'
        problems.append(bad_config(what, origin.at(())))
    problems += _named(settings, origin, within)
    pages = tuple(_pages(settings, within))
    sources = Sources(
        settings,
        pages,
        tuple(_bibliographies(settings, origin, within)),
        MappingProxyType(dict(_locks(settings, origin, within))),
        MappingProxyType(dict(_digests(settings, within))),
        MappingProxyType(dict(_modules(within))),
        _style(settings.citations.style, origin, within),
        tuple(_inventories(settings, within)),
        MappingProxyType(dict(_taken(pages, within))),
        MappingProxyType(dict(_sizes(within))),
        MappingProxyType(dict(_themed(settings.theme.folder, within))),
    )
    return sources, tuple(problems)


def listed(root: Path) -> tuple[Folder, list[Problem]]:
    """The folder of a book; what is found wrong with it comes into the list."""
    problems: list[Problem] = []
    return Folder(root, frozenset(_paths(root, problems)), problems), problems


def foreign(folder: Folder, kind: str = "") -> tuple[Project | None, tuple[str, ...]]:
    """The project of another system in a folder, of that kind or of any, and its own files."""
    files = tuple(file for file in found.FILES if file in folder.paths)
    said = found.project(folder.paths, folder.text, kind)
    return said, tuple(file for file in files if said and file in found.SYSTEMS[said.kind].files)


def _configured(folder: Folder) -> tuple[Loaded | None, Problems]:
    """What book.toml says or, where there is none, the files of another system."""
    if (folder.root / CONFIG).is_file():
        text = folder.text(CONFIG)
        return config.load(text, CONFIG) if text is not None else (None, ())
    said, _ = foreign(folder)
    if said is None:
        return None, (no_book(str(folder.root)),)
    loaded, wrong = config.of_table(said.table, said.origin)
    loaded = replace(loaded, config=replace(loaded.config, tabs=said.tabs))
    return loaded, (*said.problems, *wrong)


def _without_library(settings: Config, folder: Folder) -> Folder:
    """The folder without the library that d2lbook made of saved code: that is the companion now."""
    package = settings.tabs.package if settings.tabs else ""
    if not package:
        return folder
    kept = (path for path in folder.paths if not path.startswith(f"{package}/"))
    return replace(folder, paths=frozenset(kept))


def _pages(settings: Config, folder: Folder) -> Iterator[tuple[PageEntry, str]]:
    done: set[str] = set()
    for entry in (entry for part in settings.parts for entry in part.pages):
        if entry.file in done:
            continue
        done.add(entry.file)
        if entry.file not in folder.paths:
            folder.problems.append(_absent(entry, folder))
        elif (text := folder.text(entry.file)) is not None:
            yield entry, text


def _absent(entry: PageEntry, folder: Folder) -> Problem:
    """A page may be there and yet lie elsewhere: behind a link that leads out of the book."""
    path = folder.root / entry.file
    if path.exists() and _leads_out(folder.root, path):
        return outside(entry.file, entry.at)
    return missing_page(entry.file, [*folder.ending(".md"), *folder.ending(".ipynb")], entry.at)


def _bibliographies(settings: Config, origin: Origin, folder: Folder) -> Iterator[tuple[str, str]]:
    for file in settings.bibliography:
        if file not in folder.paths:
            at = origin.holding(file, ("bibliography",))
            folder.problems.append(missing_file(file, folder.ending(".bib"), at))
        elif (text := folder.text(file)) is not None:
            yield file, text


def _style(name: str, origin: Origin, folder: Folder) -> str:
    """The text of a style of CSL; "" for a style that is our own."""
    if not name.endswith(".csl"):
        return ""
    if name in folder.paths:
        return folder.text(name) or ""
    at = origin.at(("citations", "style"))
    folder.problems.append(missing_file(name, folder.ending(".csl"), at))
    return ""


def _named(settings: Config, origin: Origin, folder: Folder) -> Iterator[Problem]:
    """What is wrong with the files that the website is to have: those that are not there."""
    named: list[tuple[Key, str]] = [
        (("logo",), settings.logo),
        (("favicon",), settings.favicon),
        (("epub", "cover"), settings.cover),
        (("theme", "dark_logo"), settings.theme.dark_logo),
        *((("theme", "faces", n), one.file) for n, one in enumerate(settings.theme.faces)),
    ]
    for key, file in named:
        if file and file not in folder.paths:
            yield missing_file(file, folder.paths, origin.at(key))
    links = (*settings.theme.links, *settings.theme.footer_links)
    pages = [page.file for part in settings.parts for page in part.pages]
    for link in links:
        if link.page and link.page not in pages:
            yield missing_page(link.page, pages, origin.holding(link.page, ("theme",)))
    fonts = (settings.paper.fonts.folder, settings.printed.fonts.folder)
    for file in dict.fromkeys((*settings.site.extra, *filter(None, fonts))):
        if file not in folder.paths and not any(p.startswith(f"{file}/") for p in folder.paths):
            key = ("web", "extra") if file in settings.site.extra else ("paper",)
            yield missing_file(file, folder.paths, origin.holding(file, key))


def _locks(settings: Config, origin: Origin, folder: Folder) -> Iterator[tuple[str, Lock]]:
    for variant in settings.variants:
        wanted = variant.environment
        if not wanted:
            continue
        file = str(PurePosixPath(wanted).with_suffix(".lock"))
        if wanted not in folder.paths:
            at = origin.holding(wanted, ("variants",))
            folder.problems.append(missing_file(wanted, folder.ending(".in"), at))
        elif file not in folder.paths:
            folder.problems.append(no_lock(variant.name, file))
        if file in folder.paths and (text := folder.text(file)) is not None:
            found, wrong = lock.read(text, file, folder.text(wanted) or "")
            folder.problems.extend(wrong)
            if found is not None:
                yield variant.name, found


def _inventories(settings: Config, folder: Folder) -> Iterator[InventoryFile]:
    for one in settings.inventories:
        if one.file not in folder.paths:
            folder.problems.append(no_inventory(one.name, one.file, one.at))
            continue
        try:
            data = (folder.root / one.file).read_bytes()
        except OSError:
            continue  # told of all files that cannot be read
        yield InventoryFile(one, hashlib.sha256(data).hexdigest(), data)


def _digests(settings: Config, folder: Folder) -> Iterator[tuple[str, str]]:
    pages = {entry.file for part in settings.parts for entry in part.pages}
    others = {path for path in folder.paths if path.endswith(PAGES)}
    pages |= matching(others, settings.exclude)
    for path in sorted(folder.paths - pages):
        try:
            with (folder.root / path).open("rb") as file:
                yield path, hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            why = error.strerror or "no access"
            folder.problems.append(unreadable(path, why, Place(path, 1)))


def _sizes(folder: Folder) -> Iterator[tuple[str, Size]]:
    for path in sorted(folder.paths):
        if path.lower().endswith(PICTURES):
            with suppress(OSError), (folder.root / path).open("rb") as file:
                found = size(file.read(HEAD))
                if found:
                    yield path, found


def _modules(folder: Folder) -> Iterator[tuple[str, str]]:
    """The modules of the book, in the encoding that each says it has, as Python reads them.

    What is no such text is a file like any other: if a page imports it, its kernel will say so.
    """
    for path in sorted(folder.ending(".py")):
        with suppress(OSError, SyntaxError, UnicodeDecodeError):
            yield path, decode_source((folder.root / path).read_bytes())


def _taken(pages: tuple[tuple[PageEntry, str], ...], folder: Folder) -> Iterator[tuple[str, str]]:
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


def _themed(name: str, folder: Folder) -> Iterator[tuple[str, str]]:
    """The texts of the book's own templates, styles and scripts."""
    for path in sorted(folder.paths):
        if path.startswith(f"{name}/") and THEMED.fullmatch(path.removeprefix(f"{name}/")):
            text = folder.text(path)
            if text is not None:
                yield path, text


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
