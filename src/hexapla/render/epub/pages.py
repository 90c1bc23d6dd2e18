"""The pages of a book as documents of XHTML."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from hexapla.model.nodes import Bibliography, Block, Footnote, Heading, Inline
from hexapla.model.walk import walk
from hexapla.model.words import word
from hexapla.render.epub.fit import Fitted
from hexapla.render.epub.xhtml import xhtml
from hexapla.render.web.context import NO_OUTPUTS, Context, page_context
from hexapla.render.web.inlines import inlines
from hexapla.render.web.markup import fragment, tag, text
from hexapla.render.web.nodes import blocks
from hexapla.render.web.wording import direction

# What is written from left to right in every language.
LEFT = re.compile(r"<(pre|code|kbd|samp|math)\b")
EMPTY = ("<div></div>\n", "<div></div>")


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a book: its file, its text, and what it is called in plain words."""

    file: str
    text: str
    title: str


def page_document(fitted: Fitted, whole: Context, title: str, kind: str) -> Document:
    """The document of a page, of this kind; the context is that of the whole book."""
    page = fitted.page
    context = page_context(page, NO_OUTPUTS, whole)
    first, rest = _opening(page.body, page.title)
    last = rest[-1] if rest else None
    listed = last if isinstance(last, Bibliography) and last.heading else None
    notes = walk(page.body, Footnote)
    parts = (
        _title(first, context),
        blocks(rest[:-1] if listed else rest, context),
        _section("solutions", blocks(fitted.solutions, context)),
        _section("footnotes", _notes(notes, context), "doc-endnotes"),
        _references(listed, context),
    )
    body = "\n".join(part for part in parts if part)
    return document(whole.addresses[page.id], body, title, whole.language, kind)


def document(file: str, html: str, title: str, language: str, kind: str = "") -> Document:
    """A document of this HTML; `kind` says what it is to a reader of EPUB."""
    for empty in EMPTY:
        html = html.replace(empty, "")
    way = direction(language)
    html = LEFT.sub(r'<\1 dir="ltr"', html) if way == "rtl" else html
    spoken = f'lang="{language}" xml:lang="{language}" dir="{way}"'
    meant = f' epub:type="{kind}"' if kind else ""
    text_of = (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'{spoken}>\n<head>\n<meta charset="utf-8"/>\n<title>{xhtml(text(title))}</title>\n'
        '<link rel="stylesheet" type="text/css" href="style.css"/>\n</head>\n'
        f"<body{meant}>\n{xhtml(html)}\n</body>\n</html>\n"
    )
    return Document(file, text_of, title)


def _opening(
    body: tuple[Block, ...], title: tuple[Inline, ...]
) -> tuple[Heading, tuple[Block, ...]]:
    """A page's title as it stands in its text, and the rest of it."""
    match body:
        case (Heading() as first, *rest):
            return first, tuple(rest)
        case _:
            return Heading(1, title), body


def _title(node: Heading, context: Context) -> str:
    number = tag("span", text(node.number), class_="number") + " " if node.number else ""
    return tag("h1", number + inlines(node.inside, context), id=context.anchor(node.label))


def _section(name: str, inside: str, role: str | None = None) -> str:
    return tag("section", inside, class_=name, role=role) if inside else ""


def _references(listed: Bibliography | None, context: Context) -> str:
    made = blocks([listed], context) if listed else ""
    if not made:
        return ""
    title = tag("h2", text(word("references", context.language)), id="book-references")
    return _section("bibliography", title + made, "doc-bibliography")


def _notes(notes: Iterable[Footnote], context: Context) -> str:
    """The footnotes of a page; readers show each beside its mark."""
    marks: defaultdict[str, list[str]] = defaultdict(list)
    for mark in context.marks.values():  # fn-mark-2, fn-mark-2-2
        marks[mark.split("-")[2]].append(mark)
    listed = sorted((note for note in notes if note.number), key=lambda note: note.number)
    return "\n".join(_note(note, marks[str(note.number)], context) for note in listed)


def _note(note: Footnote, marks: Iterable[str], context: Context) -> str:
    said = context.words["back_text"]
    number = f"{note.number}."
    back = " ".join(
        tag("a", text(number), href=fragment(mark), role="doc-backlink", aria_label=said)
        for mark in marks
    )
    body = blocks(note.body, context)
    opened = body.startswith("<p>")
    head = f"<p>{back or number} " if opened else tag("p", back or number)
    body = head + (body.removeprefix("<p>") if opened else body)
    return tag("aside", body, id=f"fn-{note.number}", role="doc-footnote")
