"""Recall or run each job, and join what it gave to the cells of its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any

from hexapla.events import Planned
from hexapla.execute.ledger import Ledger, Name, name_of
from hexapla.execute.shown import stored_run
from hexapla.execute.wide import wide
from hexapla.model.book import Book
from hexapla.model.outputs import Outputs, Run
from hexapla.model.problems import Problems
from hexapla.ports import Job, Tools, Workplace

NOTEBOOK = ".ipynb"  # the pages that may hold outputs
RUNNING = "hexapla.execute.running"  # by name: it is loaded when something is to run


def execute(  # noqa: PLR0913 (what the build knows, in one call)
    book: Book,
    jobs: Sequence[Job],
    tools: Tools,
    at: Workplace,
    *,
    wanted: Callable[[Job], bool],
    again: bool = False,
    look: Any = None,
) -> tuple[Outputs, Problems]:
    """What every job gives, recalled or run. Without a runner nothing runs.

    Of those that are not known and do not run, the last outputs are shown and said to be stale.
    `look` stands for the machine in tests.
    """
    ledger = Ledger({page.id: page for page in book.pages()}, tools)
    for job in jobs:
        ledger.recall(job)
    todo = [job for job in jobs if tools.runner and wanted(job) and (again or ledger.lacks(job))]
    for job in jobs:
        if job not in todo and not ledger.lacks(job):
            ledger.show_known(job)
    if todo:
        import_module(RUNNING).run(todo, book, ledger, at, look)
    else:
        tools.tell(Planned(len(ledger.runs), 0, 0.0))
    for job in jobs:
        if name_of(job) not in ledger.runs:
            ledger.show_last(job, told=wanted(job)) if ledger.lacks(job) else ledger.show_known(job)
    found, problems = ledger.closed(jobs)
    outputs = Outputs({**dict(_unrun(book, jobs)), **found.runs})
    return outputs, (*problems, *wide(book, outputs))


def _unrun(book: Book, jobs: Sequence[Job]) -> Iterator[tuple[Name, Run]]:
    """What the files of pages hold of which no cell is ever run."""
    ran = {name_of(job) for job in jobs}
    held = [page for page in book.pages() if page.file.endswith(NOTEBOOK)]
    for page in held:  # of others not even the body is looked at
        for variant in book.config.variants:
            name = (page.id, variant.name)
            if name not in ran and (run := stored_run(page, variant)):
                yield name, run
