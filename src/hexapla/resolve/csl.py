"""Styles of the Citation Style Language, by citeproc-py; loaded only where a book names one."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from citeproc import Citation as Cluster
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc.source.json import CiteProcJSON
from lxml.etree import XMLSyntaxError

from hexapla.model.book import Entry
from hexapla.model.nodes import (
    Bibliography,
    Citation,
    Cited,
    Inline,
    Text,
)
from hexapla.model.walk import plain
from hexapla.resolve.citing import Spot
from hexapla.resolve.csl_text import FORMATTER, LINK, UNLINK, addressed, led, nodes_of
from hexapla.resolve.own import Own
from hexapla.resolve.works import more, named

# CSL's types, by ours.
TYPES: Mapping[str, str] = {
    "article": "article-journal",
    "book": "book",
    "booklet": "pamphlet",
    "collection": "book",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "manual": "report",
    "mastersthesis": "thesis",
    "online": "webpage",
    "phdthesis": "thesis",
    "proceedings": "book",
    "report": "report",
    "software": "software",
    "techreport": "report",
    "thesis": "thesis",
    "unpublished": "manuscript",
}
# CSL's variables, and the fields of ours that fill them.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "container-title": ("journal", "journaltitle", "booktitle"),
    "collection-title": ("series",),
    "publisher": ("publisher", "school", "institution", "organization"),
    "publisher-place": ("address", "location"),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "edition": ("edition",),
    "page": ("pages",),
    "DOI": ("doi",),
    "URL": ("url",),
    "note": ("note",),
    "genre": ("type",),
}


class Unfit(Exception):
    """What is no style, or what citeproc cannot do with it; says why."""


def style(text: str, entries: Mapping[str, Entry], language: str, own: Own) -> Csl:
    """The style in a file of CSL. Raises Unfit where the file is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            whole = CitationStylesStyle(_File(text), _locale(language), validate=False)
        except (XMLSyntaxError, AttributeError, ValueError, OSError) as error:
            raise Unfit(f"it cannot be read: {error}") from None
        if whole.root.find("cs:citation", whole.root.nsmap or NAMESPACE) is None:
            raise Unfit("it says nothing of citations; only independent styles can be used")
        ids = {key: f"w{n}" for n, key in enumerate(own.called)}
        source = CiteProcJSON([_item(entries[key], name, own) for key, name in ids.items()])
        numbered = bool(whole.root.xpath("//*[@variable='citation-number']"))
        made = Csl(whole, source, ids, numbered, own)
        try:
            for key, called in own.called.items():
                made.line(key)
                made.cited(Citation("parenthetical", (Cited(key),)), {key: Spot(called)})
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            what = f"citeproc-py cannot set '{key}' in it ({type(error).__name__}: {error})"
            raise Unfit(what) from None
    return made


@dataclass(frozen=True, slots=True)
class Csl:
    """A style of CSL for the works of a book; what it has no words for, our own style says."""

    style: Any
    source: Any
    ids: Mapping[str, str]  # of its works, by key: citeproc takes a and A for the same
    numbered: bool
    own: Own

    def line(self, key: str) -> tuple[Inline, ...]:
        """A work as a list of references shows it, without the number that may stand before it."""
        if not self.style.has_bibliography():
            return self.own.line(key)
        lines = self._bibliography({key: NUMBER}, (key,)).bibliography()
        text = str(lines[0]) if lines else key
        return tuple(addressed(nodes_of(NUMBERED.sub("", text))))

    def listed(self, keys: tuple[str, ...], node: Bibliography) -> tuple[tuple[str, str], ...]:
        """The works of a list in the style's order, with their numbers where it has numbers."""
        places = {key: place for place, key in enumerate(keys, 1)}
        ordered = self._bibliography(places, keys)
        if not node.unsorted and self.style.has_bibliography():
            ordered.items = self.style.sort_bibliography(ordered.items)
        by_id = {self.ids[key]: key for key in keys}
        names = (by_id[item.key] for item in ordered.items)
        return tuple((key, str(n) if self.numbered else "") for n, key in enumerate(names, 1))

    def cited(self, node: Citation, spots: Mapping[str, Spot]) -> tuple[Inline, ...]:
        """What citeproc says in brackets; names and years alone are ours to say."""
        works = [one for one in node.works if isinstance(one, Cited) and one.key in spots]
        known = len(works) == len(node.works)
        if not known or node.form in ("author", "authorpar", "year", "yearpar"):
            return self.own.cited(node, spots)
        if node.form == "textual":
            return tuple(self._textual(works, node, spots))
        return tuple(self._cluster(works, spots, opened=node.form not in ("alone", "label")))

    def _textual(
        self, works: list[Cited], node: Citation, spots: Mapping[str, Spot]
    ) -> Iterator[Inline]:
        """By number, Gauss [1]; by author and year as our own style has it: CSL leaves it out."""
        if not self.numbered:
            yield from self.own.cited(node, spots)
            return
        for index, one in enumerate(works):
            called = spots[one.key].called
            name = called.everyone if node.everyone else called.short
            name = name[:1].upper() + name[1:] if node.capital else name
            yield from (Text(", "),) if index else ()
            yield from (*one.prefix, Text(" ")) if one.prefix else ()
            yield Text(f"{name} ")
            yield from self._cluster([replace(one, prefix=())], spots, opened=True)

    def _cluster(
        self, works: list[Cited], spots: Mapping[str, Spot], *, opened: bool
    ) -> Iterator[Inline]:
        ids = {one.key: self.ids[self._own(one.key, spots)] for one in works}
        places = {self._own(one.key, spots): spots[one.key].place for one in works}
        cluster = Cluster([_cite(one, ids[one.key], n) for n, one in enumerate(works)])
        cluster.bibliography = self._bibliography(places, ())
        text = str(cluster.bibliography.cite(cluster, lambda item: item.key))
        return led(nodes_of(text if opened else text.strip("()[]")), works, spots)

    def _own(self, key: str, spots: Mapping[str, Spot]) -> str:
        """The key in the bibliography: a list may have put a prefix before it."""
        if key in self.ids:
            return key
        return next(own for own, one in self.own.called.items() if one is spots[key].called)

    def _bibliography(self, places: Mapping[str, int], keys: tuple[str, ...]) -> Any:
        """Works with their numbers."""
        made = CitationStylesBibliography(self.style, self.source, FORMATTER)
        made.items = [CitationItem(self.ids[key]) for key in keys]
        Cluster(made.items).bibliography = made
        made.keys = _Places({self.ids[key]: place for key, place in places.items()})
        return made


class _File:
    """A text in the form in which lxml reads files."""

    def __init__(self, text: str) -> None:
        self.rest = text.encode()

    def read(self, size: int = -1) -> bytes:
        rest, self.rest = self.rest, b""
        return rest


class _Places:
    """The numbers of works, in the form in which citeproc asks for them."""

    def __init__(self, places: dict[str, int]) -> None:
        self.places = places

    def __contains__(self, key: str) -> bool:
        return True

    def index(self, key: str) -> int:
        return self.places.get(key, 1) - 1


# --- to citeproc --------------------------------------------------------------------------------

NUMBER = 8888888  # of a work that is shown by itself: it is taken out again
NUMBERED = re.compile(rf"^[\s\ue000-\ue01f]*[\[(]?{NUMBER}[\])]?[.:]?\s*")
NAMESPACE = {"cs": "http://purl.org/net/xbiblio/csl"}
DIALECTS = {"en": "en-US", "de": "de-DE", "fr": "fr-FR", "es": "es-ES", "zh": "zh-CN"}


def _locale(language: str) -> str:
    return language if "-" in language else DIALECTS.get(language, "en-US")


def _item(entry: Entry, name: str, own: Own) -> dict[str, Any]:
    """A work as CSL's JSON says it."""
    get = entry.fields.get
    filled = {to: next((get(one) for one in of if get(one)), "") for to, of in FIELDS.items()}
    item: dict[str, Any] = {to: value for to, value in filled.items() if value}
    if "page" in item:
        item["page"] = re.sub(r"\s*-+\s*", "-", item["page"])
    people = [_person(*one) for one in named(entry)]
    people += [{"literal": "et al."}] if more(entry) else []
    year = own.called[entry.key].year
    if people:
        item["editor" if get("editedby") else "author"] = people
    if year.isdecimal():
        item["issued"] = {"date-parts": [[int(year)]]}
    elif year:
        item["issued"] = {"literal": year}
    kind = TYPES.get(entry.kind, "article" if entry.kind == "misc" else entry.kind)
    return {"id": name, "type": kind, "title": entry.title or entry.key, **item}


def _person(family: str, given: str) -> dict[str, str]:
    return {"family": family, "given": given} if given else {"literal": family}


def _cite(one: Cited, name: str, index: int) -> Any:
    """A work to cite, between marks that say which one it is."""
    before = f"{plain(one.prefix)} " if one.prefix else ""
    after = f", {plain(one.suffix)}" if one.suffix else ""
    number = f"{LINK}{index}{LINK}"
    return CitationItem(name, prefix=before + number, suffix=UNLINK + after)
