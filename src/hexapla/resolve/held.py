"""What each page holds, so that who looks for a rare thing need not go through them all."""

from __future__ import annotations

from dataclasses import replace

from hexapla.model.book import PICTURE, Book, Page
from hexapla.model.nodes import Image
from hexapla.model.walk import NAMING, by_kind, files_of
from hexapla.resolve.step import Report, by_page


def _change(page: Page, book: Book, report: Report) -> Page:
    nodes = by_kind((*page.title, *page.body))
    kinds = {kind.__name__ for kind in nodes}
    showing = [node for kind in NAMING for node in nodes.get(kind, ())]
    if any(isinstance(node, Image) and node.source.startswith("data:") for node in showing):
        kinds.add(PICTURE)
    files = dict.fromkeys(file for node in showing for file in files_of(node))
    named = tuple(file for file in files if file in book.files)
    return replace(page, kinds=tuple(sorted(kinds)), files=named)


# Pages know the kinds of their nodes, and the files that they name.
held = by_page(_change)
