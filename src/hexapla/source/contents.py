"""The parts and pages of a book as its configuration lists them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from hexapla.model.book import LinkEntry, PageEntry, PartEntry
from hexapla.model.problems import bad_config, empty_part
from hexapla.source import shape
from hexapla.source.labels import label
from hexapla.source.origin import Path
from hexapla.source.paths import within
from hexapla.source.typed import Check

WEB = ("https://", "http://", "mailto:")


@dataclass(frozen=True, slots=True)
class _Listing:
    """The contents being read: the pages found so far, and their addresses in the website."""

    check: Check
    seen: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)


def parts(settings: shape.Settings, check: Check) -> Iterator[PartEntry]:
    """The parts of the book with their pages and links, in reading order; none without any."""
    listing = _Listing(check)
    for n, part in enumerate(settings.parts):
        if ("parts", n) in check.lost:
            continue
        if part.title is None:
            check.bad('a part has no title; give it one: title = "…"', "parts", n)
        path = ("parts", n, "chapters")
        if not (part.chapters or path in check.lost):
            check.problems.append(empty_part(part.title or "", check.at("parts", n)))
            continue
        entries = tuple(_entries(part.chapters, path, 1, listing))
        pages = tuple(entry for entry in entries if isinstance(entry, PageEntry))
        links = tuple(_placed(entries))
        name = label(part.label)
        yield PartEntry(part.title or "", part.numbered, pages, part.appendix, name, links)


def _placed(entries: tuple[PageEntry | LinkEntry, ...]) -> Iterator[LinkEntry]:
    """The links, each with the page after which it stands."""
    after = ""
    for entry in entries:
        if isinstance(entry, PageEntry):
            after = entry.file
        else:
            yield LinkEntry(entry.title, entry.url, entry.level, after, entry.at)


def _entries(
    listed: tuple[str | shape.Chapter, ...], path: Path, level: int, listing: _Listing
) -> Iterator[PageEntry | LinkEntry]:
    """The entries of a list and, after each, those of the list in it: one level deeper, unless it
    is only a title."""
    for index, item in enumerate(listed):
        at = (*path, index)
        if at in listing.check.lost:
            continue
        chapter = shape.Chapter(item) if isinstance(item, str) else item
        if entry := _entry(chapter, at, level, listing):
            yield entry
        below = level + bool(chapter.page or chapter.url)
        yield from _entries(chapter.pages, (*at, "pages"), below, listing)


def _entry(
    chapter: shape.Chapter, at: Path, level: int, listing: _Listing
) -> PageEntry | LinkEntry | None:
    check = listing.check
    if chapter.page:
        return _page(chapter, at, level, listing)
    if chapter.url and not chapter.url.startswith(WEB):
        check.bad(f"the link '{chapter.url}' is no address: it begins with https://", *at, "url")
    elif chapter.title:
        return LinkEntry(chapter.title, chapter.url, level, "", check.at(*at))
    elif chapter.url:
        check.bad('a link has no title; give it one: title = "…"', *at)
    elif not {(*at, key) for key in ("page", "title", "url")} & check.lost:
        kind = ("chapter", "section")[min(level, 2) - 1]
        check.bad(f'a {kind} has no page; give it one: page = "…"', *at)
    return None


def _page(chapter: shape.Chapter, at: Path, level: int, listing: _Listing) -> PageEntry | None:
    check = listing.check
    place = check.origin.holding(chapter.page, at)
    file = check.inside(chapter.page, place)
    if what := _unlistable(file, listing.seen):
        check.problems.append(bad_config(what, place))
        return None
    if not file:
        return None
    listing.seen.add(file)
    address = _address(chapter.address, at, listing)
    return PageEntry(file, level, place, chapter.title, chapter.hidden, address)


def _unlistable(file: str, seen: set[str]) -> str:
    """Why a file cannot be listed as a page, "" if it can, or if that was said already."""
    if file in seen:
        return f"the page '{file}' is listed a second time; take one of the two out"
    if file and not file.endswith((".md", ".ipynb")):
        what = "is neither Markdown nor a notebook: its name must end in .md or .ipynb"
        return f"the page '{file}' {what}"
    return ""


def _address(said: str, at: Path, listing: _Listing) -> str:
    """The address of a page as its author gives it, without suffix; "" where there is none."""
    if not said:
        return ""
    found = within(posixpath.splitext(said)[0] if said.endswith(".html") else said)
    if found is None or found in listing.addresses:
        why = "leads out of the site" if found is None else "is that of another page already"
        listing.check.bad(f"the address '{said}' {why}", *at, "address")
        return ""
    listing.addresses.add(found)
    return found
