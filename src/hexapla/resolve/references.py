"""References get the page and anchor of what they mean, and the words that the reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from hexapla.model.book import Book, Label, Page
from hexapla.model.near import Names
from hexapla.model.nodes import (
    Citation,
    Cited,
    Display,
    FootnoteReference,
    Inline,
    Link,
    Math,
    Node,
    Place,
    Reference,
    Text,
)
from hexapla.model.problems import (
    Problem,
    unknown_label,
    unknown_page,
    unnumbered,
)
from hexapla.model.walk import plain, rewrite
from hexapla.model.words import word
from hexapla.resolve.labels import on_page
from hexapla.resolve.step import Pass, Report

SUFFIXES = (".md", ".ipynb")
# What an author writes for the number and the title, in a format of his own.
BLANK = re.compile(r"%s|\{number\}|\{name\}")
# What a formula says of another one: its number, with or without parentheses.
WITHIN = re.compile(r"\\(eqref|ref)\s*\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Known:
    """What references can lead to: labels, pages by their file, and headings by page and slug."""

    book: Book
    files: Mapping[str, str]
    slugs: Mapping[tuple[str, str], Label]
    folded: Mapping[str, Label]  # labels in small letters: Jupyter Book makes no difference
    kinds: Mapping[str, str]  # what the pages are: a chapter, an appendix, a page
    # What a wrong name may have been meant to be:
    names: Names  # a label
    cited: Names  # a label, or a work
    ids: Names  # a page
    paths: Names  # the file of a page

    def label(self, name: str) -> Label | None:
        return self.book.labels.get(name) or self.folded.get(name.casefold())

    def numbered(self, label: Label) -> str:
        """A label's number with its name: "Figure 3.1"; "" for what has none."""
        if not label.number:
            return ""
        kind = self.kinds[label.page] if label.kind == "page" else label.kind
        return f"{word(kind, self.book.config.language)} {label.number}"


def _change(page: Page, book: Book, known: Known, report: Report) -> Page:
    def refer(node: Node) -> Node:
        match node:
            case Reference(form="term"):
                return node
            case Reference():
                return _referred(node, page.id, known, report)
            case Math(tex) | Display(tex) if "ref" in tex and WITHIN.search(tex):
                return replace(node, tex=_named(tex, node.at, known, report))
            case _:
                return node

    # A page's title is shown in menus too, where nothing may lead elsewhere.
    body = rewrite(page.body, refer, Reference, Math, Display)
    return replace(page, title=quiet(rewrite(page.title, refer, Reference)), body=body)


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

    return rewrite(title, still, Reference, Link, Citation, FootnoteReference)


# --- what is known --------------------------------------------------------------------------------


def _known(book: Book, report: Report) -> Known:
    slugs = {
        (page.id, label.name): label
        for page in book.pages()
        for label, is_slug in on_page(page)
        if is_slug
    }
    folded: dict[str, Label] = {}
    for name, label in book.labels.items():
        folded.setdefault(name.casefold(), label)
    files = _files(book)
    return Known(
        book,
        files,
        slugs,
        folded,
        _kinds(book),
        Names(book.labels),
        Names((*book.labels, *book.entries)),
        Names([page.id for page in book.pages()]),
        Names(files),
    )


def _files(book: Book) -> dict[str, str]:
    """The page that each file holds, by its path with and without suffix."""
    files: dict[str, str] = {}
    for page in book.pages():
        name = page.file if page.file in book.labels else page.id
        files[page.file] = name
        files.setdefault(_stem(page.file), name)
    return files


def _stem(file: str) -> str:
    return next((file.removesuffix(end) for end in SUFFIXES if file.endswith(end)), file)


def _kinds(book: Book) -> dict[str, str]:
    return {
        page.id: ("appendix" if part.appendix else "chapter") if page.level == 1 else "page"
        for part in book.parts
        for page in part.pages
    }


# One that leads nowhere keeps no page.
references = Pass(_known, _change)

# --- one reference --------------------------------------------------------------------------------


def _referred(node: Reference, on: str, known: Known, report: Report) -> Node:
    if node.form == "link" and node.target in known.book.files:  # without a suffix: LICENSE
        return Link(node.inside or (Text(node.target),), node.target, at=node.at)
    label = _find(node, on, known)
    if label is not None:
        inside = _inside(node, label, known, report)
        return replace(node, page=label.page, anchor=label.anchor, inside=inside)
    if node.form == "any":
        return _cited(node, known, report)
    report(_unknown(node, known))
    return replace(node, inside=node.inside or (Text(node.target, at=node.at),))


def _cited(node: Reference, known: Known, report: Report) -> Node:
    """What `@name` is where no label has that name: a citation, or else just these words."""
    if node.target in known.book.entries:
        return Citation("textual", (Cited(node.target, at=node.at),), at=node.at)
    problem = unknown_label(node.target, known.cited, node.at)
    if "did you mean" in problem.text:  # anything may stand after an @ but a slip of the pen
        report(problem)
    return Text(f"@{node.target}", at=node.at)


def _find(node: Reference, on: str, known: Known) -> Label | None:
    """What a reference on a page means: a label, the id of a page, or a page's file.

    Of headings that share a slug, the one on the page that is meant goes before the others.
    """
    path, _, anchor = node.target.partition("#")
    page = known.book.labels.get(known.files.get(path, path))
    if node.form == "doc":
        return page if page and page.kind == "page" and not page.anchor else None
    if anchor and not path:
        return known.slugs.get((on, anchor)) or known.label(anchor)
    label = known.label(anchor or path)
    if anchor:
        there = page.page if page else ""
        return label if label and label.page == there else known.slugs.get((there, anchor))
    if node.form == "link":
        return page
    is_slug = label and (label.page, label.name) in known.slugs
    return known.slugs.get((on, path), label) if is_slug else label


def _unknown(node: Reference, known: Known) -> Problem:
    path, _, anchor = node.target.partition("#")
    is_path = "/" in path or path.endswith(SUFFIXES)
    if anchor and (not path or path in known.files):
        return unknown_label(anchor, known.names, node.at)
    if node.form == "doc" or (node.form == "link" and is_path):
        return unknown_page(path, known.paths if is_path else known.ids, node.at)
    return unknown_label(node.target, known.names, node.at)


# --- what the reader sees of it -------------------------------------------------------------------


def _inside(node: Reference, label: Label, known: Known, report: Report) -> tuple[Inline, ...]:
    numbered = known.numbered(label)
    title = quiet(label.title) or _text(numbered or label.name, node.at)
    match node.form:
        case "numref" | "eq" if not label.number:
            report(unnumbered(label.name, node.at))
            return title
        case "eq":
            return _text(f"({label.number})", node.at)
        case "numref":
            made = tuple(_formatted(node.inside, label.number, title))
            return made or _text(numbered, node.at)
        case "any":
            return node.inside or _called(label, numbered, title, node.at)
        case _:
            return tuple(_formatted(node.inside, label.number, title)) or title


def _called(
    label: Label, numbered: str, title: tuple[Inline, ...], at: Place
) -> tuple[Inline, ...]:
    """What a thing is called where the author leaves it to us."""
    if label.kind == "equation" and label.number:
        return _text(f"({label.number})", at)
    return _text(numbered, at) if numbered else title


def _text(text: str, at: Place) -> tuple[Inline, ...]:
    return (Text(text, at=at),)


def _formatted(
    form: tuple[Inline, ...], number: str, title: tuple[Inline, ...]
) -> Iterator[Inline]:
    """An author's own words, with the number for %s and the title for {name}."""
    for node in form:
        if not isinstance(node, Text):
            yield node
            continue
        seen = 0
        for blank in BLANK.finditer(node.text):
            if seen < blank.start():
                yield Text(node.text[seen : blank.start()], at=node.at)
            yield from title if blank[0] == "{name}" else _text(number, node.at)
            seen = blank.end()
        if seen < len(node.text):
            yield Text(node.text[seen:], at=node.at)


def _named(tex: str, at: Place, known: Known, report: Report) -> str:
    """A formula with the numbers of those that it names."""

    def number(found: re.Match[str]) -> str:
        name = "-".join(found[2].split())
        label = known.label(name)
        if label is None:
            report(unknown_label(name, known.names, at))
            return f"\\text{{{found[2]}}}"
        shown = label.number or label.name
        return f"\\text{{({shown})}}" if found[1] == "eqref" else f"\\text{{{shown}}}"

    return WITHIN.sub(number, tex)
