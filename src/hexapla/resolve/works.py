"""One line of a list of references: authors, year, title, where it appeared, and a link."""

from __future__ import annotations

import re

from hexapla.model.book import Entry
from hexapla.model.nodes import Emphasis, Inline, Link, Text, Work
from hexapla.model.words import word

MOST_AUTHORS = 10  # of more, this many are named
IN_SOMETHING = ("journal", "journaltitle", "booktitle")  # where a work may have appeared


def work(entry: Entry, year: str, language: str) -> Work:
    """The line for an entry; `year` may carry the letter that its citations show."""
    host = next((entry.fields[name] for name in IN_SOMETHING if entry.fields.get(name)), "")
    title = entry.title or entry.key
    inside: list[Inline] = [Text(_opening(entry, year, language))]
    inside.append(Text(title) if host else Emphasis((Text(title),)))
    inside.append(Text(_stop(title)))
    if host:
        inside += [Text(" "), Emphasis((Text(host),))]
    inside += [Text(text) for text in [_rest(entry, host)] if text]
    link = _link(entry)
    return Work(entry.key, (*inside, Text(" "), link) if link else tuple(inside))


def named(entry: Entry) -> tuple[tuple[str, str], ...]:
    """The authors that an entry names."""
    return entry.authors[:-1] if more(entry) else entry.authors


def more(entry: Entry) -> bool:
    """Whether an entry says that there are more authors than it names: "and others"."""
    return len(entry.authors) > 1 and entry.authors[-1] == ("others", "")


def _opening(entry: Entry, year: str, language: str) -> str:
    authors = _authors(entry, language)
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


def _rest(entry: Entry, host: str) -> str:
    """Volume, issue, pages and publisher, as far as they are known."""
    get = entry.fields.get
    volume, issue = get("volume", ""), get("number", "")
    pages = re.sub(r"\s*-+\s*", "–", get("pages", ""))
    numbers = [f"{volume}({issue})" if volume and issue else volume or issue, pages]
    where = ", ".join(text for text in numbers if text)
    house = next(
        (get(name, "") for name in ("publisher", "school", "institution") if get(name)), ""
    )
    text = f", {where}." if host and where else "." if host else f" {where}." if where else ""
    return f"{text} {house}{_stop(house)}" if house else text


def _link(entry: Entry) -> Link | None:
    doi = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)", "", entry.fields.get("doi", ""))
    if doi:
        return Link((Text(f"doi:{doi}"),), f"https://doi.org/{doi}")
    eprint = entry.fields.get("eprint", "").removeprefix("arXiv:")
    archive = entry.fields.get("archiveprefix", entry.fields.get("eprinttype", "arxiv"))
    if eprint and archive.lower() == "arxiv":
        return Link((Text(f"arXiv:{eprint}"),), f"https://arxiv.org/abs/{eprint}")
    url = entry.fields.get("url", "")
    return Link((Text(url),), url) if url.startswith(("https://", "http://")) else None
