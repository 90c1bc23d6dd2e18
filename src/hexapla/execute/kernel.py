"""A Runner that gives each job a Jupyter kernel of its own. The only import of jupyter_client."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from subprocess import Popen, TimeoutExpired
from time import monotonic
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from hexapla.execute import environment, launch
from hexapla.execute.launch import NoKernel, Room
from hexapla.execute.stable import stable
from hexapla.execute.terminal import plain
from hexapla.execute.tidy import DROPPED, Message, tidy
from hexapla.model.book import Limits, Variant
from hexapla.model.nodes import Cell
from hexapla.model.outputs import Failure, Output, Result
from hexapla.ports import Job, Workplace

START = 60.0  # seconds that a kernel may take until it answers
REPLY = 10.0  # seconds that a kernel may take to say how a cell ended that has ended
STOP = 2.0  # seconds that an interrupted cell may take to end, and a kernel to leave
TICK = 0.2  # seconds between looks at a kernel that says nothing
FLOOD = 10_000_000  # characters that a cell may say before the rest is not even kept
MAY_RAISE = "raises-exception"
PYTHON = ("-m", "ipykernel_launcher", "-f", "{connection_file}")


class Fresh:
    """Runs each job on a new kernel in an empty folder, and removes both.

    Several threads may run jobs at once.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._processes: set[Popen[bytes]] = set()

    def run(self, job: Job, at: Workplace, started: Callable[[int], None]) -> Result:
        """The job's result, with the outputs that there were if it fails."""
        begun = monotonic()
        try:
            with (
                launch.room() as room,
                self._kernel(job, at, room) as process,
                _client(process, room) as client,
            ):
                session = _Session(client, process, _places(room, at))
                cells, failure = session.run(job.cells, self.limits, started)
                memory = launch.peak_memory(process)
                if failure is None:
                    session.leave()
        except NoKernel as error:
            return _unable(str(error))
        return Result(cells, round(monotonic() - begun, 2), memory, failure)

    def stop(self) -> None:
        """End all jobs that run now: their kernels die."""
        for process in tuple(self._processes):
            launch.kill(process)

    @contextmanager
    def _kernel(self, job: Job, at: Workplace, room: Room) -> Iterator[Popen[bytes]]:
        command, more = _command(job.variant, at.environments)
        process = launch.start(command, room, room.furnish(job, at), at=at, more=more)
        self._processes.add(process)
        try:
            yield process
        finally:
            self._processes.discard(process)
            launch.end(process)


def _unable(why: str) -> Result:
    return Result((), failure=Failure("environment", -1, why))


def _command(variant: Variant, environments: Path) -> tuple[list[str], dict[str, str]]:
    """How a variant's kernel is started, and with which variables."""
    if variant.environment:
        python = environment.python(environments, variant).absolute()
        if not python.exists():
            raise NoKernel(f"there is no environment at {python.parent.parent}")
        path = f"{python.parent}{os.pathsep}{os.environ.get('PATH', '')}"
        return [str(python), *PYTHON], {"PATH": path, "VIRTUAL_ENV": str(python.parent.parent)}
    if variant.kernel == "python3":
        return [sys.executable, *PYTHON], {}
    try:
        spec = KernelSpecManager().get_kernel_spec(variant.kernel)
    except NoSuchKernel as error:
        raise NoKernel(f"no Jupyter kernel is called '{variant.kernel}'") from error
    argv = [word.replace("{resource_dir}", spec.resource_dir) for word in spec.argv]
    return argv, dict(spec.env)


def _places(room: Room, at: Workplace) -> tuple[tuple[str, str], ...]:
    """The folders whose names must not show in outputs, and what stands for each."""
    known = ((room.work, "…"), (at.library, "…"), (at.environments, "…"), (Path.home(), "~"))
    return tuple(
        (str(path), shown)
        for folder, shown in known
        for path in {folder.resolve(), folder.absolute()}
    )


@contextmanager
def _client(process: Popen[bytes], room: Room) -> Iterator[BlockingKernelClient]:
    """A client of a kernel that answers."""
    client = BlockingKernelClient()
    client.load_connection_file(str(room.connection))
    client.start_channels(stdin=False, hb=False)
    try:
        _await(client, process, room)
        yield client
    finally:
        client.stop_channels()
        client.context.destroy(linger=0)


def _await(client: BlockingKernelClient, process: Popen[bytes], room: Room) -> None:
    """Wait until the kernel answers, and is heard on every channel."""
    until = monotonic() + START
    while monotonic() < until:
        request = client.kernel_info()
        with suppress(Empty):
            while True:
                message = client.get_iopub_msg(timeout=5 * TICK)
                if _answers(message, request) and _is_idle(message):
                    return
        if process.poll() is not None:
            said = room.last_words() or _ending(process)
            raise NoKernel(f"the kernel ended at once: {stable(said)}")
    raise NoKernel(f"the kernel did not answer within {START:g} s")


def _answers(message: dict[str, Any], request: str) -> bool:
    return bool(message["parent_header"].get("msg_id") == request)


def _is_idle(message: dict[str, Any]) -> bool:
    return message["msg_type"] == "status" and bool(message["content"]["execution_state"] == "idle")


def _ending(process: Popen[bytes]) -> str:
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
class _Session:
    """A conversation with one kernel."""

    client: BlockingKernelClient
    process: Popen[bytes]
    places: tuple[tuple[str, str], ...]

    def run(
        self, cells: tuple[Cell, ...], limits: Limits, started: Callable[[int], None]
    ) -> tuple[tuple[tuple[Output, ...], ...], Failure | None]:
        """The outputs of the cells up to the first that fails, and why that one failed."""
        until = monotonic() + limits.page
        done: list[tuple[Output, ...]] = []
        for index, cell in enumerate(cells):
            started(index)
            messages = _Messages()
            failure = self._cell(index, cell, min(until, monotonic() + limits.cell), messages)
            done.append(tidy(messages.kept(), places=self.places))
            if failure:
                return tuple(done), failure
        return tuple(done), None

    def leave(self) -> None:
        """Ask the kernel to go, so that its code can put away what it has."""
        self.client.shutdown()
        with suppress(TimeoutExpired):
            self.process.wait(STOP)

    def _cell(self, index: int, cell: Cell, until: float, messages: _Messages) -> Failure | None:
        """Run a cell, adding what it says to the messages."""
        begun = monotonic()
        request = self.client.execute(cell.code, allow_stdin=False, stop_on_error=False)
        try:
            self._listen(request, until, messages)
            failed = self._reply(request)
        except _Dead:
            return Failure("died", index, _ending(self.process))
        except _Mute:
            return Failure("died", index, "it no longer answers")
        except _Late:
            self._interrupt(request, messages)
            return Failure("timeout", index, f"after {round(until - begun, 1):g} s")
        if failed and MAY_RAISE not in cell.tags:
            error = messages.error() or failed
            said = f"{error.get('ename')}: {error.get('evalue')}"
            return Failure("raised", index, _one_line(stable(said, self.places)))
        return None

    def _listen(self, request: str, until: float, messages: _Messages) -> None:
        """Take in all that the request gives, to its end."""
        dead = False
        while (left := until - monotonic()) > 0:
            try:
                message = self.client.get_iopub_msg(timeout=min(TICK, left))
            except Empty:
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
                message = self.client.get_shell_msg(timeout=TICK)
                if _answers(message, request):
                    content: dict[str, Any] = message["content"]
                    return content if content["status"] != "ok" else None
            if self.process.poll() is not None:
                raise _Dead
        raise _Mute

    def _interrupt(self, request: str, messages: _Messages) -> None:
        """Stop a cell; one that does not heed it goes down with its kernel."""
        launch.interrupt(self.process)
        with suppress(_Late, _Dead):
            self._listen(request, monotonic() + STOP, messages)
            return
        launch.kill(self.process)


def _one_line(error: str) -> str:
    first = plain(error).strip().split("\n")[0]
    return first if len(first) <= 300 else f"{first[:300]}…"


@dataclass(slots=True)
class _Messages:
    """What a cell said, as far as it is worth keeping."""

    heard: list[Message] = field(default_factory=list)
    size: int = 0
    dropped: int = 0

    def add(self, kind: str, content: dict[str, Any]) -> None:
        if kind == "stream":
            self.size += len(content["text"])
            if self.size > FLOOD:
                self.dropped += len(content["text"])
                return
        self.heard.append(Message(kind, content))

    def error(self) -> Mapping[str, Any] | None:
        """The error that was shown last: where showing a value fails, the reply names none."""
        return next((m.content for m in reversed(self.heard) if m.kind == "error"), None)

    def kept(self) -> list[Message]:
        flood = [Message(DROPPED, {"characters": self.dropped})] if self.dropped else []
        return [*self.heard, *flood]
