"""Abbreviations say what they are short for, wherever they stand in prose."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from hexapla.model.book import Book, Page
from hexapla.model.nodes import (
    Bibliography,
    Citation,
    CodeBlock,
    Gathered,
    Heading,
    Image,
    Inline,
    Link,
    Reference,
    Span,
    Text,
)
from hexapla.model.problems import bad_front_matter
from hexapla.model.walk import spliced
from hexapla.resolve.pages import begins
from hexapla.resolve.step import Report, by_page

# Headings are shown in menus; what leads elsewhere or is explained already stays as it is.
SKIPPED = (Bibliography, Citation, CodeBlock, Gathered, Heading, Image, Link, Reference, Span)
Split = Callable[[Text], tuple[Inline, ...]]


def _change(page: Page, book: Book, report: Report) -> Page:
    own = page.meta.get("abbreviations", {})
    if not isinstance(own, dict):
        what = "the abbreviations are no table: write lines like `SGD: stochastic …`"
        report(bad_front_matter(what, begins(page)))
        own = {}
    said = {**book.config.abbreviations, **{str(k): str(v) for k, v in own.items() if v}}
    if not said:
        return page
    return replace(page, body=spliced(page.body, _split(tuple(said.items())), SKIPPED))


# Every abbreviation of book.toml, and of its page's front matter, is explained.
abbreviations = by_page(_change)


@cache
def _split(said: tuple[tuple[str, str], ...]) -> Split:
    """How a text is taken apart at these words, the longer ones first."""
    titles: Mapping[str, str] = {word: title for word, title in said if word.strip()}
    longest = sorted(titles, key=len, reverse=True)
    words = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest))})(?!\w)")

    def split(node: Text) -> tuple[Inline, ...]:
        parts = words.split(node.text) if longest else [node.text]
        if len(parts) == 1:
            return (node,)
        return tuple(
            Span("abbr", (Text(part, at=node.at),), titles[part], at=node.at)
            if n % 2
            else Text(part, at=node.at)
            for n, part in enumerate(parts)
            if part
        )

    return split
