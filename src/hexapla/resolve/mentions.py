"""What stands in brackets with an at-sign: works, labels of the book, or neither.

`[see @gauss1809]` cites a work; `[@fig-a]` refers to a figure; `[mail @home]` is words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from functools import cache

from hexapla.model.book import Book, Page
from hexapla.model.nodes import Citation, Cited, Node, Reference
from hexapla.model.walk import rewrite, walk
from hexapla.resolve.step import Pass, Report

Meant = Callable[[str], bool]


def _learn(book: Book, report: Report) -> Meant:
    @cache
    def meant(key: str) -> bool:
        """Whether a key is known, or so near to one that it must be a slip."""
        known = key in book.entries or key in book.labels
        return known or bool(get_close_matches(key, book.entries, n=1, cutoff=0.8))

    return meant


def _change(page: Page, book: Book, meant: Meant, report: Report) -> Page:
    def settle(node: Node) -> Node:
        if not isinstance(node, Citation) or not node.written:
            return node
        if not any(meant(one.key) for one in node.works if isinstance(one, Cited)):
            return replace(node, works=(), inside=node.written, written=())
        works = tuple(_labelled(one, book) for one in node.works)
        if node.form == "textual" and any(isinstance(one, Reference) for one in works):
            return replace(node, works=(), inside=node.written, written=())
        return replace(node, works=works, written=())

    doubtful = any(node.written for node in walk(page.body, Citation))
    return replace(page, body=rewrite(page.body, settle, Citation)) if doubtful else page


# Only what cites, or refers to a label, is a citation.
mentions = Pass(_learn, _change)


def _labelled(one: Cited | Reference, book: Book) -> Cited | Reference:
    if isinstance(one, Cited) and one.key not in book.entries and one.key in book.labels:
        return Reference("any", one.key, at=one.at)
    return one
