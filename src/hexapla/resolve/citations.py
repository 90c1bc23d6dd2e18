"""Citations get their words, and lists of references the works that are cited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from string import ascii_lowercase

from hexapla.model.book import Book, Entry, Page
from hexapla.model.nodes import Bibliography, Citation, Cited, Node, Work
from hexapla.model.problems import Problem, Problems, unknown_citation
from hexapla.model.walk import rewrite, walk
from hexapla.model.words import word
from hexapla.resolve.pages import each_page
from hexapla.resolve.works import more, named, work


def citations(book: Book) -> tuple[Book, Problems]:
    """The book with its citations filled in.

    A page that cites gets its list of references at the end; a list that an author has placed
    holds all that the whole book cites.
    """
    cited = {page.id: tuple(_known(page, book)) for page in book.pages()}
    everything = tuple(dict.fromkeys(key for keys in cited.values() for key in keys))
    names = {key: _names(book.entries[key], book.config.language) for key in everything}
    years = _years(everything, names, book.entries)
    problems: list[Problem] = []

    def works(keys: Iterable[str]) -> tuple[Work, ...]:
        ordered = sorted(keys, key=lambda key: _place_in_list(book.entries[key]))
        return tuple(work(book.entries[key], years[key], book.config.language) for key in ordered)

    complete = works(everything)

    def fill(node: Node) -> Node:
        match node:
            case Citation(form, inner):
                return replace(node, works=tuple(_cited(one, form, names, years) for one in inner))
            case Bibliography():
                return replace(node, works=complete)
            case _:
                return node

    def change(page: Page) -> Page:
        problems.extend(_unknown(page, book))
        body = rewrite(page.body, fill)
        placed = any(isinstance(node, Bibliography) for node in walk(body))
        own = () if placed or not cited[page.id] else (Bibliography(works(cited[page.id])),)
        return replace(page, body=(*body, *own))

    return each_page(book, change), tuple(problems)


def _known(page: Page, book: Book) -> dict[str, None]:
    """The works that a page cites and the book knows, in the order of first mention."""
    return dict.fromkeys(
        node.key for node in walk(page.body) if isinstance(node, Cited) and node.key in book.entries
    )


def _unknown(page: Page, book: Book) -> list[Problem]:
    return [
        unknown_citation(node.key, book.entries, node.at)
        for node in walk(page.body)
        if isinstance(node, Cited) and node.key not in book.entries
    ]


def _names(entry: Entry, language: str) -> str:
    """The authors as a citation names them: Gauss; Krogh and Hertz; Vaswani et al."""
    families = [family for family, _ in named(entry)]
    if not families:
        return entry.title or entry.key
    if len(families) > 2 or more(entry):
        return f"{families[0]} {word('others', language)}"
    return f" {word('and', language)} ".join(families)


def _years(
    keys: Iterable[str], names: Mapping[str, str], entries: Mapping[str, Entry]
) -> dict[str, str]:
    """Each work's year, with a letter where two would otherwise be cited alike."""
    alike: dict[tuple[str, str], list[str]] = {}
    for key in sorted(keys, key=lambda key: (entries[key].title, key)):
        alike.setdefault((names[key], entries[key].year), []).append(key)
    return {
        key: year + (_letters(index) if len(group) > 1 else "")
        for (_, year), group in alike.items()
        for index, key in enumerate(group)
    }


def _letters(index: int) -> str:
    """a, b, …, z, aa, ab, …"""
    before, last = divmod(index, 26)
    return (_letters(before - 1) if before else "") + ascii_lowercase[last]


def _place_in_list(entry: Entry) -> tuple[str, str, str, str]:
    authors = " ".join(f"{family}, {given};" for family, given in entry.authors)
    return (authors or entry.title).casefold(), entry.year, entry.title.casefold(), entry.key


def _cited(one: Cited, form: str, names: Mapping[str, str], years: Mapping[str, str]) -> Cited:
    if one.key not in names:
        return replace(one, text=one.key)
    name, year = names[one.key], years[one.key]
    if not year:
        return replace(one, text=name)
    return replace(one, text=f"{name} ({year})" if form == "textual" else f"{name}, {year}")
