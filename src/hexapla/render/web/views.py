"""What the templates show of a page and of the book: values made of HTML and plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hexapla.model.book import Book, Page, Part, Variant
from hexapla.model.nodes import (
    Bibliography,
    Block,
    Citation,
    Footnote,
    FootnoteReference,
    Heading,
    Inline,
    Link,
    Node,
    Paragraph,
    Reference,
    Text,
)
from hexapla.model.outputs import Freshness, Outputs
from hexapla.model.walk import cells_of, plain, rewrite, walk
from hexapla.model.words import word
from hexapla.render.web.context import Context, page_address, page_context
from hexapla.render.web.inlines import inlines
from hexapla.render.web.markup import fragment
from hexapla.render.web.nodes import blocks, footnotes

# What a page says at its top of outputs that are not those of its code.
STATES: dict[Freshness, str] = {
    "stale": "The outputs in {} are stale: this page’s code has changed since it last ran.",
    "missing": "The code of this page has not run in {} yet; it is shown without outputs.",
    "failed": "The code of this page failed in {}; the outputs end where it failed.",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A page, or a part of one, as a list of contents names it. `title` is HTML."""

    href: str
    title: str
    number: str = ""
    inside: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the book with its chapters, and the pages that it holds."""

    title: str
    number: str
    entries: tuple[Entry, ...]
    pages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Note:
    """Words for the readers of one variant."""

    variant: str
    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """All that is shown of one page."""

    id: str
    href: str
    number: str
    title: str  # HTML
    name: str  # the same in plain words
    description: str
    body: str
    notes: str
    references: str
    headings: tuple[Entry, ...]
    states: tuple[Note, ...]
    gaps: tuple[Note, ...]
    ran: tuple[Note, ...]
    coded: tuple[str, ...]  # the variants that have code here
    previous: Entry | None = None
    next: Entry | None = None


def contents(book: Book, context: Context) -> tuple[Section, ...]:
    """The book's parts, with the pages of each chapter within the chapter's first."""
    return tuple(
        Section(
            part.title,
            part.number,
            tuple(_chapters(part, context)),
            frozenset(page.id for page in part.pages),
        )
        for part in book.parts
    )


def views(book: Book, outputs: Outputs, context: Context) -> Iterator[View]:
    """Every page of the book, with its neighbours."""
    pages = tuple(book.pages())
    entries = (None, *(_entry(page, context) for page in pages), None)
    for page, before, after in zip(pages, entries, entries[2:], strict=False):
        own = page_context(page, outputs, context)
        yield replace(_view(page, outputs, own), previous=before, next=after)


def _chapters(part: Part, context: Context) -> Iterator[Entry]:
    chapter: Entry | None = None
    for page in part.pages:
        entry = _entry(page, context)
        if chapter and page.level > 1:
            chapter = replace(chapter, inside=(*chapter.inside, entry))
            continue
        if chapter:
            yield chapter
        chapter = entry
    if chapter:
        yield chapter


def _entry(page: Page, context: Context) -> Entry:
    return Entry(page_address(page.id), inlines(page.title, context), page.number)


def _view(page: Page, outputs: Outputs, context: Context) -> View:
    first, rest = _opening(page)
    listed = rest[-1] if rest and isinstance(rest[-1], Bibliography) else None
    notes = (node for node in walk(page.body) if isinstance(node, Footnote))
    coded = tuple(one for one in context.variants if any(cells_of(page.body, one.name)))
    return View(
        id=page.id,
        href=page_address(page.id),
        number=page.number,
        title=inlines(first.inside, context),
        name=plain(page.title),
        description=_description(rest),
        body=blocks(rest[:-1] if listed else rest, context),
        notes=footnotes(notes, context),
        references=blocks([listed], context) if listed else "",
        headings=tuple(_headings(rest, listed, context)),
        states=tuple(_states(page, coded, outputs)),
        gaps=tuple(_gaps(coded, context)),
        ran=tuple(_ran(page, coded, outputs)),
        coded=tuple(one.name for one in coded),
    )


def _opening(page: Page) -> tuple[Heading, tuple[Block, ...]]:
    """A page's title as it stands in its text, and the rest of it."""
    if page.body and isinstance(page.body[0], Heading):
        return page.body[0], page.body[1:]
    return Heading(1, page.title), page.body


def _description(body: tuple[Block, ...]) -> str:
    """The beginning of the first paragraph."""
    words = next((plain(node.inside) for node in body if isinstance(node, Paragraph)), "")
    words = " ".join(words.split())
    return words if len(words) <= 160 else words[:160].rsplit(" ", 1)[0] + " …"


def _headings(
    body: tuple[Block, ...], listed: Bibliography | None, context: Context
) -> Iterator[Entry]:
    """The headings of levels 2 and 3, those of level 3 within the one before them."""
    outer: Entry | None = None
    for node in body:
        if not isinstance(node, Heading) or node.level > 3 or not node.label:
            continue
        entry = Entry(fragment(node.label), inlines(_quiet(node.inside), context), node.number)
        if outer and node.level == 3:
            outer = replace(outer, inside=(*outer.inside, entry))
            continue
        if outer:
            yield outer
        outer = entry
    if outer:
        yield outer
    if listed:
        yield Entry("#book-references", word("references", context.language))


def _quiet(title: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """A heading without what leads elsewhere: fit to stand within a link."""

    def still(node: Node) -> Node:
        match node:
            case Reference(inside=inside) | Link(inside=inside):
                return Text(plain(inside))
            case Citation() | FootnoteReference():
                return Text("")
            case _:
                return node

    return rewrite(title, still)


def _states(page: Page, coded: tuple[Variant, ...], outputs: Outputs) -> Iterator[Note]:
    for variant in coded:
        run = outputs.of(page.id, variant.name)
        state: Freshness = run.freshness if run else "missing"
        if state in STATES:
            yield Note(variant.name, STATES[state].format(variant.title), state)


def _gaps(coded: tuple[Variant, ...], context: Context) -> Iterator[Note]:
    """What the readers of a variant are told where only others have code."""
    for variant in context.variants:
        if coded and variant not in coded:
            text = f"This page has no code in {variant.title} yet."
            yield Note(variant.name, text, f"The code shown is in {coded[0].title}.")


def _ran(page: Page, coded: tuple[Variant, ...], outputs: Outputs) -> Iterator[Note]:
    """What the outputs of each variant came of, and on which day."""
    for variant in coded:
        run = outputs.of(page.id, variant.name)
        if run and run.packages and run.freshness != "failed":
            packages = ", ".join(f"{name} {version}" for name, version in run.packages)
            on = f", on {run.since}" if run.since else ""
            yield Note(variant.name, f"Last verified with {packages}{on}.", variant.title)
