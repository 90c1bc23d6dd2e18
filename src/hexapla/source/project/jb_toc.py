"""The table of contents of Jupyter Book 1: _toc.yml, in its forms of today and of old."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, bad_config, unknown_key
from hexapla.source.globs import matching
from hexapla.source.project.entries import SUFFIXES, Entry, PartOf, page_file
from hexapla.source.project.marked import Marked
from hexapla.source.project.said import Unused

# What lists entries and what lists parts, whatever the format calls it.
LISTS = ("chapters", "sections", "entries")
PARTS = ("parts", "subtrees")
# How a list is set in a page or in the margin: here, contents have a form of their own.
SET = ("maxdepth", "titlesonly", "hidden", "expand_sections", "caption", "reversed", "numbered")
KNOWN = {"file", "url", "glob", "title", "options", "part", "header", "divider", "search"}
KNOWN |= {*LISTS, *PARTS, *SET, "format", "root", "defaults", "meta", "not_numbered", "external"}


@dataclass(slots=True)
class Contents:
    """What a _toc.yml says: the parts, with the root page in the first, and what was wrong."""

    files: frozenset[str]
    excluded: frozenset[str] = frozenset()  # what no pattern brings in
    problems: list[Problem] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)
    depth: int = 0  # to which headings are numbered, where it says so; 0 for all
    listed: set[str] = field(default_factory=set)


def parts(toc: Marked, into: Contents) -> tuple[PartOf, ...]:
    """The parts of a book: the root page alone, and then what follows it."""
    into.listed |= {page_file(name, into.files) for name in _named(toc)}
    made = tuple(_of_list(toc, into) if isinstance(toc.value, list) else _of_table(toc, into))
    for part in made:
        if part.entries:
            return made
    into.problems.append(bad_config("it lists no pages: give it a `root` and `chapters`", toc.at))
    return made


def _named(of: Marked) -> Iterator[str]:
    """The pages that are named by themselves, wherever: a pattern does not list them again."""
    for key in ("root", "file"):
        if page := of.get(key):
            yield page.text()
    below = of.table().values() if of.table() else of.list() if isinstance(of.value, list) else ()
    for item in below:
        yield from _named(item)


# --- the formats jb-book and jb-article --------------------------------------------------------


def _of_table(toc: Marked, into: Contents) -> Iterator[PartOf]:
    _check(toc, into)
    defaults = toc.get("defaults") or Marked({}, toc.at)
    root = toc.get("root") or toc.get("file")
    if root is None:
        into.problems.append(bad_config("it has no `root`, the book's first page", toc.at))
    else:
        page = _page(root.text(), root.at, into)
        yield PartOf(root.at, "", False, (page,))
    yield from _parts(toc, (_options(toc), defaults), into)


def _parts(of: Marked, defaults: tuple[Marked, ...], into: Contents) -> Iterator[PartOf]:
    """The parts that a table lists; entries without parts are one that has no title."""
    trees = [tree for key in PARTS if (found := of.get(key)) for tree in found.list()]
    if any(of.get(key) for key in LISTS):
        trees = [of, *trees]
    for tree in trees:
        if tree is not of:
            _check(tree, into)
        options = (tree, _options(tree), *defaults)
        caption = "" if tree is of else _said(options, "caption")
        entries = tuple(_entries(tree, into))
        entries = entries[::-1] if _said(options, "reversed") == "true" else entries
        yield PartOf(tree.at, caption, _is_numbered(options, into), entries)


def _options(of: Marked) -> Marked:
    return of.get("options") or Marked({}, of.at)


def _said(options: Iterable[Marked], key: str) -> str:
    """What the nearest of these says of a key."""
    return next((value.text() for each in options if (value := each.get(key))), "")


def _is_numbered(options: Iterable[Marked], into: Contents) -> bool:
    value = _said(options, "numbered")
    if value.isdecimal():
        into.depth = max(into.depth, int(value))
    return value not in ("", "false", "0")


def _entries(of: Marked, into: Contents) -> Iterator[Entry]:
    for key in LISTS:
        if listed := of.get(key):
            for item in listed.list():
                yield from _entry(item, into)


def _entry(item: Marked, into: Contents) -> Iterator[Entry]:
    """A page, a link, or all pages that a pattern matches, with what is below."""
    table = item.table()
    if not table and item.text():  # a bare path
        table = {"file": item}
    _check(item, into)
    title = _said((item,), "title")
    if numbered := item.get("numbered") or item.get("options", "numbered"):
        into.unused.append(Unused("numbered, below the level of parts", numbered.at))
    below = (*_entries(item, into), *_deeper(item, into))
    if file := item.get("file") or table.get("file"):
        yield replace(_page(file.text(), item.at, into), title=title, inside=below)
    elif url := item.get("url"):
        yield from _linked(url, title, below, into)
    elif pattern := item.get("glob"):
        yield from _matching(pattern, into)
    else:
        into.problems.append(bad_config("this entry has neither `file` nor `url`", item.at))
        yield from below


def _deeper(item: Marked, into: Contents) -> Iterator[Entry]:
    """Parts within a page: their captions stand among its sections."""
    for key in PARTS:
        for tree in found.list() if (found := item.get(key)) else ():
            caption = _said((tree, _options(tree)), "caption")
            entries = tuple(_entries(tree, into))
            if caption:
                yield Entry(tree.at, title=caption)
            yield from entries


def _page(name: str, at: Place, into: Contents) -> Entry:
    return Entry(at, page_file(name, into.files))


def _linked(url: Marked, title: str, below: tuple[Entry, ...], into: Contents) -> Iterator[Entry]:
    """A link to elsewhere; in books of old, an address that begins with a slash is a page."""
    if url.text().startswith("/"):
        yield replace(_page(url.text().strip("/"), url.at, into), title=title, inside=below)
    else:
        yield Entry(url.at, url=url.text(), title=title or url.text(), inside=below)


def _matching(pattern: Marked, into: Contents) -> Iterator[Entry]:
    """The pages that match, by name, without those that are listed by themselves."""
    pages = {file for file in into.files - into.excluded if file.endswith(SUFFIXES)}
    names = {file.rpartition(".")[0] for file in pages}
    found = matching(names, (pattern.text(),))
    found |= {file.rpartition(".")[0] for file in matching(pages, (pattern.text(),))}
    for name in sorted(found):
        file = page_file(name, into.files)
        if file not in into.listed:
            into.listed.add(file)
            yield Entry(pattern.at, file)


def _check(item: Marked, into: Contents) -> None:
    for key, value in item.table().items():
        if key not in KNOWN:
            into.problems.append(unknown_key(key, KNOWN, value.at, of=value.at.file))


# --- the list of early versions ------------------------------------------------------------------


def _of_list(toc: Marked, into: Contents) -> Iterator[PartOf]:
    """The first page is the root; a `part` or `header` begins a part."""
    items = toc.list()
    at, title, numbered = toc.at, "", False
    gathered: list[Entry] = []
    for n, item in enumerate(items):
        begins = item.get("part") or item.get("header")
        if n == 0 and not begins:
            options = (item, _options(item))
            numbered = _is_numbered(options, into)
            first = tuple(_entry(_alone(item), into))
            yield PartOf(item.at, "", False, first)
            gathered += _entries(item, into)
        elif begins:
            if gathered:
                yield PartOf(at, title, numbered, tuple(gathered))
            at, title, gathered = item.at, begins.text(), list(_entries(item, into))
            own = _said((item, _options(item)), "numbered")
            numbered = own not in ("", "false", "0") if own else numbered
        elif not (item.get("divider") or item.get("search")):
            gathered += _entry(item, into)
    if gathered:
        yield PartOf(at, title, numbered, tuple(gathered))


def _alone(item: Marked) -> Marked:
    """An entry without what it says of others."""
    ours = (*LISTS, "numbered", "options")
    table = {key: value for key, value in item.table().items() if key not in ours}
    return Marked(table or item.value, item.at)
