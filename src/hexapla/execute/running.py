"""Running the jobs that are not known: who can run here, in which line, and what comes of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from hexapla.events import Planned
from hexapla.execute import capacity, launch
from hexapla.execute.data import prepare
from hexapla.execute.failed import differs, problem_of
from hexapla.execute.ledger import Ledger, name_of
from hexapla.execute.outside import ready
from hexapla.execute.queue import Machine, makespan
from hexapla.execute.turn import Turn, exceeds, turn
from hexapla.execute.workers import work
from hexapla.model.book import Book, Limits, Slots
from hexapla.model.nodes import Place
from hexapla.model.outputs import Result
from hexapla.model.problems import no_gpus, too_big
from hexapla.ports import Job, Workplace


class Look(Protocol):
    """Says what of a machine a book may use, with its GPUs only if they are asked for."""

    def __call__(self, slots: Slots, *, gpus: bool) -> Machine: ...


def run(todo: Sequence[Job], book: Book, ledger: Ledger, at: Workplace, look: Look | None) -> None:
    """Run jobs, the longest first, but for those that lack their environment or GPUs here."""
    config, tools = book.config, ledger.tools
    launch.sweep()
    for variant in dict.fromkeys(job.variant for job in todo):
        if problems := differs(book, variant, at.environments):
            ledger.block(variant.name, problems)
    fit = [
        replace(job, cost=ledger.cost(job))
        for job in todo
        if job.variant.name not in ledger.blocked
    ]
    asked = any(job.needs.gpus for job in fit)
    here = (look or capacity.here)(config.slots, gpus=asked) if fit else Machine(1, 1)
    able = _with_data(_with_gpus(fit, here, ledger), book, ledger, at)
    able = _with_package(able, book, ledger, at)
    turns = _line(able, here, ledger, config.limits)
    costs, demands = [each.job.cost for each in turns], [each.demand for each in turns]
    estimate = makespan(costs, demands, here, ledger.usual())
    tools.tell(Planned(len(ledger.runs), len(turns), estimate))

    def done(job: Job, result: Result | None) -> None:
        if result is None:
            return
        page = ledger.pages[job.page]
        ledger.note(job, result)
        if problem := problem_of(page, job, result, config.limits, at.environments):
            ledger.show_failed(job, result, problem)
        else:
            ledger.show_done(job, result)

    work(turns, tools, at, here, retries=config.slots.retries, done=done)


def _with_gpus(jobs: Sequence[Job], here: Machine, ledger: Ledger) -> list[Job]:
    """The jobs that this machine has the GPUs for; what it has too little of is said."""
    for job in jobs:
        _compare(job, here, ledger)
    return [job for job in jobs if job.needs.gpus <= len(here.gpus)]


def _with_data(jobs: Sequence[Job], book: Book, ledger: Ledger, at: Workplace) -> list[Job]:
    """Make ready what the jobs load; those that lack something do not run."""
    loaded = {name for job in jobs for name in job.data}
    lost = prepare((each for each in book.config.data if each.name in loaded), at.book)
    for job in jobs:
        ledger.problems[name_of(job)] += tuple(lost[name] for name in job.data if name in lost)
    return [job for job in jobs if not lost.keys() & {*job.data}]


def _with_package(jobs: Sequence[Job], book: Book, ledger: Ledger, at: Workplace) -> list[Job]:
    """Install the package as it is now where jobs that stand apart run; the others do not run."""
    lost = {
        variant.name: problem
        for variant in dict.fromkeys(job.variant for job in jobs if job.apart)
        if (problem := ready(variant, book.locks.get(variant.name), at.library, at.environments))
    }
    for job in jobs:
        if job.apart and job.variant.name in lost:
            ledger.problems[name_of(job)] += (lost[job.variant.name],)
    return [job for job in jobs if not (job.apart and job.variant.name in lost)]


def _line(jobs: Sequence[Job], here: Machine, ledger: Ledger, limits: Limits) -> list[Turn]:
    """The turns of jobs, the longest first."""
    usual = ledger.usual() or 0.0
    beside = max(1, min(here.jobs, len(jobs)))
    ordered = sorted(jobs, key=lambda job: -(usual if job.cost is None else job.cost))
    return [turn(job, here, beside=beside, peak=ledger.peak(job), limits=limits) for job in ordered]


def _compare(job: Job, here: Machine, ledger: Ledger) -> None:
    """Say where the machine has less than a job needs."""
    name, at = name_of(job), Place(ledger.pages[job.page].file, 1)
    if job.needs.gpus > len(here.gpus):
        ledger.away.add(name)
        ledger.problems[name] += (no_gpus(*name, job.needs.gpus, len(here.gpus), at),)
    elif exceeds(job.needs, here):
        there = (here.cores, here.memory)
        needs = (job.needs.cores, job.needs.memory)
        ledger.problems[name] += (too_big(*name, needs, there, at),)
