"""Code as HTML: highlighted, with a button that copies it."""

from __future__ import annotations

from functools import cache, lru_cache

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from hexapla.render.web.markup import tag, text

FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)
COPY = tag("button", "Copy", type="button", class_="copy", aria_label="Copy the code")


def listing(code: str, language: str) -> str:
    """A block of code in a language that Pygments may or may not know."""
    shown = tag("pre", tag("code", _highlighted(code.strip("\n"), language)))
    return tag("div", shown + COPY, class_="code")


@lru_cache(maxsize=4096)
def _highlighted(code: str, language: str) -> str:
    lexer = _lexer(language)
    return highlight(code, lexer, FORMATTER).rstrip("\n") if lexer else text(code)


@cache
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
