"""A local store: one file for each key, under the first two characters of the key."""

from __future__ import annotations

import errno
import re
from hashlib import sha256
from pathlib import Path

from hexapla.whole import read_whole, write_in_turn

KEY = re.compile(r"[A-Za-z0-9]{3,}")


class Folder:
    """A Store in a folder. Many processes may use it at once.

    Each file begins with a line that is the checksum of the rest, so that what was torn or
    altered is known to be.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def get(self, key: str) -> bytes | None:
        """What was put under the key, or None. Raises OSError where that is damaged."""
        path = self._file(key)
        try:
            checksum, _, data = read_whole(path).partition(b"\n")
        except (FileNotFoundError, NotADirectoryError):
            return None
        if checksum != _checksum(data):
            raise OSError(errno.EIO, "it was altered, or not written to its end", str(path))
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep data under the key. Raises OSError where the folder cannot be written."""
        write_in_turn(self._file(key), _checksum(data) + b"\n" + data)

    def _file(self, key: str) -> Path:
        """The file of a key; raises OSError where a link leads elsewhere."""
        if not KEY.fullmatch(key):
            raise ValueError(f"not a key: {key!r}")
        folder = self.path / key[:2]
        if folder.is_symlink():
            raise OSError(errno.ELOOP, "a link stands in its place", str(folder))
        return folder / key


def _checksum(data: bytes) -> bytes:
    return sha256(data).hexdigest().encode()
