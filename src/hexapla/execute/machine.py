"""What a machine has, and what the Python of an environment can import: asked, never changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

PROBE = Path(__file__).parent / "inside" / "probe.py"
PATIENCE = 10.0  # seconds for the driver of the GPUs
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONDONTWRITEBYTECODE": "1"}
ASK = ("--query-gpu=name,driver_version", "--format=csv,noheader")


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of importing a module: seconds, what was wrong, how many GPUs it sees (-1: none
    to ask for)."""

    module: str
    seconds: float
    wrong: str = ""
    gpus: int = -1


def cores() -> int:
    """The processors that we may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def memory() -> int | None:
    """The bytes of memory of the machine, where it tells."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def free_disk(folder: Path) -> int:
    """The bytes that are free where a folder is, or will be."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    return shutil.disk_usage(there).free


def unwritable(folder: Path) -> str:
    """Why nothing can be written into a folder; "" if it can."""
    try:
        with TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return error.strerror or str(error)


def gpus() -> tuple[str, ...]:
    """The NVIDIA GPUs of the machine with their driver, as its driver tells."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return ()
    try:
        told = subprocess.run(
            [tool, *ASK], capture_output=True, text=True, timeout=PATIENCE, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(line.strip() for line in told.stdout.splitlines() if line.strip())


def can_fork() -> bool:
    """Whether kernels are forked here: the runner of warm ones does it on Linux only."""
    return sys.platform == "linux"


def imports(
    python: Path, modules: Iterable[str], *, library: Path | None, seconds: float
) -> tuple[Imported, ...]:
    """What comes of importing modules one after another, in another process with a time limit.

    `library` is a folder to import from, too.
    """
    wanted = tuple(modules)
    more = {"PYTHONPATH": str(library.resolve())} if library else {}
    command = [str(python), str(PROBE), *wanted]
    try:
        done = subprocess.run(
            command,
            env=os.environ | QUIET | more,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        said = late.stdout.decode(errors="replace") if isinstance(late.stdout, bytes) else ""
        return _told(said, wanted, f"not done after {seconds:g} s")
    except OSError as error:
        return _told("", wanted, error.strerror or str(error))
    words = done.stderr.strip().rpartition("\n")[2]
    return _told(done.stdout, wanted, words or f"Python ended with code {done.returncode}")


def _told(said: str, wanted: tuple[str, ...], otherwise: str) -> tuple[Imported, ...]:
    """What the probe told; of the first module that it tells nothing of, what happened then."""
    found: dict[str, Imported] = {}
    for line in said.splitlines():
        try:
            one = Imported(**json.loads(line))
        except (ValueError, TypeError):  # what a module says of its own
            continue
        found[one.module] = one
    missed = [module for module in wanted if module not in found]
    return (*found.values(), *(Imported(module, 0.0, otherwise) for module in missed[:1]))
