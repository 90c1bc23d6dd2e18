"""What keeps the reading of a text linear in its length, whatever the text is.

Some rules of markdown-it and its plugins look for an end that is not there, at every beginning, to
the end of the text. Here they are not asked where the end cannot be. And a paragraph of so many
marks, or of brackets so far apart, that it would take minutes is left unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

UNREAD = "unread"  # the kind of a text that was left as it is
BEGIN = re.compile(r"[ \t]*\\begin\{([A-Za-z]+\*?)\}")
BRACKETS = re.compile(r"[\[\]]")
MARKS = re.compile(r"[^\w\s.,;'\"()?/%-]")  # what may begin something within a line
# Steps that the parser may need for a paragraph: some seconds.
MOST = 10_000_000
MARK = 25  # so many of them for a mark

Rule = Callable[..., bool]


def linear(parser: MarkdownIt) -> MarkdownIt:
    """The parser, with its rules held back."""
    _hold(parser.block.ruler, "amsmath", _has_end)
    for name in ("link", "image", "span", "footnote_ref"):
        _hold(parser.inline.ruler, name, _has_bracket)
    parser.core.ruler.at("normalize", _normalize)
    parser.core.ruler.at("inline", _inline)
    return parser


def _hold(ruler: Any, name: str, may: Callable[..., bool]) -> None:
    """Ask a rule, if the parser has it, only where it may match."""
    for rule in ruler.__rules__:
        if rule.name == name:
            ruler.at(name, _held(rule.fn, may), {"alt": rule.alt})


def _held(rule: Rule, may: Callable[..., bool]) -> Rule:
    return lambda state, *where: may(state, *where) and rule(state, *where)


@lru_cache(maxsize=64)
def _last(text: str, mark: str) -> int:
    """Where a mark occurs for the last time."""
    return text.rfind(mark)


def _has_end(state: Any, line: int, *rest: object) -> bool:
    """Whether what begins an environment on that line has an end somewhere after it."""
    start = state.bMarks[line]
    begin = BEGIN.match(state.src, start, state.eMarks[line])
    return not begin or _last(state.src, f"\\end{{{begin[1]}}}") > int(start)


def _has_bracket(state: Any, *rest: object) -> bool:
    return _last(state.src, "]") > int(state.pos)


def _normalize(state: StateCore) -> None:
    """Whoever asks the parser has made line ends even."""
    state.src = state.src.replace("\0", "\ufffd")


def _inline(state: StateCore) -> None:
    """Read every paragraph, but for those that would take too long."""
    for token in state.tokens:
        if token.type == "inline" and _work(token.content) > MOST:
            token.children = [Token(UNREAD, "", 0, content=token.content)]
        elif token.type == "inline":
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _work(text: str) -> int:
    """About the steps to read a text: for each mark, and from each bracket to what closes it."""
    if max(MARK, text.count("[")) * len(text) <= MOST:
        return 0  # however it is made
    work, opened = MARK * len(MARKS.findall(text)), []
    for found in BRACKETS.finditer(text):
        if found[0] == "[":
            opened.append(found.start())
        elif opened:
            work += found.start() - opened.pop()
    last = _last(text, "]")
    return work + sum(last - start for start in opened if start < last)
