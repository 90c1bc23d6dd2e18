"""What of a book's folder was saved, as soon as it is."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from watchfiles import Change, awatch

STEP = 5  # ms: what is saved within one step of each other is told together
MOST = 60  # ms after which it is told even if there is still more
EMPTY = 0.05  # seconds in which a file that was emptied is given new text by its editor
# Folders in which nothing is written by an author, wherever they are.
ASIDE = frozenset({"_build", "__pycache__", "node_modules"})
# Files that editors write beside those that they edit.
BESIDE = re.compile(
    r".*~|#.*#|\..*|4913|.*\.(?:sw[a-p]|swx|tmp|temp|part|crswap|bak)|.*___jb_\w+___"
)


async def saves(folder: Path) -> AsyncIterator[frozenset[Path]]:
    """The files that were saved, removed or made, whenever there are some; first none, when the
    folder is watched: what was saved before that is not told.

    The folder itself is watched apart from the folders in it, so that those which are not of the
    book (environments have ten thousands of folders) are not watched at all.
    """
    folder = folder.resolve()
    told: asyncio.Queue[set[Path]] = asyncio.Queue()
    tasks = [asyncio.create_task(_watch([folder], folder, told, deep=False))]
    try:
        await asyncio.sleep(0)  # now it is watched
        changed, come = set[Path](), {*_folders(folder)}
        while True:
            if come:
                tasks.append(asyncio.create_task(_watch([*come], folder, told, deep=True)))
                await asyncio.sleep(0)  # now they are watched, and only then looked through
            yield frozenset(_within(changed, folder))
            changed = await _heard(told)
            if any(map(_is_emptied, _within(changed, folder))):
                await asyncio.sleep(EMPTY)
                changed |= _waiting(told)
            come = changed & {*_folders(folder)}
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _heard(told: asyncio.Queue[set[Path]]) -> set[Path]:
    return (await told.get()) | _waiting(told)


def _waiting(told: asyncio.Queue[set[Path]]) -> set[Path]:
    found: set[Path] = set()
    while not told.empty():
        found |= told.get_nowait()
    return found


def _within(paths: Iterable[Path], folder: Path) -> Iterator[Path]:
    """The paths, and all files of new folders: they may have come before these were watched."""
    for path in paths:
        yield path
        if path.is_dir():
            yield from (file for file in path.rglob("*") if told_of(file, folder))


def told_of(path: Path, folder: Path) -> bool:
    """Whether a file may be of the book."""
    parts = path.relative_to(folder).parts
    *above, name = parts or ("",)
    return not (BESIDE.fullmatch(name) or any(part in ASIDE or part[0] == "." for part in above))


async def _watch(
    paths: list[Path], folder: Path, told: asyncio.Queue[set[Path]], *, deep: bool
) -> None:
    """Tell what changes in folders; where the system has no more watches, by looking again."""
    try:
        await _told(paths, folder, told, deep=deep)
    except (OSError, RuntimeError):
        await _told(paths, folder, told, deep=deep, polling=True)


async def _told(
    paths: list[Path],
    folder: Path,
    told: asyncio.Queue[set[Path]],
    *,
    deep: bool,
    polling: bool | None = None,
) -> None:
    def wanted(change: Change, path: str) -> bool:
        within = change == Change.modified and Path(path).is_dir()  # what is in it is told itself
        return told_of(Path(path), folder) and not within

    watching = awatch(
        *filter(Path.is_dir, paths),
        watch_filter=wanted,
        step=STEP,
        debounce=MOST,
        recursive=deep,
        force_polling=polling,
        ignore_permission_denied=True,
    )
    if paths:
        async for changes in watching:
            await told.put({Path(path) for _, path in changes})


def _folders(folder: Path) -> Iterable[Path]:
    """The folders of the book that stand at its top."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir() and entry.name not in ASIDE and entry.name[0] != ".":
                yield Path(entry.path)


def _is_emptied(path: Path) -> bool:
    """Whether a file was emptied: many editors do that before they write."""
    try:
        return path.is_file() and path.stat().st_size == 0
    except OSError:
        return False
