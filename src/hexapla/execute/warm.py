"""A Runner on kernels forked from a process that has already imported what their pages import.

A page's kernel has exactly those imports behind it that the page begins with, in their order.
There is a parent for every such list, forked from the parent of the list without its last.
"""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from select import select
from socket import AF_UNIX, socket
from subprocess import PIPE, STDOUT, Popen, TimeoutExpired
from threading import Lock
from time import monotonic, sleep
from typing import Any

from hexapla.execute import launch
from hexapla.execute.data import variables
from hexapla.execute.fresh import Fresh, interpreter
from hexapla.execute.kernel import Start, run_on_kernel
from hexapla.execute.launch import NoKernel, Process, Room
from hexapla.execute.stable import stable
from hexapla.model.book import Limits
from hexapla.model.outputs import Result
from hexapla.ports import Job, Workplace

PARENT = Path(__file__).parent / "inside" / "parent.py"
IMPORT = 120.0  # seconds that the imports of a page may take
LOST = -9  # the code of a process that went down with its parent
Imports = tuple[str, ...]
Of = tuple[str, int, tuple[str, ...]]


class Warm:
    """Runs jobs on forked kernels, and where that cannot be on fresh ones: the result says why.

    Several threads may run jobs at once. Parents stay until `stop`.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._fresh = Fresh(limits)
        self._families: dict[Of, Family] = {}
        self._retired: list[Family] = []  # no more is forked in them; some may still run
        self._running: set[Process] = set()
        self._lock = Lock()

    def run(self, job: Job, at: Workplace, started: Callable[[int], None]) -> Result:
        """The job's result, with the outputs that there were if it fails."""
        if is_alone(job):
            return self._fresh.run(job, at, started)
        try:
            start = self.starter(job, at)
        except NoKernel as error:
            return replace(self._fresh.run(job, at, started), note=str(error))
        result = run_on_kernel(start, job, at, self.limits, started)
        if result.failure and result.failure.kind == "environment":  # a parent has been killed
            self._retire(job, at)
            return replace(self._fresh.run(job, at, started), note=result.failure.text)
        return result

    def starter(self, job: Job, at: Workplace) -> Start:
        """How a kernel for a job is forked, its imports behind it; NoKernel where it cannot be."""
        parent = self._family(job, at).parent(job.imports)

        @contextmanager
        def start(job: Job, room: Room, at: Workplace) -> Iterator[Process]:
            process = fork(parent, wish(job, room, at))
            self._running.add(process)
            try:
                yield process
            finally:
                self._running.discard(process)

        return start

    def stop(self) -> None:
        """End all jobs that run now, and let go of all parents."""
        self._fresh.stop()
        for process in tuple(self._running):
            launch.kill(process)
        with self._lock:
            families = (*self._families.values(), *self._retired)
            self._families, self._retired = {}, []
        for family in families:
            family.end()

    def _family(self, job: Job, at: Workplace) -> Family:
        """The parents of a variant's kernels."""
        with self._lock:
            of = _family_of(job, at)
            if of not in self._families:
                self._families[of] = Family(job, at)
            return self._families[of]

    def _retire(self, job: Job, at: Workplace) -> None:
        with self._lock:
            if family := self._families.pop(_family_of(job, at), None):
                self._retired.append(family)


def is_alone(job: Job) -> bool:
    """Whether a job gets a kernel that nothing has prepared.

    It asks for it, stands apart, or has no Python.
    """
    python = job.variant.environment or job.variant.kernel == "python3"
    return job.needs.fresh or job.apart or not python


def _family_of(job: Job, at: Workplace) -> Of:
    """Libraries ask for threads and GPUs while they load: these are a family's own."""
    return job.variant.name, at.share.threads, at.share.gpus


class Family:
    """The parents of one variant: the first is started, each other forked from one before it."""

    def __init__(self, job: Job, at: Workplace) -> None:
        self._job, self._at = job, at
        self._parents: dict[Imports, Future[Path]] = {}
        self._lock = Lock()
        self._things = ExitStack()  # the first parent's process and its room

    def parent(self, imports: Imports) -> Path:
        """The socket of the parent that has done these imports; raises NoKernel."""
        with self._lock:
            known = self._parents.get(imports)
            made = self._parents.setdefault(imports, Future())
        if known is None:
            try:
                made.set_result(self._forked(imports) if imports else self._begin())
            except BaseException as error:
                made.set_exception(error if isinstance(error, NoKernel) else NoKernel(str(error)))
                if not isinstance(error, Exception):
                    raise
        return made.result()

    def end(self) -> None:
        self._things.close()

    def _forked(self, imports: Imports) -> Path:
        """The socket of a new parent that does the last import after those before it."""
        before = self.parent(imports[:-1])
        path = before.with_name(f"parent-{secrets.token_hex(4)}")
        child = fork(before, {"parent": str(path), "import": imports[-1]})
        lost = child.hear("lost", IMPORT)
        words = stable(str(child.said.get("said", ""))).strip()
        if lost == 0 and not words:
            return path
        launch.kill(child)
        if words:
            raise NoKernel(f"'{imports[-1]}' says something, or fails: it belongs on the page")
        if lost is None:
            raise NoKernel(f"'{imports[-1]}' did not end within {IMPORT:g} s, or ended Python")
        raise NoKernel(f"'{imports[-1]}' starts threads, which a fork would lose")

    def _begin(self) -> Path:
        """Start the first parent, which has imported nothing; the path of its socket."""
        if sys.platform != "linux":
            raise NoKernel("this system does not fork processes safely")
        room = self._things.enter_context(launch.room())
        python, more = interpreter(self._job.variant, self._at.environments)
        path = room.folder / "parent"
        with room.log.open("wb") as log:
            process = Popen(
                [python, str(PARENT), str(path)],
                cwd=room.work,
                env=launch.environment(room, self._at) | more,
                stdin=PIPE,
                stdout=log,
                stderr=STDOUT,
                start_new_session=True,
            )
        self._things.callback(_let_go, process)
        until = monotonic() + IMPORT
        while not path.exists():
            if process.poll() is not None or monotonic() > until:
                raise NoKernel(room.last_words() or "the parent of its kernels does not start")
            sleep(0.005)
        return path


def _let_go(process: Popen[bytes]) -> None:
    """End a parent, and with it all that it forked."""
    if process.stdin:
        process.stdin.close()
    with suppress(TimeoutExpired):
        process.wait(1.0)
    process.kill()
    process.wait()


def wish(job: Job, room: Room, at: Workplace) -> dict[str, Any]:
    """What a parent is told of the kernel that it forks."""
    return {
        "connection": str(room.connection),
        "folder": str(room.furnish(job, at)),
        "log": str(room.log),
        "environment": launch.environment(room, at) | variables(job, at),
    }


def fork(parent: Path, asked: dict[str, Any]) -> Forked:
    """The process that a parent forks as it is asked to; raises NoKernel."""
    connection = socket(AF_UNIX)
    try:
        connection.connect(str(parent))
        connection.sendall(json.dumps(asked).encode() + b"\n")
    except OSError as error:
        connection.close()
        raise NoKernel(f"the parent of its kernels is gone: {error.strerror}") from error
    process = Forked(connection)
    if not process.hear("pid", IMPORT):
        connection.close()
        raise NoKernel("the parent of its kernels has ended")
    return process


@dataclass(eq=False, slots=True)
class Forked:
    """A process forked by a parent, which says over the connection what becomes of it."""

    connection: socket
    said: dict[str, Any] = field(default_factory=dict)
    text: bytes = b""  # what has come of a line that has not ended

    @property
    def pid(self) -> int:
        return int(self.said["pid"])

    def poll(self) -> int | None:
        return self.hear("code", 0.0)

    def wait(self, timeout: float | None = None) -> int:
        code = self.hear("code", timeout)
        if code is None:
            raise TimeoutExpired(f"process {self.pid}", timeout or 0.0)
        return code

    def hear(self, word: str, timeout: float | None) -> int | None:
        """What was said under this word, if it is said in time. After the end there is a code."""
        until = None if timeout is None else monotonic() + timeout
        while word not in self.said and "code" not in self.said:
            left = None if until is None else max(0.0, until - monotonic())
            if not select([self.connection], [], [], left)[0]:
                return None
            for line in self._lines():
                self.said |= json.loads(line)
        return self.said.get(word)

    def _lines(self) -> list[bytes]:
        """The lines that have come; of a parent that is gone, a last one in its place."""
        with suppress(ConnectionError):
            if data := self.connection.recv(1 << 16):
                *lines, self.text = (self.text + data).split(b"\n")
                return lines
        self.connection.close()
        return [b'{"code": %d}' % LOST]
