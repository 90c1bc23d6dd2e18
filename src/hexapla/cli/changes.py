"""What `package --diff` tells: how the companion changed since a revision of the book."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hexapla.build import prepare, read
from hexapla.console import Console
from hexapla.inspect.changed import Change, changed
from hexapla.inspect.changelog import STEPS, after, behind, changelog, step
from hexapla.model.book import Book
from hexapla.model.library import Library
from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, Problems, version_behind
from hexapla.source import revision
from hexapla.source.tree import CONFIG

HEADS = (
    "kind",
    "name",
    "topic",
    "variants",
    "page",
    "at",
    "member",
    "what",
    "was",
    "now",
    "breaks",
)
VERSIONS = ("step", "version_then", "version_now", "version_needed")
# What may hide names of the book as it was; all else that was wrong then is nobody's affair now.
HIDING = ("missing-page", "unreadable", "bad-code", "bad-save")
State = tuple[Book, Library]


def tell_changes(now: State, folder: Path, since: str, console: Console) -> Problems:
    """Tell how the companion differs from that of a revision, and which version that means."""
    then, problems = _then(folder, since, console)
    if then is None:
        return problems
    changes = changed(then[1], now[1])
    _tell(changes, then[0], now[0], since, console)
    return (*problems, *_versioned(changes, then[0], now[0], since))


def _then(folder: Path, since: str, console: Console) -> tuple[State | None, Problems]:
    with revision.at(folder, since) as place:
        if isinstance(place, Problem):
            return None, (place,)
        book, unreadable = read(place)
        if book is None:
            return None, unreadable
        library, _, unsaved = prepare(book, place)
        for problem in (*unreadable, *unsaved):
            if problem.code in HIDING:
                console.say(f"At {since}, not all can be compared: {problem.at}: {problem.text}")
        return (book, library), ()


def _tell(changes: Sequence[Change], old: Book, new: Book, since: str, console: Console) -> None:
    by = step(changes)
    was, now = old.config.version, new.config.version
    needed = after(was, by) if was else ""
    console.rows([_row(one) for one in changes], *HEADS)
    console.rows([(by, was, now, needed)], *VERSIONS)
    if not changes:
        console.say(f"`{new.config.package}` saves what it did at {since}: no difference.")
        return
    renamed = f", which was `{old.config.package}`" if _renamed(old, new) else ""
    console.say(f"## `{new.config.package}`{renamed}: changes since {since}")
    console.say("")
    count = sum(one.breaking for one in changes)
    why = f"{count} of {len(changes)} changes break callers" if count else STEPS[by]
    to = f", {was} → {needed}" if was else ""
    console.say(f"A {by} step of the version{to}: {why}.")
    for line in changelog(changes, old, new):
        console.say(line)


def _row(one: Change) -> tuple[str, ...]:
    return (
        one.kind,
        one.name,
        one.topic,
        ",".join(one.variants),
        one.page,
        str(one.at),
        one.member,
        one.what,
        one.was,
        one.now,
        "yes" if one.breaking else "no",
    )


def _renamed(old: Book, new: Book) -> bool:
    return bool(old.config.package) and old.config.package != new.config.package


def _versioned(changes: Sequence[Change], old: Book, new: Book, since: str) -> Problems:
    was, now = old.config.version, new.config.version
    by = step(changes)
    needed = after(was, by) if was else ""
    if not (was and now and by) or not behind(now, needed):
        return ()
    why = f"what changed since {since}, when it was {was}, is a {by} step"
    return (version_behind(now, needed, why, Place(CONFIG, 1)),)
