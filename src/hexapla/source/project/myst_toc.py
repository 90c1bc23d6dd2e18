"""The table of contents in a myst.yml: pages, links and titles, at any depth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, bad_config, unknown_key
from hexapla.source.globs import matching
from hexapla.source.project.entries import SUFFIXES, Entry, PartOf, page_file
from hexapla.source.project.folder import natural
from hexapla.source.project.marked import Marked

KNOWN = (
    "file",
    "url",
    "pattern",
    "glob",
    "title",
    "hidden",
    "children",
    "sort",
    "open_in_same_tab",
)


@dataclass(slots=True)
class Contents:
    """The pages that a toc may take, those it has taken, and what was wrong with it."""

    files: frozenset[str]
    excluded: frozenset[str] = frozenset()  # what no pattern brings in
    numbered: bool = False
    problems: list[Problem] = field(default_factory=list)
    listed: set[str] = field(default_factory=set)


def parts(toc: Marked, into: Contents) -> tuple[PartOf, ...]:
    """The first page by itself; each title of the first level that holds others is a part."""
    into.listed |= {page_file(name, into.files) for name in _named(toc)}
    entries = [entry for item in toc.list() for entry in _entry(item, into)]
    if not any(entry.file for entry in entries):
        into.problems.append(bad_config("the `toc` lists no page", toc.at))
    root = entries[:1] if entries and entries[0].file else []
    made = [PartOf(root[0].at, "", False, (replace(root[0], inside=()),))] if root else []
    rest = [*root[0].inside, *entries[1:]] if root else entries
    return (*made, *_parts(rest, into.numbered, toc.at))


def _named(of: Marked) -> Iterator[str]:
    for item in of.list():
        if file := item.get("file"):
            yield file.text()
        if children := item.get("children"):
            yield from _named(children)


def _parts(entries: list[Entry], numbered: bool, at: Place) -> Iterator[PartOf]:
    loose: list[Entry] = []
    for entry in entries:
        if entry.file or entry.url or not entry.inside:
            loose.append(entry)
            continue
        if loose:
            yield PartOf(loose[0].at, "", numbered, tuple(loose))
            loose = []
        yield PartOf(entry.at, entry.title, numbered, entry.inside)
    if loose:
        yield PartOf(loose[0].at, "", numbered, tuple(loose))


def _entry(item: Marked, into: Contents) -> Iterator[Entry]:
    for key, value in item.table().items():
        if key not in KNOWN:
            into.problems.append(unknown_key(key, KNOWN, value.at, of=f"a toc of {value.at.file}"))
    title = (item.get("title") or Marked("", item.at)).text()
    hidden = bool((item.get("hidden") or Marked(False, item.at)).value)
    children = item.get("children")
    inside = [entry for each in children.list() for entry in _entry(each, into)] if children else []
    bare = Entry(item.at, title=title, hidden=hidden, inside=tuple(inside))
    if file := item.get("file"):
        yield replace(bare, file=page_file(file.text(), into.files))
    elif url := item.get("url"):
        yield replace(bare, url=url.text(), title=title or url.text())
    elif pattern := item.get("pattern") or item.get("glob"):
        yield from _matching(pattern, item.get("sort"), bare, into)
    elif title:
        yield bare
    else:
        what = "this entry has none of `file`, `url`, `pattern` and `title`"
        into.problems.append(bad_config(what, item.at))


def _matching(
    pattern: Marked, order: Marked | None, bare: Entry, into: Contents
) -> Iterator[Entry]:
    there = into.files - into.excluded - into.listed
    pages = {file for file in there if file.endswith(SUFFIXES)}
    found = sorted(matching(pages, (pattern.text(),)), key=natural)
    for file in found[::-1] if order and order.text() == "descending" else found:
        into.listed.add(file)
        yield replace(bare, file=file)
