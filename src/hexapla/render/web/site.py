"""The website: a page for each page of the book, a cover, and all that they need to be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from posixpath import basename, dirname

from hexapla.model.book import Book
from hexapla.model.nodes import Place
from hexapla.model.outputs import Run
from hexapla.model.problems import Problem, Problems, bad_formula
from hexapla.model.walk import files_of, walk
from hexapla.model.words import word
from hexapla.ports import Artifact, Edition, Original
from hexapla.render.executed import with_executed
from hexapla.render.stills import with_stills
from hexapla.render.values import problems as unnamed
from hexapla.render.web.assets import assets, libraries
from hexapla.render.web.attached import lifted
from hexapla.render.web.context import Context, book_context
from hexapla.render.web.frames import scripts
from hexapla.render.web.markup import address
from hexapla.render.web.maths import Formula, Typeset, formula_of, typeset
from hexapla.render.web.media import diagram_files, diagrams
from hexapla.render.web.outputs import charts, formulas, media
from hexapla.render.web.redirects import Moved, moved
from hexapla.render.web.templates import filled
from hexapla.render.web.views import Section, contents, views

# Files of the site beyond its pages and what these show, each of the whole book.
FURTHER: tuple[Callable[[Edition, Context], Iterable[Artifact]], ...] = ()


class Web:
    """The writer of the website."""

    name = "web"

    def write(self, edition: Edition) -> tuple[Iterable[Artifact], Problems]:
        """All files of the site; a problem for each formula that cannot be set."""
        originals = tuple(_originals(edition.book))
        book, held = lifted(edition.book)
        edition = with_executed(with_stills(replace(edition, book=book)))
        runs = tuple(_runs(edition))
        wanted = (*_formulas(edition.book), *(one for _, _, run in runs for one in formulas(run)))
        done = typeset(wanted, edition.book.config.macros)
        context = book_context(
            edition.book, edition.variants, done, edition.library, edition.outputs
        )
        attached = (Artifact(*one) for one in held)
        pages = tuple(_pages(edition, context))
        further = (one for made in FURTHER for one in made(edition, context))
        artifacts = (*pages, *originals, *_extra(edition.book), *attached, *further)
        pictures = (one for page, variant, run in runs for one in media(page, variant, run))
        texts = tuple(diagrams(edition.book))
        drawn = scripts((*(one for _, _, run in runs for one in charts(run)), *texts))
        given = (*pictures, *diagram_files(texts))
        own_files = (*assets(edition.variants, context.language), *libraries(drawn))
        whole = _apart((*artifacts, *given, *own_files))
        paths = [one.path for one in whole]
        found = tuple(moved(edition.book.config.redirects, paths, context))
        wrong = (one for one in found if isinstance(one, Problem))
        unknown = unnamed(edition.book, edition.outputs, edition.variants, context.values)
        site = _apart((*whole, *_redirects(found, context)))
        return site, (*_problems(edition.book, done), *wrong, *unknown)


def _apart(artifacts: Iterable[Artifact]) -> tuple[Artifact, ...]:
    """The artifacts without those whose place another has taken before them."""
    by_path: dict[str, Artifact] = {}
    for one in artifacts:
        by_path.setdefault(one.path, one)
    return tuple(by_path.values())


def _formulas(book: Book) -> Iterator[Formula]:
    for page in book.pages():
        for node in walk((*page.title, *page.body)):
            if formula := formula_of(node):
                yield formula


def _problems(book: Book, formulas: dict[Formula, Typeset]) -> Problems:
    return tuple(
        bad_formula(formulas[formula].error, _line(formula, formulas[formula].error, node.at))
        for page in book.pages()
        for node in walk(page.body)
        if (formula := formula_of(node)) and formulas[formula].error
    )


def _line(formula: Formula, error: str, at: Place) -> Place:
    """The line of a formula in which KaTeX found what is wrong."""
    found = re.search(r"at position (\d+)", error)
    before = formula.tex[: int(found[1])] if found and formula.display else ""
    return replace(at, line=at.line + before.count("\n"))


def _pages(edition: Edition, context: Context) -> Iterator[Artifact]:
    book = edition.book
    shared: dict[str, object] = {
        "config": book.config,
        "variants": edition.variants,
        "repository": address(book.config.repository) or "",
        "logo": book.config.logo if book.config.logo in book.files else "",
        "words": context.words,
        "favicon": book.config.favicon if book.config.favicon in book.files else "",
    }
    yield from _cover(book, context, shared)
    heading = word("references", book.config.language)
    parts: dict[str, tuple[Section, ...]] = {}  # as they are seen from each folder of the site
    for view in views(book, edition.outputs, context):
        folder = dirname(view.file)
        if folder not in parts:
            parts[folder] = contents(book, context.seen_from(folder))
        own = {"page": view, "parts": parts[folder], "root": view.root, "heading": heading}
        yield _page("page.html", view.file, shared, **own)


def _cover(book: Book, context: Context, shared: dict[str, object]) -> Iterator[Artifact]:
    """The page index.html, where no page of the book is it."""
    first = next((context.address(page.id) for page in book.pages()), "")
    if "index.html" in context.addresses.values():
        return
    if first and not book.config.site.cover:
        yield from _redirects((Moved("index.html", first),), context)
        return
    own = {"parts": contents(book, context), "root": "", "first": first}
    heading = word("contents", book.config.language)
    yield _page("cover.html", "index.html", shared, **own, heading=heading)


def _redirects(found: Iterable[Moved | Problem], context: Context) -> Iterator[Artifact]:
    for one in found:
        if isinstance(one, Moved):
            own: dict[str, object] = {"href": one.href, "language": context.language}
            yield _page("redirect.html", one.file, {}, **own)


def _page(name: str, path: str, shared: dict[str, object], **own: object) -> Artifact:
    return Artifact(path, _bytes(filled(name, **shared, **own)))


def _runs(edition: Edition) -> Iterator[tuple[str, str, Run]]:
    """What is known of each page's code in each variant."""
    for page in edition.book.pages():
        for variant in edition.variants:
            if run := edition.outputs.of(page.id, variant.name):
                yield page.id, variant.name, run


def _originals(book: Book) -> Iterator[Artifact]:
    """The files of the book that its pages show or link to."""
    named = (file for page in book.pages() for node in walk(page.body) for file in files_of(node))
    for file in dict.fromkeys((*named, book.config.logo, book.config.favicon)):
        if file in book.files:
            yield Artifact(f"files/{file}", Original(file))


def _extra(book: Book) -> Iterator[Artifact]:
    """Files that go to the top of the site as they are: by themselves, or all of a folder."""
    for named in book.config.site.extra:
        if named in book.files:
            yield Artifact(basename(named), Original(named))
        for file in book.files:
            if file.startswith(f"{named}/"):
                yield Artifact(file.removeprefix(f"{named}/"), Original(file))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
