"""What the templates show of a page and of the book: values made of HTML and plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hexapla.model.book import Book, Page, Part, Variant
from hexapla.model.nodes import (
    Bibliography,
    Block,
    Citation,
    Claim,
    Footnote,
    FootnoteReference,
    Heading,
    Inline,
    Link,
    Node,
    Reference,
    Text,
)
from hexapla.model.outputs import Freshness, Outputs
from hexapla.model.walk import plain, rewrite, runs
from hexapla.model.words import slug, word
from hexapla.render.web import cite, meta
from hexapla.render.web.actions import Action, actions
from hexapla.render.web.context import Context
from hexapla.render.web.described import described
from hexapla.render.web.fonts import first_faces
from hexapla.render.web.inlines import inlines
from hexapla.render.web.markup import address, fragment, text
from hexapla.render.web.nodes import blocks, footnotes
from hexapla.render.web.running import page_data
from hexapla.render.web.takeaway import Takeaway, takeaway

# What a page says at its top: that outputs are not those of its code.
STATES: tuple[Freshness, ...] = ("stale", "missing", "failed")


@dataclass(frozen=True, slots=True)
class Entry:
    """A page, or a part of one, as a list of contents names it. `title` is HTML.

    What only has others inside has no address.
    """

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
    anchor: str  # the id of the title
    name: str  # the same in plain words
    description: str
    body: str
    faces: tuple[str, ...]  # the files of those that the body is set in
    notes: str
    references: str
    headings: tuple[Entry, ...]
    states: tuple[Note, ...]
    gaps: tuple[Note, ...]
    ran: tuple[Note, ...]
    threads: tuple[Note, ...]  # their text is an address, their kind the title of the variant
    coded: tuple[str, ...]  # the variants that have code here
    file: str  # of the site
    root: str  # the way from the page to the top of the site: "../../"
    actions: tuple[Action, ...]
    takeaway: Takeaway
    about: meta.About
    cite: cite.Citation
    running: str  # what its script must know to run its cells, as JSON; "" where they cannot be run
    previous: Entry | None = None
    next: Entry | None = None


def contents(book: Book, context: Context) -> tuple[Section, ...]:
    """The book's parts, with the pages of each chapter within the chapter's first, as they are
    seen from a page in the folder of the context."""
    return tuple(
        Section(
            part.title,
            part.number,
            _nested(tuple(_listed(part, context))),
            frozenset(page.id for page in part.pages),
        )
        for part in book.parts
    )


Neighbours = tuple[Page | None, Page | None]


def neighbours(book: Book) -> dict[str, Neighbours]:
    """The pages before and after each one, by its id; who is not in the contents has none."""
    pages = (None, *(page for page in book.pages() if not page.hidden), None)
    around = zip(pages, pages[1:], pages[2:], strict=False)
    return {page.id: (before, after) for before, page, after in around if page}


def view(page: Page, around: Neighbours, book: Book, outputs: Outputs, context: Context) -> View:
    """All that is shown of a page, in whose context it is."""
    before, after = around
    return replace(
        _view(page, book, outputs, context),
        previous=_entry(before, context) if before else None,
        next=_entry(after, context) if after else None,
    )


def entries(pages: Iterable[str], book: Book, context: Context) -> tuple[Entry, ...]:
    """These pages of the book as they are named where the context is."""
    known = {page.id: page for page in book.pages()}
    return tuple(_entry(known[page], context) for page in pages)


def _listed(part: Part, context: Context) -> Iterator[tuple[int, Entry]]:
    """The pages and links of a part in their order, each with its level."""
    links = [(link.after, link) for link in part.links]
    for page in (None, *part.pages):
        after = page.file if page else ""
        if page and not page.hidden:
            yield page.level, _entry(page, context)
        for place, link in links:
            if place == after:
                yield (
                    link.level,
                    Entry(address(link.url) or "" if link.url else "", text(link.title)),
                )


def _nested(listed: tuple[tuple[int, Entry], ...], above: int = 0) -> tuple[Entry, ...]:
    """Each entry with those deeper ones in it that follow it; the first is always a chapter."""
    done: list[Entry] = []
    while listed:
        (level, entry), *rest = listed
        level = level if done or above else 1
        end = next((n for n, (deep, _) in enumerate(rest) if deep <= level), len(rest))
        done.append(replace(entry, inside=_nested(tuple(rest[:end]), level)))
        listed = tuple(rest[end:])
    return tuple(done)


def _entry(page: Page, context: Context) -> Entry:
    title = text(page.called) if page.called else inlines(page.title, context)
    return Entry(context.address(page.id), title, page.number)


def _view(page: Page, book: Book, outputs: Outputs, context: Context) -> View:
    first, rest = _opening(page)
    last = rest[-1] if rest else None
    listed = last if isinstance(last, Bibliography) and last.heading else None
    coded = tuple(one for one in context.variants if context.seen.get(one.name))
    body = blocks(rest[:-1] if listed else rest, context)
    said, record = described(page), cite.of_page(page, book, context)
    return View(
        id=page.id,
        href=context.address(page.id),
        number=page.number,
        title=inlines(first.inside, context),
        anchor=_anchor(first, context),
        name=plain(page.title),
        description=said,
        body=body,
        faces=first_faces(body),
        notes=footnotes(context.all(Footnote), context),
        references=blocks([listed], context) if listed else "",
        headings=tuple(_headings(rest, listed, context)),
        states=tuple(_states(page, coded, outputs, context)),
        gaps=tuple(_gaps(coded, context)),
        ran=tuple(_ran(page, coded, outputs, context)),
        threads=tuple(_threads(page, context)),
        coded=tuple(one.name for one in coded),
        file=context.addresses[page.id],
        root=context.root,
        actions=actions(page, book.config, context.words, record.url),
        takeaway=takeaway(page, book, context),
        about=meta.of_page(page, book, context, said),
        cite=cite.cited(record, context.words),
        running=page_data(page, context, book.config),
    )


def _opening(page: Page) -> tuple[Heading, tuple[Block, ...]]:
    """A page's title as it stands in its text, and the rest of it."""
    if page.body and isinstance(page.body[0], Heading):
        return page.body[0], page.body[1:]
    return Heading(1, page.title), page.body


def _anchor(title: Heading, context: Context) -> str:
    """The id of a page's title that has a label of its own, by which others may point to it."""
    own = title.label != slug(plain(title.inside))
    return (context.anchor(title.label) or "") if own else ""


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
            case Reference(inside=inside) | Link(inside=inside) | Claim(inside=inside):
                return Text(plain(inside))
            case Citation() | FootnoteReference():
                return Text("")
            case _:
                return node

    return rewrite(title, still)


def _states(
    page: Page, coded: tuple[Variant, ...], outputs: Outputs, context: Context
) -> Iterator[Note]:
    for variant in coded:
        run = outputs.of(page.id, variant.name)
        state: Freshness = run.freshness if run else "missing"
        if state in STATES and any(map(runs, context.seen[variant.name])):
            yield Note(variant.name, context.words[state].format(variant.title), state)


def _gaps(coded: tuple[Variant, ...], context: Context) -> Iterator[Note]:
    """What the readers of a variant are told where only others have code."""
    for variant in context.variants:
        if coded and variant not in coded:
            text = context.words["gap"].format(variant.title)
            yield Note(variant.name, text, context.words["gap_shown"].format(coded[0].title))


def _ran(
    page: Page, coded: tuple[Variant, ...], outputs: Outputs, context: Context
) -> Iterator[Note]:
    """What the outputs of each variant came of, and on which day."""
    for variant in coded:
        run = outputs.of(page.id, variant.name)
        if run and run.freshness == "stored":
            yield Note(variant.name, context.words["stored"], variant.title)
        if run and run.packages and run.freshness != "failed":
            packages = ", ".join(f"{name} {version}" for name, version in run.packages)
            said = context.words["verified_on" if run.since else "verified"]
            yield Note(variant.name, said.format(packages, run.since), variant.title)


def _threads(page: Page, context: Context) -> Iterator[Note]:
    """Where the readers of each variant talk about the page."""
    said = page.meta.get("discussion")
    for variant in context.variants:
        url = said.get(variant.name) if isinstance(said, dict) else None
        if url and (safe := address(str(url))):
            yield Note(variant.name, safe, variant.title)
