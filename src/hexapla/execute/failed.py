"""What a failed job means to the author: a problem with its place."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from hexapla.execute.environment import describe, differences
from hexapla.execute.terminal import plain
from hexapla.model.book import Book, Limits, Page, Variant
from hexapla.model.nodes import Cell, Place
from hexapla.model.outputs import ERROR, Result
from hexapla.model.problems import (
    Problem,
    Problems,
    cell_raised,
    cell_timeout,
    environment_differs,
    file_changed,
    kernel_died,
    memory_exceeded,
    no_environment,
    no_kernel,
)
from hexapla.ports import Job

# How IPython names a line of a cell, as in "Cell In[3], line 2".
ROUNDED = 0.1  # seconds by which a runner may say less than a limit was
LINE = re.compile(r"Cell In\s*\[(\d+)\], line (\d+)")


def problem_of(  # noqa: PLR0911 (one for each kind)
    page: Page, job: Job, result: Result, limits: Limits, environments: Path
) -> Problem | None:
    """Why a job failed, at the line that did it as far as that can be told."""
    variant, failure = job.variant.name, result.failure
    at = Place(page.file, 1)
    if failure is None:
        return None
    if 0 <= failure.cell < len(job.cells):
        at = job.cells[failure.cell].at
    match failure.kind:
        case "raised":
            return cell_raised(variant, failure.text, _line(job, result, failure.cell) or at)
        case "timeout":
            return _late(job, _seconds(failure.text), limits, at)
        case "memory":
            return _too_much(job, result, limits, _line(job, result, failure.cell) or at)
        case "died":
            return kernel_died(variant, failure.text, at)
        case "changed":
            return file_changed(job.page, failure.text, at)
        case "environment":
            there = not job.variant.environment or describe(environments, variant) is not None
            return no_kernel(variant, failure.text, at) if there else no_environment(variant)


def differs(book: Book, variant: Variant, environments: Path) -> Problems:
    """That a variant's environment is not what its lock says, if so.

    One that is not there at all is for the runner to say: not every runner needs it.
    """
    lock, have = book.locks.get(variant.name), describe(environments, variant.name)
    if not variant.environment or lock is None or have is None:
        return ()
    different = differences(have, lock)
    at = Place(str(PurePosixPath(variant.environment).with_suffix(".lock")), 1)
    return (environment_differs(variant.name, different, at),) if different else ()


def _line(job: Job, result: Result, index: int) -> Place | None:
    """The line of the cell at which its error, the last thing that it shows, arose."""
    if not 0 <= index < min(len(job.cells), len(result.cells)):
        return None
    cell: Cell = job.cells[index]
    errors = [str(output.data) for output in result.cells[index] if output.mime == ERROR]
    for count, line in LINE.findall(plain(errors[-1]) if errors else ""):
        if int(count) == index + 1:
            return Place(cell.at.file, cell.at.line + cell.offset + int(line))
    return None


def _late(job: Job, seconds: float | None, limits: Limits, at: Place) -> Problem:
    """Which limit a cell ran into: its own, or what its page had left."""
    own = job.limits or limits
    passed = own.cell if seconds is None else seconds
    by_page = passed < own.cell - ROUNDED
    is_own = own.page != limits.page if by_page else own.cell != limits.cell
    where = "the page's front matter" if is_own else "book.toml, or in the page's front matter"
    return cell_timeout(job.variant.name, passed, own.page if by_page else 0.0, where, at)


def _too_much(job: Job, result: Result, limits: Limits, at: Place) -> Problem:
    limit = job.needs.memory or limits.memory
    where = "`execution.memory_limit` in book.toml, or " if not job.needs.memory else ""
    where += "`memory` under `needs` in its front matter"
    why = result.failure.text if result.failure else ""
    return memory_exceeded(job.variant.name, why, (limit, result.memory), where, at)


def _seconds(text: str) -> float | None:
    found = re.search(r"\d+(?:\.\d+)?", text)
    return float(found[0]) if found else None
