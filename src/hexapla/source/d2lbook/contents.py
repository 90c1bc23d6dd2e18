"""The contents of a book of d2lbook: fences `toc`, from its first page downwards."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, bad_config, bad_mark
from hexapla.source.d2lbook.code import CONTENTS, bare_entry
from hexapla.source.d2lbook.leaves import leaves
from hexapla.source.d2lbook.marks import Leaf, Text
from hexapla.source.globs import matching
from hexapla.source.paths import within
from hexapla.source.project.entries import Entry, PartOf

FENCE = re.compile(rf"^[ \t>]*(?:`{{3,}}|~{{3,}})[ \t]*{CONTENTS}\b", re.MULTILINE)
OPTION = re.compile(r"[ \t]*:([\w-]+):[ \t]*(.*)")
TITLED = re.compile(r"(.+?)\s*<([^<>]+)>")


@dataclass(frozen=True, slots=True)
class Listed:
    """A fence `toc`: its options, and its lines with their places."""

    at: Place
    options: dict[str, str]
    lines: tuple[tuple[str, Place], ...]


@dataclass(slots=True)
class Contents:
    """What is known while contents are gathered, and what is found wrong with them."""

    files: frozenset[str]
    text: Callable[[str], str | None]
    problems: list[Problem] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    depth: int = 0  # to which headings are numbered, where it says so


def parts(root: str, into: Contents) -> tuple[PartOf, ...]:
    """The first page by itself, and a part for each list on it."""
    into.seen.add(root)
    first = PartOf(Place(root, 1), "", False, (Entry(Place(root, 1), root),))
    return (first, *(_part(one, root, into) for one in _lists(root, into)))


def _part(listed: Listed, page: str, into: Contents) -> PartOf:
    numbered = listed.options.get("numbered")
    if numbered and numbered.isdecimal():
        into.depth = max(into.depth, int(numbered))
    entries = tuple(_entries(listed, page, into))
    return PartOf(listed.at, listed.options.get("caption", ""), numbered is not None, entries)


def _entries(listed: Listed, page: str, into: Contents) -> Iterator[Entry]:
    lines = listed.lines[::-1] if "reversed" in listed.options else listed.lines
    for line, at in lines:
        titled = TITLED.fullmatch(line)
        title, target = (titled[1], titled[2]) if titled else ("", line)
        if target.startswith(("https://", "http://")):
            yield Entry(at, url=target, title=title or target)
        elif "glob" in listed.options and any(sign in target for sign in "*?["):
            for file in _matching(target, page, into):
                yield _page(file, "", at, into)
        elif (file := _file(target, page, at, into)) in into.seen:
            what = f"the page '{file}' is listed already; it stands where it was listed first"
            into.problems.append(bad_config(what, at))
        else:
            yield _page(file, title, at, into)


def _page(file: str, title: str, at: Place, into: Contents) -> Entry:
    """A page and what its own lists have below it."""
    into.seen.add(file)
    below = [entry for one in _lists(file, into) for entry in _entries(one, file, into)]
    return Entry(at, file, title=title, inside=tuple(below))


def _file(target: str, page: str, at: Place, into: Contents) -> str:
    """The file of a page by its name, from the page that names it, or from the book's folder."""
    bare = bare_entry(target)
    if bare != target:
        what = f"entries have no suffix; '{target}' is read as '{bare}'"
        into.problems.append(bad_mark(CONTENTS, what, at))
    own = within(bare, posixpath.dirname(page)) or bare
    return next((f"{name}.md" for name in (own, bare) if f"{name}.md" in into.files), f"{own}.md")


def _matching(pattern: str, page: str, into: Contents) -> list[str]:
    whole = posixpath.normpath(posixpath.join(posixpath.dirname(page), pattern))
    pages = {file for file in into.files if file.endswith(".md")}
    found = matching({file.removesuffix(".md") for file in pages}, (whole,))
    return [f"{name}.md" for name in sorted(found) if f"{name}.md" not in into.seen]


# --- fences ---------------------------------------------------------------------------------------


def _lists(file: str, into: Contents) -> list[Listed]:
    text = into.text(file) if file in into.files else None
    if text is None or not FENCE.search(text):
        return []
    found = leaves(Text.of(text)) or ()
    return [_listed(leaf, file) for leaf in found if leaf.info == CONTENTS]


def _listed(leaf: Leaf, file: str) -> Listed:
    options: dict[str, str] = {}
    lines: list[tuple[str, Place]] = []
    for number, line in enumerate(leaf.content.split("\n"), leaf.first + 2):
        if option := OPTION.fullmatch(line):
            options[option[1]] = option[2].strip()
        elif line.strip():
            lines.append((line.strip(), Place(file, number)))
    return Listed(Place(file, leaf.first + 1), options, tuple(lines))
