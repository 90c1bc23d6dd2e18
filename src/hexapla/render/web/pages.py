"""The pages of a site, each made when it is wanted, from what its key is a digest of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from posixpath import dirname

from hexapla.engine import digest
from hexapla.model.book import Page
from hexapla.model.nodes import Display, Math
from hexapla.model.outputs import Run
from hexapla.model.problems import Problems
from hexapla.model.words import word
from hexapla.packed import fingerprint, outline_digest, page_digest
from hexapla.ports import Artifact, Edition, Made
from hexapla.render.formulas import Formula, formulas_in
from hexapla.render.web.context import Context, page_context
from hexapla.render.web.dress import Dress, dress
from hexapla.render.web.finding import ways
from hexapla.render.web.markup import address, text
from hexapla.render.web.maths import Later, Typesetter, unset
from hexapla.render.web.outputs import formulas
from hexapla.render.web.prerequisites import Graph, graph
from hexapla.render.web.views import Neighbours, Section, contents, entries, neighbours, view

NOBODY: Neighbours = (None, None)


@dataclass(frozen=True, slots=True)
class Site:
    """What the pages of a site have in common. The lists of contents are made as they are needed.

    `menus` has them by folder of the site and the part of the book that is open.
    """

    edition: Edition
    context: Context
    shared: Mapping[str, object]
    typeset: Typesetter
    graph: Graph
    dress: Dress
    parts: dict[str, tuple[Section, ...]] = field(default_factory=dict)
    menus: dict[tuple[str, int], str] = field(default_factory=dict)


def site_of(edition: Edition, context: Context, typeset: Typesetter) -> Site:
    """The site of an edition, whose context gets the formulas in titles: any page may show them."""
    wanted = formulas_in(node for page in edition.book.pages() for node in page.title)
    whole = graph(edition.book, context)
    given = shared(edition, context, whole)
    context = replace(context, formulas=Later(typeset, wanted, edition.book.config.macros))
    return Site(edition, context, given, typeset, whole, dress(edition.book, context))


def shared(edition: Edition, context: Context, graph: Graph) -> dict[str, object]:
    """What every template is given."""
    config, files = edition.book.config, edition.book.files
    return {
        "config": config,
        "variants": edition.variants,
        "repository": address(config.repository) or "",
        "logo": config.logo if config.logo in files else "",
        "favicon": config.favicon if config.favicon in files else "",
        "words": context.words,
        "ways": ways(edition.book, graph, context),
    }


def pages(site: Site, whole: str) -> Iterator[Artifact]:
    """The page of each page of the book; `whole` is the digest of the site."""
    around = neighbours(site.edition.book)
    for page in site.edition.book.pages():
        yield page_file(page, around.get(page.id, NOBODY), site, whole)


def page_file(page: Page, around: Neighbours, site: Site, whole: str) -> Artifact:
    """The file of one page."""
    names, sizes = site.context.everywhere.get(page.id), site.context.sizes
    shown = tuple(sizes.get(file) for file in page.files)
    own = fingerprint(page_digest(page), _shown(page, site.edition), names, shown)
    make = partial(_page, page, around, site)
    return Artifact(site.context.addresses[page.id], Made(digest(whole, own), make))


def digest_of(site: Site) -> str:
    """A digest of all that pages take from outside of themselves.

    It is the book without what only its pages hold, and without names that are resolved by now.
    """
    edition, book = site.edition, site.edition.book
    bare = replace(
        book,
        parts=tuple(replace(part, pages=()) for part in book.parts),
        entries={},
        locks={},
        labels={},
        modules={},
        names={},
        style="",
        sizes={},
        files=dict.fromkeys(sorted(book.files), ""),
    )
    outlines = tuple(tuple(map(outline_digest, part.pages)) for part in book.parts)
    saved = {variant: dict(names) for variant, names in site.context.saved.items()}
    found = (site.shared["ways"], site.graph)
    values = site.context.values.digest()
    return fingerprint(bare, outlines, edition.variants, saved, found, values)


def _shown(page: Page, edition: Edition) -> tuple[Run | None, ...]:
    """What a page shows of its runs: how long they took is not of it."""
    return tuple(run and replace(run, duration=0.0) for run in _runs(page, edition))


def _runs(page: Page, edition: Edition) -> tuple[Run | None, ...]:
    return tuple(edition.outputs.of(page.id, variant.name) for variant in edition.variants)


def _page(page: Page, around: Neighbours, site: Site) -> tuple[bytes, Problems]:
    book, outputs = site.edition.book, site.edition.outputs
    context = page_context(page, outputs, site.context)
    done = site.typeset(_formulas(page, site.edition, context), book.config.macros)
    context = replace(context, formulas={**context.formulas, **done})
    shown = view(page, around, book, outputs, context)
    there = site.context.seen_from(context.folder)
    html, wrong = site.dress.page(
        "page.html",
        shown.file,
        **site.shared,
        page=shown,
        about=shown.about,
        heading=word("references", book.config.language),
        menu=_menu(page, shown.href, site),
        needs=entries(site.graph.plain.get(page.id, ()), book, there),
        leads=entries(site.graph.leads.get(page.id, ()), book, there),
    )
    return html, (*unset(page.body, done), *wrong)


def _formulas(page: Page, edition: Edition, context: Context) -> Iterator[Formula]:
    yield from formulas_in((*page.title, *context.all(Math), *context.all(Display)))
    for run in _runs(page, edition):
        yield from formulas(run) if run else ()


def _menu(page: Page, href: str, site: Site) -> str:
    """The contents of the book as they stand beside a page, open where the page is."""
    folder = dirname(site.context.addresses[page.id])
    if folder not in site.parts:
        site.parts[folder] = contents(site.edition.book, site.context.seen_from(folder))
    parts = site.parts[folder]
    opened = next((n for n, part in enumerate(parts) if page.id in part.pages), -1)
    if (folder, opened) not in site.menus:
        site.menus[folder, opened] = site.dress.part("menu.html", parts=parts, opened=opened)
    link = f'<a href="{text(href)}"'
    return site.menus[folder, opened].replace(link, f'{link} aria-current="page"')
