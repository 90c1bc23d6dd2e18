"""Jobs run once more with nothing kept, and how what they give compares with what is committed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from hexapla.events import Event, JobDone, JobFailed
from hexapla.execute.compare import Difference, Tolerance, differences
from hexapla.execute.forgetful import Forgetful
from hexapla.execute.recall import Record, recall
from hexapla.execute.schedule import execute
from hexapla.model.book import Book
from hexapla.model.nodes import Place
from hexapla.model.outputs import Inputs, Outputs
from hexapla.model.problems import Problem, Problems
from hexapla.ports import Archive, Job, Tools, Workplace

IGNORED = "nbval-ignore-output"  # the tag of cells whose outputs are never twice the same
# equal, or within the tolerance, or not; run with nothing to compare with; or not run to the end.
Verdict = Literal["equal", "within tolerance", "differs", "passes", "fails", "not run"]


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one job: its verdict, and what there is to say of it."""

    job: Job
    verdict: Verdict
    differences: tuple[Difference, ...] = ()
    problem: Problem | None = None  # why it fails

    def place(self, difference: Difference) -> Place:
        """Where the cell stands that shows something else."""
        return self.job.cells[difference.cell].at


def trials(
    book: Book, jobs: Iterable[Job], tools: Tools, at: Workplace, tolerance: Tolerance
) -> tuple[tuple[Trial, ...], Problems]:
    """Run jobs, a variant at a time, and compare; what is wrong with none of them comes beside.

    Of other code than the job's the committed outputs are not compared, of other packages they are.
    """
    jobs = tuple(jobs)
    done: list[Trial] = []
    problems: Problems = ()
    for variant in dict.fromkeys(job.variant for job in jobs):
        own = tuple(job for job in jobs if job.variant == variant)
        tried, others = _variant(book, own, tools, at, tolerance)
        done += tried
        problems += others
    order = {(job.page, job.variant.name): place for place, job in enumerate(jobs)}
    done.sort(key=lambda trial: order[trial.job.page, trial.job.variant.name])
    return tuple(done), tuple(dict.fromkeys(problems))


def last_of(job: Job, archive: Archive) -> Record | None:
    """What is committed of a job's page, whatever code that was of."""
    return recall(job, Forgetful(), archive)[0].last


def _variant(
    book: Book, jobs: Sequence[Job], tools: Tools, at: Workplace, tolerance: Tolerance
) -> tuple[list[Trial], Problems]:
    ended: dict[str, Event] = {}

    def tell(event: Event) -> None:
        if isinstance(event, JobDone | JobFailed):
            ended[event.page] = event
        tools.tell(event)

    alone = replace(tools, store=Forgetful(), archive=Forgetful(tools.archive), tell=tell)
    outputs, problems = execute(book, jobs, alone, at, wanted=lambda job: True, again=True)
    why = {problem.at.file: problem for problem in problems if problem.severity == "error"}
    tried = []
    for job in jobs:
        match ended.get(job.page):
            case JobDone():
                last = last_of(job, tools.archive)
                tried.append(_compared(job, last, outputs, tolerance))
            case JobFailed(kind=kind) if kind != "environment":  # which is of all its pages
                tried.append(Trial(job, "fails", problem=why.get(job.cells[0].at.file)))
            case _:
                tried.append(Trial(job, "not run"))
    reported = {trial.problem for trial in tried}
    return tried, tuple(problem for problem in problems if problem not in reported)


def _compared(job: Job, last: Record | None, outputs: Outputs, tolerance: Tolerance) -> Trial:
    run = outputs.of(job.page, job.variant.name)
    if run is None or last is None or _code(last[0]) != _code(job.inputs):
        return Trial(job, "passes")
    old, new = last[1].cells, tuple(cell for cell in run.cells if cell is not None)
    ignored = {index for index, cell in enumerate(job.cells) if IGNORED in cell.tags}
    differing = differences(old, new, tolerance, ignored=ignored)
    if differing:
        return Trial(job, "differs", differing)
    return Trial(job, "equal" if old == new else "within tolerance")


def _code(inputs: Inputs) -> Inputs:
    """Inputs without the packages that the code ran with."""
    return replace(inputs, packages=(), language="")
