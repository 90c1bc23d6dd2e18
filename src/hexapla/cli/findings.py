"""What the doctor finds, and what is to be known of any machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal

from hexapla.execute import capacity, machine
from hexapla.execute.environment import LANGUAGE, PLATFORM
from hexapla.execute.machine import Imported

GIB = 2**30
LITTLE_DISK, NO_DISK = 5 * GIB, GIB // 2  # an environment takes one to eight
LITTLE_MEMORY = 4 * GIB
LIMIT = 120.0  # seconds in which an environment must import what its pages do


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `needed`: without it something does not work."""

    what: str
    state: Literal["ok", "advice", "needed"]
    says: str
    do: str = ""


def of_machine(folder: Path) -> Iterator[Finding]:
    """What a machine has, seen from a folder."""
    yield Finding("Python", "ok", f"{LANGUAGE} on {PLATFORM}")
    free = machine.free_disk(folder)
    state: Literal["ok", "advice", "needed"] = "advice" if free < LITTLE_DISK else "ok"
    do = "" if state == "ok" else "free some: an environment takes one to eight GiB"
    yield Finding("disk", "needed" if free < NO_DISK else state, f"{free / GIB:.1f} GiB free", do)
    memory = capacity.memory()
    little = 0 < memory < LITTLE_MEMORY
    has = f"{memory / GIB:.1f} GiB" if memory else "not told"
    do = "run one page at a time: `hexapla run --jobs 1`" if little else ""
    yield Finding("memory", "advice" if little else "ok", has, do)
    yield Finding("cores", "ok", str(capacity.cores()))
    gpus = machine.gpus()
    yield Finding("GPU", "ok", "; ".join(gpus) or "none that NVIDIA's driver tells of")


def of_author() -> Iterator[Finding]:
    """What Hexapla itself uses."""
    forks = machine.can_fork()
    says = "kernels can be forked" if forks else "kernels cannot be forked here: each starts afresh"
    yield Finding("warm kernels", "ok" if forks else "advice", says)
    git = shutil.which("git")
    do = "" if git else "install git: https://git-scm.com"
    yield Finding("git", "ok" if git else "advice", git or "not found", do)
    katex = files("hexapla.render") / "web" / "assets" / "katex" / "katex.min.js"
    there = katex.is_file()
    do = "" if there else "install hexapla again: python -m pip install --force-reinstall hexapla"
    says = "there" if there else "missing: no formula can be set"
    yield Finding("KaTeX", "ok" if there else "needed", says, do)


def of_imports(what: str, found: Iterable[Imported], do: str) -> Finding:
    """What came of importing what pages import."""
    all_found = tuple(found)
    wrong = [f"{one.module}: {one.wrong}" for one in all_found if one.wrong]
    if wrong:
        return Finding(what, "needed", "; ".join(wrong), do)
    if not all_found:
        return Finding(what, "ok", "nothing is imported")
    names = ", ".join(one.module for one in all_found)
    return Finding(what, "ok", f"{sum(one.seconds for one in all_found):.1f} s for {names}")
