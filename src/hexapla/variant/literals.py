"""What code says in so many words: the texts in it that may be names of files and data sets."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hexapla.variant.code import understand
from hexapla.variant.lines import is_near, lines_with

QUOTED = re.compile(r"""(["'])((?:\\.|(?!\1)[^\\\n])*)\1""")
QUOTE = re.compile("[\"']")
WORD = re.compile(r"""[^\s"'`;|&<>()=,]+""")  # of what is said to IPython or to a shell
# What makes a path of its arguments, or takes a whole folder.
PATHS = {"Path", "PurePath", "PosixPath", "PurePosixPath", "join", "joinpath"}
PATHS |= {"listdir", "scandir", "walk", "ImageFolder", "DatasetFolder"}
LONGEST = 300  # characters; a longer text is no path


@dataclass(frozen=True, slots=True)
class Literals:
    """`texts` may each be a file; `folders` are those of them that may be a whole folder, too."""

    texts: frozenset[str]
    folders: frozenset[str]


@lru_cache(maxsize=8192)
def literals(text: str, *, python: bool = True) -> Literals:
    """The texts in a piece of code. Of code that is not Python's, all that stands in quotes."""
    code = understand(text) if python else None
    texts: set[str] = set()
    folders: set[str] = set()
    if code is None or code.wrong:
        texts.update(found[2] for found in QUOTED.finditer(text))
    else:
        rows = lines_with(QUOTE, text)
        for statement in code.body if rows else ():
            _gather(statement, rows, texts, folders)
        texts.update(_words(text, code.text))
    kept = frozenset(each for each in texts if _may_be_a_path(each))
    slashed = {each for each in kept if "/" in each}
    return Literals(kept, frozenset((folders | slashed) & kept))


def _gather(node: ast.AST, rows: list[int], texts: set[str], folders: set[str]) -> None:
    """Texts, and paths that are made of texts: `Path("data") / "rain.csv"`; on these lines."""
    if not is_near(node, rows):
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring: it is said, and nothing is done with it
    path = _joined(node)
    if path is None:
        for child in ast.iter_child_nodes(node):
            _gather(child, rows, texts, folders)
        return
    texts.add(path)
    texts.update(_constants(node))
    if not isinstance(node, ast.Constant):
        folders.add(path)


def _joined(node: ast.AST) -> str | None:
    """The path that an expression stands for, if all of it is told; `*` for what f"{x}" is."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_joined(each) or "*" for each in values)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            parts = [_joined(left), _joined(right)]
        case ast.Call(func=called, args=[_, *_] as arguments) if _name(called) in PATHS:
            parts = [_joined(each) for each in arguments]
        case _:
            return None
    told = [part for part in parts if part is not None]
    return "/".join(told) if len(told) == len(parts) else None


def _name(called: ast.expr) -> str:
    match called:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def _constants(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def _words(text: str, understood: str) -> Iterator[str]:
    """The words of lines that are not Python's: `%run plot.py`, `!cat data/rain.csv`."""
    if text == understood:
        return
    kept = {*understood.split("\n")}
    for line in text.split("\n"):
        if line not in kept:
            words = WORD.findall(line)
            yield from words
            if words[:1] == ["%run"]:  # which takes names without their ending
                yield from (f"{word}.py" for word in words[1:])


def _may_be_a_path(text: str) -> bool:
    return 0 < len(text) <= LONGEST and text[0] not in "/~" and text.isprintable()
