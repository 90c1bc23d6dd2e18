"""A reader's kernel for one page in one variant, and the thread that talks with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic
from typing import Any

from hexapla.execute import launch
from hexapla.execute.heard import Heard
from hexapla.execute.kernel import Session as Kernel
from hexapla.execute.kernel import Start, conversation, places
from hexapla.execute.launch import Changed, NoKernel, Process
from hexapla.execute.shown import readable
from hexapla.execute.tidy import tidy
from hexapla.model.book import Limits
from hexapla.model.nodes import Cell
from hexapla.model.outputs import Output
from hexapla.ports import Job, Workplace

IDLE = 30 * 60.0  # seconds that a kernel is kept for a reader who runs nothing
OFTEN = 0.1  # seconds between two looks at the outputs of a cell that runs

Say = Callable[[Mapping[str, Any]], None]
# The outputs of a cell by its number, as HTML.
Show = Callable[[int, Cell, tuple[Output, ...]], str]


@dataclass(frozen=True, slots=True)
class Step:
    """A cell that is to run, by its number on the page; without code, as the book has it."""

    cell: int
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a session works with. `cells` are those of the page, as it is now, by number."""

    job: Job
    at: Workplace
    limits: Limits
    start: Start
    cells: Callable[[], Mapping[int, Cell]]
    show: Show
    about: Mapping[str, Any]  # what the reader is told of the kernel


class Refused(Exception):
    """A session that there cannot be; says why."""


class Session:
    """Runs what it is asked to, one cell after another, and says what comes of it.

    `prepare` makes ready what the kernel needs and gives it away at the end. It ends by `close`,
    with its kernel, or when nothing was asked for a long time; the last that it says is "ended".
    """

    def __init__(self, prepare: Callable[[ExitStack], Desk], say: Say) -> None:
        self._prepare, self._say = prepare, say
        self._wishes: SimpleQueue[tuple[Step, ...]] = SimpleQueue()
        self._halted, self._closed = Event(), Event()
        self._busy: Process | None = None  # the kernel, while a cell runs
        self._process: Process | None = None
        self._thread = Thread(target=self._live, daemon=True, name="reader")
        self._thread.start()

    def run(self, steps: Iterable[Step]) -> None:
        """Run cells after those that run already; they end at the first that fails."""
        self._wishes.put(tuple(steps))

    def stop(self) -> None:
        """Interrupt the cell that runs, and forget those that wait."""
        self._forget()
        self._halted.set()
        if process := self._busy:
            launch.interrupt(process)

    def close(self) -> None:
        """End the kernel, whatever it does."""
        self._closed.set()
        self._wishes.put(())
        if process := self._process:
            launch.kill(process)

    def join(self, seconds: float) -> None:
        """Wait until all is put away."""
        self._thread.join(seconds)

    @property
    def over(self) -> bool:
        return not self._thread.is_alive()

    def _live(self) -> None:
        why = ""
        try:
            with ExitStack() as things:
                desk = self._prepare(things)
                with conversation(desk.start, desk.job, desk.at) as kernel:
                    self._process = kernel.process
                    self._say({"is": "ready", **desk.about})
                    why = self._serve(desk, kernel)
        except (NoKernel, Refused) as error:
            why = str(error)
        except Changed as error:
            why = f"{error} has changed; save it, and run again"
        finally:
            self._process = None
            self._say({"is": "ended", "why": why})

    def _serve(self, desk: Desk, kernel: Kernel) -> str:
        """Do what is asked, to the end; why it came to one, "" if it was asked to."""
        while not self._closed.is_set():
            try:
                steps = self._wishes.get(timeout=IDLE)
            except Empty:
                return "idle"
            self._halted.clear()
            why = self._run(desk, kernel, steps)
            if why:
                return why
            if self._wishes.empty():
                self._say({"is": "idle"})
        return ""

    def _run(self, desk: Desk, kernel: Kernel, steps: tuple[Step, ...]) -> str:
        """Run cells in turn; why the kernel is no more, "" if it is there."""
        until, cells = monotonic() + desk.limits.page, desk.cells()
        for step in steps:
            if self._halted.is_set() or self._closed.is_set() or step.cell not in cells:
                break
            cell = cells[step.cell]
            if step.code is not None:
                cell = replace(cell, code=step.code)
            well = self._cell(desk, kernel, step.cell, cell, until)
            if kernel.process.poll() is not None:
                return "" if self._closed.is_set() else "died"
            if not well:
                self._forget()
                break
        return ""

    def _cell(self, desk: Desk, kernel: Kernel, number: int, cell: Cell, until: float) -> bool:
        """Run a cell, its outputs being shown as they come; whether it went well."""

        def show(heard: Heard) -> None:
            outputs = readable(tidy(heard.kept(), places=places(kernel.room, desk.at)))
            html = desk.show(number, cell, outputs or ())
            self._say({"is": "outputs", "cell": number, "html": html})

        begun, seen = monotonic(), Seen(show)
        self._say({"is": "running", "cell": number})
        self._busy = kernel.process
        failure = kernel.hear(0, cell, min(until, begun + desk.limits.cell), seen)
        self._busy = None
        show(seen)
        seconds, kind = round(monotonic() - begun, 2), failure.kind if failure else ""
        done = {"well": not failure, "seconds": seconds, "kind": kind}
        self._say({"is": "done", "cell": number, **done, "why": failure.text if failure else ""})
        return not failure

    def _forget(self) -> None:
        """Drop what has been asked and not begun; that is over has been told as idle."""
        with suppress(Empty):
            while True:
                self._wishes.get_nowait()


class Seen(Heard):
    """What a cell says, shown now and then as it says it, and less often the longer that takes."""

    def __init__(self, show: Callable[[Heard], None]) -> None:
        super().__init__()
        self._show, self._news = show, False
        self._next = monotonic() + OFTEN

    def add(self, kind: str, content: Mapping[str, Any]) -> None:
        super().add(kind, content)
        self._news = True
        if monotonic() > self._next:
            self.pause()

    def pause(self) -> None:
        if not self._news:
            return
        begun, self._news = monotonic(), False
        self._show(self)
        self._next = monotonic() + max(OFTEN, 4 * (monotonic() - begun))
