"""What stands before the text: the title page, and behind it what is to be known of the book."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hexapla.model.book import Book, Config, Variant
from hexapla.model.outputs import Run
from hexapla.model.paper import Paper
from hexapla.ports import Edition
from hexapla.render.paper.literals import Code, Value, call
from hexapla.render.paper.marks import escaped, string
from hexapla.render.paper.settings import TEXT
from hexapla.render.paper.wording import wording

DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
UNKNOWN = "1980-01-01"
SHORT = 8  # characters of the name of a commit
RESOLVERS = {"doi": "https://doi.org/{}"}
AT_MOST = 12  # packages that are named


def title_pages(edition: Edition, variant: Variant, paper: Paper) -> str:
    """The half title, where the book is printed, the title page, and the imprint behind it."""
    config = edition.book.config
    half = call("book.half-title", config.title) if paper.two_sided else ""
    notes = tuple(_notes(edition.book, variant))
    title = call("book.title-page", config.title, config.subtitle, config.authors, notes)
    return half + title + call("book.imprint", tuple(_imprint(edition, variant, paper)))


def dated(edition: Edition) -> Code:
    """The day of the book: as it is published, or that of its last change or last outputs.

    A PDF for archives must have one; where none is known, it is the first that a zip can name.
    """
    days = [run.since for run in edition.outputs.runs.values()]
    changed = edition.changes[0].time if edition.changes else ""
    known = (edition.book.config.publication.date, changed, max(days, default=""), UNKNOWN)
    found = next(found for day in known if (found := DATE.match(day)))
    year, month, day = (int(part or 1) for part in found.groups())
    return Code(f"datetime(year: {year}, month: {month}, day: {day})")


def keywords(edition: Edition, variant: Variant) -> tuple[str, ...]:
    """What those find the file by who search among many: its variant, and what it teaches."""
    named = (variant.title,) if len(edition.book.config.variants) > 1 else ()
    taught = (notion.name for page in edition.book.pages() for notion in page.teaches)
    return tuple(dict.fromkeys((*named, *taught)))


def _notes(book: Book, variant: Variant) -> Iterator[str]:
    """What the title page says at its foot."""
    config, words = book.config, wording(book.config.language)
    of = config.publication
    if len(config.variants) > 1:
        yield words["made_for"].format(variant.title)
    if of.edition:
        yield words["edition"].format(of.edition)
    if published := ", ".join(part for part in (of.publisher, of.place, of.date[:4]) if part):
        yield published


def _imprint(edition: Edition, variant: Variant, paper: Paper) -> Iterator[Value]:
    """The lines of the imprint."""
    config, words = edition.book.config, wording(edition.book.config.language)
    of = config.publication
    title = f"{config.title}. {config.subtitle}" if config.subtitle else config.title
    lines = (
        title,
        ", ".join(config.authors),
        config.copyright and f"© {config.copyright.removeprefix('©').strip()}",
        config.license and words["licence"].format(config.license),
        " · ".join(_version(edition, words)),
        of.isbn and f"ISBN {of.isbn}",
    )
    yield from (line for line in lines if line)
    doi = of.doi and RESOLVERS["doi"].format(of.doi)
    for address in dict.fromkeys((doi, of.site, config.repository)):
        if address:
            yield _linked(address)
    yield from _verified(edition, variant, words)
    faces = dict.fromkeys((*paper.fonts.heads[:1], (paper.fonts.text + TEXT)[0]))
    yield words["typeset"].format(", ".join(faces))


def _version(edition: Edition, words: Mapping[str, str]) -> Iterator[str]:
    config: Config = edition.book.config
    if config.version:
        yield words["version"].format(config.version)
    if edition.changes:
        last = edition.changes[0]
        yield words["commit"].format(last.commit[:SHORT])
        yield last.time[:10]


def _linked(address: str) -> Code:
    return Code(f"[#link({string(address)})[{escaped(address)}]]")


def _verified(edition: Edition, variant: Variant, words: Mapping[str, str]) -> Iterator[str]:
    """What the outputs came of, and in which days they were last made sure of."""
    runs = [run for page in edition.book.pages() if (run := _run(edition, page.id, variant))]
    packages = {name: version for run in runs for name, version in run.packages}
    if not packages:
        return
    most = sorted(packages, key=lambda name: -sum(name in dict(run.packages) for run in runs))
    named = ", ".join(f"{name} {packages[name]}" for name in most[:AT_MOST])
    days = sorted({run.since for run in runs if run.since})
    form = ("verified", "verified_on", "verified_between")[min(len(days), 2)]
    yield words[form].format(named, *((days[0], days[-1]) if len(days) > 1 else days))


def _run(edition: Edition, page: str, variant: Variant) -> Run | None:
    run = edition.outputs.of(page, variant.name)
    return run if run and run.freshness != "failed" else None
