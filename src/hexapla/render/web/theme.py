"""What a theme puts around the pages of a book, as the templates show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal

from hexapla.model.book import Book
from hexapla.model.nodes import Block, Link, Node, Paragraph
from hexapla.model.theme import ThemeLink
from hexapla.model.walk import rewrite
from hexapla.render.web.context import Context
from hexapla.render.web.inlines import inlines
from hexapla.render.web.markup import address
from hexapla.render.web.nodes import blocks
from hexapla.render.web.wording import direction


@dataclass(frozen=True, slots=True)
class Named:
    """A link by its name; `here`: it leads to a page of this site."""

    href: str
    title: str
    here: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a page, with addresses as they are from its folder. Texts are HTML."""

    direction: Literal["ltr", "rtl"]
    scheme: str  # "" where the reader's system says it
    logo: str
    dark_logo: str
    favicon: str
    links: tuple[Named, ...]
    footer_links: tuple[Named, ...]
    footer: str
    announcement: str
    announced: str  # a digest of the announcement: closed once, it stays so until it changes
    closable: bool
    hide: tuple[str, ...]


def around(book: Book, context: Context) -> Around:
    """What stands around the pages that lie in the context's folder of the site."""
    theme, config = book.config.theme, book.config
    announcement = _announcement(book.announcement, book, context)
    return Around(
        direction=direction(config.language),
        scheme="" if theme.scheme == "system" else theme.scheme,
        logo=_file(config.logo, book, context),
        dark_logo=_file(theme.dark_logo, book, context),
        favicon=_file(config.favicon, book, context),
        links=tuple(_links(theme.links, book, context)),
        footer_links=tuple(_links(theme.footer_links, book, context)),
        footer=blocks(_led(book.footer, book, context), context),
        announcement=announcement,
        announced=sha256(theme.announcement.encode()).hexdigest()[:12] if announcement else "",
        closable=theme.closable,
        hide=theme.hide,
    )


def shown_files(book: Book) -> Iterator[str]:
    """The files of the book that its theme shows, or that its own style sheets may."""
    theme = book.config.theme
    for file in (theme.dark_logo, *(face.file for face in theme.faces)):
        if file in book.files:
            yield file
    for file in book.files:
        if file.startswith(f"{theme.folder}/static/"):
            yield file


def _file(file: str, book: Book, context: Context) -> str:
    return context.to(f"files/{file}") if file in book.files else ""


def _links(links: Iterable[ThemeLink], book: Book, context: Context) -> Iterator[Named]:
    for link in links:
        href = _href(link.page, book, context) if link.page else address(link.url)
        if href:
            yield Named(href, link.title, here=bool(link.page))


def _href(url: str, book: Book, context: Context) -> str | None:
    """Where a page is, by its file; what names no page is a file of the site."""
    file, _, anchor = url.partition("#")
    for page in book.pages():
        if page.file == file:
            return context.address(page.id, anchor)
    return None if file.endswith(".md") else context.to(file) + (f"#{anchor}" if anchor else "")


def _announcement(said: tuple[Block, ...], book: Book, context: Context) -> str:
    """The first paragraph, as a line."""
    first = next((one for one in _led(said, book, context) if isinstance(one, Paragraph)), None)
    return inlines(first.inside, context) if first else ""


def _led(said: tuple[Block, ...], book: Book, context: Context) -> tuple[Block, ...]:
    """The blocks with their links leading to pages where these are."""

    def lead(node: Node) -> Node:
        if not isinstance(node, Link) or address(node.url) is None or ":" in node.url:
            return node
        return replace(node, url=_href(node.url, book, context) or "")

    return rewrite(said, lead)
