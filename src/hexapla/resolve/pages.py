"""Where a page is."""

from __future__ import annotations

from collections.abc import Sequence

from hexapla.model.book import Page
from hexapla.model.nodes import Place


def begins(page: Page) -> Place:
    """The place of a page as a whole: that of its title."""
    blocks: Sequence[object] = page.body
    return page.body[0].at if blocks else Place(page.file, 1)
