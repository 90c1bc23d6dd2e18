"""What each page holds, so that who looks for a rare thing need not go through them all."""

from __future__ import annotations

from dataclasses import replace

from hexapla.model.book import PICTURE, Book, Page
from hexapla.model.nodes import Image
from hexapla.model.walk import files_of, walk
from hexapla.resolve.step import Report, by_page


def _change(page: Page, book: Book, report: Report) -> Page:
    nodes = [*walk(page.title), *walk(page.body)]
    kinds = {type(node).__name__ for node in nodes}
    if any(isinstance(node, Image) and node.source.startswith("data:") for node in nodes):
        kinds.add(PICTURE)
    files = dict.fromkeys(file for node in nodes for file in files_of(node))
    named = tuple(file for file in files if file in book.files)
    return replace(page, kinds=tuple(sorted(kinds)), files=named)


# Pages know the kinds of their nodes, and the files that they name.
held = by_page(_change)
