"""The files that readers need to run the notebooks of each variant on machines of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hexapla.model.book import Lock, Variant
from hexapla.model.problems import Problem, Problems, no_build
from hexapla.model.walk import cells_of
from hexapla.ports import Artifact, Edition
from hexapla.render.environment.builds import CPU, processors
from hexapla.render.environment.forms import Need, binder, colab, conda, docker, need, requirements

FORMS = ("requirements", "conda", "docker", "binder", "colab")
IMPORT = re.compile(r"^[ \t]*(?:from[ \t]+(\w+)|import[ \t]+([\w., \t]+))", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Environments:
    """A folder for each variant that has a lock, for these processors: none named, all known."""

    forms: tuple[str, ...] = FORMS
    processors: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return "environments"

    def write(self, edition: Edition) -> tuple[Iterable[Artifact], Problems]:
        files: dict[str, str] = {}
        problems: list[Problem] = []
        for variant in edition.variants:
            lock = edition.book.locks.get(variant.name)
            if lock:
                found = self._files(variant, lock, edition, problems)
                files |= {f"{variant.name}/{path}": text for path, text in found}
        return [Artifact(path, text.encode()) for path, text in files.items()], tuple(problems)

    def _files(
        self, variant: Variant, lock: Lock, edition: Edition, problems: list[Problem]
    ) -> Iterator[tuple[str, str]]:
        title = edition.book.config.title
        known = processors(lock)
        for asked in self.processors or known:
            of = need(title, variant, lock, asked)
            if of is None:
                problems.append(no_build(variant.name, asked, known))
            else:
                yield from _local(of, self.forms)
        if of := need(title, variant, lock, CPU):
            yield from _hosted(of, self.forms, edition)


def _local(of: Need, forms: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The files for machines of the reader's own."""
    if {"requirements", "docker"} & {*forms}:
        yield f"requirements{of.on}.txt", requirements(of)
    if "conda" in forms:
        yield f"environment{of.on}.yml", conda(of)
    if "docker" in forms:
        yield f"Dockerfile{of.on}", docker(of)


def _hosted(of: Need, forms: Iterable[str], edition: Edition) -> Iterator[tuple[str, str]]:
    """The files for Binder, which has no GPUs, and for Colab, which keeps to its own builds."""
    if "binder" in forms:
        yield from ((f".binder/{file}", text) for file, text in binder(of).items())
    if "colab" in forms:
        config = edition.book.config
        modules = _imported(of.variant, edition)
        cell = colab(of, modules, package=config.package, repository=config.repository)
        yield "colab.py", cell


def _imported(variant: Variant, edition: Edition) -> frozenset[str]:
    """The modules that a variant's code imports, and words that look like it."""
    cells = [cell for page in edition.book.pages() for cell in cells_of(page.body, variant.name)]
    named = [match for cell in cells for match in IMPORT.finditer(cell.code)]
    found = {part.split()[0] for match in named for part in _words(match[1] or match[2])}
    saved = edition.library.items.get(variant.name, ())
    return frozenset(found | {module for item in saved for module in item.modules})


def _words(imported: str) -> Iterator[str]:
    return (part.partition(".")[0] for part in imported.split(",") if part.strip())
