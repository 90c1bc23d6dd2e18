"""The lists of references of a book: which works each holds, and which one a citation leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hexapla.model.book import Book, Entry
from hexapla.model.nodes import Bibliography, Citation, Cited
from hexapla.model.problems import bad_directive, missing_file
from hexapla.model.walk import walk
from hexapla.resolve.filters import Unfit, compiled, names_of
from hexapla.resolve.step import Report

FEET = ("foot", "foot-textual")  # what is cited in footnotes is listed there


@dataclass(frozen=True, slots=True)
class List:
    """A list of references on a page; `keys` are its works in the order of their citation."""

    page: str
    node: Bibliography
    keys: tuple[str, ...]
    placed: bool  # by the author


@dataclass(frozen=True, slots=True)
class Found:
    """What pages cite: their citations, the keys that the book knows; and the lists of these."""

    citations: Mapping[str, tuple[Citation, ...]]
    cited: Mapping[str, tuple[str, ...]]
    lists: tuple[List, ...]


def lists(book: Book, report: Report) -> Found:
    """All lists of the book in reading order, and those that its pages get at their ends."""
    placed: dict[str, tuple[Bibliography, ...]] = {}
    citations: dict[str, tuple[Citation, ...]] = {}
    for page in book.pages():
        nodes = [*walk(page.body, Bibliography, Citation)]
        placed[page.id] = tuple(node for node in nodes if isinstance(node, Bibliography))
        citations[page.id] = tuple(n for n in nodes if isinstance(n, Citation) and n.works)
    prefixes = {node.key_prefix for nodes in placed.values() for node in nodes}
    cited = {page: _known(nodes, prefixes, book.entries) for page, nodes in citations.items()}
    by: dict[str, set[str]] = {}
    for page_id, keys in cited.items():
        for key in keys:
            by.setdefault(key, set()).add(page_id)
    found: list[List] = []
    for page_id, own in placed.items():
        for node in own:
            found.append(List(page_id, node, _held(node, page_id, by, book, report), True))
        if not own and cited[page_id] and book.config.citations.lists:
            found.append(List(page_id, Bibliography(heading=True), cited[page_id], False))
    return Found(citations, cited, tuple(found))


def works(nodes: Iterable[Citation], *, feet: bool) -> Iterator[Cited]:
    """The works that are cited, in footnotes or else in the text."""
    for node in nodes:
        if (node.form in FEET) is feet:
            yield from (one for one in node.works if isinstance(one, Cited))


def entry_key(key: str, prefixes: Iterable[str], entries: Mapping[str, Entry]) -> str:
    """The key in the bibliography of a key in the text, which may have the prefix of a list."""
    if key in entries:
        return key
    bare = (key.removeprefix(one) for one in prefixes if one and key.startswith(one))
    return next((one for one in bare if one in entries), "")


def _known(
    nodes: Iterable[Citation], prefixes: set[str], entries: Mapping[str, Entry]
) -> tuple[str, ...]:
    known = (entry_key(one.key, prefixes, entries) for one in works(nodes, feet=False))
    return tuple(dict.fromkeys(key for key in known if key))


def _held(
    node: Bibliography, page: str, by: Mapping[str, set[str]], book: Book, report: Report
) -> tuple[str, ...]:
    """The works of a list: cited ones in the order of their citation, then the others."""
    for file in node.files:
        if file not in book.config.bibliography:
            report(missing_file(file, book.config.bibliography, node.at))
    asked = node.filter or "cited"
    candidates = by if asked == "cited" else (*by, *(key for key in book.entries if key not in by))
    try:
        return tuple(_kept(candidates, node, page, by, book))
    except Unfit as why:
        report(bad_directive("bibliography", f"its filter: {why}", node.at))
        return tuple(by)


def _kept(
    keys: Iterable[str], node: Bibliography, page: str, by: Mapping[str, set[str]], book: Book
) -> Iterator[str]:
    keep = compiled(node.filter or "cited")
    for key in keys:
        entry = book.entries[key]
        if node.files and entry.at.file not in node.files:
            continue
        if keep(names_of(entry, frozenset(by.get(key, ())), page)):
            yield key
