r"""Macros that a page defines in its formulas hold for the formulas after them, as in MathJax.

Each formula that uses one is given its definition, so that it can be set by itself. What is read:
\newcommand, \renewcommand, \providecommand, \def, \gdef and \DeclareMathOperator.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from hexapla.model.book import Book, Page
from hexapla.model.nodes import Display, Math, Node, RawBlock, Text
from hexapla.model.walk import rewrite
from hexapla.resolve.step import Report, by_page

DEFINES = re.compile(
    r"\\(?:(?:(?:re|provide)?newcommand|DeclareMathOperator)(?P<star>\*?)"
    r"\s*\{?\s*(?P<new>\\[A-Za-z]+)\s*\}?\s*(?:\[(?P<count>\d)\])?"
    r"|g?def\s*(?P<old>\\[A-Za-z]+)\s*(?P<form>(?:#\d)*))\s*(?=\{)"
)
NAME = re.compile(r"\\[A-Za-z]+")
BRACES = re.compile(r"\\.|[{}]", re.S)


def _page(page: Page, book: Book, report: Report) -> Page:
    """The page with its definitions where they are used."""
    known = _named(page.meta.get("math"))

    def change(node: Node) -> Node:
        match node:
            case Math(tex) | Display(tex):
                bare = _without(tex, known) if "\\" in tex else tex
                if bare != tex and not bare.strip():
                    return Text("") if isinstance(node, Math) else RawBlock("", "tex", at=node.at)
                given = _given(bare, known) if known else ""
                return replace(node, tex=given + bare) if given or bare != tex else node
            case _:
                return node

    return replace(page, body=rewrite(page.body, change, Math, Display))


macros = by_page(_page)


def _named(table: object) -> dict[str, str]:
    """The macros that the front matter names, as mystmd has them: by name, each with its text."""
    given = table.items() if isinstance(table, dict) else ()
    return {
        str(name): _defined(str(name), str(value["macro"] if isinstance(value, dict) else value))
        for name, value in given
        if NAME.fullmatch(str(name)) and (not isinstance(value, dict) or "macro" in value)
    }


def _defined(name: str, text: str) -> str:
    count = max((int(number) for number in re.findall(r"#(\d)", text)), default=0)
    return f"\\def{name}{_parameters(count)}{{{text}}}"


def _parameters(count: int) -> str:
    return "".join(f"#{n + 1}" for n in range(count))


def _without(tex: str, known: dict[str, str]) -> str:
    """A formula without the definitions in it, which go to `known`, each as a \\def."""
    kept, seen = [], 0
    while found := DEFINES.search(tex, seen):
        body, end = _group(tex, found.end())
        if end is None:
            break
        name = found["new"] or found["old"]
        parameters = found["form"] or _parameters(int(found["count"] or 0))
        if "DeclareMathOperator" in found[0]:
            body = f"\\operatorname{found['star']}{{{body}}}"
        known[name] = f"\\def{name}{parameters}{{{body}}}"
        kept.append(tex[seen : found.start()])
        seen = end
    return "".join((*kept, tex[seen:]))


def _group(tex: str, start: int) -> tuple[str, int | None]:
    """What stands in the braces that open there, and where they are closed."""
    depth = 0
    for mark in BRACES.finditer(tex, start):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if depth == 0:
            return tex[start + 1 : mark.start()], mark.end()
    return "", None


def _given(tex: str, known: Mapping[str, str]) -> str:
    """The definitions that a formula needs, those that others need before them."""
    needed: dict[str, None] = {}
    ahead = [name for name in NAME.findall(tex) if name in known]
    while ahead:
        name = ahead.pop()
        if name not in needed:
            needed[name] = None
            ahead += [other for other in NAME.findall(known[name]) if other in known]
    return "".join(known[name] for name in reversed(needed))
