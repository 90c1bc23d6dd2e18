"""Several jobs at a time, each in a thread; what they tell is told in the main one."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from threading import Event as Flag
from typing import Protocol, runtime_checkable

from hexapla.events import CellStarted, Event, JobStarted, Tell
from hexapla.model.outputs import Result
from hexapla.ports import Job, Runner, Share, Tools, Workplace

Done = Callable[[Job, Result | None], None]


@runtime_checkable
class Stoppable(Protocol):
    """A runner that can be told to drop what it runs."""

    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class _Ended:
    """A job's end: its result; None if it was not run; or what broke the runner."""

    job: Job
    result: Result | None
    error: Exception | None = None


def work(jobs: Sequence[Job], tools: Tools, at: Workplace, slots: int, done: Done) -> None:
    """Run the jobs in their order, so many at a time, and say when each is done.

    A job comes back with None where an earlier one found that its variant cannot be run here.
    If interrupted, what runs is dropped, what had ended is still said to be done.
    """
    if not jobs or tools.runner is None:
        return
    share = Share(threads=max(1, (os.cpu_count() or 1) // slots))
    crew = _Crew(tools.runner, replace(at, share=share))
    with ThreadPoolExecutor(slots, thread_name_prefix="job") as pool:
        futures = [pool.submit(crew.run, job) for job in jobs]
        try:
            for _ in jobs:
                crew.listen(tools.tell, done)
        except BaseException:
            crew.halt(futures)
            crew.finish(done)
            raise


@dataclass(slots=True)
class _Crew:
    runner: Runner
    at: Workplace
    said: SimpleQueue[Event | _Ended] = field(default_factory=SimpleQueue)
    halted: Flag = field(default_factory=Flag)
    unable: set[str] = field(default_factory=set)  # variants that cannot be run here

    def run(self, job: Job) -> None:
        """Run one job; in a worker's thread."""
        try:
            self.said.put(_Ended(job, self._result(job)))
        except Exception as error:  # it is raised again where it can be seen
            self.said.put(_Ended(job, None, error))

    def listen(self, tell: Tell, done: Done) -> None:
        """Tell what the workers say, until one job has ended."""
        while not isinstance(said := self.said.get(), _Ended):
            tell(said)
        if said.error:
            raise said.error
        done(said.job, said.result)

    def halt(self, futures: Sequence[Future[None]]) -> None:
        """Begin no more jobs, and drop those that run."""
        self.halted.set()
        left = {future for future in futures if not future.cancel()}
        while left:
            if isinstance(self.runner, Stoppable):  # again and again: one may just be starting
                self.runner.stop()
            left = wait(left, timeout=0.1).not_done

    def finish(self, done: Done) -> None:
        """Keep the results of jobs that had come to their end when all was stopped."""
        while not self.said.empty():
            said = self.said.get()
            if isinstance(said, _Ended) and said.result and not said.result.failure:
                done(said.job, said.result)

    def _result(self, job: Job) -> Result | None:
        variant, cells = job.variant.name, len(job.cells)
        if self.halted.is_set() or variant in self.unable:
            return None

        def started(index: int) -> None:
            self.said.put(CellStarted(job.page, variant, index + 1, cells))

        self.said.put(JobStarted(job.page, variant, cells))
        result = self.runner.run(job, self.at, started)
        if _is(result, "died") and not self.halted.is_set():  # perhaps for want of memory
            result = self.runner.run(job, self.at, started)
        if _is(result, "environment"):
            self.unable.add(variant)
        return result


def _is(result: Result, kind: str) -> bool:
    return result.failure is not None and result.failure.kind == kind
