"""The table of all names that a reference may give: pages, headings, figures, and so on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from hexapla.model.book import Book, Label, LabelKind, Page, Part
from hexapla.model.nodes import (
    Admonition,
    Card,
    Cell,
    CodeBlock,
    Display,
    EquationRow,
    Exercise,
    Figure,
    Group,
    Heading,
    Inline,
    Node,
    Solution,
    Span,
    Table,
    Target,
    Term,
    Text,
    Theorem,
)
from hexapla.model.problems import duplicate_label
from hexapla.model.reach import LABELLED
from hexapla.model.twins import twins
from hexapla.model.walk import plain, walk
from hexapla.model.words import slug
from hexapla.resolve.pages import begins
from hexapla.resolve.step import Pass, Report

KINDS: dict[type[Node], LabelKind] = {
    Heading: "section",
    Figure: "figure",
    Table: "table",
    CodeBlock: "listing",
    Display: "equation",
    EquationRow: "equation",
    Exercise: "exercise",
    Solution: "solution",
    Cell: "cell",
    Term: "term",
}


Labels = Mapping[str, Label]


def _learn(book: Book, report: Report) -> Labels:
    """All labels. Of two things with one label, the first has it.

    What an author calls a label goes before what is merely the slug of a heading, which
    many pages may share ("exercises"), and which nobody need know about. Where pages go by their
    paths, their names are no labels of an author's, and only those that are left.
    """
    by_path = book.config.site.addresses == "path"
    pages = [*book.pages()]
    known = {page.file if by_path else page.id: _of_page(page) for page in reversed(pages)}
    for part in book.parts:
        if part.label and part.pages:
            known.setdefault(part.label, _of_part(part))
    slugs: list[Label] = []
    for page in book.pages():
        several = twins(page)
        for label, is_slug in on_page(page):
            if is_slug:
                slugs.append(label)
                continue
            first = known.setdefault(label.name, label)
            names_its_page = label.kind == "page" and label.name == page.id
            if first is not label and not names_its_page and label.name not in several:
                report(duplicate_label(label.name, first.at, label.at))
    for page in pages:
        known.setdefault(page.id, _of_page(page))
    for label in slugs:
        known.setdefault(label.name, label)
    return MappingProxyType(known)


labels = Pass(
    _learn,
    lambda page, book, known, report: page,
    note=lambda book, known: replace(book, labels=known),
)


def on_page(page: Page) -> Iterator[tuple[Label, bool]]:
    """The labels within a page, and of each whether it is only the slug of a heading."""
    heading = page.title
    for node in walk(page.body, *LABELLED):
        if isinstance(node, Heading):
            heading = node.inside
        name, number = node.label, getattr(node, "number", "")
        if name:
            kind = "page" if node is page.body[0] else _kind(node)
            label = Label(name, page.id, name, kind, number, _title(node, heading), node.at)
            yield label, isinstance(node, Heading) and _is_slug(name, node)


def _kind(node: Node) -> LabelKind:
    return node.kind if isinstance(node, Theorem) else KINDS.get(type(node), "other")


def _of_part(part: Part) -> Label:
    first = part.pages[0]
    title = (Text(part.title),)
    return Label(part.label, first.id, "", "part", part.number, title, begins(first))


def _of_page(page: Page) -> Label:
    return Label(page.id, page.id, "", "page", page.number, page.title, begins(page))


def _title(node: Node, heading: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """What a reference by title shows; a spot without a title goes by the heading above it."""
    match node:
        case Heading(inside=title) | Figure(caption=title) | Table(caption=title):
            return title
        case Exercise(title=title) | Admonition(title=title) | Theorem(title=title):
            return title
        case CodeBlock(caption=title) | Card(title=title) | Term(inside=title):
            return title
        case Span(inside=title) if title:
            return title
        case Cell() | Target() | Group() | Span():
            return heading
        case _:
            return ()


def _is_slug(name: str, heading: Heading) -> bool:
    """Whether a heading's label was made from its text (with a count, if taken on its page)."""
    own = slug(plain(heading.inside))
    return name == own or (name.startswith(f"{own}-") and name[len(own) + 1 :].isdecimal())
