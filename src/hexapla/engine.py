"""What of an answer is due to the engine: a digest of itself and of what is installed beside it."""

from __future__ import annotations

import sys
import sysconfig
from functools import cache
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def engine() -> str:
    """A digest of our own files by size and time, and of when packages were last installed."""
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file() and path.suffix != ".pyc")
    ours = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    installed = [
        Path(sysconfig.get_path(name)).stat().st_mtime_ns for name in ("purelib", "platlib")
    ]
    return digest(repr((sys.version, ours, installed)))


def digest(*parts: str) -> str:
    """One digest of several texts, whatever is in them."""
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
