"""HTML of authors that no page can show, since it could act: it is said, not lost in silence."""

from __future__ import annotations

import re

from hexapla.model.book import Book, Page
from hexapla.model.nodes import RawBlock, RawInline
from hexapla.model.problems import dropped_html
from hexapla.model.walk import walk
from hexapla.resolve.step import Report, by_page

# What cleaning leaves out, and what would show something: styles and comments are not missed.
ACTS = re.compile(
    r"<(audio|button|canvas|embed|form|iframe|input|math|object|script|select|svg|video)(?=[\s>/])",
    re.IGNORECASE,
)


def _change(page: Page, book: Book, report: Report) -> Page:
    problems = [
        dropped_html(found[1].lower(), node.at)
        for node in walk(page.body, RawBlock, RawInline)
        if node.format == "html"
        for found in ACTS.finditer(node.html)
    ]
    for problem in dict.fromkeys(problems):
        report(problem)
    return page


# Each element of HTML that is left out is told.
dropped = by_page(_change)
