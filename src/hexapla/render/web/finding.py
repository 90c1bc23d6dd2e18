"""What of a site helps to find: its indexes for searching, and the pages that list it all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hexapla.model.book import Book
from hexapla.model.nodes import Block, Gathered
from hexapla.model.walk import walk
from hexapla.ports import Artifact, Edition, Search
from hexapla.render.web.context import Context
from hexapla.render.web.prerequisites import Graph


def search(edition: Edition, context: Context) -> Iterator[Artifact]:
    """The indexes of all pages: one for each variant where there are several."""
    names = tuple(variant.name for variant in edition.variants)
    pages = tuple(context.addresses.values())
    yield Artifact("search", Search(pages, names if len(names) > 1 else (), context.language))


def ways(book: Book, graph: Graph, context: Context) -> dict[str, str]:
    """The files of the site that list what is in the book, by the words that name them."""
    pages = (page for page in book.pages() if page.holds(Gathered) and _has_index(page.body))
    terms = Counter(label.page for label in book.labels.values() if label.kind == "term")
    index = next((page.id for page in pages), "")
    glossary = terms.most_common(1)[0][0] if terms else ""
    found = {"map": map_file(context) if graph.plain else ""}
    found |= {"index": context.addresses.get(index, "")}
    found |= {"glossary": context.addresses.get(glossary, "")}
    return {name: context.to(file) for name, file in found.items() if file}


def map_file(context: Context) -> str:
    """The file of the map of the book; a page that is called so goes first."""
    return "book-map.html" if "map.html" in context.addresses.values() else "map.html"


def _has_index(body: tuple[Block, ...]) -> bool:
    return any(node.of == "index" for node in walk(body, Gathered))
