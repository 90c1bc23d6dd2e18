"""The contents of a book: as a page that readers of EPUB 3 navigate by, and for older ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from hexapla.model.book import Book, Page, Part
from hexapla.model.nodes import Heading
from hexapla.model.walk import plain
from hexapla.model.words import word
from hexapla.render.epub.pages import Document, document
from hexapla.render.epub.xhtml import link, written
from hexapla.render.paper.wording import wording
from hexapla.render.web.context import Context
from hexapla.render.web.markup import fragment, tag, text

COVER, NAV, NCX = "cover.xhtml", "nav.xhtml", "toc.ncx"
DEEPEST = 2  # level of the headings that the contents name


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents, in plain words, with those below it."""

    words: str
    href: str
    inside: tuple[Entry, ...] = ()


def part_file(number: int) -> str:
    """The file of a part's title, counted from 1."""
    return f"part-{number}.xhtml"


def part_title(part: Part, language: str) -> str:
    """“Part II”, or nothing for one that is not counted."""
    return wording(language)["part-title"].format(part.number) if part.number else ""


def entries(book: Book, context: Context) -> tuple[Entry, ...]:
    """The parts of a book, their chapters, and the sections of these."""
    listed: list[Entry] = []
    for number, part in enumerate(book.parts, 1):
        pages = [(page.level, _entry(page, context)) for page in part.pages if not page.hidden]
        below = _nested(tuple(pages))
        if part.title and part.pages:
            words = ". ".join(filter(None, (part_title(part, context.language), part.title)))
            listed.append(Entry(words, part_file(number), below))
        else:
            listed += below
    return tuple(listed)


def navigation(listed: tuple[Entry, ...], first: str, title: str, language: str) -> Document:
    """The contents as a page of the book; `first` is the file of its first page."""
    heading = word("contents", language)
    toc = _nav("toc", tag("h1", text(heading)) + _list(listed))
    marks = (("cover", COVER, title), ("toc", NAV, heading), ("bodymatter", first, title))
    lines = "".join(
        f'<li><a epub:type="{kind}" href="{file}">{text(said)}</a></li>'
        for kind, file, said in marks
        if file
    )
    marked = _nav("landmarks", tag("ol", lines), hidden="")
    return document(NAV, f"{toc}\n{marked}", heading, language)


def old_navigation(listed: tuple[Entry, ...], identifier: str, title: str) -> bytes:
    """The same for readers of EPUB 2."""
    counter = count(1)
    points = "\n".join(_point(one, counter) for one in listed)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1">\n'
        f'<head><meta name="dtb:uid" content="{written(identifier)}"/></head>\n'
        f"<docTitle><text>{written(title)}</text></docTitle>\n<navMap>\n{points}\n</navMap>\n</ncx>\n"
    ).encode("utf-8", "replace")


def _entry(page: Page, context: Context) -> Entry:
    file = context.addresses[page.id]
    heads = (one for one in page.body if isinstance(one, Heading))
    sections = tuple(
        Entry(_numbered(one.number, plain(one.inside)), file + fragment(one.label))
        for one in heads
        if one.level == DEEPEST and one.label
    )
    return Entry(_numbered(page.number, page.called or plain(page.title)), file, sections)


def _numbered(number: str, words: str) -> str:
    return f"{number} {words}".strip()


def _nested(listed: tuple[tuple[int, Entry], ...]) -> tuple[Entry, ...]:
    """Each page with the deeper ones after it below it, after its own sections."""
    done: list[Entry] = []
    while listed:
        (level, entry), *rest = listed
        end = next((n for n, (deep, _) in enumerate(rest) if deep <= level), len(rest))
        below = _nested(tuple(rest[:end]))
        done.append(replace(entry, inside=below or entry.inside))
        listed = tuple(rest[end:])
    return tuple(done)


def _nav(kind: str, inside: str, **more: str) -> str:
    return tag("nav", inside, **{"epub:type": kind, **more})


def _list(listed: Iterable[Entry]) -> str:
    items = "\n".join(
        tag("li", tag("a", text(one.words), href=one.href) + (_list(one.inside) or ""))
        for one in listed
    )
    return tag("ol", items) if items else ""


def _point(one: Entry, counter: Iterator[int]) -> str:
    number = next(counter)
    inside = "".join(_point(below, counter) for below in one.inside)
    return (
        f'<navPoint id="n{number}" playOrder="{number}"><navLabel><text>{written(one.words)}</text>'
        f'</navLabel><content src="{written(link(one.href))}"/>{inside}</navPoint>'
    )
