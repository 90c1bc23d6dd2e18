"""The lexers of languages that code is in, and the tokens that they find."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import ClassVar

from pygments.lexer import Lexer, inherit
from pygments.lexers import find_lexer_class_by_name
from pygments.lexers.python import PythonLexer
from pygments.token import Operator, Punctuation, Text, _TokenType
from pygments.util import ClassNotFound

Token = tuple[_TokenType, str]


class Python(PythonLexer):
    """Python as Pygments reads it, which here tries first what most of a text is.

    None of its rules before these fits where they do.
    """

    tokens: ClassVar = {
        "root": [
            (r"(?<=\S)[^\S\n]+", Text),
            (r"!=|==|<<|>>|:=|[-~+/*%=<>&^|]|\.(?!\d)", Operator),
            (r"[]{}:(),;[]", Punctuation),
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
