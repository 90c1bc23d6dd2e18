"""Code and what it printed, as Typst: lines of words, each word with what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from pygments.token import (
    Comment,
    Error,
    Generic,
    Keyword,
    Name,
    Number,
    Operator,
    String,
    _TokenType,
)

from hexapla.model.nodes import CodeBlock, Place
from hexapla.render.lexers import tokens_of
from hexapla.render.paper.marks import string

# What words of code are, as the look of code knows it; the first that fits counts.
KINDS: tuple[tuple[Any, str], ...] = (
    (Comment, "comment"),
    (Keyword.Type, "type"),
    (Keyword, "keyword"),
    (Operator.Word, "keyword"),
    (String.Interpol, "escape"),
    (String.Escape, "escape"),
    (String, "string"),
    (Number, "number"),
    (Name.Function, "function"),
    (Name.Decorator, "function"),
    (Name.Class, "type"),
    (Name.Exception, "type"),
    (Name.Builtin, "builtin"),
    (Generic.Deleted, "error"),
    (Generic.Error, "error"),
    (Error, "error"),
    (Generic.Inserted, "added"),
    (Generic.Heading, "strong"),
    (Generic.Subheading, "strong"),
    (Generic.Strong, "strong"),
    (Generic.Prompt, "comment"),
)
TAB = 4  # columns
NARROW = 50  # letters that any line has room for
Token = tuple[str, str]  # what it is, "" for nothing much, and the word itself


def listing(node: CodeBlock, *, tinted: bool = False) -> str:
    """A block of code, as a call; what stands on a tint has none of its own."""
    code = node.code.strip("\n").expandtabs(TAB)
    said = [_highlighted(code, node.language), *_wide(code, node.at)]
    said += [f"first: {node.first}"] if node.first is not None else []
    said += [f"marked: ({', '.join(map(str, node.marked))},)"] if node.marked else []
    said += ["ground: white"] if tinted else []
    said += [f"name: {string(node.filename)}"] if node.filename else []
    return f"listing({', '.join(said)})"


def printed(text: str, at: Place, kind: str = "") -> str:
    """What code printed, as a call; `kind` is stderr or error where it is one of them."""
    text = text.strip("\n").expandtabs(8)
    lines = "".join(f"\n    ({string(line)},)," for line in text.split("\n"))
    said = [f"({lines}\n  )", *_wide(text, at), *([f"kind: {string(kind)}"] if kind else [])]
    return f"printed({', '.join(said)})"


def _wide(text: str, at: Place) -> list[str]:
    """Where lines are from that may be wider than paper: who measures them says so."""
    return (
        [f"at: {string(str(at))}"] if any(len(line) > NARROW for line in text.split("\n")) else []
    )


@lru_cache(maxsize=4096)
def _highlighted(code: str, language: str) -> str:
    """The lines of code as an array; in each, words alone, or with what they are."""
    known = tokens_of(code, language)
    tokens = (("", code),) if known is None else _merged(known)
    lines = (
        f"({''.join(f'{_token(*one)}, ' for one in line).rstrip()})" for line in _lines(tokens)
    )
    return "(\n" + "".join(f"    {line},\n" for line in lines) + "  )"


def _lines(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    line: list[Token] = []
    for kind, word in tokens:
        first, *rest = word.split("\n")
        line += [(kind, first)] if first else []
        for part in rest:
            yield line
            line = [(kind, part)] if part else []
    if line:
        yield line


def _token(kind: str, word: str) -> str:
    return f"({string(kind)}, {string(word)})" if kind else string(word)


def _merged(tokens: Iterable[tuple[_TokenType, str]]) -> Iterator[Token]:
    """Neighbours of one kind as one word; spaces belong to what stands before them."""
    last, words = "", ""
    for of, word in tokens:
        kind = _kind(of)
        if words and kind != last and not (word.isspace() and "\n" not in word):
            yield last, words
            words = ""
        last, words = (last if words and word.isspace() else kind), words + word
    yield last, words.removesuffix("\n")


@cache
def _kind(of: _TokenType) -> str:
    return next((name for kind, name in KINDS if of in kind), "")
