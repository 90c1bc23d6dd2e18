"""Several jobs at a time, each in a thread; what they tell is told in the main one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue
from threading import Event as Flag
from threading import Thread
from typing import Protocol, runtime_checkable

from hexapla.events import CellStarted, JobEvent, JobRetried, JobStarted, JobWaiting, Stopped
from hexapla.execute.queue import Machine, Queue
from hexapla.execute.stop import heeding
from hexapla.execute.turn import Turn
from hexapla.model.outputs import Result
from hexapla.ports import Job, Runner, Tools, Workplace

Done = Callable[[Job, Result | None], None]
ORDINARY = "cores"  # what all in line wait for, so that it need not be said


@runtime_checkable
class Stoppable(Protocol):
    """A runner that can be told to drop what it runs."""

    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class _Ended:
    """A job's end: its result; None if it was not run; or what broke the runner."""

    index: int
    result: Result | None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class _Stop:
    """Someone wants all of it to stop."""


def work(  # noqa: PLR0913 (who works, where, with what, for whom)
    turns: Sequence[Turn],
    tools: Tools,
    at: Workplace,
    machine: Machine,
    *,
    retries: int,
    done: Done,
) -> None:
    """Run jobs, those that fit in the order of the line, and say when each is done.

    A job comes back with None where an earlier one found that its variant cannot be run here. At
    last the runner lets go of what it has. Told to stop, no more jobs begin, what runs is
    dropped, what had ended is still said to be done, and KeyboardInterrupt is raised; told so
    twice, nothing is waited for.
    """
    if tools.runner is None:
        return
    queue = Queue(machine, [turn.demand for turn in turns])
    crew = _Crew(turns, tools, tools.runner, at, queue, retries, done)
    with heeding(crew.stop):
        try:
            crew.work()
        except KeyboardInterrupt:
            crew.halt()
            tools.tell(Stopped(crew.kept, len(turns) - crew.over))
            raise
        except BaseException:
            crew.halt()
            raise
        finally:
            crew.dismiss()


@dataclass(slots=True)
class _Crew:
    turns: Sequence[Turn]
    tools: Tools
    runner: Runner
    at: Workplace
    queue: Queue
    retries: int
    done: Done
    said: SimpleQueue[JobEvent | _Ended | _Stop] = field(default_factory=SimpleQueue)
    halted: Flag = field(default_factory=Flag)
    unable: set[str] = field(default_factory=set)  # variants that cannot be run here
    threads: dict[int, Thread] = field(default_factory=dict)
    waiting: JobWaiting | None = None  # what was told last
    stops: int = 0  # how often it was told to stop
    kept: int = 0
    over: int = 0

    def work(self) -> None:
        """Run all jobs; in the main thread."""
        while not self.halted.is_set():
            while begun := self.queue.start():
                self._begin(*begun)
            if not self.queue.running:
                return
            self._tell_waiting()
            self._heed(self.said.get())
        raise KeyboardInterrupt

    def stop(self) -> None:
        """Let the main thread know that it shall stop."""
        self.stops += 1
        self.halted.set()
        self.said.put(_Stop())  # which may be done from within anything, as a signal is

    def halt(self) -> None:
        """Drop the jobs that run, but for those that have just ended."""
        self.halted.set()
        while self.queue.running and self.stops < 2:
            self.dismiss()  # again and again: one may just be starting
            with suppress(Empty):
                said = self.said.get(timeout=0.1)
                if isinstance(said, _Ended):
                    self._end(said)

    def dismiss(self) -> None:
        """Let the runner drop what runs, and let go of what it keeps for the next job."""
        if isinstance(self.runner, Stoppable):
            self.runner.stop()

    # --- in the main thread -------------------------------------------------------------------

    def _begin(self, index: int, gpus: tuple[str, ...]) -> None:
        turn = self.turns[index]
        at = replace(self.at, share=replace(turn.share, gpus=gpus))
        # A daemon: whoever stops twice waits for none.
        thread = Thread(target=self._run, args=(index, at), daemon=True)
        self.threads[index] = thread
        thread.start()

    def _tell_waiting(self) -> None:
        """Tell what the first in line waits for, if that is neither ordinary nor told already."""
        first = self.queue.first()
        if first and first[1] != ORDINARY:
            job = self.turns[first[0]].job
            waiting = JobWaiting(job.page, job.variant.name, first[1])
            if waiting != self.waiting:
                self.tools.tell(waiting)
            self.waiting = waiting

    def _heed(self, said: JobEvent | _Ended | _Stop) -> None:
        match said:
            case _Stop():
                raise KeyboardInterrupt
            case _Ended():
                self._end(said)
            case _:
                self.tools.tell(said)

    def _end(self, ended: _Ended) -> None:
        self.queue.end(ended.index)
        self.threads.pop(ended.index).join()  # what libraries keep for it ends with it
        if self.halted.is_set() and (ended.result is None or ended.result.failure):
            return  # it was dropped
        if ended.error:
            raise ended.error
        self.over += 1
        self.kept += ended.result is not None and ended.result.failure is None
        self.done(self.turns[ended.index].job, ended.result)

    # --- in a worker's thread -----------------------------------------------------------------

    def _run(self, index: int, at: Workplace) -> None:
        try:
            self.said.put(_Ended(index, self._result(index, at)))
        except Exception as error:  # it is raised again where it can be seen
            self.said.put(_Ended(index, None, error))

    def _result(self, index: int, at: Workplace) -> Result | None:
        job = self.turns[index].job
        variant, cells = job.variant.name, len(job.cells)
        if self.halted.is_set() or variant in self.unable:
            return None

        def started(cell: int) -> None:
            self.said.put(CellStarted(job.page, variant, cell + 1, cells))

        self.said.put(JobStarted(job.page, variant, cells))
        result = self.runner.run(job, at, started)
        for _ in range(self.retries):
            if _failed(result) != "died" or self.halted.is_set():
                break
            self.said.put(JobRetried(job.page, variant, _why(result)))
            result = self.runner.run(job, at, started)
        if _failed(result) == "environment":
            self.unable.add(variant)
        return result


def _failed(result: Result) -> str:
    return result.failure.kind if result.failure else ""


def _why(result: Result) -> str:
    return result.failure.text if result.failure else ""
