"""What happens during a build, as data: the console, logs and, later, the browser listen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from hexapla.model.problems import Problem


@dataclass(frozen=True, slots=True)
class Planned:
    """Before anything runs: how many jobs are known, how many must run, and for how long.

    `estimate` is in seconds of wall time, None where no durations were ever recorded.
    """

    known: int
    to_run: int
    estimate: float | None


@dataclass(frozen=True, slots=True)
class JobStarted:
    page: str
    variant: str
    cells: int


@dataclass(frozen=True, slots=True)
class CellStarted:
    """`cell` counts from 1."""

    page: str
    variant: str
    cell: int
    cells: int


@dataclass(frozen=True, slots=True)
class CellRan:
    """A cell of a page that is watched, and what it shows, in lines.

    `well` is false where it failed; `exact`, where it ran in a state that former text has left.
    """

    page: str
    variant: str
    cell: int
    seconds: float
    well: bool
    exact: bool
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JobDone:
    page: str
    variant: str
    duration: float
    memory: int


@dataclass(frozen=True, slots=True)
class NotWarm:
    """Why kernels of a variant cannot be forked from one that has done their imports."""

    variant: str
    why: str


@dataclass(frozen=True, slots=True)
class JobFailed:
    page: str
    variant: str
    kind: str


@dataclass(frozen=True, slots=True)
class JobWaiting:
    """The next job in line cannot start yet; `wants` says in words what it waits for."""

    page: str
    variant: str
    wants: str


@dataclass(frozen=True, slots=True)
class JobRetried:
    """A kernel died, and the job begins again on another; `why` is what is known of its end."""

    page: str
    variant: str
    why: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The jobs were stopped: so many had run and are kept, so many are left."""

    kept: int
    left: int


@dataclass(frozen=True, slots=True)
class Recalled:
    """A result that was known; `where` is "committed" or "local"."""

    page: str
    variant: str
    where: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Another build is writing to the folder; this one waits for it to end."""

    writer: str
    folder: str


@dataclass(frozen=True, slots=True)
class Wrote:
    """What publishing one writer's artifacts came to."""

    writer: str
    folder: str
    written: int
    unchanged: int
    removed: int


@dataclass(frozen=True, slots=True)
class Found:
    problem: Problem


@dataclass(frozen=True, slots=True)
class StageDone:
    """A stage of the build and the seconds it took."""

    stage: str
    seconds: float


JobEvent = (
    JobStarted | CellStarted | CellRan | JobDone | JobFailed | JobWaiting | JobRetried | NotWarm
)
Event = Planned | JobEvent | Stopped | Recalled | Waiting | Wrote | Found | StageDone
Tell = Callable[[Event], None]


@contextmanager
def stage(name: str, tell: Tell) -> Iterator[None]:
    """Tell how long what is done within took."""
    start = perf_counter()
    yield
    tell(StageDone(name, perf_counter() - start))
