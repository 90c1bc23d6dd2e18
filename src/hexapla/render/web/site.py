"""The website: a page for each page of the book, a cover, and all that they need to be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from posixpath import basename

from hexapla.engine import digest
from hexapla.model.book import PICTURE, Book, Page
from hexapla.model.nodes import Gathered, PackageIndex
from hexapla.model.outputs import Run
from hexapla.model.problems import Problem, Problems
from hexapla.model.walk import NAMING, files_of, walk
from hexapla.model.words import word
from hexapla.ports import Artifact, Edition, Made, Original
from hexapla.render.executed import with_executed
from hexapla.render.inert import inert
from hexapla.render.stills import with_stills
from hexapla.render.values import problems as unnamed
from hexapla.render.web import cite, meta
from hexapla.render.web.assets import assets, libraries
from hexapla.render.web.attached import lifted
from hexapla.render.web.colouring import low_contrasts
from hexapla.render.web.context import Context, book_context
from hexapla.render.web.feed import feed
from hexapla.render.web.finding import search
from hexapla.render.web.frames import scripts
from hexapla.render.web.llms import llms
from hexapla.render.web.map import book_map
from hexapla.render.web.maths import Typesetter
from hexapla.render.web.media import diagram_files, diagrams
from hexapla.render.web.offline import offline
from hexapla.render.web.outputs import charts, media
from hexapla.render.web.pages import NOBODY, Site, digest_of, page_file, pages, site_of
from hexapla.render.web.redirects import Moved, moved
from hexapla.render.web.running import run_files
from hexapla.render.web.sitemap import sitemap
from hexapla.render.web.takeaway import markdown, notebooks
from hexapla.render.web.templates import filled, template_problems
from hexapla.render.web.theme import shown_files
from hexapla.render.web.views import contents, neighbours

# Files of the site beyond its pages and what these show, each of the whole book.
FURTHER: tuple[Callable[[Edition, Context], Iterable[Artifact]], ...] = (
    markdown,
    llms,
    cite.files,
    feed,
    sitemap,
    run_files,
    search,  # the last: it is made of what the others are
)


class Web:
    """The writer of the website."""

    name = "web"

    def __init__(self) -> None:
        self._typeset = Typesetter()
        self._last: tuple[Site, str] | None = None  # what was written last, and its digest

    def write(self, edition: Edition) -> tuple[Iterable[Artifact], Problems]:
        """All files of the site; its pages say of formulas that they cannot be set."""
        originals, taken = tuple(_originals(edition.book)), tuple(notebooks(edition))
        book, held = lifted(edition.book)
        edition = with_executed(with_stills(replace(edition, book=book)))
        runs = tuple(_runs(edition))
        context = book_context(edition.book, edition.variants, {}, edition.library, edition.outputs)
        site = site_of(edition, context, self._typeset)
        attached = (Artifact(*one) for one in held)
        further = (one for made in FURTHER for one in made(edition, context))
        whole = digest_of(site)
        self._last = (site, whole)
        artifacts = (
            *pages(site, whole),
            *_cover(site, whole),
            *book_map(site, whole),
            *originals,
            *_extra(edition.book),
            *attached,
            *taken,
            *further,
        )
        pictures = (one for page, variant, run in runs for one in media(page, variant, run))
        texts = tuple(diagrams(edition.book))
        drawn = scripts((*(one for _, _, run in runs for one in charts(run)), *texts))
        given = (*pictures, *diagram_files(texts))
        own_files = (*assets(edition.book, edition.variants, context.language), *libraries(drawn))
        files = _apart((*artifacts, *given, *own_files))
        paths = [one.path for one in files]
        found = tuple(moved(edition.book.config.redirects, paths, context))
        wrong = (one for one in found if isinstance(one, Problem))
        unknown = unnamed(edition.book, edition.outputs, edition.variants, context.values)
        files = _apart((*files, *_redirects(found, context)))
        installed = offline(edition.book, edition.variants, files)
        themed = (*low_contrasts(edition.book.config.theme), *template_problems(edition.book))
        return _apart((*files, *installed)), (*wrong, *unknown, *themed)

    def again(self, page: str, book: Book) -> Artifact | None:
        """The file of a page, by its id, that was edited in the book that was written last.

        That edit must have told the other pages nothing new. None where it takes more than that.
        """
        found = next((one for one in book.pages() if one.id == page), None)
        if self._last is None or found is None or found.holds(PICTURE, Gathered, PackageIndex):
            return None
        site, whole = self._last
        context = replace(site.context, everywhere=book.names)
        around, edition = neighbours(book).get(page, NOBODY), replace(site.edition, book=book)
        return page_file(found, around, replace(site, edition=edition, context=context), whole)


def _apart(artifacts: Iterable[Artifact]) -> tuple[Artifact, ...]:
    """The artifacts without those whose place another has taken before them."""
    by_path: dict[str, Artifact] = {}
    for one in artifacts:
        by_path.setdefault(one.path, one)
    return tuple(by_path.values())


def _cover(site: Site, whole: str) -> Iterator[Artifact]:
    """The page index.html, where no page of the book is it."""
    book, context = site.edition.book, site.context
    first = next((context.address(page.id) for page in book.pages()), "")
    if "index.html" in context.addresses.values():
        return
    if first and not book.config.site.cover:
        yield from _redirects((Moved("index.html", first),), context)
        return
    heading = word("contents", book.config.language)

    def make() -> tuple[bytes, Problems]:
        own = {"parts": contents(book, context), "first": first, "heading": heading}
        cited = cite.cited(cite.of_book(book), context.words)
        about = meta.of_book(book, context)
        given = {**site.shared, **own, "about": about, "cite": cited}
        return site.dress.page("cover.html", "index.html", **given)

    yield Artifact("index.html", Made(digest("cover", whole), make))


def _redirects(found: Iterable[Moved | Problem], context: Context) -> Iterator[Artifact]:
    for one in found:
        if isinstance(one, Moved):
            own: dict[str, object] = {"href": one.href, "language": context.language}
            yield Artifact(one.file, _bytes(filled("redirect.html", **own)))


def _runs(edition: Edition) -> Iterator[tuple[str, str, Run]]:
    """What is known of each page's code in each variant."""
    for page in edition.book.pages():
        for variant in edition.variants:
            if run := edition.outputs.of(page.id, variant.name):
                yield page.id, variant.name, run


def _originals(book: Book) -> Iterator[Artifact]:
    """The files of the book that its pages show or link to."""
    named = (file for page in book.pages() for file in _files(page))
    for file in dict.fromkeys((*named, book.config.logo, book.config.favicon, *shown_files(book))):
        if file in book.files:
            still = partial(inert, file)
            yield Artifact(f"files/{file}", replace(_original(file, book), still=still))


def _files(page: Page) -> Iterable[str]:
    if page.kinds is not None:
        return page.files
    return (file for node in walk(page.body, *NAMING) for file in files_of(node))


def _original(file: str, book: Book) -> Original:
    return Original(file, book.files[file])


def _extra(book: Book) -> Iterator[Artifact]:
    """Files that go to the top of the site as they are: by themselves, or all of a folder."""
    for named in book.config.site.extra:
        if named in book.files:
            yield Artifact(basename(named), _original(named, book))
        for file in book.files:
            if file.startswith(f"{named}/"):
                yield Artifact(file.removeprefix(f"{named}/"), _original(file, book))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
