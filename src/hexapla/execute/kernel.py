"""A conversation with a Jupyter kernel, which runs a job. The only import of jupyter_client."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from subprocess import TimeoutExpired
from time import monotonic, sleep
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from hexapla.execute import launch
from hexapla.execute.data import data_folder
from hexapla.execute.heard import Heard
from hexapla.execute.launch import Changed, NoKernel, Process, Room
from hexapla.execute.stable import stable
from hexapla.execute.terminal import plain
from hexapla.execute.tidy import tidy_page
from hexapla.execute.where import workplace
from hexapla.model.book import Limits
from hexapla.model.nodes import Cell
from hexapla.model.outputs import Failure, FailureKind, Output, Result
from hexapla.ports import Job, Workplace

REPLY = 10.0  # seconds that a kernel may take to say how a cell ended that has ended
STOP = 2.0  # seconds that an interrupted cell may take to end, and a kernel to leave
TICK = 0.2  # seconds between looks at a kernel that says nothing
MAY_RAISE = "raises-exception"
# What programs say when they are refused memory, each library in its own words.
NO_MEMORY = re.compile(
    r"MemoryError|bad_alloc|alloc\w* (?:memory|failed)|unable to allocate|out of memory"
    r"|RESOURCE_EXHAUSTED",
    re.IGNORECASE,
)


Start = Callable[[Job, Room, Workplace], AbstractContextManager[Process]]


def run_on_kernel(
    start: Start, job: Job, at: Workplace, limits: Limits, started: Callable[[int], None]
) -> Result:
    """The result of a job on the kernel that `start` gives it, which does not outlive it."""
    begun = monotonic()
    try:
        with conversation(start, job, at) as session:
            cells, failure = session.run(job.cells, job.limits or limits, started)
            memory = launch.peak_memory(session.process)
            if failure is None:
                session.leave()
    except NoKernel as error:
        return Result((), failure=Failure("environment", -1, str(error)))
    except Changed as changed:
        return Result((), failure=Failure("changed", -1, str(changed)))
    return Result(cells, round(monotonic() - begun, 2), memory, failure)


@contextmanager
def conversation(start: Start, job: Job, at: Workplace) -> Iterator[Session]:
    """A kernel that a job's cells may run on, which ends with the block; raises as `start` does."""
    at = workplace(job, at)
    with launch.room() as room, start(job, room, at) as process:
        try:
            with _client(process, room) as client:
                launch.limit_memory(process, at.share.memory)
                yield Session(client, process, room, at)
        finally:
            launch.end(process, room)


def kernel_spec(name: str) -> tuple[list[str], dict[str, str]]:
    """How the Jupyter kernel of that name is started; NoKernel where there is none."""
    try:
        spec = KernelSpecManager().get_kernel_spec(name)
    except NoSuchKernel as error:
        raise NoKernel(f"no Jupyter kernel is called '{name}'") from error
    argv = [word.replace("{resource_dir}", spec.resource_dir) for word in spec.argv]
    return argv, dict(spec.env)


def places(room: Room, at: Workplace) -> tuple[tuple[str, str], ...]:
    """The folders whose names must not show in outputs, and what stands for each."""
    folders = (room.work, at.library, at.environments, data_folder(at.book), launch.GLUE)
    known = (*((folder, "…") for folder in folders), (Path.home(), "~"))
    return tuple(
        (str(path), shown)
        for folder, shown in known
        for path in {folder.resolve(), folder.absolute()}
    )


@contextmanager
def _client(process: Process, room: Room) -> Iterator[BlockingKernelClient]:
    """A client of a kernel that answers."""
    _await_sockets(process, room)
    client = BlockingKernelClient()
    client.load_connection_file(str(room.connection))
    client.start_channels(stdin=False, hb=False)
    try:
        _await(client, process, room)
        yield client
    finally:
        client.stop_channels()
        client.context.destroy(linger=0)


def _await_sockets(process: Process, room: Room) -> None:
    """Wait until the kernel can be connected to: who connects too early is made to wait."""
    until = monotonic() + launch.START
    while not all(path.exists() for path in room.sockets):
        _still_there(process, room, until)
        sleep(0.003)


def _await(client: BlockingKernelClient, process: Process, room: Room) -> None:
    """Wait until the kernel answers, and is heard on every channel."""
    until = monotonic() + launch.START
    while True:
        request = client.kernel_info()
        with suppress(Empty):
            while True:  # the answer may have been sent before we were heard to listen
                message = client.iopub_channel.get_msg(timeout=TICK)
                if _answers(message, request) and _is_idle(message):
                    return
        _still_there(process, room, until)


def _still_there(process: Process, room: Room, until: float) -> None:
    if process.poll() is not None:
        said = room.last_words() or _ending(process)
        raise NoKernel(f"the kernel ended at once: {stable(said)}")
    if monotonic() > until:
        raise NoKernel(f"the kernel did not answer within {launch.START:g} s")


def _answers(message: dict[str, Any], request: str) -> bool:
    return bool(message["parent_header"].get("msg_id") == request)


def _is_idle(message: dict[str, Any]) -> bool:
    return message["msg_type"] == "status" and bool(message["content"]["execution_state"] == "idle")


def _ending(process: Process) -> str:
    """How a process that is gone ended."""
    code = process.wait()
    if code >= 0:
        return f"exit code {code}"
    return f"signal {-code} ({(signal.strsignal(-code) or 'unknown').lower()})"


class _Late(Exception):
    """A cell is beyond its time."""


class _Dead(Exception):
    """The kernel is gone."""


class _Mute(Exception):
    """The kernel is there, and says nothing."""


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation with one kernel."""

    client: BlockingKernelClient
    process: Process
    room: Room
    at: Workplace

    def run(
        self, cells: tuple[Cell, ...], limits: Limits, started: Callable[[int], None]
    ) -> tuple[tuple[tuple[Output, ...], ...], Failure | None]:
        """The outputs of the cells up to the first that fails, and why that one failed."""
        until = monotonic() + limits.page
        heard: list[Heard] = []
        failure: Failure | None = None
        for index, cell in enumerate(cells):
            started(index)
            heard.append(Heard())
            failure = self.hear(index, cell, min(until, monotonic() + limits.cell), heard[-1])
            if failure:
                break
        kept = [messages.kept() for messages in heard]
        return tidy_page(kept, places=places(self.room, self.at)), failure

    def hear(self, index: int, cell: Cell, until: float, messages: Heard) -> Failure | None:
        """Run a cell until then, adding what it says to the messages; why it failed, if it did."""
        begun = monotonic()
        request = self.client.execute(cell.code, allow_stdin=False, stop_on_error=False)
        try:
            self._listen(request, until, messages)
            failed = self._reply(request)
        except _Dead:
            kind = self._kind("died", self.room.last_words())
            return Failure(kind, index, _ending(self.process))
        except _Mute:
            return Failure("died", index, "it no longer answers")
        except _Late:
            self._interrupt(request, messages)
            return Failure("timeout", index, f"after {round(until - begun, 1):g} s")
        if failed and MAY_RAISE not in cell.tags:
            error = messages.error() or failed
            said = f"{error.get('ename')}: {error.get('evalue')}"
            text = _one_line(stable(said, places(self.room, self.at)))
            return Failure(self._kind("raised", text), index, text)
        return None

    def leave(self) -> None:
        """Ask the kernel to go, so that its code can put away what it has."""
        self.client.shutdown()
        with suppress(TimeoutExpired):
            self.process.wait(STOP)

    def _kind(self, kind: FailureKind, said: str) -> FailureKind:
        """The kind of a failure: what a limit of memory caused is told from other failures."""
        return "memory" if self.at.share.memory and NO_MEMORY.search(said) else kind

    def _listen(self, request: str, until: float, messages: Heard) -> None:
        """Take in all that the request gives, to its end."""
        dead = False
        while (left := until - monotonic()) > 0:
            try:
                message = self.client.iopub_channel.get_msg(timeout=min(TICK, left))
            except Empty:
                messages.pause()
                if dead:
                    raise _Dead from None
                dead = self.process.poll() is not None  # it may have said more just before
                continue
            if _answers(message, request):
                if _is_idle(message):
                    return
                messages.add(message["msg_type"], message["content"])
        raise _Late

    def _reply(self, request: str) -> dict[str, Any] | None:
        """What a request that failed ended with; None for one that did not fail."""
        until = monotonic() + REPLY
        while monotonic() < until:
            with suppress(Empty):
                message = self.client.shell_channel.get_msg(timeout=TICK)
                if _answers(message, request):
                    content: dict[str, Any] = message["content"]
                    return content if content["status"] != "ok" else None
            if self.process.poll() is not None:
                raise _Dead
        raise _Mute

    def _interrupt(self, request: str, messages: Heard) -> None:
        """Stop a cell; one that does not heed it goes down with its kernel."""
        launch.interrupt(self.process)
        with suppress(_Late, _Dead):
            self._listen(request, monotonic() + STOP, messages)
            return
        launch.kill(self.process)


def _one_line(error: str) -> str:
    first = plain(error).strip().split("\n")[0]
    return first if len(first) <= 300 else f"{first[:300]}…"
