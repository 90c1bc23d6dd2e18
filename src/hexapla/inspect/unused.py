"""What a book has and never uses: labels, works of its bibliography, files that look like pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hexapla.inspect.subject import Subject
from hexapla.model.nodes import Cited, Link, Reference
from hexapla.model.problems import Problem, uncited_work, unlisted_page, unused_label

# Labels with other uses: headings' and exercises' are addresses to give to others; cells' are for
# notebooks, claims and what is glued elsewhere.
FREE = {"page", "part", "section", "cell", "exercise", "solution", "term"}
IN_FORMULA = re.compile(r"\\(?:eq)?ref\s*\{([^{}]*)\}")
PAGE = re.compile(r"(.*)\.(md|ipynb)")
# Files that a folder has for those who come to it, and not to the book.
ABOUT = re.compile(r"(.*/)?(README|LICEN[CS]E|CHANGELOG|CONTRIBUTING|CODE_OF_CONDUCT)[^/]*", re.I)


def unused_labels(subject: Subject) -> Iterator[Problem]:
    """Labels that only a reference could use, and none does."""
    used = {(node.page, node.anchor) for node in subject.nodes if isinstance(node, Reference)}
    named = {name for text in subject.texts.values() for name in IN_FORMULA.findall(text)}
    for label in subject.book.labels.values():
        if label.kind in FREE or label.name in named:
            continue
        if (label.page, label.anchor) not in used:
            kind = "spot" if label.kind == "other" else label.kind
            yield unused_label(label.name, kind, label.at)


def uncited_works(subject: Subject) -> Iterator[Problem]:
    """Works of the bibliography that no page cites."""
    cited = {node.key for node in subject.nodes if isinstance(node, Cited)}
    for key, entry in subject.book.entries.items():
        if key not in cited:
            yield uncited_work(key, entry.at)


def unlisted_pages(subject: Subject) -> Iterator[Problem]:
    """Markdown files and notebooks that are no pages, and that no page includes or links to.

    A notebook beside a page of its name is the page's own, in another form.
    """
    pages = {match[1] for page in subject.book.pages() if (match := PAGE.fullmatch(page.file))}
    used = {node.at.file for node in subject.nodes}
    used |= {node.url.partition("#")[0] for node in subject.nodes if isinstance(node, Link)}
    for file in subject.book.files:
        match = PAGE.fullmatch(file)
        if match and match[1] not in pages and file not in used and not ABOUT.fullmatch(file):
            yield unlisted_page(file)
