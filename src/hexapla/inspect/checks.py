"""The checks of `hexapla check`: what a careful editor would tell the author besides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from hexapla.inspect.pictures import pictures
from hexapla.inspect.prose import uneven_prose
from hexapla.inspect.subject import Subject, subject
from hexapla.inspect.todos import todos
from hexapla.inspect.unused import uncited_works, unlisted_pages, unused_labels
from hexapla.inspect.width import wide_lines
from hexapla.model.problems import Problem, Problems
from hexapla.ports import Artifact, Edition

CHECKS: tuple[Callable[[Subject], Iterator[Problem]], ...] = (
    pictures,
    wide_lines,
    uneven_prose,
    unlisted_pages,
    unused_labels,
    uncited_works,
    todos,
)


@dataclass(frozen=True, slots=True)
class Inspector:
    """Writes nothing, and says what the checks find in an edition."""

    texts: Mapping[str, str]  # of pages, by file
    name: str = "inspect"

    def write(self, edition: Edition) -> tuple[Iterable[Artifact], Problems]:
        seen = subject(edition.book, edition.outputs, self.texts)
        return (), tuple(problem for check in CHECKS for problem in check(seen))
