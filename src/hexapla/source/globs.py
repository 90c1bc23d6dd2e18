"""Patterns of paths, as the configurations of books write them: `**/drafts/*`, `_x?`, `{a,b}`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

BRACES = re.compile(r"\{([^{}]*)\}")
MOST = 1000  # alternatives of one pattern: braces multiply
# What a piece of a pattern stands for; `**/` may also stand for nothing.
PIECES = re.compile(r"(\*\*/)|(\*\*)|(\*)|(\?)|\[(!?)([^\]/]+)\]|(.)", re.DOTALL)


def matching(paths: Iterable[str], patterns: Iterable[str]) -> set[str]:
    """The paths that match one of the patterns, themselves or by a folder that they are in."""
    wanted = [re.compile(_expression(one)) for pattern in patterns for one in _braces(pattern)]
    return {path for path in paths if any(regex.fullmatch(path) for regex in wanted)}


def _braces(pattern: str) -> Iterator[str]:
    """The pattern without braces: one for each choice."""
    done = [pattern.removeprefix("./").rstrip("/")]
    while len(done) < MOST and (match := BRACES.search(done[0])):
        whole = match[0]
        done = [one.replace(whole, word, 1) for one in done for word in match[1].split(",")]
    yield from done


def _expression(pattern: str) -> str:
    return "".join(_piece(match) for match in PIECES.finditer(pattern)) + "(?:/.*)?"


def _piece(match: re.Match[str]) -> str:
    deep, any_path, any_name, one, unlike, letters, rest = match.groups()
    if deep:
        return "(?:.*/)?"
    if any_path:
        return ".*"
    if any_name:
        return "[^/]*"
    if one:
        return "[^/]"
    if letters:
        return _one_of(letters, "^" if unlike else "")
    return re.escape(rest)


def _one_of(letters: str, sign: str) -> str:
    """One of these letters; a range that runs backwards is only its letters."""
    said = f"[{sign}{re.escape(letters)}]"
    try:
        return re.compile(said.replace(r"\-", "-")).pattern
    except re.error:
        return said
