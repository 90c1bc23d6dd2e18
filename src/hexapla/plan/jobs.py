"""What must be known of a book's code: one job for each page and variant that has cells to run."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import PurePosixPath

from hexapla.model.book import Book, Lock, Variant
from hexapla.model.library import Library, Saved
from hexapla.model.nodes import Cell
from hexapla.model.outputs import Inputs
from hexapla.model.problems import Problem, Problems
from hexapla.model.walk import cells_of, runs
from hexapla.plan.files import NOTHING, Language, Reads, listing, reads
from hexapla.plan.key import digest
from hexapla.plan.preload import preload
from hexapla.ports import Job
from hexapla.source.lock import normal, public
from hexapla.variant.code import is_python
from hexapla.variant.companion import shelf
from hexapla.variant.use import used

MAY_RAISE = "raises-exception"  # the one tag that changes what running a cell gives
UNKNOWN = Lock("", {}, {})
GLUE = "myst_nb"  # the module that books glue values with
PYTHON = "python3"  # the kernel of a variant that does not say


def plan(book: Book, library: Library) -> tuple[tuple[Job, ...], Problems]:
    """The jobs of the book in reading order, the variants of a page together."""
    jobs: list[Job] = []
    problems: list[Problem] = []
    there = listing(book)
    shelves = {name: shelf(name, items) for name, items in library.items.items()}
    later = {page.id for page in book.pages()}
    for page in book.pages():
        later.discard(page.id)
        for variant in book.config.variants:
            seen = tuple(cells_of(page.body, variant.name))
            cells = tuple(_unran(cell) for cell in seen if runs(cell))
            if cells:
                on = shelves.get(variant.name)
                saved, found = used(cells, on, book.config.package, later) if on else ((), ())
                codes = (*(cell.code for cell in cells), *map(_bare, saved))
                apart = page.apart and is_python(variant) and bool(variant.environment)
                here = NOTHING if apart else there
                read, absent = reads(codes, page, here, _language(variant, book))
                inputs = replace(_inputs(cells, variant, book, saved, read), apart=apart)
                job = Job(
                    page.id,
                    variant,
                    cells,
                    inputs,
                    digest(inputs),
                    folder=PurePosixPath(page.file).parent.as_posix(),
                    files=read.files,
                    imports=_first(cells, variant, book.config.package, read, saved),
                    needs=page.needs,
                    data=read.sets,
                    limits=page.limits,
                    runs=tuple(map(runs, seen)),
                    stored=any(cell.stored for cell in seen),
                    apart=apart,
                )
                jobs.append(job)
                problems += (*found, *absent)
    return tuple(jobs), tuple(dict.fromkeys(problems))


def _unran(cell: Cell) -> Cell:
    """A cell without the outputs that its file holds: they are no part of what is to run."""
    return replace(cell, stored="") if cell.stored else cell


def _language(variant: Variant, book: Book) -> Language:
    installed = book.locks.get(variant.name, UNKNOWN).modules
    return Language(is_python(variant), frozenset(installed), book.config.package)


def _first(
    cells: tuple[Cell, ...], variant: Variant, package: str, read: Reads, saved: tuple[Saved, ...]
) -> tuple[str, ...]:
    """What these cells import first, with what they read and use of the companion."""
    if not is_python(variant):
        return ()
    codes = map(_bare, saved)
    return preload(cells, package, lambda module: module not in read.modules, codes)


def _inputs(
    cells: tuple[Cell, ...], variant: Variant, book: Book, saved: tuple[Saved, ...], read: Reads
) -> Inputs:
    lock = book.locks.get(variant.name, UNKNOWN)
    return Inputs(
        cells=tuple(_code(cell) for cell in cells),
        language=lock.language or ("" if variant.kernel == PYTHON else variant.kernel),
        library=tuple(sorted((f"{item.topic}.{item.name}", _bare(item)) for item in saved)),
        packages=_packages(read.modules, variant, lock, book.config.package),
        data=read.data,
    )


def _code(cell: Cell) -> str:
    return f"{cell.code}\n#: {MAY_RAISE}" if MAY_RAISE in cell.tags else cell.code


def _bare(item: Saved) -> str:
    """A saved item as it enters the key: what its names are imported from is part of it."""
    return "\n".join((*item.imports, item.bare))


def _packages(
    needed: frozenset[str], variant: Variant, lock: Lock, package: str
) -> tuple[tuple[str, str], ...]:
    """The distributions of the modules that the code imports, with the lock's versions of them."""
    versions = {normal(name): public(version) for name, version in lock.packages.items()}
    if not is_python(variant):  # what the code imports cannot be told: it may be anything
        return tuple(sorted(versions.items()))
    if GLUE not in lock.modules:  # then it is our own
        needed -= {GLUE}
    names = {
        normal(lock.modules.get(module, module))
        for module in needed - sys.stdlib_module_names - {package}
    }
    return tuple(sorted((name, versions.get(name, "")) for name in names))
