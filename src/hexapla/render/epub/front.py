"""What stands before the text of a book: its cover, its title, and the titles of its parts."""

from __future__ import annotations

from html import escape
from textwrap import wrap

from hexapla.model.book import Book, Config, Part, Variant
from hexapla.render.epub.contents import COVER, part_file, part_title
from hexapla.render.epub.pages import Document, document
from hexapla.render.web.markup import tag, text

TITLE = "title.xhtml"
WIDTH, HEIGHT = 1200, 1800


def cover_page(book: Book, picture: str) -> Document:
    """The cover; `picture` is its file."""
    shown = tag("img", src=picture, alt=book.config.title)
    config = book.config
    html = tag("div", shown, class_="cover")
    return document(COVER, html, config.title, config.language, "cover")


def title_page(book: Book, variant: Variant) -> Document:
    """The title, who wrote it, for which variant, and what may be done with it."""
    config, of = book.config, book.config.publication
    site = tag("a", text(of.site), href=of.site) if of.site else ""
    lines = (
        tag("h1", text(config.title)),
        _line(text(config.subtitle), "subtitle"),
        _line(text(", ".join(config.authors)), "authors"),
        _line(text(variant.title if len(config.variants) > 1 else ""), "variant"),
        _line(text(" · ".join(filter(None, (config.version, of.edition, of.date)))), "version"),
        _line(text(" ".join(filter(None, (of.publisher, of.place)))), "publisher"),
        _line(text(" · ".join(filter(None, (config.copyright, config.license)))), "license"),
        _line(" · ".join(filter(None, (site, text(_isbn(config))))), "site"),
    )
    html = tag("section", "\n".join(filter(None, lines)), class_="titlepage")
    return document(TITLE, html, config.title, config.language, "frontmatter")


def part_page(part: Part, number: int, language: str) -> Document:
    """The title of a part, which is a page of its own."""
    count = part_title(part, language)
    name = tag("span", text(count), class_="number") + " " if count else ""
    html = tag("section", tag("h1", name + text(part.title)), class_="part")
    return document(part_file(number), html, part.title, language, "part")


def drawn_cover(book: Book, variant: Variant) -> bytes:
    """A cover for a book that brings none: its title in large letters."""
    config = book.config
    lines = wrap(config.title, 16) or [""]
    size = min(150, 1500 // max(map(len, lines)))
    shown = [_words(line, 420 + n * size * 1.2, size, 700) for n, line in enumerate(lines)]
    below = 420 + len(lines) * size * 1.2 + 20
    under = wrap(config.subtitle, 42)
    shown += [_words(line, below + n * 62, 46) for n, line in enumerate(under)]
    shown.append(_words(", ".join(config.authors)[:60], HEIGHT - 160, 44))
    if len(config.variants) > 1:
        shown.append(_words(variant.title, HEIGHT - 240, 56, 700))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}">\n<rect width="{WIDTH}" height="{HEIGHT}" '
        f'fill="#17324d"/>\n<rect x="90" y="180" width="160" height="14" fill="#e8a33d"/>\n'
        + "\n".join(shown)
        + "\n</svg>\n"
    ).encode("utf-8", "replace")


def _words(line: str, y: float, size: float, weight: int = 400) -> str:
    return (
        f'<text x="90" y="{y:g}" font-family="serif" font-size="{size:g}" font-weight="{weight}" '
        f'fill="#ffffff">{escape(line)}</text>'
    )


def _line(html: str, name: str) -> str:
    return tag("p", html, class_=name) if html else ""


def _isbn(config: Config) -> str:
    return f"ISBN {config.publication.isbn}" if config.publication.isbn else ""
