"""The shapes of arrays that saved code tells, where it tells them: in docstrings and comments.

A docstring names a thing and its shape behind it: `X (n, d), y (n, 1)`; of several parameters that
are named together, `y_hat and y (n, 1)`, all have it. A comment on the line of a parameter or of a
`return` begins with the shape: `# (n, d)`. A shape has a comma, and between its commas numbers,
names in small letters, single capitals, or sums and products of these.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

TERM = r"(?:-?\d*[a-z]\w*|-?\d+|[A-Z]\d?|\.\.\.|…)"
LENGTH = rf"{TERM}(?:\s*(?://|[-+*/])\s*{TERM})*"
SHAPE = rf"\({LENGTH},(?:\s*{LENGTH}(?:,\s*{LENGTH})*)?,?\)"
NAMES = r"(?:\w+(?:, | and ))*\w+"
SAID = re.compile(rf"\b({NAMES}) ({SHAPE})")
FIRST = re.compile(SHAPE)
RETURNED = re.compile(rf"{SHAPE}(?:(?:,| and) {SHAPE})*")
SYMBOL = re.compile(r"[A-Za-z](?:\d|_\w+)?")  # as mathematics has them: X, w2, y_hat, X_train
RETURN = ""  # what a function gives has no name

Shapes = tuple[tuple[str, str], ...]


def shapes(
    node: ast.AST, text: str, parameters: Sequence[str], comments: Mapping[int, str]
) -> Shapes:
    """Names and their shapes: parameters in their order, then others, then what is returned.

    `text` is the docstring of the node, `comments` are those of its code by line.
    """
    said = dict(_said(text, parameters))
    said |= {name: shape for name, shape in _on_lines(node, comments) if name not in said}
    order = [*(name for name in parameters if name in said)]
    order += [name for name in said if name not in parameters]
    returned = dict.fromkeys(_returned(node, comments))
    last = ((RETURN, " / ".join(returned)),) if returned else ()
    return (*((name, said[name]) for name in order), *last)


def _said(text: str, parameters: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Parameters, and results that are called as in mathematics: `pairs (x, y)` is no shape."""
    for names, shape in SAID.findall(text):
        *before, last = re.split(r", | and ", names)
        yield from ((name, shape) for name in before if name in parameters)
        if last in parameters or SYMBOL.fullmatch(last):
            yield last, shape


def _on_lines(node: ast.AST, comments: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """Of several parameters on one line the comment may mean any: then none has it."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return
    every = [one for one in ast.walk(node.args) if isinstance(one, ast.arg)]
    lines = [one.lineno for one in every]
    for one in every:
        found = FIRST.match(comments.get(one.lineno, ""))
        if found and lines.count(one.lineno) == 1:
            yield one.arg, found[0]


def _returned(node: ast.AST, comments: Mapping[int, str]) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        for one in _own(node.body):
            comment = comments.get(one.end_lineno or one.lineno, "")
            if isinstance(one, ast.Return) and (found := RETURNED.match(comment)):
                yield found[0]


def _own(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a function without those of functions within it."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        for inner in ast.iter_child_nodes(statement):
            if isinstance(inner, ast.stmt):
                yield from _own([inner])
            elif isinstance(inner, ast.ExceptHandler | ast.match_case):
                yield from _own(inner.body)
