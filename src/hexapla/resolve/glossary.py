"""Words that refer to terms of a glossary, however they are written: Tensors for tensor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from hexapla.model.book import Book, Label, Page
from hexapla.model.nodes import Node, Reference, Text
from hexapla.model.problems import Problem, Problems, unknown_term
from hexapla.model.walk import rewrite, walk
from hexapla.resolve.pages import each_page

PREFIX = "term-"  # of the labels of terms


def glossary(book: Book) -> tuple[Book, Problems]:
    """The book with what refers to its terms filled in."""
    known = {
        name.removeprefix(PREFIX): label
        for name, label in book.labels.items()
        if label.kind == "term"
    }
    folded: dict[str, Label] = {}
    for name, label in known.items():
        folded.setdefault(name.casefold(), label)
    problems: list[Problem] = []

    def refer(node: Node) -> Node:
        if not isinstance(node, Reference) or node.form != "term":
            return node
        inside = node.inside or (Text(node.target, at=node.at),)
        label = _find("-".join(node.target.split()), known, folded)
        if label is None:
            names = (name.replace("-", " ") for name in known)
            problems.append(unknown_term(node.target, names, node.at))
            return replace(node, inside=inside)
        return replace(node, page=label.page, anchor=label.anchor, inside=inside)

    def change(page: Page) -> Page:
        refers = any(isinstance(n, Reference) and n.form == "term" for n in walk(page.body))
        return replace(page, body=rewrite(page.body, refer)) if refers else page

    return each_page(book, change), tuple(problems)


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
