"""Files that are there whole or not at all, whoever else writes them.

Nothing waits for the disk. A loss of power may tear what was written in its last seconds, and all
that is read back is checked: what was torn is made again. To wait would cost more than that.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from time import time
from uuid import uuid4

from hexapla.turns import turn

PART = re.compile(r"\.[0-9a-f]{32}\.part")
MANIFEST = ".hexapla-files"  # lists the files of an output folder that we wrote
LONG = 3600.0  # seconds after which no part is still being written
# A link is not followed, and a pipe that stands in the place of a file is not waited for.
PLAINLY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def read_whole(path: Path) -> bytes:
    """The bytes of a file; raises OSError where a link or anything else stands in its place."""
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | PLAINLY)) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is no file", str(path))
        return file.read()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file by way of another one beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{uuid4().hex}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_in_turn(path: Path, data: bytes) -> None:
    """Write a file, and remove what killed processes left beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with turn(path.parent) as alone:
        sweep(path.parent, alone=alone)
        write_whole(path, data)


def sweep(folder: Path, *, alone: bool) -> None:
    """Remove the parts that killed processes left in a folder.

    Who is alone at it knows that no part there is being written; else it must be old.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if PART.fullmatch(entry.name) and (alone or _is_old(entry)):
                Path(entry).unlink(missing_ok=True)


def _is_old(entry: os.DirEntry[str]) -> bool:
    return entry.stat(follow_symlinks=False).st_mtime < time() - LONG
