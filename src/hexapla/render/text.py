"""Pages as Markdown to be read: by people, and by language models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from hexapla.engine import digest
from hexapla.model.book import Page, Variant
from hexapla.model.nodes import Block, Cell, Heading, VariantBlock, Varied
from hexapla.model.problems import Problems
from hexapla.packed import fingerprint, page_digest
from hexapla.ports import Artifact, Edition, Joined, Made, Original
from hexapla.render.addresses import PICTURES, page_files, stem
from hexapla.render.executed import with_executed
from hexapla.render.markdown import pieces
from hexapla.render.markdown_inlines import Frame
from hexapla.render.naming import in_variant
from hexapla.render.notebook import macros
from hexapla.render.seen import showing
from hexapla.render.text_nodes import plainly
from hexapla.render.values import NO_VALUES, Values, given_by_name


@dataclass(frozen=True, slots=True)
class Links:
    """Where a text leads: the addresses of pages by their ids, and the way to the folders of files
    and pictures. With `fragments` there is a spot on a page for each thing that is labelled."""

    pages: Mapping[str, str]
    top: str = ""
    fragments: bool = True


@dataclass(frozen=True, slots=True)
class Telling:
    """What the texts of a variant have in common, a digest of it, and one of each page."""

    variant: Variant
    edition: Edition
    links: Links
    given: Values
    key: str
    pages: Mapping[str, str]


class Texts:
    """For each variant a folder with a text for each page, and one text of the whole book."""

    name = "text"

    def write(self, edition: Edition) -> tuple[Iterable[Artifact], Problems]:
        edition = with_executed(edition)
        return tuple(one for variant in edition.variants for one in _texts(edition, variant)), ()


def text(
    page: Page, variant: Variant, edition: Edition, links: Links, given: Values = NO_VALUES
) -> str:
    """One page, as one variant sees it, with what its code gave."""
    book = edition.book
    files = frozenset(book.files)
    frame = Frame(page.id, variant.name, book.config.language, files, given)
    frame = replace(frame, pages=links.pages, fragments=links.fragments, notes=True)
    frame = replace(frame, beside=f"{links.top}files/")
    told = showing(page, variant, edition, given, top=links.top, form="html", tables=False)
    body = plainly(page, told)
    opening = body[:1] if body and isinstance(body[0], Heading) else (Heading(1, page.title),)
    rest = body[1:] if opening == body[:1] else body
    parts = (
        *_told(opening, frame),
        _origin(page, variant, edition, links),
        *macros(page, book.config.macros),
        *_told(rest, frame),
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def telling(variant: Variant, edition: Edition, links: Links, given: Values) -> Telling:
    """How the pages of a book are told in a variant."""
    around = edition.book.config, tuple(edition.book.files), edition.variants
    key = fingerprint(variant, *around, dict(links.pages), links.top, links.fragments)
    pages = {page.id: _own(page, variant, edition) for page in edition.book.pages()}
    return Telling(variant, edition, links, given, digest(key, given.digest()), pages)


def page_text(page: Page, by: Telling) -> Made:
    """The text of a page, made when it is wanted."""

    def make() -> tuple[bytes, Problems]:
        made = text(page, by.variant, by.edition, by.links, by.given)
        return made.encode("utf-8", "replace"), ()

    return Made(digest(by.key, by.pages[page.id]), make)


def whole_text(pages: Iterable[Page], by: Telling) -> Joined:
    """The texts of pages as one."""
    return Joined(tuple(Artifact(page.id, page_text(page, by)) for page in pages))


def varies(page: Page) -> bool:
    """Whether a page may say different things to readers of different variants."""
    return page.holds(Cell, VariantBlock, Varied)


def site_links(edition: Edition, *, top: str = "") -> Links:
    """The links of a text to the website; `top` is the way to its top where its address is
    not known."""
    top = edition.book.config.publication.site or top
    return Links({page: f"{top}{file}" for page, file in page_files(edition.book).items()}, top)


def _own(page: Page, variant: Variant, edition: Edition) -> str:
    return fingerprint(page_digest(page), edition.outputs.of(page.id, variant.name))


def _told(body: tuple[Block, ...], frame: Frame) -> Iterator[str]:
    for piece in pieces(body, frame):
        if isinstance(piece, str):  # cells are code by now
            yield piece.strip("\n")


def _origin(page: Page, variant: Variant, edition: Edition, links: Links) -> str:
    """Where a text is from, so that it is known wherever it is pasted."""
    config = edition.book.config
    says = [config.title, variant.title if len(edition.variants) > 1 and varies(page) else ""]
    says += [config.license, f"<{links.pages[page.id]}>" if config.publication.site else ""]
    return f"> {' · '.join(part for part in says if part)}"


# --- the writer's own folder ----------------------------------------------------------------------


def _texts(edition: Edition, variant: Variant) -> Iterator[Artifact]:
    """A variant's texts; without a website that they could lead to, with the pictures in them."""
    book = edition.book
    given = given_by_name(book, edition.outputs, (variant,))
    known = bool(book.config.publication.site)
    ids = [page.id for page in book.pages()]
    near = site_links(edition) if known else Links({name: f"{name}.md" for name in ids})
    near = near if known else replace(near, fragments=False)
    by = telling(variant, edition, near, given)
    for page in book.pages():
        yield Artifact(f"{variant.name}/{page.id}.md", page_text(page, by))
    far = near
    if not known:
        top = f"{variant.name}/"
        far = replace(near, pages={name: f"{top}{name}.md" for name in ids}, top=top)
        yield from _pictures(edition, variant)
    name = in_variant(book.config.title, variant, "md")
    yield Artifact(name, whole_text(book.pages(), telling(variant, edition, far, given)))


def _pictures(edition: Edition, variant: Variant) -> Iterator[Artifact]:
    """The files that pages show or link to, and the pictures that their code gave."""
    book = edition.book
    for file in dict.fromkeys(file for page in book.pages() for file in page.files):
        yield Artifact(f"{variant.name}/files/{file}", Original(file, book.files[file]))
    for page in book.pages():
        run = edition.outputs.of(page.id, variant.name)
        for number, outputs in enumerate(run.cells if run else ()):
            for index, one in enumerate(outputs or ()):
                form = next((f for f in (one, *one.others) if f.mime in PICTURES), None)
                if form:
                    data = form.data if isinstance(form.data, bytes) else form.data.encode()
                    path = f"{stem(page.id, variant.name, number, index)}.{PICTURES[form.mime]}"
                    yield Artifact(f"{variant.name}/{path}", data)
