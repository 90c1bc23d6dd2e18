"""Citations as natbib has them, by the keys of the book's own bibliographies."""

from __future__ import annotations

import re

from hexapla.model.nodes import Citation, Cited
from hexapla.render.latex.frame import Frame

# The commands of natbib, by the form of a citation.
COMMANDS = {
    "parenthetical": "citep",
    "textual": "citet",
    "alone": "citealp",
    "author": "citeauthor",
    "year": "citeyear",
    "yearpar": "citeyearpar",
    "label": "citealp",
    "labelpar": "citep",
}
BARE = ("citeauthor", "citeyear")  # they leave out what is said before
STARRED = {"citep", "citet", "citealp", "citeauthor"}  # those that can name all authors
KEY = re.compile(r"[^\s{}()\[\]%#,\\~\"=$&^']+")  # what BibTeX takes for a key


def citation(node: Citation, frame: Frame) -> str:
    """A citation; in words, where natbib has no such form."""
    works = [one for one in node.works if isinstance(one, Cited)]
    fits = works and len(works) == len(node.works) and all(_fits(one, frame) for one in works)
    if not fits or node.form not in (*COMMANDS, "authorpar"):
        return frame.lines(node.inside)
    if node.form == "authorpar":
        return f"({_by_hand('citeauthor', node, works, frame)})"
    command = COMMANDS[node.form]
    if command in BARE:
        return _by_hand(command, node, works, frame)
    if node.form == "parenthetical" and all(one.bare for one in works):
        command = "citeyearpar"
    plain = [not one.prefix for one in works[1:]] + [not one.suffix for one in works[:-1]]
    if not all(plain):  # natbib has words before the first and after the last
        each = "; ".join(_one("citealp", node, one, frame) for one in works)
        return f"({each})" if command == "citep" else each
    before = frame.lines(works[0].prefix).strip()
    after = frame.lines(works[-1].suffix).strip()
    return _command(command, node, works, before, after)


def _fits(work: Cited, frame: Frame) -> bool:
    return work.key in frame.book.entries and bool(KEY.fullmatch(work.key))


def _by_hand(command: str, node: Citation, works: list[Cited], frame: Frame) -> str:
    """One command, or where something is said of a work, one for each with that around it."""
    if not any(one.prefix or one.suffix for one in works):
        return _command(command, node, works, "", "")
    between = "; " if command == "citeauthor" else ", "
    return between.join(_around(command, node, one, frame) for one in works)


def _around(command: str, node: Citation, work: Cited, frame: Frame) -> str:
    before, after = frame.lines(work.prefix).strip(), frame.lines(work.suffix).strip()
    made = _command(command, node, [work], "", "")
    return f"{before} {made}".strip() + (f", {after.removeprefix(', ')}" if after else "")


def _one(command: str, node: Citation, work: Cited, frame: Frame) -> str:
    before = frame.lines(work.prefix).strip()
    return _command(command, node, [work], before, frame.lines(work.suffix).strip())


def _command(command: str, node: Citation, works: list[Cited], before: str, after: str) -> str:
    star = "*" if node.everyone and command in STARRED else ""
    name = command.capitalize() if node.capital else command
    words = f"[{_held(before)}]" if before else ""
    words += f"[{_held(after)}]" if before or after else ""
    return f"\\{name}{star}{words}{{{','.join(one.key for one in works)}}}"


def _held(words: str) -> str:
    return f"{{{words}}}" if "]" in words else words.removeprefix(", ")
