"""Recall or run each job, and join what it gave to the cells of its page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean
from typing import Protocol

from hexapla.events import JobDone, JobFailed, NotWarm, Planned, Recalled
from hexapla.execute import capacity
from hexapla.execute.data import prepare
from hexapla.execute.failed import differs, problem_of
from hexapla.execute.queue import Machine, makespan
from hexapla.execute.recall import Known, recall
from hexapla.execute.record import to_bytes, to_files
from hexapla.execute.shown import missing_run, run_of, stale_run
from hexapla.execute.turn import Turn, exceeds, turn
from hexapla.execute.wide import wide
from hexapla.execute.workers import work
from hexapla.model.book import Book, Limits, Page, Slots
from hexapla.model.nodes import Place
from hexapla.model.outputs import Outputs, Result, Run
from hexapla.model.problems import (
    Problem,
    Problems,
    damaged_record,
    never_run,
    no_gpus,
    not_kept,
    stale,
    too_big,
)
from hexapla.ports import Job, Tools, Workplace

Name = tuple[str, str]  # of a job: its page and its variant
DAMAGED = damaged_record("", "").code


class Look(Protocol):
    """Says what of a machine a book may use, with its GPUs only if they are asked for."""

    def __call__(self, slots: Slots, *, gpus: bool) -> Machine: ...


def execute(  # noqa: PLR0913 (what the build knows, in one call)
    book: Book,
    jobs: Sequence[Job],
    tools: Tools,
    at: Workplace,
    *,
    wanted: Callable[[Job], bool],
    again: bool = False,
    look: Look = capacity.here,
) -> tuple[Outputs, Problems]:
    """What every job gives, recalled or run. Without a runner nothing runs.

    Of those that are not known and do not run, the last outputs are shown and said to be stale.
    """
    ledger = _Ledger({page.id: page for page in book.pages()}, tools)
    for job in jobs:
        ledger.recall(job)
    todo = [job for job in jobs if tools.runner and wanted(job) and (again or ledger.lacks(job))]
    for job in jobs:
        if job not in todo and not ledger.lacks(job):
            ledger.show_known(job)
    _run(todo, book, ledger, at, look)
    for job in jobs:
        if _name(job) not in ledger.runs:
            ledger.show_last(job, told=wanted(job)) if ledger.lacks(job) else ledger.show_known(job)
    outputs, problems = ledger.closed(jobs)
    return outputs, (*problems, *wide(book, outputs))


def _run(todo: Sequence[Job], book: Book, ledger: _Ledger, at: Workplace, look: Look) -> None:
    """Run jobs, the longest first, but for those that lack their environment or GPUs here."""
    config, tools = book.config, ledger.tools
    for variant in dict.fromkeys(job.variant for job in todo):
        if problems := differs(book, variant, at.environments):
            ledger.block(variant.name, problems)
    fit = [
        replace(job, cost=ledger.cost(job))
        for job in todo
        if job.variant.name not in ledger.blocked
    ]
    here = look(config.slots, gpus=any(job.needs.gpus for job in fit)) if fit else Machine(1, 1)
    able = _with_data(_with_gpus(fit, here, ledger), book, ledger, at)
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


def _with_gpus(jobs: Sequence[Job], here: Machine, ledger: _Ledger) -> list[Job]:
    """The jobs that this machine has the GPUs for; what it has too little of is said."""
    for job in jobs:
        ledger.compare(job, here)
    return [job for job in jobs if job.needs.gpus <= len(here.gpus)]


def _with_data(jobs: Sequence[Job], book: Book, ledger: _Ledger, at: Workplace) -> list[Job]:
    """Make ready what the jobs load; those that lack something do not run."""
    loaded = {name for job in jobs for name in job.data}
    lost = prepare((each for each in book.config.data if each.name in loaded), at.book)
    for job in jobs:
        ledger.problems[_name(job)] += tuple(lost[name] for name in job.data if name in lost)
    return [job for job in jobs if not lost.keys() & {*job.data}]


def _line(jobs: Sequence[Job], here: Machine, ledger: _Ledger, limits: Limits) -> list[Turn]:
    """The turns of jobs, the longest first."""
    usual = ledger.usual() or 0.0
    beside = max(1, min(here.jobs, len(jobs)))
    ordered = sorted(jobs, key=lambda job: -(usual if job.cost is None else job.cost))
    return [turn(job, here, beside=beside, peak=ledger.peak(job), limits=limits) for job in ordered]


@dataclass(slots=True)
class _Ledger:
    """What has come of the jobs so far."""

    pages: dict[str, Page]
    tools: Tools
    known: dict[Name, Known] = field(default_factory=dict)
    runs: dict[Name, Run] = field(default_factory=dict)
    problems: dict[Name, Problems] = field(default_factory=dict)
    blocked: dict[str, Problems] = field(default_factory=dict)  # variants that cannot run here
    away: set[Name] = field(default_factory=set)  # jobs that lack GPUs here
    unkept: Problems = ()
    notes: set[tuple[str, str]] = field(default_factory=set)  # of variants: why not warm

    def recall(self, job: Job) -> None:
        """Look up what is known of a job."""
        self.known[_name(job)], self.problems[_name(job)] = recall(
            job, self.tools.store, self.tools.archive
        )

    def lacks(self, job: Job) -> bool:
        return self.known[_name(job)].result is None

    def cost(self, job: Job) -> float | None:
        """The seconds that a job's page took when it last ran."""
        last = self.known[_name(job)].last
        return last[1].duration if last else None

    def peak(self, job: Job) -> int:
        """The bytes that a job's page held at most when it last ran; 0 where that is not known."""
        last = self.known[_name(job)].last
        return last[1].memory if last else 0

    def usual(self) -> float | None:
        """The seconds that a page takes, as far as is known."""
        durations = [known.last[1].duration for known in self.known.values() if known.last]
        return mean(durations) if durations else None

    def block(self, variant: str, problems: Problems) -> None:
        self.blocked.setdefault(variant, problems)

    def compare(self, job: Job, here: Machine) -> None:
        """Say where the machine has less than a job needs."""
        at = Place(self.pages[job.page].file, 1)
        if job.needs.gpus > len(here.gpus):
            self.away.add(_name(job))
            problem = no_gpus(*_name(job), job.needs.gpus, len(here.gpus), at)
            self.problems[_name(job)] += (problem,)
        elif exceeds(job.needs, here):
            there = (here.cores, here.memory)
            problem = too_big(*_name(job), (job.needs.cores, job.needs.memory), there, at)
            self.problems[_name(job)] += (problem,)

    def show_known(self, job: Job) -> None:
        known = self.known[_name(job)]
        if known.result is None:
            return
        if known.where == "local" and self.tools.runner:
            self._keep(job, known.result, store=False)
        self.runs[_name(job)] = run_of(self.pages[job.page], job, known.result)
        self.tools.tell(Recalled(*_name(job), known.where))

    def note(self, job: Job, result: Result) -> None:
        """Tell once why a variant's kernels are not warm."""
        note = (job.variant.name, result.note)
        if result.note and note not in self.notes:
            self.notes.add(note)
            self.tools.tell(NotWarm(*note))

    def show_done(self, job: Job, result: Result) -> None:
        self._keep(job, result, store=True)
        self.runs[_name(job)] = run_of(self.pages[job.page], job, result)
        self.tools.tell(JobDone(*_name(job), result.duration, result.memory))

    def show_failed(self, job: Job, result: Result, problem: Problem) -> None:
        kind = result.failure.kind if result.failure else ""
        self.tools.tell(JobFailed(*_name(job), kind))
        if kind == "environment":
            self.block(job.variant.name, (problem,))
            return
        self.runs[_name(job)] = run_of(self.pages[job.page], job, result, "failed")
        self.problems[_name(job)] += (problem,)

    def show_last(self, job: Job, *, told: bool) -> None:
        """Show what there was last of a job that is not known and did not run."""
        page, last = self.pages[job.page], self.known[_name(job)].last
        at = Place(page.file, 1)
        self.runs[_name(job)] = stale_run(page, job, *last) if last else missing_run(page, job)
        if told and job.variant.name not in self.blocked and _name(job) not in self.away:
            problem = stale(*_name(job), at) if last else never_run(*_name(job), at)
            self.problems[_name(job)] += (problem,)

    def closed(self, jobs: Sequence[Job]) -> tuple[Outputs, Problems]:
        """The runs of all jobs, and every problem once, both in the order of the jobs."""
        runs = {_name(job): self.runs[_name(job)] for job in jobs}
        found = [problem for job in jobs for problem in self.problems[_name(job)]]
        blocked = [problem for problems in self.blocked.values() for problem in problems]
        return Outputs(runs), tuple(dict.fromkeys((*blocked, *found, *self.unkept)))

    def _keep(self, job: Job, result: Result, *, store: bool) -> None:
        """Keep a result; committed files change only where it says something new."""
        name, last = _name(job), self.known[_name(job)].last
        try:
            if store:
                self.tools.store.put(job.key, to_bytes(job.inputs, result))
            if not last or (last[0], last[1].cells) != (job.inputs, result.cells):
                self.tools.archive.keep(*name, to_files(job.inputs, result))
            # What was found damaged is whole again.
            self.problems[name] = tuple(p for p in self.problems[name] if p.code != DAMAGED)
        except OSError as error:
            folder = str(Path(error.filename).parent) if error.filename else "the store"
            self.unkept = self.unkept or (not_kept(folder, error.strerror or str(error)),)


def _name(job: Job) -> Name:
    return job.page, job.variant.name
