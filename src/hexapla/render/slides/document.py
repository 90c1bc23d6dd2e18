"""A deck as HTML: without its script, one long page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hexapla.model.book import Config, Page, Variant
from hexapla.model.nodes import Block, Footnote, FootnoteReference
from hexapla.model.walk import plain, walk
from hexapla.model.words import word
from hexapla.render.slides.deck import Slide, Step
from hexapla.render.web.context import Context
from hexapla.render.web.inlines import inlines
from hexapla.render.web.markup import tag, text
from hexapla.render.web.nodes import blocks
from hexapla.render.web.wording import direction

# A deck loads what is beside it, and nothing else.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'"
)
LINK = re.compile(r'<a\b([^>]*?) href="(?!https?:|mailto:|files/)([^"]*)"')
NOTE = re.compile(r'(<(?:a|aside)\b[^>]*?(?:href="#|id=")fn-)(?=\d)')
ID = re.compile(r'<[^>]* id="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Deck:
    page: Page
    slides: tuple[Slide, ...]
    variant: Variant


def document(deck: Deck, config: Config, context: Context) -> str:
    """The whole file."""
    title = plain(deck.page.title)
    notes = {node.number: node for node in walk(deck.page.body, Footnote)}
    first = _title(deck, config, context)
    sections = [first, *(_slide(one, notes, context) for one in deck.slides)]
    count = len(sections)
    body = "\n".join(_section(html, n, count, context) for n, html in enumerate(sections, 1))
    body = _led(body, config.publication.site)
    language, way = context.language, direction(context.language)
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{way}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n"
        '<link rel="stylesheet" href="assets/katex/katex.min.css">\n'
        '<link rel="stylesheet" href="assets/slides.css">\n'
        '<script src="assets/slides.js" defer></script>\n</head>\n<body>\n'
        f'<main>\n{body}\n</main>\n<p class="place" role="status"></p>\n</body>\n</html>\n'
    )


@dataclass(frozen=True, slots=True)
class _Html:
    inside: str
    classes: tuple[str, ...] = ()


def _title(deck: Deck, config: Config, context: Context) -> _Html:
    """The first slide says what the deck is of."""
    several = len(config.variants) > 1
    book = f"{config.title} ({deck.variant.title})" if several else config.title
    parts = (
        tag("h1", inlines(deck.page.title, context)),
        tag("p", text(book), class_="book"),
        tag("p", text(", ".join(config.authors)), class_="authors") if config.authors else "",
    )
    return _Html("\n".join(part for part in parts if part), ("cover",))


def _slide(slide: Slide, notes: dict[int, Footnote], context: Context) -> _Html:
    head = tag("h2", text(slide.title)) if slide.title else ""
    parts = (head, *(_step(step, context) for step in slide.steps), *_notes(slide, notes, context))
    below = ("below",) if slide.below else ()
    return _Html("\n".join(part for part in parts if part), (*below, *slide.classes))


def _step(step: Step, context: Context) -> str:
    html = blocks(step.body, context)
    match step.kind:
        case "fragment":
            return tag("div", html, class_="fragment")
        case "notes":
            return tag("aside", html, class_="notes", aria_label=word("note", context.language))
        case _:
            return html


def _notes(slide: Slide, notes: dict[int, Footnote], context: Context) -> Iterator[str]:
    """The footnotes that are marked on a slide."""
    shown: list[Block] = [block for step in slide.steps for block in step.body]
    marked = (node.number for node in walk(shown, FootnoteReference))
    for number in dict.fromkeys(marked):
        if number in notes:
            inside = f"{number}. {blocks(notes[number].body, context)}"
            yield tag("aside", inside, class_="footnote", id=f"fn-{number}")


def _section(html: _Html, number: int, count: int, context: Context) -> str:
    inside = NOTE.sub(rf"\g<1>{number}-", html.inside)  # each slide has notes of its own
    return tag(
        "section",
        f"\n{inside}\n",
        class_=" ".join(("slide", *html.classes)),
        id=f"slide-{number}",
        tabindex="-1",
        aria_label=f"{number} / {count}",
    )


def _led(html: str, site: str) -> str:
    """Links to what is not in the deck lead to the book's website, or nowhere."""
    known = set(ID.findall(html))

    def change(found: re.Match[str]) -> str:
        before, there = found.groups()
        if there.startswith("#") and there[1:] in known:
            return found[0]
        if site and not there.startswith("#"):
            return f'<a{before} href="{site}{there}"'
        return f"<a{before}"

    return LINK.sub(change, html)
