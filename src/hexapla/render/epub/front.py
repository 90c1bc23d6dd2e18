"""What stands before the text of a book: its cover, its title, and the titles of its parts."""

from __future__ import annotations

from textwrap import wrap
from unicodedata import east_asian_width

from hexapla.model.book import Book, Config, Part, Variant
from hexapla.render.epub.contents import COVER, part_file, part_title
from hexapla.render.epub.pages import Document, document
from hexapla.render.epub.xhtml import written
from hexapla.render.web.markup import tag, text

TITLE = "title.xhtml"
WIDTH, HEIGHT = 1200, 1800
COVER_OF = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}">
<rect width="{0}" height="{1}" fill="#17324d"/>
<rect x="90" y="180" width="160" height="14" fill="#e8a33d"/>
{2}
</svg>
"""


def cover_page(book: Book, picture: str) -> Document:
    """The cover; `picture` is its file."""
    shown = tag("img", src=picture, alt=book.config.title)
    config = book.config
    html = tag("div", shown, class_="cover")
    return document(COVER, html, config.title, config.language, "cover")


def title_page(book: Book, variant: Variant, verified: str) -> Document:
    """The title, who wrote it, for which variant, what may be done with it, and what its outputs
    came of."""
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
        _line(text(verified), "verified"),
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
    title = _lines(config.title, 16 if len(config.title) < 80 else 28)
    size = min(150, 1750 // max((_width(line) for line in title), default=1))
    end = 420 + len(title) * size * 1.2
    under = _lines(config.subtitle, 42)
    authors = _lines(", ".join(config.authors), 44)
    foot = HEIGHT - 110 - 56 * len(authors)
    shown = (
        *(_words(line, 420 + n * size * 1.2, size, 700) for n, line in enumerate(title)),
        *(_words(line, end + 20 + n * 62, 46) for n, line in enumerate(under)),
        _words(variant.title if len(config.variants) > 1 else "", foot - 30, 56, 700),
        *(_words(line, foot + 56 * (n + 1), 44) for n, line in enumerate(authors)),
    )
    return COVER_OF.format(WIDTH, HEIGHT, "\n".join(shown)).encode("utf-8", "replace")


def _lines(words: str, width: int) -> list[str]:
    """Lines of so many letters, or half as many signs that are twice as wide."""
    return wrap(words, width // 2 if _width(words) > 1.2 * len(words) else width)


def _width(words: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)


def _words(line: str, y: float, size: float, weight: int = 400) -> str:
    return (
        f'<text x="90" y="{y:g}" font-family="serif" font-size="{size:g}" font-weight="{weight}" '
        f'fill="#ffffff">{written(line)}</text>'
    )


def _line(html: str, name: str) -> str:
    return tag("p", html, class_=name) if html else ""


def _isbn(config: Config) -> str:
    return f"ISBN {config.publication.isbn}" if config.publication.isbn else ""
