"""The lexers of languages that code is in."""

from __future__ import annotations

from functools import cache

from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

from hexapla.render.quick import quick


@cache
def lexer_of(language: str) -> Lexer | None:
    """What reads code in a language, if Pygments knows it; it keeps empty lines."""
    try:
        return quick(find_lexer_class_by_name(language))(stripnl=False)
    except ClassNotFound:
        return None
