"""Rules for the Markdown parser that are our own: at-signs, substitutions, notes within a line.

Each takes time linear in its text: what it seeks ends at the next bracket.
"""

from __future__ import annotations

import re
from typing import Any, Protocol


class State(Protocol):
    """What markdown-it gives a rule: the text, and how far it is read."""

    src: str
    pos: int
    env: Any

    def push(self, ttype: str, tag: str, nesting: Any) -> Any: ...


# What a key may be: no stop or bracket ends it, so that "@a." and "(@a)" name "a".
KEY = r"[^\W_][\w]*(?:[:.#$%&+?<>~/-]+\w+)*|_\w+"
BARE = re.compile(rf"@({KEY})")
# One work of a group: words, the key, words. A comma before what follows it is our own to set.
WORK = re.compile(rf"^(.*?)(?<![\w@])(-?)@({KEY}),?(.*)$", re.S)
GROUP = re.compile(r"\[([^\[\]]+)\](?![(\[{])")
LOCATOR = re.compile(r"[ \n]\[([^\[\]^][^\[\]]*)\](?![(\[{])")
SUBSTITUTION = re.compile(r"\{\{([^{}]+)\}\}")
NOTE = re.compile(r"\^\[((?:[^\[\]\\`$]|\\.|`[^`]*`|\$[^$]*\$|\[[^\[\]]*\])+)\]")


def cited(state: State, silent: bool) -> bool:
    """`[see @a, p. 3; @b]`, where it is no link."""
    if state.src[state.pos] != "[" or not (match := GROUP.match(state.src, state.pos)):
        return False
    if not _is_group(match[1]) or _is_link(match[1], state):
        return False
    return _found(("cited", match[1], ""), match.end(), state, silent)


def mention(state: State, silent: bool) -> bool:
    """`@label`, and `@key [p. 3]`."""
    if state.src[state.pos] != "@" or not (end := _ends(state.src, state.pos)):
        return False
    name = state.src[state.pos + 1 : end]
    place = LOCATOR.match(state.src, end)
    if place is None or _is_link(place[1], state):
        return _found(("mention", name, ""), end, state, silent)
    return _found(("mention", name, place[1]), place.end(), state, silent)


def _is_link(text: str, state: State) -> bool:
    normal = " ".join(text.split()).lower().upper()  # as markdown-it names the addresses of links
    return normal in state.env.get("references", {})


def substitution(state: State, silent: bool) -> bool:
    """`{{ name }}`."""
    if state.src[state.pos] != "{" or not (match := SUBSTITUTION.match(state.src, state.pos)):
        return False
    return _found(("substitution", match[1], ""), match.end(), state, silent)


def note(state: State, silent: bool) -> bool:
    """`^[the text of a footnote]`."""
    if state.src[state.pos] != "^" or not (match := NOTE.match(state.src, state.pos)):
        return False
    return _found(("note", match[1], ""), match.end(), state, silent)


def _found(piece: tuple[str, str, str], end: int, state: State, silent: bool) -> bool:
    """A token of one kind, with its content and what more it says."""
    if not silent:
        kind, content, info = piece
        token = state.push(kind, "", 0)
        token.content, token.info, token.markup = content, info, state.src[state.pos : end]
    state.pos = end
    return True


def _ends(text: str, start: int) -> int:
    """Where `@key` ends that begins there, 0 if none does: it does not stand within a word."""
    match = BARE.match(text, start)
    inside = start > 0 and (text[start - 1].isalnum() or text[start - 1] in "_@/.")
    return match.end() if match and not inside else 0


def _is_group(content: str) -> bool:
    """Whether what stands in brackets is a group of citations: a key in each of its parts."""
    return "@" in content and all(
        (found := WORK.match(part)) and not BARE.search(found[4]) for part in content.split(";")
    )
