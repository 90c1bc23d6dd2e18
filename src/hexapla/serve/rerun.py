"""The cells of an open page run again when they are edited, by the rules of live sessions.

What they give is shown and never kept: committed outputs come from clean runs alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from time import monotonic
from typing import Any

from hexapla.execute.heard import Heard
from hexapla.execute.launch import NoKernel
from hexapla.execute.live import Live
from hexapla.execute.shown import readable
from hexapla.model.outputs import Inputs, Output
from hexapla.ports import Job
from hexapla.serve.begin import Wish, begin
from hexapla.serve.preview import unheard

OFTEN = 0.15  # seconds between two looks at the outputs of a cell that runs
ENDING = 5.0  # seconds that a session may take to end


@dataclass(frozen=True, slots=True)
class Begun:
    """A cell has begun, by its index among those that run."""

    job: Job
    cell: int


@dataclass(frozen=True, slots=True)
class Given:
    """What a cell has given so far, or at its end."""

    job: Job
    cell: int
    outputs: tuple[Output, ...]
    seconds: float
    state: str = "running"  # "done", "failed", "stopped"
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Ended:
    """There is nothing more to run; `why` says what went wrong with the session itself."""

    job: Job
    why: str = ""


News = Begun | Given | Ended


class _Halted(Exception):
    """No more cells are to begin."""


class Rerun:
    """A page's session in one variant, in a thread of its own. `tell` is called from there."""

    def __init__(self, folder: Path, tell: Callable[[News], None]) -> None:
        self.folder, self._tell = folder, tell
        self._wishes: SimpleQueue[Wish | None] = SimpleQueue()
        self._things = ExitStack()
        self._live: Live | None = None
        self._about: tuple[Inputs, tuple[str, ...]] | None = None
        self._halted = Event()
        self._thread = Thread(target=self._go, daemon=True, name="rerun")
        self._thread.start()

    def run(self, wish: Wish) -> None:
        """Run a page from its first edited cell; what runs of its former text is stopped."""
        self.stop()
        self._wishes.put(wish)

    def stop(self) -> None:
        """Interrupt the cell that runs, and begin no other."""
        self._halted.set()
        if live := self._live:
            live.stop()

    def close(self) -> None:
        """End the session, whatever runs in it."""
        self._wishes.put(None)
        self.stop()

    def join(self) -> None:
        self._thread.join(ENDING)

    def _go(self) -> None:
        with self._things:
            while wish := self._newest():
                try:
                    self._update(wish)
                except _Halted:
                    self._tell(Ended(wish.job))
                except NoKernel as error:
                    self._things.close()
                    self._live = None
                    self._tell(Ended(wish.job, str(error)))
                else:
                    self._tell(Ended(wish.job))

    def _newest(self) -> Wish | None:
        wish = self._wishes.get()
        while wish and not self._wishes.empty():
            wish = self._wishes.get()
        return wish

    def _update(self, wish: Wish) -> None:
        job = wish.job
        self._halted.clear()
        live = self._session(wish)

        def hears(cell: int) -> Heard:
            if self._halted.is_set():
                raise _Halted
            self._tell(Begun(job, cell))
            return _Seen(lambda heard, seconds: self._tell(given(cell, heard, seconds)))

        def given(cell: int, heard: Heard, seconds: float) -> Given:
            return Given(job, cell, readable(live.outputs(heard)) or (), seconds)

        for ran in live.update(job.cells, hears):
            state = "done" if ran.well else "stopped" if self._halted.is_set() else "failed"
            outputs = readable(ran.outputs) or ()
            self._tell(Given(job, ran.cell, outputs, round(ran.seconds, 2), state, ran.exact))

    def _session(self, wish: Wish) -> Live:
        """The session that there is, or a new one where more than the cells has changed."""
        about = (replace(wish.job.inputs, cells=()), wish.job.imports)
        if self._live is None or self._about != about:
            self._things.close()
            self._live = None
            self._live, _ = begin(wish, self.folder, self._things, unheard)
            self._about = about
        return self._live


class _Seen(Heard):
    """What a cell says, looked at now and then as it says it."""

    def __init__(self, look: Callable[[Heard, float], None]) -> None:
        super().__init__()
        self._look, self._begun = look, monotonic()
        self._next = self._begun + OFTEN

    def add(self, kind: str, content: Mapping[str, Any]) -> None:
        super().add(kind, content)
        begun = monotonic()
        if begun >= self._next:
            self._look(self, round(begun - self._begun, 2))
            self._next = monotonic() + max(OFTEN, 4 * (monotonic() - begun))
