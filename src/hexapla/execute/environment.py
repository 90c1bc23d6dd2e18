"""The environments in which variants run: made from their locks, described, compared."""

from __future__ import annotations

import re
import shutil
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import Distribution, distributions
from pathlib import Path
from subprocess import PIPE, STDOUT, CalledProcessError, Popen
from venv import EnvBuilder

from hexapla.model.book import Lock, Variant
from hexapla.model.problems import Problems, environment_failed, unreadable
from hexapla.source.lock import normal, public
from hexapla.source.lock import read as read_lock
from hexapla.source.lock import write as write_lock
from hexapla.whole import write_whole

LANGUAGE = f"{sys.version_info.major}.{sys.version_info.minor}"
TOOLS = {"pip", "setuptools", "wheel"}  # what installs is no part of what runs
KERNEL = "ipykernel"  # what every environment needs, whatever the book wants
LAST = 6  # lines of pip's message that are shown where it fails
BINARY = "Scripts" if sys.platform == "win32" else "bin"
Say = Callable[[str], None]


class Failed(Exception):
    """An environment that could not be made; says why."""


def create(
    book_folder: Path, variant: Variant, environments: Path, relock: bool, say: Say
) -> Problems:
    """Make a variant's environment as its lock says; without one, or to relock, as it likes.

    What the environment was stays in place until the new one is whole.
    """
    wanted = book_folder / variant.environment
    locked = wanted.with_suffix(".lock")
    relock = relock or not locked.is_file()
    problems = () if relock else _unusable(variant, book_folder, locked)
    if problems:
        return problems
    if relock and not wanted.is_file():
        why = f"its list of packages '{variant.environment}' is not there"
        return (environment_failed(variant.name, why),)
    try:
        with _aside(environments / variant.name) as part:
            say(f"making {part.parent / variant.name}")
            _make(part)
            _install(part, wanted if relock else locked, say, *([KERNEL] if relock else []))
        if relock and (found := describe(environments, variant.name)):
            write_whole(locked, write_lock(found).encode())
            say(f"wrote {locked}")
    except (Failed, OSError) as failure:
        return (environment_failed(variant.name, str(failure)),)
    return ()


def environments(book: Path) -> Path:
    """The folder that holds a book's environments, one for each variant."""
    return book / ".hexapla" / "environments"


def python(environments: Path, variant: Variant) -> Path:
    """The interpreter of a variant's environment, whether it is there or not."""
    return environments / variant.name / BINARY / "python"


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


def differences(have: Lock, lock: Lock) -> tuple[str, ...]:
    """What an environment lacks of its lock or has otherwise, in words. More does not count."""
    said = []
    if have.language != lock.language:
        said.append(f"Python {have.language} instead of {lock.language}")
    there = {normal(name): public(version) for name, version in have.packages.items()}
    for name, version in sorted(lock.packages.items()):
        found = there.get(normal(name))
        if found is None:
            said.append(f"{name} is missing")
        elif found != public(version):
            said.append(f"{name} {found} instead of {public(version)}")
    return tuple(said)


# --- create ---------------------------------------------------------------------------------------


def _unusable(variant: Variant, book_folder: Path, locked: Path) -> Problems:
    """Why a lock cannot be followed here, if it cannot."""
    file = locked.relative_to(book_folder).as_posix()
    try:
        lock, problems = read_lock(locked.read_text(encoding="utf-8"), file)
    except (OSError, UnicodeError) as error:
        return (unreadable(file, str(error)),)
    if lock is None or lock.language in {LANGUAGE, ""}:
        return problems
    why = (
        f"its lock was made with Python {lock.language} and this is Python {LANGUAGE}; start "
        f"hexapla with Python {lock.language}, or renew the lock with "
        f"`hexapla env create {variant.name} --upgrade`"
    )
    return (environment_failed(variant.name, why),)


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """A side folder that takes the folder's place if all goes well, and is removed if not."""
    part, old = (folder.with_name(f"{folder.name}.{state}") for state in ("part", "old"))
    for remains in (part, old):
        shutil.rmtree(remains, ignore_errors=True)
    try:
        yield part
        _rename_within(part, folder)
        if folder.exists():
            folder.replace(old)
        part.replace(folder)
    finally:
        for remains in (part, old):
            shutil.rmtree(remains, ignore_errors=True)


def _make(folder: Path) -> None:
    try:
        EnvBuilder(symlinks=sys.platform != "win32", with_pip=True).create(folder)
    except CalledProcessError as error:
        said = error.output.decode(errors="replace").strip() if error.output else str(error)
        raise Failed(f"Python's venv failed: {_last(said.splitlines())}") from error


def _install(folder: Path, requirements: Path, say: Say, *more: str) -> None:
    say(f"installing what {requirements.name} lists")
    command = [
        *(str((folder / BINARY / "python").absolute()), "-m", "pip", "install"),
        *("--disable-pip-version-check", "--no-input", "--progress-bar", "off"),
        *("-r", str(requirements), *more),
    ]
    with Popen(command, stdout=PIPE, stderr=STDOUT, text=True, errors="replace") as pip:
        last: deque[str] = deque(maxlen=LAST)
        for line in map(str.strip, pip.stdout or ()):
            last.append(line)
            if line.startswith(("Collecting ", "Installing ")):
                say(f"  {line if len(line) < 90 else line[:90] + '…'}")
    if pip.returncode:
        raise Failed(f"pip failed: {_last(last)}")


def _last(lines: list[str] | deque[str]) -> str:
    return " / ".join([line for line in lines if line][-LAST:])


def _rename_within(part: Path, folder: Path) -> None:
    """Let the scripts of an environment know the name that it will have."""
    old, new = (str(path.absolute()).encode() for path in (part, folder))
    for file in (part / "pyvenv.cfg", *(part / BINARY).iterdir()):
        if file.is_file() and not file.is_symlink() and old in (text := file.read_bytes()):
            file.write_bytes(text.replace(old, new))


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
