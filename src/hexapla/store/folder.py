"""A local store: one file for each key, under the first two characters of the key."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

from hexapla.whole import write_whole

KEY = re.compile(r"[A-Za-z0-9]{3,}")


class Folder:
    """A Store in a folder. Many processes may use it at once.

    Each file begins with a line that is the checksum of the rest, so that a torn or altered
    file is as good as none.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def get(self, key: str) -> bytes | None:
        """What was put under the key, or None."""
        try:
            checksum, _, data = self._file(key).read_bytes().partition(b"\n")
        except OSError:
            return None
        return data if checksum == _checksum(data) else None

    def put(self, key: str, data: bytes) -> None:
        """Keep data under the key. Raises OSError where the folder cannot be written."""
        write_whole(self._file(key), _checksum(data) + b"\n" + data)

    def _file(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise ValueError(f"not a key: {key!r}")
        return self.path / key[:2] / key


def _checksum(data: bytes) -> bytes:
    return sha256(data).hexdigest().encode()
