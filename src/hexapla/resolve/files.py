"""Pictures that a page shows, and files that it links to, which the book does not have."""

from __future__ import annotations

import re

from hexapla.model.book import Book
from hexapla.model.nodes import Image, Link, Media, Node
from hexapla.model.problems import Problems, missing_file
from hexapla.model.walk import walk

ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")  # a scheme, a host, a place on the page


def files(book: Book) -> tuple[Book, Problems]:
    """The book as it is, and a problem for each file of its pages that is not there."""
    problems = tuple(
        missing_file(file, book.files, node.at)
        for page in book.pages()
        for node in walk(page.body)
        if (file := _file(node)) and file not in book.files
    )
    return book, problems


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
