"""A project of d2lbook: config.ini, and the lists of its first page."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import replace

from hexapla.model.nodes import Place
from hexapla.model.problems import Problems, missing_page, no_contents
from hexapla.model.tabs import Library, Tabs
from hexapla.source.d2lbook import contents, ini
from hexapla.source.d2lbook.config import CONFIG, names
from hexapla.source.d2lbook.contents import Contents
from hexapla.source.d2lbook.leaves import leaves
from hexapla.source.d2lbook.libraries import library
from hexapla.source.d2lbook.marks import Text
from hexapla.source.globs import matching
from hexapla.source.project import entries, folder
from hexapla.source.project.entries import Entry, PartOf
from hexapla.source.project.marked import Marked
from hexapla.source.project.rules import Found, found
from hexapla.source.project.said import MORE, Project, Said, of_all

FILE = "config.ini"
LIBRARY = "library-"  # begins the section of a tab's library


def project(files: frozenset[str], text: Callable[[str], str | None]) -> Project:
    """What the project says."""
    config, problems = ini.read(text(FILE) or "", FILE)
    config, sections = _apart(config)
    tabs, unfit = _tabs(config, sections, text, files)
    root = f"{_at(config, 'build', 'index').text() or 'index'}.md"
    excluded = matching(files, names(_at(config, "build", "exclusions")))
    gathered = Contents(files - excluded, text)
    parts = contents.parts(root, gathered)
    problems += (*unfit, *gathered.problems)
    if root not in files:
        problems += (
            missing_page(root, [file for file in files if file.endswith(".md")], config.at),
        )
    elif len(parts) == 1:
        parts = folder.parts(frozenset(_pages(files - excluded)), config.at)
        problems += (no_contents(f"list `toc` in {root}", config.at),)
    says: list[Found] = [
        *found(config, CONFIG),
        *entries.said(parts, gathered.depth),
        *_unevaluated(config, parts),
        *_given(config, root, sorted(files - excluded), text, tabs),
    ]
    made = of_all("d2lbook", says, problems, Place(FILE, 1))
    return replace(made, tabs=tabs)


def _apart(config: Marked) -> tuple[Marked, dict[str, Marked]]:
    """The sections without those of libraries, and these by the names of their tabs."""
    table = config.table()
    ours = {
        name[len(LIBRARY) :].lower(): of for name, of in table.items() if name.startswith(LIBRARY)
    }
    rest = {name: _plain(of) for name, of in table.items() if not name.startswith(LIBRARY)}
    return Marked({name: of for name, of in rest.items() if of.value}, config.at), ours


def _plain(section: Marked) -> Marked:
    """A section without keys that ask for nothing, and no blanks around the values of others."""
    values = ((key, item.text().strip(), item.at) for key, item in section.table().items())
    return Marked({key: Marked(text, at) for key, text, at in values if text}, section.at)


def _tabs(
    config: Marked,
    sections: dict[str, Marked],
    text: Callable[[str], str | None],
    files: frozenset[str],
) -> tuple[Tabs, Problems]:
    problems: Problems = ()
    libraries: list[Library] = []
    for tab, section in sections.items():
        values = {key: (value.text(), value.at) for key, value in section.table().items()}
        file = values.get("lib_file", ("", None))[0].strip()
        made, wrong = library(tab, values, (text(file) or "") if file in files else "")
        libraries.append(made)
        problems += wrong
    listed = (name.lower() for name in names(_at(config, "build", "tabs")))
    return Tabs(tuple(dict.fromkeys(listed)), tuple(libraries)), problems


def _at(config: Marked, *keys: str) -> Marked:
    return config.get(*keys) or Marked(None, config.at)


def _pages(files: frozenset[str]) -> Iterator[str]:
    return (file for file in files if file.endswith(".md"))


def _listed(listed: tuple[Entry, ...]) -> Iterator[Entry]:
    for entry in listed:
        yield entry
        yield from _listed(entry.inside)


def _unevaluated(config: Marked, parts: tuple[PartOf, ...]) -> Iterator[Said]:
    """Pages that are no notebooks: their code is shown and not run."""
    value = config.get("build", "notebooks")
    if value is None or not value.text():
        return
    pages = {entry.file for part in parts for entry in _listed(part.entries) if entry.file}
    runs = matching(pages, names(value))
    for page in sorted(pages - runs):
        yield Said(("execution", "skip", MORE), page, value.at)


def _given(
    config: Marked, root: str, files: list[str], text: Callable[[str], str | None], tabs: Tabs
) -> Iterator[Said]:
    """What every such book has, whatever it says, and what stands for what it does not say."""
    at = config.at
    yield Said(("web", "addresses"), "path", at)
    yield Said(("web", "cover"), False, at)
    yield Said(("numbering", "headings"), "first", at)
    yield Said(("numbering", "per"), "section", at)
    if any(":bibliography:" in (text(file) or "") for file in files if file.endswith(".md")):
        yield Said(("citations", "lists"), False, at)
    for file in files:
        if file.endswith(".bib"):
            yield Said(("bibliography", MORE), file, at)
    if tabs.package:
        yield Said(("package", "name"), tabs.package, at)
    if not _at(config, "project", "title").text():
        yield Said(("title",), _title(root, text) or _at(config, "project", "name").text(), at)


def _title(root: str, text: Callable[[str], str | None]) -> str:
    """The heading of the first page."""
    own = Text.of(text(root) or "")
    first = next((leaf for leaf in leaves(own) or () if leaf.kind == "heading"), None)
    stem = posixpath.splitext(posixpath.basename(root))[0]
    return own.text[first.start : first.end].strip("# \n") if first else stem
