"""The room and the process of a kernel, so that each start is like every other."""

from __future__ import annotations

import json
import os
import resource
import secrets
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from os.path import relpath
from pathlib import Path
from subprocess import DEVNULL, STDOUT, Popen
from tempfile import TemporaryDirectory, gettempdir
from time import time
from typing import Protocol

from hexapla.ports import Job, Workplace
from hexapla.turns import abandoned, turn

ROOM = "hexapla-room-"  # how the names of rooms begin
YOUNG = 60.0  # seconds in which a room may not have been locked yet
START = 60.0  # seconds that a kernel may take until it answers
PORTS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")

# What a kernel's output must not depend on: the wishes of whoever started us.
UNSET = (
    "NO_COLOR",
    "FORCE_COLOR",
    "PYTHONHOME",
    "PYTHONSTARTUP",
    "PYTHONWARNINGS",
    "PYTHONINSPECT",
    "PYTHONSAFEPATH",
    "PYTHONOPTIMIZE",
    "KERAS_BACKEND",
    "JAX_ENABLE_X64",
    "JAX_PLATFORMS",
    "XLA_FLAGS",
    "JPY_PARENT_PID",
    "PYTEST_CURRENT_TEST",  # under it, ipykernel does not hear what is written to descriptor 1
)
SET = {
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUTF8": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "SOURCE_DATE_EPOCH": "0",  # the date that drawings bear
    "OMP_WAIT_POLICY": "PASSIVE",  # a thread that spins while it waits takes another page's core
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "COLUMNS": "80",
    "TZ": "UTC",
}
# How many processor threads libraries may use, each by its own name for that.
THREADS = (
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
)
# Which GPUs libraries may see, by the names that vendors give to that; no id hides them all.
DEVICES = ("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES")
# Both forms of every figure: which one is kept depends on how large the drawing is.
GLUE = Path(__file__).with_name("inside") / "glue"  # a module for books that glue values
IPYTHON_CONFIG = """\
c = get_config()
c.HistoryManager.enabled = False
c.InlineBackend.figure_formats = {"svg", "png"}
"""
MATPLOTLIB_CONFIG = "svg.hashsalt: hexapla\n"


class Changed(Exception):
    """A file of the book that is not what it was when the book was read; names it."""


class NoKernel(Exception):
    """A kernel that cannot be started; says why."""


class Leader(Protocol):
    """A process that leads a group of its own."""

    @property
    def pid(self) -> int: ...


class Process(Leader, Protocol):
    """A kernel's process, as Popen has it."""

    def poll(self) -> int | None:
        """Its exit code if it has ended; below zero, the signal that ended it."""
        ...

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code when it has ended; raises TimeoutExpired where that takes longer."""
        ...


@dataclass(frozen=True, slots=True)
class Room:
    """A folder for one kernel: `work` is where its code runs, the rest is out of its sight."""

    folder: Path

    @property
    def work(self) -> Path:
        return self.folder / "work"

    def furnish(self, job: Job, at: Workplace) -> Path:
        """The folder in which a job's code runs, with the files of the book that it reads."""
        known = dict(job.inputs.data)
        for file in job.files:
            copy = self.work / file
            copy.parent.mkdir(parents=True, exist_ok=True)
            try:
                data = (at.book / file).read_bytes()
            except OSError as error:
                raise Changed(file) from error
            name = relpath(file, job.folder)
            if sha256(data).hexdigest() not in {known.get(name), known.get(f"./{name}")}:
                raise Changed(file)
            copy.write_bytes(data)
        place = self.work / job.folder
        place.mkdir(parents=True, exist_ok=True)
        return place

    @property
    def connection(self) -> Path:
        return self.folder / "connection.json"

    @property
    def sockets(self) -> tuple[Path, ...]:
        """Where the kernel can be reached once it is there."""
        return tuple(self.folder / f"k-{number}" for number in range(1, len(PORTS) + 1))

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def last_words(self) -> str:
        """The end of what the kernel's process said outside of its messages, in one line."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


@contextmanager
def room() -> Iterator[Room]:
    """A room for a kernel, removed afterwards with all that is in it."""
    with (
        TemporaryDirectory(prefix=ROOM, ignore_cleanup_errors=True) as folder,
        turn(Path(folder)),
    ):
        made = Room(Path(folder).resolve())
        made.work.mkdir()
        profile = made.folder / "ipython" / "profile_default"
        profile.mkdir(parents=True)
        (profile / "ipython_kernel_config.py").write_text(IPYTHON_CONFIG, encoding="utf-8")
        (made.folder / "matplotlibrc").write_text(MATPLOTLIB_CONFIG, encoding="utf-8")
        made.log.touch()
        made.connection.touch(mode=0o600)
        made.connection.write_text(json.dumps(_connection(made)), encoding="utf-8")
        yield made


def sweep() -> None:
    """Remove the rooms of processes that were killed: nobody has a turn at them any more."""
    for folder in Path(gettempdir()).glob(f"{ROOM}*"):
        with suppress(OSError):
            facts = folder.lstat()
            old = time() - facts.st_mtime > YOUNG
            if old and facts.st_uid == os.getuid() and abandoned(folder):
                shutil.rmtree(folder, ignore_errors=True)


def start(
    command: Sequence[str], room: Room, folder: Path, *, at: Workplace, more: dict[str, str]
) -> Popen[bytes]:
    """Start a kernel; it leads a process group, which an interrupt of ours does not reach."""
    words = [word.replace("{connection_file}", str(room.connection)) for word in command]
    try:
        with room.log.open("wb") as log:
            return Popen(
                words,
                cwd=folder,
                env=environment(room, at) | {"JPY_PARENT_PID": str(os.getpid())} | more,
                stdin=DEVNULL,
                stdout=log,
                stderr=STDOUT,
                start_new_session=True,
            )
    except OSError as error:
        raise NoKernel(f"'{words[0]}' cannot be started: {error.strerror}") from error


def environment(room: Room, at: Workplace) -> dict[str, str]:
    """The variables with which a kernel's process starts."""
    inherited = {name: value for name, value in os.environ.items() if name not in UNSET}
    return {
        **inherited,
        **SET,
        **dict.fromkeys(THREADS, str(at.share.threads)),
        **dict.fromkeys(DEVICES, ",".join(at.share.gpus)),
        "PYTHONPATH": os.pathsep.join((str(at.library.resolve()), str(GLUE))),
        "IPYTHONDIR": str(room.folder / "ipython"),
        "MATPLOTLIBRC": str(room.folder / "matplotlibrc"),
    }


def interrupt(process: Leader) -> None:
    """Interrupt what a kernel runs."""
    _signal(process, signal.SIGINT)


def end(process: Process, room: Room) -> None:
    """End a kernel if it has not left, and all that it started."""
    kill(process)
    process.wait()
    end_all_of(room)


def end_all_of(room: Room) -> None:
    """End every process that was started by one in this room."""
    mark = f"IPYTHONDIR={room.folder / 'ipython'}".encode()
    for one in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):  # gone by now, or not ours
            if mark in one.read_bytes().split(b"\0"):
                os.kill(int(one.parent.name), signal.SIGKILL)


def kill(process: Leader) -> None:
    """Kill a kernel and what it started."""
    _signal(process, signal.SIGKILL)


def limit_memory(process: Process, limit: int) -> None:
    """Let a kernel hold no more than so many bytes of data, where that can be said; 0: any."""
    if limit and sys.platform == "linux":
        with suppress(ProcessLookupError, PermissionError):
            resource.prlimit(process.pid, resource.RLIMIT_DATA, (limit, limit))


def peak_memory(process: Process) -> int:
    """The most memory that a running process ever held, in bytes; 0 where that is not told."""
    try:
        lines = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    peaks = (line.split() for line in lines if line.startswith("VmHWM:"))
    return next((int(words[1]) * 1024 for words in peaks), 0)


def _connection(room: Room) -> dict[str, str | int]:
    """How to talk with the kernel: by sockets in its room, which no one else can reach."""
    return {
        "transport": "ipc",
        "ip": str(room.folder / "k"),
        "key": secrets.token_hex(16),
        "signature_scheme": "hmac-sha256",
        "kernel_name": "",
        **{port: number for number, port in enumerate(PORTS, 1)},
    }


def _signal(process: Leader, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)  # its group has its own number, even after its end
