"""References get the page and anchor of what they mean, and the words that the reader sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from hexapla.model.book import Book, Label, Page
from hexapla.model.nodes import (
    Citation,
    FootnoteReference,
    Inline,
    Link,
    Node,
    Place,
    Reference,
    Text,
)
from hexapla.model.problems import (
    Problem,
    Problems,
    unknown_label,
    unknown_page,
    unnumbered,
)
from hexapla.model.walk import plain, rewrite
from hexapla.model.words import word
from hexapla.resolve.labels import on_page
from hexapla.resolve.pages import each_page

Report = Callable[[Problem], None]
Slugs = dict[tuple[str, str], Label]  # headings without a label of their own, by page and slug
SUFFIXES = (".md", ".ipynb")


def references(book: Book) -> tuple[Book, Problems]:
    """The book with every reference filled in. One that leads nowhere keeps no page."""
    problems: list[Problem] = []
    levels = {page.id: page.level for page in book.pages()}
    files = _files(book)
    slugs = {
        (page.id, label.name): label
        for page in book.pages()
        for label, is_slug in on_page(page)
        if is_slug
    }

    def refer(node: Node, on: str) -> Node:
        if not isinstance(node, Reference):
            return node
        if node.form == "link" and node.target in book.files:  # without a suffix: LICENSE
            return Link(node.inside or (Text(node.target),), node.target, at=node.at)
        label = _find(node, on, book, files, slugs)
        if label is None:
            problems.append(_unknown(node, book, files))
            return replace(node, inside=node.inside or (Text(node.target, at=node.at),))
        kind = "chapter" if label.kind == "page" and levels[label.page] == 1 else label.kind
        named = word(kind, book.config.language) if label.number else ""
        inside = _inside(node, label, f"{named} {label.number}".strip(), problems.append)
        return replace(node, page=label.page, anchor=label.anchor, inside=inside)

    def change(page: Page) -> Page:
        # A page's title is shown in menus too, where nothing may lead elsewhere.
        body = rewrite(page.body, lambda node: refer(node, page.id))
        return replace(page, title=quiet(page.title), body=body)

    return each_page(book, change), tuple(problems)


def quiet(title: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """A title without links, citations and footnote marks: fit to stand inside a link."""

    def still(node: Node) -> Node:
        match node:
            case Reference(inside=inside) | Link(inside=inside):
                return Text(plain(inside), at=node.at)
            case Citation() | FootnoteReference():
                return Text("", at=node.at)
            case _:
                return node

    return rewrite(title, still)


def _files(book: Book) -> dict[str, str]:
    """The page that each file holds, by its path with and without suffix."""
    files: dict[str, str] = {}
    for page in book.pages():
        files[page.file] = page.id
        files.setdefault(_stem(page.file), page.id)
    return files


def _stem(file: str) -> str:
    return next((file.removesuffix(end) for end in SUFFIXES if file.endswith(end)), file)


def _find(
    node: Reference, on: str, book: Book, files: dict[str, str], slugs: Slugs
) -> Label | None:
    """What a reference on a page means: a label, the id of a page, or a page's file.

    Of headings that share a slug, the one on the page that is meant goes before the others.
    """
    path, _, anchor = node.target.partition("#")
    page = book.labels.get(files.get(path, path))
    if node.form == "doc":
        return page if page and page.kind == "page" and not page.anchor else None
    if anchor and not path:
        return slugs.get((on, anchor)) or book.labels.get(anchor)
    label = book.labels.get(anchor or path)
    if anchor:
        there = page.page if page else ""
        return label if label and label.page == there else slugs.get((there, anchor))
    if node.form == "link":
        return page
    is_slug = label and (label.page, label.name) in slugs
    return slugs.get((on, path), label) if is_slug else label


def _unknown(node: Reference, book: Book, files: dict[str, str]) -> Problem:
    path, _, anchor = node.target.partition("#")
    is_path = "/" in path or path.endswith(SUFFIXES)
    if anchor and (not path or path in files):
        return unknown_label(anchor, book.labels, node.at)
    if node.form == "doc" or (node.form == "link" and is_path):
        ids = {page.id for page in book.pages()}
        return unknown_page(path, [*files] if is_path else ids, node.at)
    return unknown_label(node.target, book.labels, node.at)


def _inside(node: Reference, label: Label, numbered: str, report: Report) -> tuple[Inline, ...]:
    """What the reader sees of a reference."""
    title = quiet(label.title) or _text(numbered or label.name, node.at)
    if node.form not in ("numref", "eq"):
        return node.inside or title
    if not label.number:
        report(unnumbered(label.name, node.at))
        return title
    if node.form == "eq":
        return _text(f"({label.number})", node.at)
    if node.inside:
        return tuple(_formatted(node.inside, label.number, title))
    return _text(numbered, node.at)


def _text(text: str, at: Place) -> tuple[Inline, ...]:
    return (Text(text, at=at),)


def _formatted(
    form: tuple[Inline, ...], number: str, title: tuple[Inline, ...]
) -> Iterator[Inline]:
    """An author's own format, with the number for %s and the title for {name}."""
    for node in form:
        if not isinstance(node, Text):
            yield node
            continue
        text = node.text.replace("%s", number).replace("{number}", number)
        before, *after = re.split(r"\{name\}", text)
        yield from _text(before, node.at) if before else ()
        for piece in after:
            yield from title
            yield from _text(piece, node.at) if piece else ()
