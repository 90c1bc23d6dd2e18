"""Pages as Markdown to be read: by people, and by language models."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from hexapla.engine import digest
from hexapla.model.book import Page, Variant
from hexapla.model.problems import Problems
from hexapla.packed import fingerprint, page_digest
from hexapla.ports import Artifact, Edition, Joined, Made, Original
from hexapla.render.addresses import PICTURES, page_files, stem
from hexapla.render.executed import with_executed
from hexapla.render.naming import in_variant
from hexapla.render.text_page import TOP, Links, Teller, teller
from hexapla.render.values import Values, given_by_name


@dataclass(frozen=True, slots=True)
class Telling:
    """What the texts of a variant have in common, a digest of it, and one of each page."""

    variant: Variant
    top: str
    key: str
    pages: Mapping[str, str]
    told: Teller


class Texts:
    """For each variant a folder with a text for each page, and one text of the whole book."""

    name = "text"

    def write(self, edition: Edition) -> tuple[Iterable[Artifact], Problems]:
        edition = with_executed(edition)
        given = given_by_name(edition.book, edition.outputs, edition.variants)
        by = tellings(edition, _links(edition), given)
        return tuple(one for each in edition.variants for one in _texts(edition, each, by)), ()


def tellings(edition: Edition, links: Links, given: Values) -> Callable[[Variant, str], Telling]:
    """How the pages of a book are told, by the variant and the way to the top."""
    told = teller(edition, links, given)
    around = edition.book.config, tuple(edition.book.files), edition.variants
    common = fingerprint(*around, dict(links.pages), links.fragments)
    common = digest(common, given.digest())

    @cache
    def pages(variant: Variant) -> Mapping[str, str]:
        return {page.id: _own(page, variant, edition) for page in edition.book.pages()}

    @cache
    def telling(variant: Variant, top: str) -> Telling:
        return Telling(variant, top, digest(common, variant.name, top), pages(variant), told)

    return telling


def page_text(page: Page, by: Telling) -> Made:
    """The text of a page, made when it is wanted."""

    def make() -> tuple[bytes, Problems]:
        made = by.told(page)[by.variant.name].replace(TOP, by.top)
        return made.encode("utf-8", "replace"), ()

    return Made(digest(by.key, by.pages[page.id]), make, beside=f"text:{page.id}")


def whole_text(pages: Iterable[Page], by: Telling) -> Joined:
    """The texts of pages as one."""
    return Joined(tuple(Artifact(page.id, page_text(page, by)) for page in pages))


def site_links(edition: Edition) -> Links:
    """The links of texts to the website, by the way to its top where its address is not known."""
    top = edition.book.config.publication.site or TOP
    return Links({page: f"{top}{file}" for page, file in page_files(edition.book).items()}, top)


def _own(page: Page, variant: Variant, edition: Edition) -> str:
    return fingerprint(page_digest(page), variant, edition.outputs.of(page.id, variant.name))


# --- the writer's own folder ----------------------------------------------------------------------


def _links(edition: Edition) -> Links:
    """The links of texts to the website, or else to one another."""
    if edition.book.config.publication.site:
        return site_links(edition)
    pages = {page.id: f"{TOP}{page.id}.md" for page in edition.book.pages()}
    return Links(pages, fragments=False)


def _texts(
    edition: Edition, variant: Variant, by: Callable[[Variant, str], Telling]
) -> Iterator[Artifact]:
    """A variant's texts; without a website that they could lead to, with the pictures in them."""
    book, known = edition.book, bool(edition.book.config.publication.site)
    for page in book.pages():
        yield Artifact(f"{variant.name}/{page.id}.md", page_text(page, by(variant, "")))
    if not known:
        yield from _pictures(edition, variant)
    whole = by(variant, "" if known else f"{variant.name}/")
    name = in_variant(book.config.title, variant, "md")
    yield Artifact(name, whole_text(book.pages(), whole))


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
