"""A Runner that gives each job a Jupyter kernel which is started for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hexapla.execute import launch, where
from hexapla.execute.data import variables
from hexapla.execute.kernel import kernel_spec, run_on_kernel
from hexapla.execute.launch import NoKernel, Process, Room
from hexapla.model.book import Limits, Variant
from hexapla.model.outputs import Result
from hexapla.ports import Job, Workplace

PYTHON = ("-m", "ipykernel_launcher", "-f", "{connection_file}")


class Fresh:
    """Runs each job on a new kernel in an empty folder, and removes both.

    Several threads may run jobs at once.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._running: set[Process] = set()

    def run(self, job: Job, at: Workplace, started: Callable[[int], None]) -> Result:
        """The job's result, with the outputs that there were if it fails."""
        return run_on_kernel(self.start, job, at, self.limits, started)

    def stop(self) -> None:
        """End all jobs that run now: their kernels die."""
        for process in tuple(self._running):
            launch.kill(process)

    @contextmanager
    def start(self, job: Job, room: Room, at: Workplace) -> Iterator[Process]:
        """A job's kernel in a room, for as long as it is wanted."""
        words, more = command(job.variant, at.environments)
        more = more | variables(job, at)
        process = launch.start(words, room, room.furnish(job, at), at=at, more=more)
        self._running.add(process)
        try:
            yield process
        finally:
            self._running.discard(process)


def command(variant: Variant, environments: Path) -> tuple[list[str], dict[str, str]]:
    """How a variant's kernel is started, and with which variables; NoKernel if it cannot be."""
    if variant.environment or variant.kernel == "python3":
        python, more = interpreter(variant, environments)
        return [python, *PYTHON], more
    argv, more = kernel_spec(variant.kernel)
    return argv, more


def interpreter(variant: Variant, environments: Path) -> tuple[str, dict[str, str]]:
    """The Python of a variant whose kernel is IPython's, and the variables that it wants."""
    if not variant.environment:
        return sys.executable, {}
    python = where.python(environments, variant).absolute()
    if not python.exists():
        what = f"there is no environment at {python.parent.parent}"
        raise NoKernel(f"{what}; `hexapla env create {variant.name}` makes it")
    path = f"{python.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return str(python), {"PATH": path, "VIRTUAL_ENV": str(python.parent.parent)}
