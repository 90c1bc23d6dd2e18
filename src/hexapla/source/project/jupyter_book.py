"""A project of Jupyter Book 1: _config.yml and _toc.yml."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from hexapla.model.nodes import Place
from hexapla.model.problems import Problems, no_contents
from hexapla.source.globs import matching
from hexapla.source.project import entries, folder, jb_toc, kernel
from hexapla.source.project.entries import Entry, PartOf
from hexapla.source.project.jb_config import CONFIG
from hexapla.source.project.jb_toc import Contents
from hexapla.source.project.marked import Marked, read
from hexapla.source.project.rules import Found, found
from hexapla.source.project.said import Project, Said, of_all
from hexapla.source.project.values import redirect, redirect_list

CONFIG_FILE, CONTENTS = "_config.yml", "_toc.yml"
HEADING = re.compile(r"^#[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
REDIRECTS = ("sphinx", "config", "rediraffe_redirects")
Text = Callable[[str], str | None]


def project(files: frozenset[str], text: Text) -> Project:
    """What the two files say, or one of them where the other is not there."""
    config, problems = _yaml(CONFIG_FILE, files, text)
    toc, wrong = _yaml(CONTENTS, files, text)
    excluded = (item.text() for item in _at(config, "exclude_patterns").list())
    contents = Contents(files, frozenset(matching(files, excluded)))
    parts, absent = _parts(toc, contents)
    pages = [entry.file for part in parts for entry in _pages(part.entries)]
    says: list[Found] = [
        *found(config, CONFIG),
        *_redirects(config, text),
        *entries.said(parts, contents.depth),
        *_given(config, toc, pages, text),
        *kernel.variant((page for page in pages if page in files), text),
        *contents.unused,
    ]
    problems += (*wrong, *contents.problems, *absent)
    return of_all(
        "jupyter-book", says, problems, Place(CONTENTS if toc.table() else CONFIG_FILE, 1)
    )


def _yaml(file: str, files: frozenset[str], text: Text) -> tuple[Marked, Problems]:
    found = text(file) if file in files else None
    return read(found or "", file)


def _parts(toc: Marked, contents: Contents) -> tuple[tuple[PartOf, ...], Problems]:
    """The parts; where none are listed, all pages of the folder."""
    if toc.value:
        return jb_toc.parts(toc, contents), ()
    return folder.parts(contents.files - contents.excluded, toc.at), (
        no_contents("_toc.yml", toc.at),
    )


def _pages(listed: tuple[Entry, ...]) -> Iterator[Entry]:
    for entry in listed:
        if entry.file:
            yield entry
        yield from _pages(entry.inside)


def _at(config: Marked, *keys: str) -> Marked:
    return config.get(*keys) or Marked(None, config.at)


def _redirects(config: Marked, text: Text) -> Iterator[Said]:
    """Redirects that stand in a file of their own."""
    value = _at(config, *REDIRECTS)
    if isinstance(value.value, str):
        for old, new in redirect_list(text(value.value) or ""):
            yield redirect(old, new, value)


def _given(config: Marked, toc: Marked, pages: list[str], text: Text) -> Iterator[Found]:
    """What every such book has, whatever its files say, and what stands for what they do not."""
    at = config.at if config.value else toc.at
    yield Said(("web", "addresses"), "path", at)
    yield Said(("web", "cover"), False, at)
    yield Said(("numbering", "headings"), "first", at)
    if _at(config, "parse", "myst_enable_extensions").value is None:
        yield Said(("text", "linkify"), True, at)  # one of those that are on by default
    if _at(config, "repository", "url").text():
        yield Said(("branch",), "master", at)
    if pages and not _at(config, "title").text():
        heading = HEADING.search(text(pages[0]) or "")
        yield Said(("title",), heading[1] if heading else "Untitled", at)
