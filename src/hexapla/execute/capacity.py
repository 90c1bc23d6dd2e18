"""What a book's pages may use of this machine: inside of a container, what that one may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from hexapla.execute import machine
from hexapla.execute.queue import Machine
from hexapla.model.book import Slots

EACH = 2 * 2**30  # bytes that a job may well take of which nothing is known
CGROUPS = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")
NVIDIA = Path("/proc/driver/nvidia/gpus")
HIDDEN = ("", "-1", "none", "void", "NoDevFiles")  # after such a name, none is seen


def here(slots: Slots, *, gpus: bool) -> Machine:
    """The machine, as far as a book's pages may use it; GPUs are looked for only if asked."""
    many, much = slots.cores or cores(), slots.memory or memory()
    jobs = slots.jobs or max(1, min(many, much // EACH if much else many))
    return Machine(jobs, many, much, _allowed(slots.gpus) if gpus else ())


def cores() -> int:
    """The cores that this process may use: fewer than there are, in a container or by taskset."""
    return max(1, min([machine.cores(), *map(round, _quotas())]))


def _quotas() -> Iterator[float]:
    """Cores by time, of each control group that we are in."""
    for folder in _groups(""):
        quota, _, period = _read(folder / "cpu.max").partition(" ")
        if quota.isdecimal() and period.isdecimal():
            yield max(1.0, int(quota) / int(period))
    for folder in _groups("cpu"):
        quota, period = _read(folder / "cpu.cfs_quota_us"), _read(folder / "cpu.cfs_period_us")
        if quota.isdecimal() and period.isdecimal() and int(period):
            yield max(1.0, int(quota) / int(period))


def memory() -> int:
    """Bytes of memory; 0 where it cannot be told."""
    said = [_read(folder / "memory.max") for folder in _groups("")]
    said += [_read(folder / "memory.limit_in_bytes") for folder in _groups("memory")]
    limits = [int(limit) for limit in said if limit.isdecimal()]
    return min((limit for limit in (machine.memory() or 0, *limits) if limit > 0), default=0)


def _groups(controller: str) -> Iterator[Path]:
    """The folders of our control group and of those that it is in; "" names those of version 2."""
    for line in _read(OWN).splitlines():
        _, controllers, path = line.split(":", 2)
        if controller in controllers.split(","):
            top = CGROUPS / controllers if controller else CGROUPS
            own = top / path.lstrip("/")
            # Within a container the path may be that outside of it: its own is then the top.
            yield from (folder for folder in (own, *own.parents) if folder.is_relative_to(top))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError):
        return ""


def _allowed(gpus: int | tuple[str, ...] | None) -> tuple[str, ...]:
    """Those GPUs of the machine that the book may use; an id that is no number is believed."""
    there = _gpus() if gpus is None or gpus else ()
    if not isinstance(gpus, tuple):
        return there[:gpus]
    return tuple(gpu for gpu in gpus if there and (gpu in there or not gpu.isdecimal()))


def _gpus() -> tuple[str, ...]:
    """The GPUs that there are, by the ids that CUDA_VISIBLE_DEVICES takes."""
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        ids = (word.strip() for word in visible.split(","))
        return tuple(dict.fromkeys(takewhile(lambda name: name not in HIDDEN, ids)))
    there = list(NVIDIA.iterdir()) if NVIDIA.is_dir() else machine.gpus()
    return tuple(str(number) for number, _ in enumerate(there))
