"""HTML of authors that no page can show, since it could act: it is said, not lost in silence."""

from __future__ import annotations

import re

from hexapla.model.book import Book
from hexapla.model.nodes import RawBlock, RawInline
from hexapla.model.problems import Problems, dropped_html
from hexapla.model.walk import walk

# What cleaning leaves out, and what would show something: styles and comments are not missed.
ACTS = re.compile(
    r"<(audio|button|canvas|embed|form|iframe|input|math|object|script|select|svg|video)(?=[\s>/])",
    re.IGNORECASE,
)


def dropped(book: Book) -> tuple[Book, Problems]:
    """The book as it is, and a problem for each element of its HTML that is left out."""
    problems = [
        dropped_html(found[1].lower(), node.at)
        for page in book.pages()
        for node in walk(page.body)
        if isinstance(node, RawBlock | RawInline) and node.format == "html"
        for found in ACTS.finditer(node.html)
    ]
    return book, tuple(dict.fromkeys(problems))
