"""YAML as it stands in pages: front matter, and the options of directives."""

from __future__ import annotations

import re

import yaml

from hexapla.source.words import words

FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
CLASS = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
# Written in C, ten times as fast, if there is one.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 20


def mapping(text: str) -> tuple[dict[str, object], str, int]:
    """What a text in YAML says; else why it cannot be read, and in which of its lines (from 1)."""
    value, why, line = _load(text)
    if why or value is None:
        return {}, why, line
    if not isinstance(value, dict):
        return {}, "it is not made of lines `key: value`", 1
    return {str(key): item for key, item in value.items()}, "", 1


def items(text: str) -> tuple[tuple[str, ...], str]:
    """The words of a list, written `[a, b]` or `a, b`; and why it cannot be read, if so."""
    if not text.strip().startswith("["):
        return words(text), ""
    value, why, _ = _load(text)
    return words(value), why


def front_matter(text: str) -> tuple[str, int]:
    """A text without its front matter, and how many lines that has."""
    match = FRONT.match(text)
    return (text[match.end() :], match[0].count("\n")) if match else (text, 0)


def classes(value: object) -> tuple[str, ...]:
    """The names of classes in a text or list; what no class may be called is left out."""
    names = " ".join(words(value)).split()
    return tuple(dict.fromkeys(name for name in names if CLASS.fullmatch(name)))


def _load(text: str) -> tuple[object, str, int]:
    try:
        if found := _unfit(text):
            return None, *found
        return yaml.load(text, LOADER), "", 1  # noqa: S506 (it is a safe one)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line, text.rstrip("\n").count("\n")) + 1 if mark else 1
        return None, error.problem or error.context or "broken YAML", line
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return None, str(error).split("\n")[0] or "broken YAML", 1


def _unfit(text: str) -> tuple[str, int] | None:
    """Why a text in YAML is not read, and in which line; raises YAMLError where it is none."""
    depth = 0
    for event in yaml.parse(text, LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):  # a few of them can stand for gigabytes
            return "aliases (*name) are not understood", line
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            return f"it is nested more than {DEEPEST} deep", line
    return None
