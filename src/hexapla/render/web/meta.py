"""What the head of a page says to machines: search engines, social networks, reference managers.

Open Graph as of ogp.me, with the card of Twitter, which takes the rest from there; `citation_…` as
Google Scholar and Zotero read them (the names are Highwire's); Dublin Core as of "Expressing Dublin
Core in HTML/XHTML meta and link elements"; JSON-LD in the terms of schema.org. All of it is data:
no policy about scripts blocks it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hexapla.model.book import Book, Page
from hexapla.model.nodes import Image
from hexapla.render.web import cite
from hexapla.render.web.cite import Record
from hexapla.render.web.context import Context
from hexapla.render.web.markup import file_address
from hexapla.render.web.takeaway import markdown_address

DRAWN = (".png", ".jpg", ".jpeg", ".webp", ".gif")  # what all networks show; none shows SVG
CREATIVE = re.compile(r"CC[ -](BY(?:-(?:NC|SA|ND))*)[ -](\d\.\d)", re.IGNORECASE)
ZERO = re.compile(r"CC0([ -]1\.0)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Linked:
    """A <link>: what it is to the page, where, and of which type."""

    rel: str
    href: str
    type: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """All that a head says: pairs of name and content, of property and content, links, data."""

    names: tuple[tuple[str, str], ...]
    properties: tuple[tuple[str, str], ...]
    links: tuple[Linked, ...]
    data: Mapping[str, object]


def of_page(page: Page, book: Book, context: Context, description: str) -> About:
    """The head of a page, which is a chapter of the book."""
    record = cite.of_page(page, book, context)
    image = next(_images(book, context), _logo(book))
    links = (*_links(record, book, context), _markdown(markdown_address(page, context)))
    data = _chapter(record, book, description)
    return About(
        names=(*_names(record, book), _card(image, book)),
        properties=tuple(_graph(record, book, "article", description, image)),
        links=links,
        data=data,
    )


def of_book(book: Book, context: Context) -> About:
    """The head of the cover."""
    record = cite.of_book(book)
    image = _logo(book)
    return About(
        names=(*_names(record, book), _card(image, book)),
        properties=tuple(_graph(record, book, "book", book.config.subtitle, image)),
        links=(*_links(record, book, context), _markdown("llms.txt")),
        data={"@context": "https://schema.org", **_volume(book)},
    )


def license_address(license: str) -> str:
    """The page of a licence of Creative Commons; "" for any other."""
    if ZERO.fullmatch(license.strip()):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    found = CREATIVE.fullmatch(license.strip())
    return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/" if found else ""


# --- names ----------------------------------------------------------------------------------------


def _names(record: Record, book: Book) -> Iterator[tuple[str, str]]:
    """The record for reference managers; what the book does not say is left out."""
    of = record.publication
    day = of.date.replace("-", "/")
    yield "citation_title", record.title
    yield from (("citation_author", author) for author in record.authors)
    rows = (
        ("citation_inbook_title", record.within),
        ("citation_publication_date", day),
        ("citation_publisher", of.publisher),
        ("citation_isbn", of.isbn),
        ("citation_doi", "" if record.within else of.doi),
        ("citation_language", record.language),
        ("citation_fulltext_html_url", record.url),
        ("DC.title", record.title),
        *(("DC.creator", author) for author in record.authors),
        ("DC.date", of.date),
        ("DC.publisher", of.publisher),
        ("DC.language", record.language),
        ("DC.identifier", record.url or (f"urn:isbn:{of.isbn}" if of.isbn else "")),
        ("DC.rights", book.config.license),
        ("DCTERMS.isPartOf", record.within),
    )
    yield from ((name, content) for name, content in rows if content)


def _card(image: str, book: Book) -> tuple[str, str]:
    big = image and book.config.publication.site
    return "twitter:card", "summary_large_image" if big else "summary"


def _graph(
    record: Record, book: Book, kind: str, description: str, image: str
) -> Iterator[tuple[str, str]]:
    """What a network shows of a link. Its addresses are absolute, or not there."""
    site = book.config.publication.site
    rows = (
        ("og:type", kind),
        ("og:title", record.title),
        ("og:description", description),
        ("og:site_name", book.config.title),
        ("og:locale", book.config.language.replace("-", "_")),
        ("og:url", record.url),
        ("og:image", f"{site}{file_address(f'files/{image}')}" if site and image else ""),
        *((("book:isbn", record.publication.isbn),) if kind == "book" else ()),
    )
    yield from ((name, content) for name, content in rows if content)


def _images(book: Book, context: Context) -> Iterator[str]:
    for image in context.all(Image):
        if image.source in book.files and image.source.lower().endswith(DRAWN):
            yield image.source


def _logo(book: Book) -> str:
    logo = book.config.logo
    return logo if logo in book.files and logo.lower().endswith(DRAWN) else ""


# --- links ----------------------------------------------------------------------------------------


def _links(record: Record, book: Book, context: Context) -> Iterator[Linked]:
    doi = record.publication.doi
    if record.url:
        yield Linked("canonical", record.url)
        feed = context.to("feed.xml")
        yield Linked("alternate", feed, "application/atom+xml", book.config.title)
    if doi and not record.within:
        yield Linked("cite-as", f"https://doi.org/{doi}")  # RFC 8574
    if address := license_address(book.config.license):
        yield Linked("license", address)


def _markdown(href: str) -> Linked:
    return Linked("alternate", href, "text/markdown", "Markdown")


# --- JSON-LD --------------------------------------------------------------------------------------


def _chapter(record: Record, book: Book, description: str) -> dict[str, object]:
    return _filled(
        {
            "@context": "https://schema.org",
            "@type": "Chapter",
            "name": record.title,
            "position": record.number,
            "description": description,
            **_common(record, book),
            "isPartOf": _volume(book),
        }
    )


def _volume(book: Book) -> dict[str, object]:
    record = cite.of_book(book)
    of = record.publication
    publisher = {"@type": "Organization", "name": of.publisher} if of.publisher else ""
    doi = f"https://doi.org/{of.doi}" if of.doi else ""
    volume = {"@type": "Book", "name": record.title, **_common(record, book)}
    more = {"isbn": of.isbn, "bookEdition": of.edition, "publisher": publisher, "sameAs": doi}
    return _filled({**volume, **more})


def _common(record: Record, book: Book) -> dict[str, object]:
    return {
        "author": [_agent(author) for author in record.authors],
        "datePublished": record.publication.date,
        "inLanguage": record.language,
        "license": license_address(book.config.license),
        "url": record.url,
    }


def _agent(author: str) -> dict[str, str]:
    kind = "Person" if cite.name(author).given else "Organization"
    return {"@type": kind, "name": author}


def _filled(table: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in table.items() if value}
