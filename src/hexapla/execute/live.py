"""A page that runs again while it is written: from the first cell that changed.

After every cell a process is kept in that state, by a fork, and an edit goes on from there. Where
the code has threads that a fork would lose, there is only the state after the last cell: then the
edited cells run in that one, as they would in a notebook, and what they give is said to be so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from select import select
from socket import AF_UNIX, socket
from threading import Lock
from time import monotonic, sleep
from typing import Any

from hexapla.execute import launch
from hexapla.execute.heard import Heard
from hexapla.execute.kernel import MAY_RAISE, places
from hexapla.execute.launch import NoKernel
from hexapla.execute.tidy import tidy
from hexapla.execute.warm import Family, fork, wish
from hexapla.execute.where import workplace
from hexapla.model.book import Limits
from hexapla.model.nodes import Cell
from hexapla.model.outputs import Output
from hexapla.ports import Job, Workplace

Hears = Callable[[int], Heard]  # what listens to a cell, by its index
STOP = 2.0  # seconds that an interrupted cell may take to end
GONE = "Python ended, or the cell did not heed being stopped"


@dataclass(frozen=True, slots=True)
class Ran:
    """A cell that ran, by its index: what it gave, how long it took, whether it went well.

    `exact` is false where it ran in a state that the page's former text has left.
    """

    cell: int
    outputs: tuple[Output, ...]
    seconds: float
    well: bool
    exact: bool


@dataclass(frozen=True, slots=True)
class _State:
    """A process that has run some cells; a fork of it would lack its `lost` threads."""

    pid: int
    path: Path
    lost: int = 0
    exact: bool = True


class Live:
    """A page's session. Raises NoKernel where there cannot be one."""

    def __init__(self, job: Job, at: Workplace, limits: Limits) -> None:
        at = workplace(job, at)
        self.at, self.limits = at, job.limits or limits
        self._cells: list[str] = []  # what has run
        self._names = (f"state-{number}" for number in count())
        self._busy: _State | None = None  # what runs a cell now
        self._halted, self._lock = False, Lock()
        with ExitStack() as things:
            self._room = things.enter_context(launch.room())
            things.callback(launch.end_all_of, self._room)
            family = Family(job, at)
            things.callback(family.end)
            # The state after none of the cells, after the first, …; None: it has gone on.
            self._states: list[_State | None] = [self._first(family, job)]
            things.callback(self._end)
            self._things = things.pop_all()

    def close(self) -> None:
        self._things.close()

    def stop(self) -> None:
        """Interrupt the cell that runs or just begins; for another thread than runs it."""
        with self._lock:
            self._halted = True
            if busy := self._busy:
                launch.interrupt(busy)

    def outputs(self, heard: Heard) -> tuple[Output, ...]:
        """What a cell has shown, tidy; also while it runs."""
        return tidy(heard.kept(), places=places(self._room, self.at))

    def update(
        self, cells: tuple[Cell, ...], hears: Hears = lambda index: Heard()
    ) -> Iterator[Ran]:
        """Run what has changed of the page, and what comes after it, up to a cell that fails.

        `hears` makes what listens to each cell, as it begins. Raises NoKernel where the session
        itself has come to an end.
        """
        self._halted = False
        begin = self._go_back(_common(self._cells, [cell.code for cell in cells]))
        for index in range(begin, len(cells)):
            begun, cell, heard = monotonic(), cells[index], hears(index)
            well = self._run(index, cell, heard)
            outputs = self.outputs(heard)
            state = self._states[-1]
            exact = state is None or state.exact
            yield Ran(index, outputs, monotonic() - begun, well, exact)
            if not well:
                return

    def _end(self) -> None:
        for state in filter(None, self._states):
            launch.kill(state)

    def _first(self, family: Family, job: Job) -> _State:
        path = self._room.folder / next(self._names)
        asked = wish(job, self._room, self.at) | {"session": str(path)}
        process = fork(family.parent(job.imports), asked)
        until = monotonic() + launch.START
        while not path.exists():
            if process.poll() is not None or monotonic() > until:
                raise NoKernel(self._room.last_words() or "the page's session does not start")
            sleep(0.005)
        return _State(process.pid, path)

    def _go_back(self, same: int) -> int:
        """Make the state after `same` cells the last one, or one as near; after how many it is."""
        last = self._states[-1]
        if self._states[same] is None and last is not None:  # as in a notebook
            self._states[same:] = [replace(last, exact=False)]
        while self._states[same] is None:
            same -= 1
        for state in filter(None, self._states[same + 1 :]):
            launch.kill(state)
        del self._states[same + 1 :], self._cells[same:]
        return same

    def _run(self, index: int, cell: Cell, heard: Heard) -> bool:
        """Run a cell in the last state; whether it went well, and there is a state after it."""
        base = self._states[index]
        assert base  # noqa: S101 (the last state is there while cells go well)
        path = self._room.folder / next(self._names)
        alone = base.lost > 0
        request = {"code": cell.code, "next": str(path), "fork": not alone}
        said = self._ask(base, request, heard)
        if "lost" not in said:
            heard.add("error", {"ename": "KernelDied", "evalue": GONE, "traceback": []})
        well = "lost" in said and (heard.error() is None or MAY_RAISE in cell.tags)
        after = _State(said["pid"], path, said["lost"], base.exact) if "lost" in said else None
        if well:
            self._states[index] = None if alone else base
            self._states.append(after)
            self._cells.append(cell.code)
        elif alone:  # half of the cell has run in it
            self._states[index] = after and replace(after, exact=False)
        elif after:
            launch.kill(after)
        return well

    def _ask(self, state: _State, request: dict[str, Any], heard: Heard) -> dict[str, Any]:
        """Let a state run a cell; what it said of itself, with "lost" if it came to the end."""

        def begun(pid: int) -> None:
            with self._lock:
                self._busy = _State(pid, state.path)
                if self._halted:
                    launch.interrupt(self._busy)

        try:
            return _ask(state, request, heard, self.limits.cell, begun)
        finally:
            with self._lock:
                self._busy = None


def _ask(
    state: _State,
    request: dict[str, Any],
    heard: Heard,
    limit: float,
    begun: Callable[[int], None],
) -> dict[str, Any]:
    until, patience = monotonic() + limit, STOP
    said: dict[str, Any] = {}
    with socket(AF_UNIX) as connection:
        try:
            connection.connect(str(state.path))
            connection.sendall(json.dumps(request).encode() + b"\n")
        except OSError as error:
            raise NoKernel("the page's session has ended") from error
        for line in _lines(connection, lambda: max(0.0, until - monotonic())):  # noqa: B023 (called within the loop)
            if line is None and patience and "pid" in said:
                launch.interrupt(_State(said["pid"], state.path))
                until, patience = monotonic() + STOP, 0.0
            elif line is None and "pid" not in said:
                raise NoKernel("the page's session does not answer")
            elif line is None:
                launch.kill(_State(said["pid"], state.path))
                return {}
            elif "kind" in line:
                heard.add(line["kind"], line["content"])
            else:
                if "pid" not in said:
                    begun(line["pid"])
                said |= line
    return said


def _lines(connection: socket, left: Callable[[], float]) -> Iterator[dict[str, Any] | None]:
    """What comes over a connection, to its end; None each time that the time is up."""
    text = b""
    while True:
        if not select([connection], [], [], left())[0]:
            yield None
            continue
        data = b""
        with suppress(ConnectionError):
            data = connection.recv(1 << 16)
        *lines, text = (text + data).split(b"\n")
        yield from map(json.loads, lines)
        if not data:
            return


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many cells at the beginning are the same."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(old), len(new)))
