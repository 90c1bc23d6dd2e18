"""The writer of slides: for each page that says what is on slides, and each variant, a deck."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources import files
from itertools import groupby

from hexapla.model.book import Book, Page, Variant
from hexapla.model.nodes import Block, Image, Media
from hexapla.model.pictures import size
from hexapla.model.problems import Problems, no_slides
from hexapla.model.walk import walk
from hexapla.ports import Artifact, Edition, Original
from hexapla.render.addresses import apart
from hexapla.render.executed import with_executed
from hexapla.render.formulas import Formula, formulas_in
from hexapla.render.inert import inert
from hexapla.render.paper import maths as paper
from hexapla.render.seen import Seen, seen, showing
from hexapla.render.slides.deck import Slide, deck, marks
from hexapla.render.slides.document import Deck, document
from hexapla.render.slides.printed import printed, show
from hexapla.render.stills import with_stills
from hexapla.render.values import given_by_name
from hexapla.render.web.assets import faces, sheet
from hexapla.render.web.attached import lifted
from hexapla.render.web.context import NO_OUTPUTS, Context, book_context, page_context
from hexapla.render.web.maths import Typeset, Typesetter, unset

DRAWN = "drawn/"  # the folder of the pictures that code gave
STYLES = ("palette", "code")  # what decks share with the website
NOTHING: Mapping[Formula, Typeset] = {}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A page as one variant sees it, and its slides."""

    page: Page
    variant: Variant
    seen: Seen
    slides: tuple[Slide, ...]
    file: str

    def blocks(self) -> Iterator[Block]:
        return (block for slide in self.slides for step in slide.steps for block in step.body)


class Slides:
    """A file for each deck, and what they share."""

    name = "slides"

    def __init__(self) -> None:
        self._typeset, self._printer = Typesetter(), paper.Typesetter()

    def write(self, edition: Edition) -> tuple[Iterable[Artifact], Problems]:
        """The decks; a book without any is told so."""
        edition = with_executed(with_stills(edition))
        book, held = lifted(edition.book)
        shown = tuple(_decks(replace(edition, book=book)))
        if not shown:
            return (), (no_slides(),)
        nodes = (node for one in shown for node in (*one.seen.page.title, *one.blocks()))
        formulas = self._typeset(formulas_in(nodes), book.config.macros)
        failed = {formula: done for formula, done in formulas.items() if done.error}
        wrong = (problem for one in shown for problem in unset(one.blocks(), failed))
        pictures = dict(_pictures(book, shown, dict(held)))
        made = (_artifact(one, book, formulas, pictures) for one in shown)
        pdfs = tuple(_printed(edition, shown, self._printer))
        found = (*wrong, *(problem for _, told in pdfs for problem in told))
        papers = (artifact for artifact, _ in pdfs)
        return (*made, *papers, *pictures.values(), *_shared()), tuple(dict.fromkeys(found))


def _decks(edition: Edition) -> Iterator[_Shown]:
    book = edition.book
    pages = [page for page in book.pages() if marks(page.body)]
    several = len(edition.variants) > 1
    wanted = {
        f"{page.id} {one.name}": _name(page, one, several=several)
        for page in pages
        for one in edition.variants
    }
    names = apart(wanted, ".html")
    for variant in edition.variants:
        values = given_by_name(book, edition.outputs, (variant,))
        for page in pages:
            there = seen(page, showing(page, variant, edition, values, top=DRAWN, form="slides"))
            if slides := deck(there.page.body):
                yield _Shown(page, variant, there, slides, names[f"{page.id} {variant.name}"])


def _name(page: Page, variant: Variant, *, several: bool) -> str:
    own = page.id.replace("/", "-")
    return f"{own}-{variant.name}" if several else own


def _artifact(
    one: _Shown,
    book: Book,
    formulas: Mapping[Formula, Typeset],
    pictures: Mapping[str, Artifact],
) -> Artifact:
    context = page_context(one.seen.page, NO_OUTPUTS, _context(one, book, formulas, pictures))
    html = document(Deck(one.seen.page, one.slides, one.variant), book.config, context)
    return Artifact(one.file, html.encode("utf-8", "replace"))


def _printed(
    edition: Edition, shown: Iterable[_Shown], typesetter: paper.Typesetter
) -> Iterator[tuple[Artifact, Problems]]:
    """The decks as PDFs; pages hold the pictures there that they hold themselves."""
    pages = {page.id: page for page in edition.book.pages()}
    for variant, decks in groupby(shown, lambda one: one.variant):
        values = given_by_name(edition.book, edition.outputs, (variant,))
        common = show(edition, variant, values, typesetter)
        for one in decks:
            made, wrong = printed(pages[one.page.id], common)
            yield Artifact(f"{one.file.removesuffix('.html')}.pdf", made), wrong


def _context(
    one: _Shown,
    book: Book,
    formulas: Mapping[Formula, Typeset],
    pictures: Mapping[str, Artifact],
) -> Context:
    whole = book_context(book, (one.variant,), formulas)
    sizes = {source: known for source, known in book.sizes.items() if source in pictures}
    for source, data in one.seen.pictures.items():
        if known := size(data.encode() if isinstance(data, str) else data):
            sizes[source] = known
    there = dict.fromkeys(pictures, "")
    return replace(whole, files=there, sizes=sizes, everywhere={}, still=True)


def _pictures(
    book: Book, shown: Iterable[_Shown], held: Mapping[str, bytes]
) -> Iterator[tuple[str, Artifact]]:
    """The pictures on slides, by their sources."""
    for one in shown:
        for source in _sources(one.blocks()):
            path = f"files/{source}"
            if (drawn := one.seen.pictures.get(source)) is not None:
                raw = drawn.encode("utf-8", "replace") if isinstance(drawn, str) else drawn
                yield source, Artifact(path, inert(source, raw))
            elif path in held:
                yield source, Artifact(path, held[path])
            elif source in book.files:
                yield (
                    source,
                    Artifact(path, Original(source, book.files[source], partial(inert, source))),
                )


def _sources(nodes: Iterable[Block]) -> Iterator[str]:
    for node in walk(nodes, Image, Media):
        match node:
            case Image(source):
                yield source
            case Media(poster=poster) if poster:
                yield poster


def _shared() -> Iterator[Artifact]:
    ours = files("hexapla.render.slides").joinpath("assets")
    style = f"{sheet(STYLES)}\n{ours.joinpath('slides.css').read_text(encoding='utf-8')}"
    yield Artifact("assets/slides.css", style.encode())
    yield Artifact("assets/slides.js", ours.joinpath("slides.js").read_bytes())
    yield from faces()
