"""A page as Markdown to be read, in each of its variants: what all see alike is told once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from hexapla.model.book import ALONE, Page, Variant
from hexapla.model.nodes import Block, Cell, Heading, VariantBlock, Varied
from hexapla.ports import Edition
from hexapla.render.markdown import block, pieces
from hexapla.render.markdown_inlines import Frame
from hexapla.render.notebook import macros
from hexapla.render.seen import NOTHING, seen, showing, steady
from hexapla.render.values import Values

# Stands for the way to the top, which differs between the texts of a page that are else the same.
# It is half of a character: no text that can be written holds it.
TOP = "\udfff"
Teller = Callable[[Page], Mapping[str, str]]  # what tells a page, by the names of the variants


@dataclass(frozen=True, slots=True)
class Links:
    """Where texts lead: the addresses of pages by their ids, and the way to the folders of files
    and pictures. With `fragments` there is a spot on a page for each thing that is labelled."""

    pages: Mapping[str, str]
    top: str = TOP
    fragments: bool = True


def teller(edition: Edition, links: Links, given: Values) -> Teller:
    """What tells the pages of an edition, with what their code gave."""
    book = edition.book
    frame = Frame(
        "", "", book.config.language, frozenset(book.files), given, notes=True, plain=True
    )
    frame = replace(frame, pages=links.pages, fragments=links.fragments)
    frame = replace(frame, beside=f"{links.top}files/")
    pages = {page.id: page for page in book.pages()}

    @lru_cache(maxsize=1)  # all texts of a page are made before those of the next
    def texts(name: str) -> Mapping[str, str]:
        return _texts(pages[name], edition, links, replace(frame, page=name))

    return lambda page: texts(page.id)


def varies(page: Page) -> bool:
    """Whether a page may say different things to readers of different variants."""
    return page.holds(Cell, VariantBlock, Varied)


def _texts(page: Page, edition: Edition, links: Links, frame: Frame) -> dict[str, str]:
    known = {id(one): block(one, frame) for one in (*steady(page.body), NOTHING)}
    texts: dict[str, str] = {}
    for variant in edition.variants or (ALONE,):
        shows = showing(
            page, variant, edition, frame.values, top=links.top, form="html", tables=False
        )
        own = replace(frame, variant=variant.name)
        body = seen(page, shows, known).page.body
        opening = body[:1] if body and isinstance(body[0], Heading) else (Heading(1, page.title),)
        rest = body[1:] if opening == body[:1] else body
        parts = (
            *_told(opening, own, known),
            _origin(page, variant, edition, links),
            *macros(page, edition.book.config.macros),
            *_told(rest, own, known),
        )
        texts[variant.name] = "\n\n".join(part for part in parts if part) + "\n"
    return texts


def _told(body: tuple[Block, ...], frame: Frame, known: Mapping[int, str]) -> Iterator[str]:
    for piece in pieces(body, frame, known):
        if isinstance(piece, str):  # cells are code by now
            yield piece.strip("\n")


def _origin(page: Page, variant: Variant, edition: Edition, links: Links) -> str:
    """Where a text is from, so that it is known wherever it is pasted."""
    config = edition.book.config
    says = [config.title, variant.title if len(edition.variants) > 1 and varies(page) else ""]
    says += [config.license, f"<{links.pages[page.id]}>" if config.publication.site else ""]
    return f"> {' · '.join(part for part in says if part)}"
