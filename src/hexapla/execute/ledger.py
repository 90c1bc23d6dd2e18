"""What has come of the jobs so far: what is known, shown, kept, and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

from hexapla.events import JobDone, JobFailed, NotWarm, Recalled
from hexapla.execute.recall import Known, recall
from hexapla.execute.record import to_bytes, to_files
from hexapla.execute.shown import missing_run, run_of, stale_run, stored_run
from hexapla.model.book import Page
from hexapla.model.nodes import Place
from hexapla.model.outputs import Outputs, Result, Run
from hexapla.model.problems import Problem, Problems, damaged_record, never_run, not_kept, stale
from hexapla.ports import Job, Tools

Name = tuple[str, str]  # of a job: its page and its variant
DAMAGED = damaged_record("", "").code


@dataclass(slots=True)
class Ledger:
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
        self.known[name_of(job)], self.problems[name_of(job)] = recall(
            job, self.tools.store, self.tools.archive
        )

    def lacks(self, job: Job) -> bool:
        return self.known[name_of(job)].result is None

    def cost(self, job: Job) -> float | None:
        """The seconds that a job's page took when it last ran."""
        last = self.known[name_of(job)].last
        return last[1].duration if last else None

    def peak(self, job: Job) -> int:
        """The bytes that a job's page held at most when it last ran; 0 where that is not known."""
        last = self.known[name_of(job)].last
        return last[1].memory if last else 0

    def usual(self) -> float | None:
        """The seconds that a page takes, as far as is known."""
        durations = [known.last[1].duration for known in self.known.values() if known.last]
        return mean(durations) if durations else None

    def block(self, variant: str, problems: Problems) -> None:
        self.blocked.setdefault(variant, problems)

    def show_known(self, job: Job) -> None:
        known = self.known[name_of(job)]
        if known.result is None:
            return
        if known.where == "local" and self.tools.runner:
            self._keep(job, known.result, store=False)
        self.runs[name_of(job)] = run_of(self.pages[job.page], job, known.result)
        self.tools.tell(Recalled(*name_of(job), known.where))

    def note(self, job: Job, result: Result) -> None:
        """Tell once why a variant's kernels are not warm."""
        note = (job.variant.name, result.note)
        if result.note and note not in self.notes:
            self.notes.add(note)
            self.tools.tell(NotWarm(*note))

    def show_done(self, job: Job, result: Result) -> None:
        self._keep(job, result, store=True)
        self.runs[name_of(job)] = run_of(self.pages[job.page], job, result)
        self.tools.tell(JobDone(*name_of(job), result.duration, result.memory))

    def show_failed(self, job: Job, result: Result, problem: Problem) -> None:
        kind = result.failure.kind if result.failure else ""
        self.tools.tell(JobFailed(*name_of(job), kind))
        if kind == "environment":
            self.block(job.variant.name, (problem,))
            return
        self.runs[name_of(job)] = run_of(self.pages[job.page], job, result, "failed")
        self.problems[name_of(job)] += (problem,)

    def show_last(self, job: Job, *, told: bool) -> None:
        """Show what there was last of a job that is not known and did not run."""
        page, last = self.pages[job.page], self.known[name_of(job)].last
        at = Place(page.file, 1)
        held = job.stored and not last
        stored = stored_run(page, job.variant) if held else None
        missing = stored or missing_run(page, job)
        self.runs[name_of(job)] = stale_run(page, job, *last) if last else missing
        told = told and not stored
        if told and job.variant.name not in self.blocked and name_of(job) not in self.away:
            problem = stale(*name_of(job), at) if last else never_run(*name_of(job), at)
            self.problems[name_of(job)] += (problem,)

    def closed(self, jobs: Sequence[Job]) -> tuple[Outputs, Problems]:
        """The runs of all jobs, and every problem once, both in the order of the jobs."""
        runs = {name_of(job): self.runs[name_of(job)] for job in jobs}
        found = [problem for job in jobs for problem in self.problems[name_of(job)]]
        blocked = [problem for problems in self.blocked.values() for problem in problems]
        return Outputs(runs), tuple(dict.fromkeys((*blocked, *found, *self.unkept)))

    def _keep(self, job: Job, result: Result, *, store: bool) -> None:
        """Keep a result; committed files change only where it says something new."""
        name, last = name_of(job), self.known[name_of(job)].last
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


def name_of(job: Job) -> Name:
    """By what a job is known in the book."""
    return job.page, job.variant.name
