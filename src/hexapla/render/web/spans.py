"""Tokens of code as HTML: what Pygments would write, but for words without a colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby

from pygments import format
from pygments.formatters import HtmlFormatter
from pygments.token import Name, Operator, Punctuation, Token, Whitespace, _TokenType

from hexapla.render.web.markup import text

Word = tuple[_TokenType, str]  # with what it is
# Words that have no colour of their own: three of four, and each would be an element of the page.
BARE = (Name, Operator, Punctuation, Whitespace)
MARKUP = Token.Markup  # what is no word, but HTML, and stays as it is
FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


def spans(words: Iterable[Word]) -> str:
    """The words in elements, one for neighbours of the same colour; none goes on in a new line."""
    return "".join(_spans(words))


def _spans(words: Iterable[Word]) -> Iterator[str]:
    for begin, run in groupby(words, lambda word: _begin(word[0])):
        said = "".join([word for _, word in run])
        if begin is None:
            yield said
        elif not begin:
            yield text(said)
        else:
            lines = text(said).split("\n")
            yield "\n".join([f"{begin}{line}</span>" if line else "" for line in lines])


@cache
def _begin(kind: _TokenType) -> str | None:
    """How the element begins that words of a kind are in; "" if in none, None for markup."""
    if kind is MARKUP:
        return None
    return "" if kind in BARE else format([(kind, "\0")], FORMATTER).partition("\0")[0]
