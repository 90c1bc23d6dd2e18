"""Glossaries, and the terms that lead to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from textwrap import dedent

from hexapla.model.nodes import (
    Block,
    Definition,
    Definitions,
    Emphasis,
    Inline,
    Item,
    Place,
    Reference,
    Term,
    Text,
)
from hexapla.model.problems import bad_directive, bad_role
from hexapla.model.walk import plain
from hexapla.source.found import Found
from hexapla.source.labels import label
from hexapla.source.reading import Directive, Reading, Role
from hexapla.source.vocabulary.references import NAMED

MARK = re.compile(r":[ \t]+")  # which begins a definition, in the lists of MyST
CLASSIFIER = re.compile(r"\s+:\s+")


@dataclass(slots=True)
class _Said:
    """Terms with their lines, and what is said of them: texts with their first lines."""

    terms: list[tuple[int, str]] = field(default_factory=list)
    texts: list[tuple[int, list[str]]] = field(default_factory=list)


def _glossary(found: Found, page: Reading) -> tuple[Block, ...]:
    """Terms at the margin, and their definitions indented below them or after a colon."""
    made = [_definition(said, page) for said in _said(found, page)]
    if not made:
        page.report(bad_directive(found.name, "it defines nothing", found.at))
    if "sorted" in found.options:
        made.sort(key=lambda one: plain(one.terms[0].inside).casefold())
    return (Definitions(tuple(made), glossary=True, at=found.at),)


def _said(found: Found, page: Reading) -> Iterator[_Said]:
    said = _Said()
    for line, text in enumerate(found.body.split("\n"), found.first):
        if text[:1].isspace() or not text:
            _more(said, line, text, page)
        elif (mark := MARK.match(text)) and said.terms:
            said.texts.append((line, [" " * mark.end() + text[mark.end() :]]))
        elif not text.startswith((".. ", "%")):  # which are comments
            if said.texts:
                yield said
                said = _Said()
            said.terms.append((line, text.strip()))
    if said.terms:
        if not said.texts:
            what = f"'{said.terms[-1][1]}' has no definition: write it below, indented"
            page.report(bad_directive("glossary", what, page.at(said.terms[-1][0])))
        yield said


def _more(said: _Said, line: int, text: str, page: Reading) -> None:
    """A line of a definition."""
    if said.texts:
        said.texts[-1][1].append(text)
    elif text.strip() and said.terms:
        said.texts.append((line, [text]))
    elif text.strip():
        page.report(bad_directive("glossary", "name the term first", page.at(line)))


def _definition(said: _Said, page: Reading) -> Definition:
    terms = tuple(_term(text, line, page) for line, text in said.terms)
    items = tuple(
        Item(page.blocks(dedent("\n".join(lines)), line, page.deeper()), at=page.at(line))
        for line, lines in said.texts
    )
    return Definition(terms, items, at=terms[0].at)


def _term(text: str, line: int, page: Reading) -> Term:
    """A term, and what kind of word it is: `tensor : noun`."""
    word, *kinds = CLASSIFIER.split(text)
    at = page.at(line)
    inside = page.line(word, at, page)
    kind: tuple[Inline, ...] = tuple(
        part
        for one in kinds
        for part in (Text(" ", at=at), Emphasis(page.line(one, at, page), at=at))
    )
    return Term((*inside, *kind), label(f"term-{plain(inside)}"), at=at)


def _refer(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    match = NAMED.fullmatch(content)
    text, target = (match[1], match[2].strip()) if match else ("", content)
    if not target:
        page.report(bad_role("term", "name a term of the glossary", at))
        return ()
    inside = page.line(text, at, page) if text else ()
    return (Reference("term", " ".join(target.split()), inside, at=at),)


DIRECTIVES: Mapping[str, Directive] = {"glossary": Directive(_glossary, frozenset({"sorted"}))}
ROLES: Mapping[str, Role] = {"term": Role(_refer)}
