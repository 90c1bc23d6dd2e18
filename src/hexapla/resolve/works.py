"""One line of a list of references: authors, year, title, where it appeared, and a link."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hexapla.model.book import Entry
from hexapla.model.nodes import Emphasis, Inline, Link, Text
from hexapla.model.words import word

MOST_AUTHORS = 10  # of more, this many are named
# Where a work may have appeared.
IN_SOMETHING = ("journal", "journaltitle", "booktitle", "maintitle", "eventtitle")
HOUSES = ("publisher", "school", "institution", "organization", "howpublished")
# What stands before the house that a work comes from, by its kind.
THESES = {"phdthesis": "PhD thesis", "mastersthesis": "Master’s thesis", "thesis": "Thesis"}
REPORTS = {"techreport": "Technical report", "report": "Report"}
TYPES = {"phdthesis": "PhD thesis", "mathesis": "Master’s thesis", "techreport": "Technical report"}


def work(entry: Entry, year: str, language: str) -> tuple[Inline, ...]:
    """The line for an entry; `year` may carry the letter that its citations show."""
    host = next((entry.fields[name] for name in IN_SOMETHING if entry.fields.get(name)), "")
    title = entry.title or entry.key
    inside: list[Inline] = [Text(_opening(entry, year, language))]
    inside.append(Text(title) if host else Emphasis((Text(title),)))
    inside.append(Text(_stop(title)))
    if host:
        inside += [Text(" In " if _in_book(entry) else " "), Emphasis((Text(host),))]
    inside += [Text(text) for text in [_rest(entry, host, language)] if text]
    links = [*_links(entry)]
    return (*inside, *(part for link in links for part in (Text(" "), link)))


def named(entry: Entry) -> tuple[tuple[str, str], ...]:
    """The authors that an entry names."""
    return entry.authors[:-1] if more(entry) else entry.authors


def more(entry: Entry) -> bool:
    """Whether an entry says that there are more authors than it names: "and others"."""
    return len(entry.authors) > 1 and entry.authors[-1] == ("others", "")


def _in_book(entry: Entry) -> bool:
    return bool(entry.fields.get("booktitle")) and not entry.fields.get("journal")


def _opening(entry: Entry, year: str, language: str) -> str:
    authors = _authors(entry, language)
    if authors and entry.fields.get("editedby"):
        authors += " (ed.)" if len(entry.authors) == 1 else " (eds.)"
    dated = f"({year})." if year else ""
    opening = f"{authors} {dated}" if dated else authors and f"{authors}{_stop(authors)}"
    return f"{opening} ".lstrip()


def _authors(entry: Entry, language: str) -> str:
    names = [_author(*author) for author in named(entry)[:MOST_AUTHORS]]
    if len(named(entry)) > MOST_AUTHORS or more(entry):
        return f"{', '.join(names)} {word('others', language)}"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {word('and', language)} {names[-1]}"


def _author(family: str, given: str) -> str:
    """Vaswani, A.; given names of several parts keep their hyphens: Sartre, J.-P."""
    first, comma, generation = given.partition(",")  # King, Martin Luther, Jr.
    initials = re.sub(r"([^\W\d_])[^\s\-.]*\.?", r"\1.", first)
    return f"{family}, {initials}{comma}{generation}" if given else family


def _stop(text: str) -> str:
    return "" if text.endswith((".", "?", "!")) else "."


def _rest(entry: Entry, host: str, language: str) -> str:
    """Volume, issue, pages, edition, publisher and note, as far as they are known."""
    get = entry.fields.get
    volume, issue = get("volume", ""), get("number", "") or get("issue", "")
    pages = re.sub(r"\s*-+\s*", "–", get("pages", "") or get("eid", ""))
    numbers = [f"{volume}({issue})" if volume and issue else volume or issue, pages]
    where = ", ".join(text for text in numbers if text)
    text = f", {where}." if host and where else "." if host else f" {where}." if where else ""
    parts = (_edition(get("edition", "")), _kind(entry), _house(entry), get("note", ""))
    return text + "".join(f" {part}{_stop(part)}" for part in parts if part)


def _edition(edition: str) -> str:
    if not edition.isdecimal():
        return edition and f"{edition} edition"
    ending = {"1": "st", "2": "nd", "3": "rd"}.get(edition[-1:], "th")
    ending = "th" if edition[-2:] in ("11", "12", "13") else ending
    return f"{edition}{ending} edition"


def _kind(entry: Entry) -> str:
    """PhD thesis, Technical report: what a work is that no journal or publisher stands for."""
    own = entry.fields.get("type", "")
    return TYPES.get(own, own) or {**THESES, **REPORTS}.get(entry.kind, "")


def _house(entry: Entry) -> str:
    get = entry.fields.get
    house = next((get(name, "") for name in HOUSES if get(name)), "")
    if house.startswith(("http://", "https://")):
        return ""
    place = get("address", "") or get("location", "")
    return ", ".join(part for part in (house, place) if part) if house else ""


def _links(entry: Entry) -> Iterator[Link]:
    """To its DOI, to arXiv, or else to its page."""
    doi = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)", "", entry.fields.get("doi", ""))
    if doi:
        yield Link((Text(f"doi:{doi}"),), f"https://doi.org/{doi}")
        return
    eprint = entry.fields.get("eprint", "").removeprefix("arXiv:")
    archive = entry.fields.get("archiveprefix", entry.fields.get("eprinttype", "arxiv"))
    if eprint and archive.lower() == "arxiv":
        yield Link((Text(f"arXiv:{eprint}"),), f"https://arxiv.org/abs/{eprint}")
        return
    url = entry.fields.get("url", "") or entry.fields.get("howpublished", "")
    if url.startswith(("https://", "http://")):
        yield Link((Text(url),), url)
