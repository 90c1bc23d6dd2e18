"""Tokens of code as HTML: what Pygments would write, but for words without a colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

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
    return "".join([_span(begin, said) for begin, said in _runs(words) if said])


def _runs(words: Iterable[Word]) -> Iterator[tuple[str | None, str]]:
    """What neighbours say that are in the same element, and how that begins."""
    begin: str | None = ""
    run: list[str] = []
    for kind, word in words:
        begins = _begin(kind)
        if begins != begin:
            yield begin, "".join(run)
            begin, run = begins, []
        run.append(word)
    yield begin, "".join(run)


def _span(begin: str | None, said: str) -> str:
    if begin is None:
        return said
    shown = text(said)
    if not begin:
        return shown
    if "\n" not in shown:
        return f"{begin}{shown}</span>"
    return "\n".join([f"{begin}{line}</span>" if line else "" for line in shown.split("\n")])


@cache
def _begin(kind: _TokenType) -> str | None:
    """How the element begins that words of a kind are in; "" if in none, None for markup."""
    if kind is MARKUP:
        return None
    return "" if kind in BARE else format([(kind, "\0")], FORMATTER).partition("\0")[0]
