"""How the book and its pages are cited: in words, in BibTeX, as CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from hexapla.model.book import Book, Page
from hexapla.model.publication import Publication
from hexapla.model.walk import plain
from hexapla.model.words import slug
from hexapla.ports import Artifact, Edition
from hexapla.render.web.context import Context

# What begins a family name of several words.
PARTICLES = frozenset(
    (
        *("af", "av", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "la", "le"),
        *("ten", "ter", "van", "von", "zu", "zur"),
    )
)
# What BibTeX takes for a mark of its own.
MARKS = re.compile(r"[\\&%$#_{}~^]")
SPELT = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
# Words whose capitals a style must keep: JAX, PyTorch.
UNKEYED = re.compile(r"[^\w.:-]+")  # what may not stand in the key of an entry
UNSAID = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})
CAPITALS = re.compile(r"(?<![\w\\{])[^\W\d_]*(?:[^\W\d_][A-Z]|[A-Z]{2})[\w-]*")


@dataclass(frozen=True, slots=True)
class Name:
    """A person, or a group or one whose name has no parts, which has no given name."""

    family: str
    given: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What is cited: the book, or a page of it, which is `within` the book's title."""

    key: str
    title: str
    authors: tuple[str, ...]
    publication: Publication
    language: str
    url: str = ""
    within: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """How one thing is cited: in words, and in BibTeX."""

    words: str
    bibtex: str


def of_book(book: Book) -> Record:
    """The book as a work."""
    config = book.config
    title = f"{config.title}: {config.subtitle}" if config.subtitle else config.title
    return Record(
        key=slug(config.title) or "book",
        title=title,
        authors=config.authors,
        publication=config.publication,
        language=config.language,
        url=config.publication.site,
    )


def of_page(page: Page, book: Book, context: Context) -> Record:
    """A page as a chapter of the book. A page may have authors and a date of its own."""
    whole = of_book(book)
    site, date = book.config.publication.site, str(page.meta.get("date") or "")
    return Record(
        key=f"{whole.key}-{page.id}",
        title=plain(page.title),
        authors=authors(page, book),
        publication=replace(whole.publication, date=date) if date else whole.publication,
        language=whole.language,
        url=f"{site}{context.seen_from('').address(page.id)}" if site else "",
        within=whole.title,
        number=page.number,
    )


def authors(page: Page, book: Book) -> tuple[str, ...]:
    """Those whom the page names, or else those of the book."""
    own = page.meta.get("authors")
    return tuple(map(str, own)) if isinstance(own, tuple) and own else book.config.authors


def cited(record: Record, words: Mapping[str, str]) -> Citation:
    """How a reader cites it."""
    return Citation(in_words(record, words), bibtex(record))


def files(edition: Edition, context: Context) -> Iterable[Artifact]:
    """All records of the book as files that programs for references read."""
    book = edition.book
    pages = (page for page in book.pages() if not page.hidden)
    records = (of_book(book), *(of_page(page, book, context) for page in pages))
    whole = "\n\n".join(map(bibtex, records)) + "\n"
    yield Artifact("cite.bib", whole.encode("utf-8", "replace"))
    table = json.dumps([csl(one) for one in records], ensure_ascii=False, indent=1) + "\n"
    yield Artifact("cite.json", table.encode("utf-8", "replace"))


def in_words(record: Record, words: Mapping[str, str]) -> str:
    """Ada Example and Bo Example (2026). Flow. In Rivers (2nd ed.). Springer. https://…"""
    of = record.publication
    edition = words["edition"].format(of.edition) if of.edition else ""
    within = words["within"].format(record.within) if record.within else ""
    *before, last = (record.title, within) if within else (record.title,)
    sentences = (
        f"{_listed(record.authors, words)} {f'({of.date[:4]})' if of.date else ''}".strip(),
        *before,
        f"{last} ({edition})" if edition else last,
        ": ".join(part for part in (of.place, of.publisher) if part),
        f"ISBN {of.isbn}" if of.isbn else "",
    )
    said = " ".join(_ended(sentence) for sentence in sentences if sentence)
    return f"{said} {_address(record)}".strip()


def bibtex(record: Record) -> str:
    """An entry of BibTeX: a chapter is an @incollection, the book a @book."""
    of = record.publication
    year, month = of.date[:4], of.date[5:7]
    fields = {
        "author": " and ".join(map(_author, record.authors)),
        "title": _braced(record.title),
        "booktitle": _braced(record.within),
        "chapter": _escaped(record.number),
        "edition": _escaped(of.edition),
        "publisher": _escaped(of.publisher),
        "address": _escaped(of.place),
        "year": year,
        "month": month.lstrip("0"),
        "isbn": _escaped(of.isbn),
        "doi": "" if record.within else _verbatim(of.doi),
        "url": _verbatim(record.url),
    }
    kind = "incollection" if record.within else "book"
    rows = "".join(f",\n  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{kind}{{{UNKEYED.sub('-', record.key)}{rows}\n}}"


def csl(record: Record) -> dict[str, object]:
    """The same as CSL-JSON, which Zotero and pandoc read."""
    of = record.publication
    made: dict[str, object] = {
        "id": record.key,
        "type": "chapter" if record.within else "book",
        "title": record.title,
        "container-title": record.within,
        "author": [_csl_name(name(one)) for one in record.authors],
        "issued": {"date-parts": [[int(part) for part in of.date.split("-")]]} if of.date else "",
        "chapter-number": record.number,
        "edition": of.edition,
        "publisher": of.publisher,
        "publisher-place": of.place,
        "ISBN": of.isbn,
        "DOI": "" if record.within else of.doi,
        "URL": record.url,
        "language": record.language,
    }
    return {key: value for key, value in made.items() if value}


def name(written: str) -> Name:
    """A name in parts, from "Ada Example", "Example, Ada" or "The Example Group"."""
    family, comma, given = (part.strip() for part in written.partition(","))
    if comma:
        return Name(family, given)
    words = written.split()
    if len(words) < 2 or words[0].lower() == "the":
        return Name(written.strip())
    first = len(words) - 1
    while first > 1 and words[first - 1] in PARTICLES:
        first -= 1
    return Name(" ".join(words[first:]), " ".join(words[:first]))


# --- the parts of a record ------------------------------------------------------------------------


def _listed(names: tuple[str, ...], words: Mapping[str, str]) -> str:
    shown = [f"{one.given} {one.family}".strip() for one in map(name, names)]
    if len(shown) < 2:
        return "".join(shown)
    return words["and"].format(", ".join(shown[:-1]), shown[-1])


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "。", "?", "!")) else f"{sentence}."


def _address(record: Record) -> str:
    doi = record.publication.doi
    return f"https://doi.org/{doi}" if doi and not record.within else record.url


def _author(written: str) -> str:
    one = name(written)
    if not one.given:
        return f"{{{_escaped(one.family)}}}"
    return f"{_escaped(one.family)}, {_escaped(one.given)}"


def _csl_name(one: Name) -> dict[str, str]:
    return {"family": one.family, "given": one.given} if one.given else {"literal": one.family}


def _braced(title: str) -> str:
    """A title whose capitals stay what they are."""
    return CAPITALS.sub(lambda found: f"{{{found[0]}}}", _escaped(title))


def _verbatim(address: str) -> str:
    """An address: its signs are its own, but for those that would end the field."""
    return address.translate(UNSAID).replace("%", r"\%").replace("#", r"\#")


def _escaped(words: str) -> str:
    return MARKS.sub(lambda found: SPELT.get(found[0], f"\\{found[0]}"), words)
