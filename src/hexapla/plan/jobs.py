"""What must be known of a book's code: one job for each page and variant that has cells to run."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from hexapla.model.book import Book, Library, Lock, Saved, Variant
from hexapla.model.nodes import Cell
from hexapla.model.outputs import Inputs
from hexapla.model.problems import Problem, Problems
from hexapla.model.walk import cells_of
from hexapla.plan.key import digest
from hexapla.plan.preload import preload
from hexapla.ports import Job
from hexapla.source.lock import normal, public
from hexapla.variant.code import is_python, modules, understand
from hexapla.variant.companion import shelf
from hexapla.variant.use import used

SKIPPED = "skip-execution"
MAY_RAISE = "raises-exception"  # the one tag that changes what running a cell gives
UNKNOWN = Lock("", {}, {})


def plan(book: Book, library: Library) -> tuple[tuple[Job, ...], Problems]:
    """The jobs of the book in reading order, the variants of a page together."""
    jobs: list[Job] = []
    problems: list[Problem] = []
    shelves = {name: shelf(name, items) for name, items in library.items.items()}
    later = {page.id for page in book.pages()}
    for page in book.pages():
        later.discard(page.id)
        for variant in book.config.variants:
            cells = tuple(cell for cell in cells_of(page.body, variant.name) if runs(cell))
            if cells:
                on = shelves.get(variant.name)
                saved, found = used(cells, on, book.config.package, later) if on else ((), ())
                inputs = _inputs(cells, variant, book, saved)
                job = Job(page.id, variant, cells, inputs, digest(inputs))
                jobs.append(_placed(job, book, PurePosixPath(page.file).parent))
                problems += found
    return tuple(jobs), tuple(dict.fromkeys(problems))


def runs(cell: Cell) -> bool:
    """Whether a cell is run, and not only shown."""
    return SKIPPED not in cell.tags


def _placed(job: Job, book: Book, folder: PurePosixPath) -> Job:
    """A job of a page in this folder, with what it imports first."""

    def is_local(module: str) -> bool:
        path = folder / module
        return {f"{path}.py", f"{path}/__init__.py"} & book.files.keys() != set()

    python = is_python(job.variant)
    imports = preload(job.cells, book.config.package, is_local) if python else ()
    return replace(job, folder=folder.as_posix(), imports=imports)


def _inputs(
    cells: tuple[Cell, ...], variant: Variant, book: Book, saved: tuple[Saved, ...]
) -> Inputs:
    lock = book.locks.get(variant.name, UNKNOWN)
    return Inputs(
        cells=tuple(_code(cell) for cell in cells),
        language=lock.language,
        library=tuple(sorted((f"{item.topic}.{item.name}", _bare(item)) for item in saved)),
        packages=_packages(cells, variant, saved, lock, book.config.package),
    )


def _code(cell: Cell) -> str:
    return f"{cell.code}\n#: {MAY_RAISE}" if MAY_RAISE in cell.tags else cell.code


def _bare(item: Saved) -> str:
    """A saved item as it enters the key: what its names are imported from is part of it."""
    return "\n".join((*item.imports, item.bare))


def _packages(
    cells: Iterable[Cell], variant: Variant, saved: Iterable[Saved], lock: Lock, package: str
) -> tuple[tuple[str, str], ...]:
    """The distributions that the code imports, with the versions that the lock has of them."""
    versions = {normal(name): public(version) for name, version in lock.packages.items()}
    if not is_python(variant):  # what the code imports cannot be told: it may be anything
        return tuple(sorted(versions.items()))
    needed = {name for cell in cells for name in modules(understand(cell.code))}
    needed |= {name for item in saved for name in item.modules}
    names = {
        normal(lock.modules.get(module, module))
        for module in needed - sys.stdlib_module_names - {package}
    }
    return tuple(sorted((name, versions.get(name, "")) for name in names))
