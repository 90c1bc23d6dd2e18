"""Words that refer to terms of a glossary, however they are written: Tensors for tensor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from hexapla.model.book import Book, Label, Page
from hexapla.model.nodes import Node, Reference, Text
from hexapla.model.problems import unknown_term
from hexapla.model.walk import rewrite, walk
from hexapla.resolve.step import Pass, Report

PREFIX = "term-"  # of the labels of terms


@dataclass(frozen=True, slots=True)
class Known:
    """The terms by name, and by their names in small letters."""

    terms: Mapping[str, Label]
    folded: Mapping[str, Label]


def _learn(book: Book, report: Report) -> Known:
    known = {
        name.removeprefix(PREFIX): label
        for name, label in book.labels.items()
        if label.kind == "term"
    }
    folded: dict[str, Label] = {}
    for name, label in known.items():
        folded.setdefault(name.casefold(), label)
    return Known(known, folded)


def _change(page: Page, book: Book, known: Known, report: Report) -> Page:
    def refer(node: Node) -> Node:
        if not isinstance(node, Reference) or node.form != "term":
            return node
        inside = node.inside or (Text(node.target, at=node.at),)
        label = _find("-".join(node.target.split()), known.terms, known.folded)
        if label is None:
            names = (name.replace("-", " ") for name in known.terms)
            report(unknown_term(node.target, names, node.at))
            return replace(node, inside=inside)
        return replace(node, page=label.page, anchor=label.anchor, inside=inside)

    refers = any(node.form == "term" for node in walk(page.body, Reference))
    return replace(page, body=rewrite(page.body, refer, Reference)) if refers else page


# What refers to terms is filled in.
glossary = Pass(_learn, _change)


def _find(name: str, known: Mapping[str, Label], folded: Mapping[str, Label]) -> Label | None:
    """A term as it is written, with other capitals, or in the plural."""
    if name in known:
        return known[name]
    return next((folded[one] for one in _singular(name.casefold()) if one in folded), None)


def _singular(name: str) -> Iterator[str]:
    yield name
    for plural, singular in (("ies", "y"), ("es", ""), ("s", "")):
        if name.endswith(plural):
            yield name.removesuffix(plural) + singular
