"""The feed of changes: Atom (RFC 4287), a commit that changed pages an entry.

It holds what git says and nothing of the build, so that equal books have equal feeds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from hexapla.model.book import Book, Page
from hexapla.model.publication import Change
from hexapla.model.walk import plain
from hexapla.ports import Artifact, Edition
from hexapla.render.web.context import Context
from hexapla.render.web.markup import tag, text

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 50
NEVER = "1970-01-01T00:00:00Z"  # Atom wants a date, where no change is known, too


def feed(edition: Edition, context: Context) -> Iterable[Artifact]:
    """feed.xml, if the site's address is known: a feed has no other name."""
    book = edition.book
    if not book.config.publication.site:
        return
    pages = {page.file: page for page in book.pages() if not page.hidden}
    changes = [one for one in edition.changes if pages.keys() & {*one.files}]
    root = _feed(book, changes)
    for change in changes[:ENTRIES]:
        _entry(root, change, pages, book, context)
    indent(root)
    data = tostring(root, encoding="utf-8", xml_declaration=True)
    yield Artifact("feed.xml", data + b"\n")


def _feed(book: Book, changes: list[Change]) -> Element:
    site = book.config.publication.site
    root = Element("feed", {"xmlns": ATOM, "xml:lang": book.config.language})
    _add(root, "id", site)
    _add(root, "title", book.config.title)
    if book.config.subtitle:
        _add(root, "subtitle", book.config.subtitle)
    _add(root, "updated", changes[0].time if changes else NEVER)
    SubElement(
        root, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{site}feed.xml"}
    )
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": site})
    for author in book.config.authors or (book.config.title,):
        _add(SubElement(root, "author"), "name", author)
    if book.config.license:
        _add(root, "rights", book.config.license)
    _add(root, "generator", "Hexapla")
    return root


def _entry(
    root: Element, change: Change, pages: Mapping[str, Page], book: Book, context: Context
) -> None:
    """What a commit says, and the pages that it changed. It is known by a tag: URI (RFC 4151)."""
    site = book.config.publication.site
    changed = [page for file, page in pages.items() if file in change.files]
    entry = SubElement(root, "entry")
    host = urlsplit(site).hostname or "localhost"
    _add(entry, "id", f"tag:{host},{change.time[:10]}:{change.commit}")
    _add(entry, "title", change.subject or ", ".join(_title(page) for page in changed))
    _add(entry, "updated", change.time)
    there = site + (context.address(changed[0].id) if len(changed) == 1 else "")
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": there})
    items = (
        tag("li", tag("a", text(_title(page)), href=site + context.address(page.id)))
        for page in changed
    )
    _add(entry, "content", tag("ul", "".join(items)), type="html")


def _title(page: Page) -> str:
    return f"{page.number} {plain(page.title)}".strip()


def _add(to: Element, name: str, words: str, **attributes: str) -> None:
    SubElement(to, name, attributes).text = _fit(words)


def _fit(words: str) -> str:
    """Words without what XML has no form for."""
    return "".join(_kept(words))


def _kept(words: str) -> Iterator[str]:
    for c in words:
        if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff":
            yield c
