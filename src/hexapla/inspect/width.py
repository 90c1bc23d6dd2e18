"""Lines of code that paper would have to break."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hexapla.inspect.subject import Subject
from hexapla.model.nodes import Cell, CodeBlock, Node, Place
from hexapla.model.problems import Problem, wide_code

UNPRINTED = {"remove-input", "remove-cell"}
ADDRESS = re.compile(r"\S+://\S+")  # what cannot be broken may be wide


def wide_lines(subject: Subject) -> Iterator[Problem]:
    """Code with lines that are wider than a line on paper: the first of them."""
    fits = subject.book.config.paper.code_width
    for node in subject.nodes:
        wide = [(at, len(line)) for at, line in _lines(node, fits) if _is_wide(line, fits)]
        if wide:
            (at, width), *more = wide
            yield wide_code(width, fits, len(more), at)


def _is_wide(line: str, fits: int) -> bool:
    return len(line) > fits and not ADDRESS.search(line)


def _lines(node: Node, fits: int) -> Iterator[tuple[Place, str]]:
    """The lines of code in a node, with their places."""
    match node:
        case Cell(code) if len(code) > fits and not UNPRINTED & {*node.tags}:
            start = node.at.line + node.offset
        case CodeBlock(code) if len(code) > fits:
            start = node.at.line
        case _:
            return
    for number, line in enumerate(code.split("\n"), start + 1):
        yield Place(node.at.file, number), line
