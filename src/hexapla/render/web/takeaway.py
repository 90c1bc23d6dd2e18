"""What a reader can take away of a page: as a notebook, as Markdown; and of the whole book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from posixpath import dirname

from hexapla.model.book import ALONE, Book, Page, Variant
from hexapla.ports import Artifact, Edition
from hexapla.render.naming import in_variant
from hexapla.render.notebook import Notebooks
from hexapla.render.text import page_text, site_links, tellings, whole_text
from hexapla.render.text_page import varies
from hexapla.render.web.actions import Action
from hexapla.render.web.context import Context
from hexapla.render.web.launch import launches

NOTEBOOKS = "notebooks"  # the output, and the folder of the site that has the same


@dataclass(frozen=True, slots=True)
class Takeaway:
    """What a page's menu shows: the page in other forms, those whose text can be copied, where it
    can be opened, and the whole book."""

    files: tuple[Action, ...]
    copied: tuple[Action, ...]
    places: tuple[Action, ...]
    book: tuple[Action, ...]


def takeaway(page: Page, book: Book, context: Context) -> Takeaway:
    """What there is of a page, by the outputs that the book has."""
    variants = context.variants or (ALONE,)
    return Takeaway(
        files=tuple(action for form in FORMS for action in form(page, book, context)),
        copied=tuple(_markdown(page, book, context)),
        places=launches(page, book.config, variants, context.words["open_in"]),
        book=(*_zips(book, context), *_full_texts(book, context)),
    )


def notebooks(edition: Edition) -> Iterator[Artifact]:
    """The notebooks and their zips, as they are in their own output."""
    if NOTEBOOKS not in edition.book.config.outputs:
        return
    for one in Notebooks().write(edition)[0]:
        _, _, rest = one.path.partition("/")
        if one.path.endswith(".zip") or (rest.endswith(".ipynb") and "/" not in rest):
            yield replace(one, path=f"{NOTEBOOKS}/{one.path}")


def markdown(edition: Edition, context: Context) -> Iterable[Artifact]:
    """The Markdown beside each page, and that of the whole book."""

    by = tellings(edition, site_links(edition), context.values)
    for page in edition.book.pages():
        root = context.seen_from(dirname(context.addresses[page.id])).root
        for variant in _told_apart(page, context):
            yield Artifact(_beside(page, variant, context), page_text(page, by(variant, root)))
    for variant in context.variants or (ALONE,):
        yield Artifact(
            full_text(variant, context), whole_text(edition.book.pages(), by(variant, ""))
        )


def markdown_address(page: Page, context: Context) -> str:
    """The address of a page's Markdown in the first variant."""
    return context.to(_beside(page, (context.variants or (ALONE,))[0], context))


def full_text(variant: Variant, context: Context) -> str:
    """The file of the site that has all of the book in a variant."""
    return f"llms-full{_suffix(variant, context)}.txt"


# --- the forms of a page --------------------------------------------------------------------------


def _notebook(page: Page, book: Book, context: Context) -> Iterator[Action]:
    if NOTEBOOKS not in book.config.outputs:
        return
    for variant in context.variants or (ALONE,):
        href = context.to(f"{NOTEBOOKS}/{variant.name}/{page.id}.ipynb")
        yield _file("notebook", href, variant, context)


def _markdown(page: Page, book: Book, context: Context) -> Iterator[Action]:
    variants = _told_apart(page, context)
    for variant in variants:
        href = context.to(_beside(page, variant, context))
        yield _file("markdown", href, variant, context, alone=len(variants) == 1)


FORMS = (_notebook, _markdown)  # a further form of a page (PDF) is one more of these


def _zips(book: Book, context: Context) -> Iterator[Action]:
    if NOTEBOOKS not in book.config.outputs:
        return
    for variant in context.variants or (ALONE,):
        href = context.to(f"{NOTEBOOKS}/{in_variant(book.config.title, variant, 'zip')}")
        yield _file("all_notebooks", href, variant, context)


def _full_texts(book: Book, context: Context) -> Iterator[Action]:
    for variant in context.variants or (ALONE,):
        yield _file("all_markdown", context.to(full_text(variant, context)), variant, context)


def _file(
    word: str, href: str, variant: Variant, context: Context, *, alone: bool = False
) -> Action:
    """A file in a variant, for whose readers it is, where there are several."""
    alone = alone or len(context.variants) < 2
    name = context.words[word] + ("" if alone else f" ({variant.title})")
    return Action(name, href, "file", () if alone else (variant.name,))


def _told_apart(page: Page, context: Context) -> tuple[Variant, ...]:
    """The variants that a page has texts for: one where it says the same to all."""
    variants = context.variants or (ALONE,)
    return variants if varies(page) else variants[:1]


def _beside(page: Page, variant: Variant, context: Context) -> str:
    """flow.md beside flow.html in the first variant, flow.jax.md in another."""
    file = context.addresses[page.id].removesuffix(".html")
    return f"{file}{_suffix(variant, context)}.md"


def _suffix(variant: Variant, context: Context) -> str:
    is_first = not context.variants or variant == context.variants[0]
    return "" if is_first else f".{variant.name}"
