"""Pictures that a page shows, and files that it links to, which the book does not have."""

from __future__ import annotations

import re

from hexapla.model.book import Book, Page
from hexapla.model.nodes import Image, Link, Media, Node
from hexapla.model.problems import missing_file
from hexapla.model.walk import walk
from hexapla.resolve.step import Report, by_page

ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")  # a scheme, a host, a place on the page


def _change(page: Page, book: Book, report: Report) -> Page:
    for node in walk(page.body, Image, Link, Media):
        if (file := _file(node)) and file not in book.files:
            report(missing_file(file, book.files, node.at))
    return page


# Each file that is not there is told.
files = by_page(_change)


def _file(node: Node) -> str:
    """The file of the book that a node needs, or ""."""
    match node:
        case Image(source=path) if not ELSEWHERE.match(path):
            return path
        case Media(source=path) if path and not ELSEWHERE.match(path):
            return path
        case Link(url=url) if not ELSEWHERE.match(url):
            return url.partition("#")[0]
        case _:
            return ""
