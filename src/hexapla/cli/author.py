"""What an author's machine has of a book: its folder, its outputs, its environments."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from hexapla import plugins
from hexapla.build import prepare
from hexapla.cli.findings import LIMIT, Finding, of_author, of_imports
from hexapla.execute import machine
from hexapla.execute.environment import LANGUAGE, describe, differences
from hexapla.execute.recall import recall
from hexapla.execute.where import environments, python
from hexapla.model.book import Book, Lock, Variant
from hexapla.model.library import Library
from hexapla.ports import Job
from hexapla.variant.code import is_python, modules, understand


def of_book(book: Book, folder: Path) -> Iterator[Finding]:
    """Whether a book can be built and run here."""
    yield from of_author()
    why = machine.unwritable(folder)
    do = f"see to the permissions of '{folder}'" if why else ""
    yield Finding("book's folder", "needed" if why else "ok", why or "can be written", do)
    library, jobs, _ = prepare(book, folder)
    stale = _stale(book, folder, jobs)
    says = f"{len(stale)} of {len(jobs)} stale" if stale else f"all {len(jobs)} fresh"
    do = "hexapla run" if stale else ""
    yield Finding("outputs", "advice" if stale else "ok", says, do)
    for variant in book.config.variants:
        needed = any(job.variant.name == variant.name for job in stale)
        yield from _of_environment(variant, book, folder, needed=needed)
        if python(environments(folder), variant).exists() and is_python(variant):
            wanted = _imported(variant, jobs, library, book.config.package)
            yield from _of_imports(variant, wanted, folder)
            yield from _of_companion(variant, book, folder)


def _stale(book: Book, folder: Path, jobs: Iterable[Job]) -> list[Job]:
    tools, _ = plugins.tools(book.config, folder, outputs=(), run=False, tell=lambda event: None)
    return [job for job in jobs if recall(job, tools.store, tools.archive)[0].result is None]


def _of_environment(
    variant: Variant, book: Book, folder: Path, *, needed: bool
) -> Iterator[Finding]:
    """How a variant's environment stands to its lock. What is known can be shown without it."""
    what = f"{variant.name}: environment"
    if not variant.environment:
        yield Finding(what, "ok", f"none of its own: the Jupyter kernel {variant.kernel}")
        return
    lock, have = book.locks.get(variant.name), describe(environments(folder), variant.name)
    create = f"hexapla env create {variant.name}"
    if have is None:
        says = "not there; its outputs are shown as they are"
        yield Finding(what, "needed" if needed else "advice", says, _creatable(create, lock))
    elif lock is None:
        yield Finding(what, "advice", "it has no lock", f"{create} --upgrade")
    elif different := differences(have, lock):
        yield Finding(what, "needed", "; ".join(different), _creatable(create, lock))
    else:
        yield Finding(what, "ok", f"as its lock says, {len(lock.packages)} packages")


def _creatable(create: str, lock: Lock | None) -> str:
    if lock is None or lock.language == LANGUAGE:
        return create
    return f"{create}, started with Python {lock.language}: this is {LANGUAGE}"


def _of_imports(variant: Variant, wanted: Iterable[str], folder: Path) -> Iterator[Finding]:
    """Whether what the pages import can be imported in their environment, and sees the GPUs."""
    interpreter = python(environments(folder), variant).absolute()
    found = machine.imports(interpreter, wanted, library=None, seconds=LIMIT)
    yield of_imports(f"{variant.name}: imports", found, f"hexapla env create {variant.name}")
    seen = [one.gpus for one in found if one.gpus >= 0]
    if seen and not max(seen) and machine.gpus():
        do = f"hexapla env export {variant.name} --requirements, and install those for your CUDA"
        yield Finding(f"{variant.name}: GPU", "advice", "its build sees none", do)


def _of_companion(variant: Variant, book: Book, folder: Path) -> Iterator[Finding]:
    """Whether what the book saves can be imported."""
    package, own = book.config.package, book.config.package_folder
    what = f"{variant.name}: companion"
    companion = folder / own if own else folder / "_build" / "package"
    if package and not (companion / package / variant.name).is_dir():
        yield Finding(what, "advice", "not written yet", "hexapla build")
    elif package:
        interpreter = python(environments(folder), variant).absolute()
        wanted = (f"{package}.{variant.name}",)
        found = machine.imports(interpreter, wanted, library=companion, seconds=LIMIT)
        yield of_imports(what, found, "hexapla build")


def _imported(
    variant: Variant, jobs: Iterable[Job], library: Library, package: str
) -> tuple[str, ...]:
    """The modules that a variant's pages import, but for Python's own and the companion."""
    cells = [cell for job in jobs if job.variant.name == variant.name for cell in job.cells]
    found = {module for cell in cells for module in modules(understand(cell.code))}
    saved = library.items.get(variant.name, ())
    found |= {module for item in saved for module in item.modules}
    return tuple(sorted(found - sys.stdlib_module_names - {package}))
