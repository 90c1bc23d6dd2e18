"""Whether committed outputs are honest: a sample of the pages runs afresh and is compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hexapla.execute.forgetful import Forgetful
from hexapla.execute.queue import Demand, Machine, makespan
from hexapla.execute.recall import recall
from hexapla.execute.trial import Trial, last_of
from hexapla.model.nodes import Place
from hexapla.model.problems import (
    Problem,
    Problems,
    never_run,
    outputs_differ,
    pictures_differ,
    stale,
)
from hexapla.plan.sample import sample
from hexapla.ports import Archive, Job


def chosen(jobs: Iterable[Job], share: float, seed: int) -> tuple[Job, ...]:
    """The jobs whose turn it is, whatever is known of the others."""
    named = {(job.page, job.variant.name): job for job in jobs}
    return tuple(named[name] for name in sample(named, share, seed))


def honest(jobs: Iterable[Job], archive: Archive) -> tuple[tuple[Job, ...], Problems]:
    """Those of the jobs whose committed outputs claim to be of today's code; why not the others."""
    fresh: list[Job] = []
    problems: list[Problem] = []
    for job in jobs:
        known, damaged = recall(job, Forgetful(), archive)
        problems += damaged
        at = Place(job.cells[0].at.file, 1)
        if known.where == "committed":
            fresh.append(job)
        elif not damaged:
            said = stale if known.last else never_run
            problems.append(said(job.page, job.variant.name, at))
    return tuple(fresh), tuple(problems)


def fresh_kernels(jobs: Iterable[Job]) -> tuple[Job, ...]:
    """The jobs, wanting kernels that no other process has prepared."""
    return tuple(replace(job, needs=replace(job.needs, fresh=True)) for job in jobs)


def estimate(jobs: Iterable[Job], archive: Archive, slots: int) -> float | None:
    """The seconds that the jobs take, a variant at a time; None where one was never timed."""
    jobs = tuple(jobs)
    total = 0.0
    for variant in dict.fromkeys(job.variant for job in jobs):
        records = [last_of(job, archive) for job in jobs if job.variant == variant]
        costs = sorted((record[1].duration for record in records if record), reverse=True)
        if len(costs) < len(records):
            return None
        total += makespan(costs, [Demand()] * len(costs), Machine(slots, slots), None) or 0.0
    return round(total, 1)


def differing(trials: Iterable[Trial]) -> Iterator[Problem]:
    """A problem for each job that fails or gives something else, told by its first difference."""
    for trial in trials:
        if trial.problem:
            yield trial.problem
        if trial.verdict == "differs":
            texts = [found for found in trial.differences if found.kind != "picture"]
            found = (texts or trial.differences)[0]
            said = outputs_differ if texts else pictures_differ
            job, at = trial.job, trial.place(found)
            yield said(job.page, job.variant.name, found.was, found.now, at)
