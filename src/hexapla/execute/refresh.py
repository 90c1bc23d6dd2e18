"""A book on the newest releases: a scratch environment, and what moved from the lock to it.

Neither the book's environment nor its lock is touched: the wishes (`.in`) are copied, and the
environment and its lock are made beside the copies.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from hexapla.execute.environment import describe
from hexapla.execute.install import Say, create
from hexapla.execute.trial import Trial
from hexapla.model.book import Book, Lock, Variant
from hexapla.model.problems import Problem, Problems, environment_failed, outputs_move
from hexapla.source.lock import normal, public

Move = tuple[str, str, str]  # a package, the version that it had and the one it has; "" for none


def scratch(folder: Path) -> Path:
    """The folder of a book's scratch environments, one for each variant."""
    return folder / ".hexapla" / "scratch"


def make(folder: Path, variant: Variant, say: Say) -> Problems:
    """Make a variant's scratch environment, of the newest releases that its wishes allow."""
    wishes = (folder / variant.environment).parent
    place = scratch(folder) / f"{variant.name}-wishes"
    copies = (place / variant.environment).parent
    try:
        shutil.rmtree(place, ignore_errors=True)
        copies.mkdir(parents=True)
        for pattern in ("*.in", "*.txt"):  # wishes may include one another, and constraints
            for file in wishes.glob(pattern):
                shutil.copyfile(file, copies / file.name)
    except OSError as error:
        why = f"'{place}' cannot be written: {error.strerror}"
        return (environment_failed(variant.name, why),)
    return create(place, variant, scratch(folder), True, say)


def on_scratch(book: Book, folder: Path, variant: Variant) -> Book | None:
    """The book as if its lock were of the scratch environment; None where that is not there."""
    have = describe(scratch(folder), variant.name)
    return replace(book, locks={**book.locks, variant.name: have}) if have else None


def moves(old: Lock | None, new: Lock) -> tuple[Move, ...]:
    """What packages moved from which version to which, by name."""
    before, after = _versions(old), _versions(new)
    both = ((name, before.get(name, ""), after.get(name, "")) for name in {*before, *after})
    return tuple(sorted(move for move in both if move[1] != move[2]))


def moved(trials: Iterable[Trial]) -> Iterator[Problem]:
    """A problem for each page that fails or shows something else, told by its first difference."""
    for trial in trials:
        if trial.problem:
            yield trial.problem
        for found in trial.differences[:1]:
            job, at = trial.job, trial.place(found)
            yield outputs_move(job.page, job.variant.name, found.was, found.now, at)


def _versions(lock: Lock | None) -> dict[str, str]:
    if lock is None:
        return {}
    pairs = {"python": lock.language} | dict(lock.packages)
    return {normal(name): public(version) for name, version in pairs.items()}
