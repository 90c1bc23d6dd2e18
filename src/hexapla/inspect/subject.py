"""What is inspected: a book with what its code gave, its nodes, and the texts of its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hexapla.model.book import Book
from hexapla.model.nodes import Node
from hexapla.model.outputs import Outputs
from hexapla.model.walk import walk


@dataclass(frozen=True, slots=True)
class Subject:
    """`nodes` are those of all pages, parents before children; `texts` are pages by file."""

    book: Book
    outputs: Outputs
    nodes: tuple[Node, ...]
    texts: Mapping[str, str]


def subject(book: Book, outputs: Outputs, texts: Mapping[str, str]) -> Subject:
    """A book with what the checks ask for again and again."""
    nodes = tuple(node for page in book.pages() for node in walk(page.body))
    return Subject(book, outputs, nodes, texts)
