"""What a page's code reads beside itself: files of the book, its own modules, data sets.

A file counts where the code names it, as a path from the page's folder; what the code does not
say in so many words, the front matter lists. Counting one too many costs a run, no more; a file
that does not count is not there when the page runs.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import PurePosixPath

from hexapla.model.book import Book, DataSet, Page
from hexapla.model.nodes import Place
from hexapla.model.problems import Problems, missing_file
from hexapla.plan.imported import Imported, imported
from hexapla.plan.key import SETS
from hexapla.source.paths import within
from hexapla.variant.literals import Literals, literals


@dataclass(frozen=True, slots=True)
class Listing:
    """What there is to read in a book: digests of its files, its folders, modules, data sets."""

    files: Mapping[str, str]
    folders: frozenset[str]
    modules: Mapping[str, str]
    sets: Mapping[str, DataSet]


NOTHING = Listing({}, frozenset(), {}, {})


@dataclass(frozen=True, slots=True)
class Language:
    """How code is understood: as Python or not, with these modules `installed` beside the book's.

    `hidden` is a module that is never the book's own: its companion.
    """

    python: bool
    installed: frozenset[str]
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Reads:
    """What one page reads: `files` by their paths in the book, data `sets` by name.

    `data` is what of it enters the key. `modules` are the top-level modules that the code
    imports from elsewhere.
    """

    files: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    data: tuple[tuple[str, str], ...] = ()
    modules: frozenset[str] = frozenset()


def listing(book: Book) -> Listing:
    """What the pages of a book may read."""
    folders = {str(folder) for file in book.files for folder in PurePosixPath(file).parents[:-1]}
    sets = {each.name: each for each in book.config.data}
    return Listing(book.files, frozenset(folders), book.modules, sets)


def reads(
    codes: Iterable[str], page: Page, of: Listing, language: Language
) -> tuple[Reads, Problems]:
    """What a page with these pieces of code reads, and what it lists that is not there."""
    folder = posixpath.dirname(page.file)
    search = _Search(folder, of, language)
    listed, problems = _listed(page, folder, of)
    search.take(listed)
    for code in codes:
        search.look(code, (folder,), None)
    search.follow()
    files = tuple(sorted(search.files))
    sets = tuple(sorted(search.sets))
    data = {_seen(file, folder): of.files[file] for file in files}
    data |= {f"{SETS}{name}": checksum(of.sets[name]) for name in sets}
    return Reads(files, sets, tuple(sorted(data.items())), frozenset(search.modules)), problems


def checksum(data: DataSet) -> str:
    """What tells the content of a data set from any other: the checksums of its files."""
    lines = (f"{digest}  {file}\n" for file, digest in sorted(data.files.items()))
    return sha256("".join(lines).encode()).hexdigest()


@dataclass(slots=True)
class _Search:
    """What was found so far; `ahead` are modules of the book to be looked through.

    Each is there with the folders that it imports from.
    """

    folder: str
    of: Listing
    language: Language
    files: set[str] = field(default_factory=set)
    sets: set[str] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)
    ahead: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def look(self, code: str, path: Sequence[str], file: str | None) -> None:
        """Take what a piece of code names: it imports from the folders of `path`."""
        found = literals(code, python=self.language.python)
        self.sets.update(_sets(found, self.of))
        own = (self.folder,) if file is None else (self.folder, posixpath.dirname(file))
        for folder in dict.fromkeys(own):
            self.take(
                named for text in found.texts for named in _named(text, folder, found, self.of)
            )
        if self.language.python:
            installed = self.language.installed
            where = Imported(tuple(path), self.of.files, self.of.folders, installed)
            for name, files in imported(code, file, where):
                if name == self.language.hidden or not files:
                    self.modules.add(name)
                else:
                    self.take(files, path)

    def take(self, files: Iterable[str], path: Sequence[str] | None = None) -> None:
        """Count these files. Those that are run as scripts import from their own folders, too."""
        for file in files:
            if file not in self.files:
                self.files.add(file)
                own = posixpath.dirname(file)
                self.ahead.append((file, tuple(path or dict.fromkeys((own, self.folder)))))

    def follow(self) -> None:
        """Look through the modules that were found, and those that are found in them."""
        while self.ahead and self.language.python:
            file, path = self.ahead.pop()
            if file in self.of.modules:
                self.look(self.of.modules[file], path, file)


def _sets(found: Literals, of: Listing) -> Iterator[str]:
    for text in found.texts if of.sets else ():
        if (name := text.partition("/")[0]) in of.sets:
            yield name


def _named(text: str, folder: str, found: Literals, of: Listing) -> Iterator[str]:
    """The files that a text means, seen from a folder."""
    path = within(text, folder) if "\\" not in text else None
    if path is None:
        return
    if path in of.files:
        yield path
    elif path in of.folders and text in found.folders and not _holds(path, folder):
        yield from (file for file in of.files if file.startswith(f"{path}/"))
    elif "*" in text and any(map(str.isalnum, text)):
        yield from _matching(path, of.files)


def _holds(path: str, folder: str) -> bool:
    """Whether a folder is the page's own or one around it: "../" alone does not mean them all."""
    return folder == path or folder.startswith(f"{path}/")


def _matching(pattern: str, files: Iterable[str]) -> list[str]:
    parts = pattern.split("/")
    return [file for file in files if _matches(file.split("/"), parts)]


def _matches(path: Sequence[str], pattern: Sequence[str]) -> bool:
    """`*` stands for what is within one name, `**` for any number of folders."""
    if not pattern:
        return not path
    if pattern[0] == "**":
        return any(_matches(path[n:], pattern[1:]) for n in range(len(path) + 1))
    return bool(path) and fnmatchcase(path[0], pattern[0]) and _matches(path[1:], pattern[1:])


def _listed(page: Page, folder: str, of: Listing) -> tuple[set[str], Problems]:
    """The files that the front matter lists, and a problem for each entry that has none."""
    files: set[str] = set()
    problems: Problems = ()
    entries = page.meta.get("files", ())
    for text in entries if isinstance(entries, tuple) else ():
        whole = Literals(frozenset({text}), frozenset({text}))
        found = set(_named(text, folder, whole, of))
        files |= found
        if not found:
            problems += (missing_file(text, of.files, Place(page.file, 1)),)
    return files, problems


def _seen(file: str, folder: str) -> str:
    """A file of the book as the page sees it: where the page lies is no part of its key."""
    path = posixpath.relpath(f"/{file}", f"/{folder}")
    return f"./{path}" if path.startswith(SETS) else path
