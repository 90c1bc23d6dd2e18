"""Taking turns at a folder, since several builds may run at once.

The lock is on the folder itself: no file of it is ever left over, and the system frees it when
its holder ends, however it ends.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

fcntl = import_module("fcntl") if os.name == "posix" else None


@contextmanager
def turn(
    folder: Path, *, shared: bool = False, waiting: Callable[[], None] = lambda: None
) -> Iterator[bool]:
    """Wait until no other process has this folder, and have it; `shared`: with others that share.

    Gives whether that is sure: some systems and file systems know no such locks. There everyone
    has the folder at once, and whoever writes a file last has it. `waiting` is called once if
    the folder is not free. Raises OSError where the folder cannot be opened.
    """
    if fcntl is None:
        yield False
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield _lock(fcntl, descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX, waiting)
    finally:
        os.close(descriptor)


def abandoned(folder: Path) -> bool:
    """Whether no process has its turn at a folder; False where that cannot be known."""
    if fcntl is None:
        return False
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        return _lock(fcntl, descriptor, fcntl.LOCK_EX, None)
    finally:
        os.close(descriptor)


def _lock(by: Any, descriptor: int, how: int, waiting: Callable[[], None] | None) -> bool:
    """Whether the lock is had. Without `waiting` one that is not free is not waited for."""
    try:
        by.flock(descriptor, how | by.LOCK_NB)
    except BlockingIOError:
        if waiting is None:
            return False
        waiting()
        by.flock(descriptor, how)
    except OSError:  # this file system has no locks
        return False
    return True
