"""Names in highlighted code as links: where they begin and end among its tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pygments.token import Name, Operator, Text, _TokenType

Tokens = Iterable[tuple[_TokenType, str]]
# Signs that no code has, and that highlighting leaves as they are.
OPEN, CLOSE = "\ue000", "\ue001"


def linked(
    tokens: Tokens, links: Mapping[str, str]
) -> tuple[list[tuple[_TokenType, str]], list[str]]:
    """The tokens with signs around the first mention of each name, and the addresses in order.

    A name counts only as a whole: `nn.Linear`, and not what ends or begins so.
    """
    done: list[tuple[_TokenType, str]] = []
    urls: list[str] = []
    left = dict(links)
    for run in _runs(tokens):
        name = "".join(word for _, word in run).removeprefix("@") if _is_name(run[0]) else ""
        if url := left.pop(name, ""):
            urls.append(url)
            done += [(Text, OPEN), *run, (Text, CLOSE)]
        else:
            done += run
    return done, urls


def _runs(tokens: Tokens) -> Iterator[list[tuple[_TokenType, str]]]:
    """The tokens, those of a dotted name together."""
    run: list[tuple[_TokenType, str]] = []
    for kind, word in tokens:
        dotted = _is_name((kind, word)) or (kind is Operator and word == ".")
        if run and not dotted:
            yield run
            run = []
        if dotted:
            run.append((kind, word))
        else:
            yield [(kind, word)]
    if run:
        yield run


def _is_name(token: tuple[_TokenType, str]) -> bool:
    return token[0][:1] == Name
