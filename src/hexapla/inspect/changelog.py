"""The changes of the companion as a person would tell them, and the version that they ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from hexapla.inspect.changed import INIT, Change
from hexapla.model.book import Book
from hexapla.model.walk import plain

Step = Literal["major", "minor", "patch", ""]
GROUPS = (("added", "Added"), ("changed", "Changed"), ("removed", "Removed"))
STEPS: dict[Step, str] = {
    "major": "names are gone or are called differently",
    "minor": "there is more to call, or other defaults, and all calls still hold",
    "patch": "everything is called as before",
}
# What is told of a name that has changed, where it takes no thought.
SAID = {
    "types": "says other types: {was_code} → {now_code}",
    "value": "is now {now_code}, and was {was_code}",
    "kind": "is now a {now}, and was a {was}",
    "name": "is the new name of `{was}`",
    "topic": "has moved here from `{was}`",
    "code": "works differently, and is called as before",
}
WORDS = "documentation"  # such changes are told in one line
WHOLE = "Variants"  # the heading of those that came or went
NAMES = re.compile(r"[(,]\s*\**(\w+)(?==|,|\)|$)")


def changelog(changes: Sequence[Change], old: Book, new: Book) -> Iterator[str]:
    """Lines of Markdown, by topic."""
    topics = dict.fromkeys(change.topic for change in changes)
    for topic in topics:
        yield from ("", f"### {topic or WHOLE}")
        for kind, title in GROUPS:
            told = [one for one in changes if one.topic == topic and one.kind == kind]
            if told:
                yield from ("", f"#### {title}", "")
                yield from (f"- {_line(one, old, new)}" for one in told if one.what != WORDS)
                names = dict.fromkeys(f"`{one.name}`" for one in told if one.what == WORDS)
                yield from [f"- Documented differently: {', '.join(names)}"] if names else []


def step(changes: Iterable[Change]) -> Step:
    """The step of the version that changes mean, as semantic versioning has it."""
    found = [*changes]
    if any(one.breaking for one in found):
        return "major"
    if any(one.kind == "added" or one.what in ("parameters", "member") for one in found):
        return "minor"
    return "patch" if found else ""


def after(version: str, by: Step) -> str:
    """The version after this one. Before 1.0 the second number stands for what breaks callers."""
    numbers = [*_numbers(version), 0, 0][:3]
    if by == "major" and numbers[0]:
        return f"{numbers[0] + 1}.0.0"
    if by == "major" or (by == "minor" and numbers[0]):
        return f"{numbers[0]}.{numbers[1] + 1}.0"
    return f"{numbers[0]}.{numbers[1]}.{numbers[2] + 1}" if by else version


def behind(version: str, needed: str) -> bool:
    """Whether a version is before the one that is needed; a release candidate of it is not."""
    return [*_numbers(version), 0, 0][:3] < [*_numbers(needed), 0, 0][:3]


def _numbers(version: str) -> list[int]:
    release = re.match(r"v?(?:\d+!)?(\d+(?:\.\d+)*)", version)
    return [int(number) for number in release[1].split(".")] if release else [0]


def _line(change: Change, old: Book, new: Book) -> str:
    book = old if change.kind == "removed" else new
    mark = "**breaking:** " if change.breaking else ""
    if not change.name:
        return f"{mark}**{_titles(change, book)}**: all of it, {change.now} names"
    where = f"{_titles(change, book)}; {_explained(change, book)}"
    return " ".join(filter(None, (f"{mark}**`{change.name}`**", _said(change), f"({where})")))


def _titles(change: Change, book: Book) -> str:
    titles = {one.name: one.title for one in book.config.variants}
    every = len(titles) > 1 and set(change.variants) == set(titles)
    return "all variants" if every else ", ".join(titles.get(v, v) for v in change.variants)


def _explained(change: Change, book: Book) -> str:
    page = next((one for one in book.pages() if one.id == change.page), None)
    if page is None:
        return change.page
    return f"section {page.number}" if page.number else f"“{plain(page.title)}”"


def _said(change: Change) -> str:
    if change.what == "member":
        return _member(change)
    of = f"`{change.member}` " if change.member not in ("", INIT) else ""
    if change.what == "parameters":
        return f"{of}{_taken(change)}: {_code(change.was)} → {_code(change.now)}"
    if not change.what:
        return _code(change.now) if change.now else ""
    was, now = _code(change.was), _code(change.now)
    return of + SAID[change.what].format(was=change.was, now=change.now, was_code=was, now_code=now)


def _code(text: str) -> str:
    """Text as code in Markdown, between more backticks than stand side by side in it."""
    if "`" not in text:
        return f"`{text}`"
    fence = "`" * (max(map(len, re.findall("`+", text))) + 1)
    return f"{fence} {text} {fence}"


def _taken(change: Change) -> str:
    """What a caller must know of other parameters, in a few words."""
    was, now = NAMES.findall(change.was), NAMES.findall(change.now)
    came = ", ".join(f"`{name}`" for name in now if name not in was)
    gone = ", ".join(f"`{name}`" for name in was if name not in now)
    if came and gone:
        return f"takes {came} in place of {gone}"
    if came or gone:
        return f"takes {came} now" if came else f"takes {gone} no more"
    return "takes its parameters in another order" if was != now else "has other defaults"


def _member(change: Change) -> str:
    if change.member == INIT:
        return f"is made of its own {_code(change.now)}" if change.now else "is made as its base is"
    called = _code(f"{change.member}{change.now or change.was}")
    return f"has {called}" if change.now else f"has no {called} any more"
