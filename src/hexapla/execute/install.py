"""Environments made from their locks, each whole or not at all."""

from __future__ import annotations

import re
import shutil
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, STDOUT, CalledProcessError, Popen
from venv import EnvBuilder

from hexapla.execute.environment import LANGUAGE, PLATFORM, alone, mend, to_lock
from hexapla.execute.where import BINARY
from hexapla.model.book import Variant
from hexapla.model.problems import Problems, environment_failed, unreadable
from hexapla.source.lock import read as read_lock
from hexapla.source.lock import write as write_lock
from hexapla.whole import write_whole

KERNEL = "ipykernel"  # what every environment needs, whatever the book wants
LAST = 8  # lines of pip's message that are shown where it fails
PATIENCE = 3600.0  # seconds that we wait for another hexapla that makes environments of this book
# What pip says of an index that does not answer.
AWAY = re.compile(r"NewConnectionError|NameResolutionError|ConnectTimeout|connection broken by")
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
    problems = () if relock else _unusable(variant, book_folder, locked, say)
    if problems:
        return problems
    if relock and not wanted.is_file():
        why = f"its list of packages '{variant.environment}' is not there"
        return (environment_failed(variant.name, why),)
    try:
        with only_we(environments, say), replacing(environments, variant.name) as part:
            say(f"making {part.parent / variant.name}")
            make(part)
            which = wanted if relock else locked
            say(f"installing what {which.name} lists")
            install(part, say, "-r", str(which), *([KERNEL] if relock else []))
        if relock and (found := to_lock(environments, variant.name)):
            write_whole(locked, write_lock(found).encode())
            say(f"wrote {locked}")
    except (Failed, OSError) as failure:
        return (environment_failed(variant.name, str(failure)),)
    return ()


@contextmanager
def replacing(environments: Path, name: str) -> Iterator[Path]:
    """A side folder that takes the environment's place if all goes well, and is removed if not."""
    folder, part, old = (environments / f"{name}{state}" for state in ("", ".part", ".old"))
    mend(environments, name)
    for remains in (part, old):
        shutil.rmtree(remains, ignore_errors=True)
    try:
        yield part
        _rename_within(part, folder)
        if folder.exists():
            folder.replace(old)
        part.replace(folder)
    finally:
        mend(environments, name)
        for remains in (part, old):
            shutil.rmtree(remains, ignore_errors=True)


@contextmanager
def only_we(environments: Path, say: Say) -> Iterator[None]:
    """Wait until no other hexapla makes environments here."""
    with alone(environments, seconds=0) as free:
        if free:
            yield
            return
    say("another hexapla is making environments of this book; waiting for it")
    with alone(environments, seconds=PATIENCE) as free:
        if not free:
            raise Failed("another hexapla has been making environments of this book for an hour")
        yield


def make(folder: Path) -> None:
    """An environment with nothing but pip; raises Failed."""
    try:
        EnvBuilder(symlinks=sys.platform != "win32", with_pip=True).create(folder)
    except CalledProcessError as error:
        said = error.output.decode(errors="replace").strip() if error.output else str(error)
        raise Failed(f"Python's venv failed: {_last(said.splitlines())}") from error


def install(folder: Path, say: Say, *words: str) -> None:
    """Let an environment's pip install what these words say; raises Failed."""
    command = [
        *(str((folder / BINARY / "python").absolute()), "-m", "pip", "install"),
        *("--disable-pip-version-check", "--no-input", "--progress-bar", "off", *words),
    ]
    last: deque[str] = deque(maxlen=LAST)
    reached = True
    with Popen(command, stdout=PIPE, stderr=STDOUT, text=True, errors="replace") as pip:
        for line in map(str.strip, pip.stdout or ()):
            last.extend([line] if line else [])
            reached = reached and not AWAY.search(line)
            if line.startswith(("Collecting ", "Installing ")):
                say(f"  {line if len(line) < 90 else line[:90] + '…'}")
    if pip.returncode:
        away = "" if reached else "the package index cannot be reached from here: "
        raise Failed(f"{away}pip failed: {_last(last)}")


def _unusable(variant: Variant, book_folder: Path, locked: Path, say: Say) -> Problems:
    """Why a lock cannot be followed here, if it cannot."""
    file = locked.relative_to(book_folder).as_posix()
    try:
        lock, problems = read_lock(locked.read_text(encoding="utf-8"), file)
    except (OSError, UnicodeError) as error:
        return (unreadable(file, str(error)),)
    if lock is None or problems:
        return problems
    if lock.language != LANGUAGE:
        why = (
            f"its lock was made with Python {lock.language} and this is Python {LANGUAGE}; start "
            f"hexapla with Python {lock.language}, or renew the lock with "
            f"`hexapla env create {variant.name} --upgrade`"
        )
        return (environment_failed(variant.name, why),)
    if lock.platform and lock.platform != PLATFORM:
        say(
            f"its lock was made on {lock.platform} and this is {PLATFORM}: the same releases are "
            "installed, less what only other platforms need; what only this one needs is not locked"
        )
    return ()


def _last(lines: list[str] | deque[str]) -> str:
    return " / ".join([line for line in lines if line][-LAST:])


def _rename_within(part: Path, folder: Path) -> None:
    """Let the scripts of an environment know the name that it will have."""
    old, new = (str(path.absolute()).encode() for path in (part, folder))
    for file in (part / "pyvenv.cfg", *(part / BINARY).iterdir()):
        if file.is_file() and not file.is_symlink() and old in (text := file.read_bytes()):
            file.write_bytes(text.replace(old, new))
