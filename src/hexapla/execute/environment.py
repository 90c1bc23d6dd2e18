"""The environments in which variants run: what they hold, how they differ from their locks."""

from __future__ import annotations

import platform
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.markers import InvalidMarker, Marker

from hexapla.execute.markers import markers
from hexapla.model.book import Lock
from hexapla.source.lock import normal, public

LANGUAGE = f"{sys.version_info.major}.{sys.version_info.minor}"
PLATFORM = f"{sys.platform} {platform.machine().lower()}"
TOOLS = {"pip", "setuptools", "wheel"}  # what installs is no part of what runs


def describe(environments: Path, variant_name: str) -> Lock | None:
    """What an environment holds, or None where there is none."""
    folder = environments / variant_name
    packages = _packages(folder)
    if packages is None:
        return None
    found = sorted(distributions(path=[str(packages)]), key=_name)
    kept = [d for d in found if _name(d) not in TOOLS]
    modules = {module: _name(d) for d in kept for module in _modules(d)}
    return Lock(
        language=_language(folder),
        packages={_name(d): public(d.version) for d in kept},
        modules=dict(sorted(modules.items())),
    )


def to_lock(environments: Path, variant_name: str) -> Lock | None:
    """What the lock of an environment says: what it holds, where, and what only some need."""
    held = describe(environments, variant_name)
    packages = _packages(environments / variant_name)
    if held is None or packages is None:
        return None
    needed = markers(distributions(path=[str(packages)]))
    kept = {name: marker for name, marker in needed.items() if name in held.packages}
    return replace(held, platform=PLATFORM, markers=kept)


def differences(have: Lock, lock: Lock) -> tuple[str, ...]:
    """What an environment lacks of its lock or has otherwise, in words. More does not count."""
    said = []
    if have.language != lock.language:
        said.append(f"Python {have.language} instead of {lock.language}")
    there = {normal(name): public(version) for name, version in have.packages.items()}
    for name, version in sorted(lock.packages.items()):
        found = there.get(normal(name))
        if found is None and needed_here(lock, name):
            said.append(f"{name} is missing")
        elif found not in {None, public(version)}:
            said.append(f"{name} {found} instead of {public(version)}")
    return tuple(said)


def needed_here(lock: Lock, name: str) -> bool:
    """Whether this platform needs a package of a lock."""
    try:
        return name not in lock.markers or Marker(lock.markers[name]).evaluate()
    except InvalidMarker:
        return True


# --- one at a time, and put back ------------------------------------------------------------------


@contextmanager
def alone(environments: Path, *, seconds: float) -> Iterator[bool]:
    """Whether no other process is making environments here; none can until we are done.

    A database's lock, because the system lets go of it however the process ends, everywhere.
    """
    environments.parent.mkdir(parents=True, exist_ok=True)
    file = environments.parent / "making"
    with closing(sqlite3.connect(file, timeout=seconds, isolation_level=None)) as door:
        try:
            door.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise OSError(f"'{file}' cannot be used: {error}") from error
            free = False
        else:
            free = True
        yield free


def put_back(environments: Path, names: Iterable[str]) -> None:
    """Put back environments whose maker was killed, unless another one is at work now."""
    with suppress(OSError), alone(environments, seconds=0) as free:
        for name in names if free else ():
            mend(environments, name)


def mend(environments: Path, name: str) -> None:
    """Put back an environment that was put aside for a new one, which then did not come."""
    folder, old = environments / name, environments / f"{name}.old"
    if old.exists() and not folder.exists():
        old.replace(folder)


# --- describe -------------------------------------------------------------------------------------


def _packages(folder: Path) -> Path | None:
    found = sorted((*folder.glob("lib/python*/site-packages"), *folder.glob("Lib/site-packages")))
    return found[-1] if found else None


def _language(folder: Path) -> str:
    try:
        text = (folder / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return ""
    found = re.search(r"^version(?:_info)? *= *(\d+\.\d+)", text, re.MULTILINE)
    return found[1] if found else ""


def _name(distribution: Distribution) -> str:
    return normal(distribution.metadata["Name"])


def _modules(distribution: Distribution) -> set[str]:
    """The modules that a distribution brings, as one imports them."""
    listed = (distribution.read_text("top_level.txt") or "").split()
    names = set(listed) or {_module(str(file)) for file in distribution.files or ()}
    return {name for name in names if name.isidentifier() and not name.startswith("_")}


def _module(file: str) -> str:
    """The module that a file belongs to; "" where it is none's."""
    first, _, rest = file.partition("/")
    if not rest:
        return first.partition(".")[0] if first.endswith((".py", ".so", ".pyd")) else ""
    return first if rest.endswith((".py", ".so", ".pyd")) else ""
