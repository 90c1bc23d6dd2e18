"""Lexers of Pygments that find the tokens of code sooner.

Pygments tries the rules of a state one after the other at every place of a text. Here they are
alternatives of one regular expression: the first that fits is taken, as it is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import new_class
from typing import Any, ClassVar

from pygments.lexer import Lexer, RegexLexer
from pygments.token import Error, Whitespace, _TokenType

# What matches a pattern, what the text is then, and how the states change.
Rule = tuple[Any, Any, Any]
Found = tuple[re.Match[str], Rule]

# What stands for itself in a pattern, a set of characters, and what opens a group with a number.
PARTS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<group>\((?!\?))", re.DOTALL)
FLAGS = re.compile(r"\(\?([ims]+)\)")  # of a whole pattern, at its beginning
# What refers to a group by its name or number, which would be another among other patterns.
REFERS = re.compile(r"\\[1-9]|\(\?P|\(\?\(")


def quick(kind: type[Lexer]) -> type[Lexer]:
    """A lexer that finds the same tokens sooner; itself, where it goes a way of its own."""
    plain = kind.get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed
    if not plain or hasattr(kind, "token_variants"):  # whose rules hang on their options
        return kind
    return new_class(kind.__name__, (_Quick, kind))


class _Quick(RegexLexer):
    """What goes through a text in the place of a lexer of Pygments, by its rules."""

    _tokens: ClassVar[Mapping[str, Sequence[Rule]]]  # the rules of each state

    def get_tokens_unprocessed(
        self, text: str, stack: Iterable[str] = ("root",)
    ) -> Iterator[tuple[int, _TokenType, str]]:
        """The tokens with their places."""
        at, states = 0, [*stack]
        state = _state(type(self), states[-1])
        while (found := state.find(text, at)) or at < len(text):
            if found:
                match, (own, kind, moves) = found
                if type(kind) is _TokenType:
                    yield at, kind, match[0]
                elif kind:
                    yield from kind(self, own(text, at))
                at = match.end()
            else:
                ends = text[at] == "\n"
                yield at, Whitespace if ends else Error, text[at]
                at, moves = at + 1, -len(states) if ends else None
                states[0] = "root" if ends else states[0]
            if moves is not None:
                _move(states, moves)
                state = _state(type(self), states[-1])


@dataclass(frozen=True, slots=True)
class State:
    """The rules of a state, and all of them as one pattern, if they can be."""

    rules: tuple[Rule, ...]
    merged: re.Pattern[str] | None

    def find(self, text: str, at: int) -> Found | None:
        """The first rule that fits at a place of a text."""
        if self.merged is None:
            matches = ((rule[0](text, at), rule) for rule in self.rules)
            return next((found for found in matches if found[0]), None)
        match = self.merged.match(text, at)
        return (match, self.rules[match.lastindex - 1]) if match and match.lastindex else None


@cache
def _state(lexer: type[_Quick], name: str) -> State:
    rules = tuple(lexer._tokens[name])
    return State(rules, _merged([match.__self__ for match, _, _ in rules], lexer.flags))


def _merged(patterns: Sequence[re.Pattern[str]], flags: int) -> re.Pattern[str] | None:
    """Patterns as one, in which the last group tells which of them fits; None if that fails."""
    if any(one.flags & re.VERBOSE or REFERS.search(one.pattern) for one in patterns):
        return None
    try:
        merged = re.compile("|".join(f"{_alone(one.pattern)}()" for one in patterns), flags)
    except re.error:
        return None
    return merged if merged.groups == len(patterns) else None


def _alone(pattern: str) -> str:
    """A pattern that has its flags for itself, and no groups with numbers."""
    found = FLAGS.match(pattern)
    flags, rest = (found[1], pattern[found.end() :]) if found else ("", pattern)
    return f"(?{flags}:{PARTS.sub(lambda part: '(?:' if part['group'] else part[0], rest)})"


def _move(states: list[str], moves: tuple[str, ...] | str | int) -> None:
    """Change the states, of which the last counts, as a rule says; the first one stays."""
    if isinstance(moves, int):
        del states[max(len(states) + moves, 1) :]
        return
    for move in (moves,) if isinstance(moves, str) else moves:
        if move == "#pop":
            del states[max(len(states) - 1, 1) :]
        else:
            states.append(states[-1] if move == "#push" else move)
