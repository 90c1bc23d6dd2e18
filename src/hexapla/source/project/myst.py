"""A project of mystmd, which Jupyter Book 2 is made of: myst.yml."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from hexapla.model.problems import Problem, bad_config, missing_file
from hexapla.source.globs import matching
from hexapla.source.project import entries, folder, kernel, myst_toc
from hexapla.source.project.entries import Entry, PartOf
from hexapla.source.project.marked import Marked, read
from hexapla.source.project.myst_config import CONFIG
from hexapla.source.project.myst_toc import Contents
from hexapla.source.project.rules import Found, found
from hexapla.source.project.said import MORE, Project, Said, Unused, of_all
from hexapla.source.project.slugs import Slugs

FILE = "myst.yml"
HEADING = re.compile(r"^#[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
DEEPEST = 10  # of files that extend each other
Text = Callable[[str], str | None]


def project(files: frozenset[str], text: Text) -> Project:
    """What myst.yml says, and the files that it extends."""
    problems: list[Problem] = []
    config, unused = _extended(FILE, files, text, problems, 0)
    excluded = config.get("project", "exclude") or Marked(None, config.at)
    patterns = (item.text() for item in excluded.list())
    toc = Contents(files, frozenset(matching(files, patterns)), numbered=_is_numbered(config))
    parts = _addressed(_parts(config, toc), config)
    pages = [page.file for part in parts for page in _pages(part.entries)]
    says: list[Found] = [
        *found(config, CONFIG),
        *unused,
        *entries.said(parts),
        *_given(config, files, pages, text),
        *kernel.variant((page for page in pages if page in files), text),
    ]
    return of_all("myst", says, (*problems, *toc.problems), config.at)


# --- files that extend each other ----------------------------------------------------------------


def _extended(
    file: str, files: frozenset[str], text: Text, problems: list[Problem], depth: int
) -> tuple[Marked, tuple[Unused, ...]]:
    """What a file says, over what the files say that it extends."""
    config, wrong = read(text(file) or "", file)
    problems += wrong
    unused: tuple[Unused, ...] = ()
    for key in ("extends", "extend"):
        for item in (config.get(key) or Marked(None, config.at)).list():
            name = posixpath.normpath(posixpath.join(posixpath.dirname(file), item.text()))
            if "://" in item.text():
                unused += (Unused(f"{key}: {item.text()}", item.at),)
            elif name not in files:
                known = [other for other in files if other.endswith((".yml", ".yaml"))]
                problems.append(missing_file(name, known, item.at))
            elif depth == DEEPEST:
                problems.append(bad_config(f"'{name}' extends itself", item.at))
            else:
                below, more = _extended(name, files, text, problems, depth + 1)
                config, unused = _over(config, below), (*unused, *more)
    return config, unused


def _over(upper: Marked, lower: Marked) -> Marked:
    """Two tables as one, in which the upper goes before the lower."""
    table = dict(upper.table())
    for key, value in lower.table().items():
        own = table.get(key)
        table[key] = _over(own, value) if own and own.table() and value.table() else own or value
    return replace(upper, value=table)


# --- contents ----------------------------------------------------------------------------------


def _parts(config: Marked, toc: Contents) -> tuple[PartOf, ...]:
    listed = config.get("project", "toc")
    if listed:
        return myst_toc.parts(listed, toc)
    parts = folder.parts(toc.files - toc.excluded, config.at)
    return tuple(replace(part, numbered=toc.numbered and bool(n)) for n, part in enumerate(parts))


def _addressed(parts: tuple[PartOf, ...], config: Marked) -> tuple[PartOf, ...]:
    """The parts with the address of each page: the first page is that of the whole site."""
    folders = config.get("site", "options", "folders")
    slugs = Slugs(folders=bool(folders and folders.value))
    first = next((page.file for part in parts for page in _pages(part.entries)), "")

    def addressed(entry: Entry) -> Entry:
        address = ""
        if entry.file:
            address = "index" if entry.file == first else slugs.address(entry.file)
        return replace(entry, address=address, inside=tuple(map(addressed, entry.inside)))

    return tuple(replace(part, entries=tuple(map(addressed, part.entries))) for part in parts)


def _pages(listed: tuple[Entry, ...]) -> Iterator[Entry]:
    for entry in listed:
        if entry.file:
            yield entry
        yield from _pages(entry.inside)


def _is_numbered(config: Marked) -> bool:
    """Whether titles of pages are numbered: only where the project asks for it."""
    numbering = config.get("project", "numbering")
    if numbering is None:
        return False
    names = ("title", "headings", "sections", "heading_1", "h1", "all")
    asked = [item for name in names if (item := numbering.get(name))]
    return numbering.value is True or any(item.value is True for item in asked)


def _given(config: Marked, files: frozenset[str], pages: list[str], text: Text) -> Iterator[Found]:
    """What every such book has, and what stands for what its file does not say."""
    yield Said(("web", "addresses"), "path", config.at)
    yield Said(("web", "cover"), False, config.at)
    heading = HEADING.search(text(pages[0]) or "") if pages and pages[0] in files else None
    yield Said(("title",), heading[1] if heading else "Untitled", config.at)
    if config.get("project", "bibliography") is None:
        for file in sorted(file for file in files if file.endswith(".bib")):
            yield Said(("bibliography", MORE), file, config.at)
