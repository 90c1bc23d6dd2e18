"""The lexers of languages that code is in, and the tokens that they find."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import ClassVar

from pygments.lexer import Lexer, include, inherit, words
from pygments.lexers import find_lexer_class_by_name
from pygments.lexers.python import PythonLexer
from pygments.token import (
    Comment,
    Name,
    Number,
    Operator,
    Punctuation,
    Text,
    Whitespace,
    _TokenType,
)
from pygments.util import ClassNotFound

Token = tuple[_TokenType, str]
NAME = r"""[A-Za-z_][A-Za-z_0-9]*(?![\w"']|[^\x00-\x7f])"""
WORD = re.compile(r"[A-Za-z_]{2,}")  # a letter has a meaning within a number, or before a quote
# Before a word that begins a line; strings there, match and case are of one rule with what it has.
INDENT = r"""^[^\S\n]+(?=[A-Za-z_])(?!match|case|[rRuUbB]{1,2}["'])"""


def _special() -> Iterator[str]:
    """All words that rules for Python name: what is none of them is a name like any other."""
    for rules in PythonLexer.tokens.values():
        for pattern in (rule[0] for rule in rules if type(rule) is tuple):
            yield from pattern.words if isinstance(pattern, words) else WORD.findall(pattern)


class Python(PythonLexer):
    """Python as Pygments reads it, which here tries first what most of a text is.

    None of its rules that come before these fits where they do: most names, say, are no word that
    has a meaning, and end before no quote and no letter beyond ASCII. Words that have one, and
    numbers, are what Pygments says of them, only sooner.
    """

    tokens: ClassVar = {
        "root": [
            (r"(?<=\S)[^\S\n]+", Text),
            (r"[]{}(),;[]|:(?!=)", Punctuation),
            (words(sorted({*_special()}), prefix="(?!", suffix=rf"(?!\w)){NAME}"), Name),
            (r"!=|==|<<|>>|:=|[-~+/*%=<>&^|]|\.(?!\d)", Operator),
            (r"\n", Whitespace),
            (INDENT, Text),
            (r"\d+(?![\w.])", Number.Integer),
            include("builtins"),
            include("keywords"),
            (r"#(?!!).*$", Comment.Single),
            (r"(in|is|and|or|not)\b", Operator.Word),
            include("numbers"),
            inherit,
        ]
    }


@lru_cache(maxsize=64)  # the variants that share a cell ask one after the other
def tokens_of(code: str, language: str) -> tuple[Token, ...] | None:
    """The tokens of code in a language, if Pygments knows it."""
    lexer = _lexer(language)
    return tuple(lexer.get_tokens(code)) if lexer else None


@cache
def _lexer(language: str) -> Lexer | None:
    try:
        kind = find_lexer_class_by_name(language)
    except ClassNotFound:
        return None
    return (Python if kind is PythonLexer else kind)(stripnl=False)
