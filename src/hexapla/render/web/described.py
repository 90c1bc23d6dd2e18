"""A page in a sentence, for those who have not opened it yet."""

from __future__ import annotations

from hexapla.model.book import Page
from hexapla.model.nodes import Paragraph
from hexapla.model.walk import plain

LONGEST = 160  # characters: what search engines show


def described(page: Page) -> str:
    """What the page's front matter says of it, or the beginning of its first paragraph."""
    own = page.meta.get("description")
    if isinstance(own, str) and own.strip():
        return " ".join(own.split())
    paragraphs = (node for node in page.body if isinstance(node, Paragraph))
    words = next((" ".join(plain(node.inside).split()) for node in paragraphs), "")
    return words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0] + " …"
