"""Publish what a writer makes of an edition, unless just that stands in the folder already.

Writing is a function of the edition and of the engine. So a digest of both, beside the size and
time of each file that came of it, tells that nothing is to be done.
"""

from __future__ import annotations

import sys
import sysconfig
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec

from hexapla.events import Wrote
from hexapla.model.problems import Problem, Problems
from hexapla.ports import Edition, Writer
from hexapla.publish.files import manifest, publish
from hexapla.whole import write_whole

ENGINE = Path(__file__).parent.parent


class Memory(msgspec.Struct, frozen=True):
    """What was published last: from what, as which files (size and time), with which problems."""

    key: str
    files: dict[str, tuple[int, int]]
    problems: tuple[Problem, ...]


def publish_edition(by: Writer, edition: Edition, to: Path, book: Path) -> tuple[Wrote, Problems]:
    """Make the folder hold what the writer makes of the edition; the problems of both."""
    place = book / ".hexapla" / "published" / f"{by.name}-{_digest(str(to.resolve()))[:16]}.json"
    key = _digest(by.name, _engine(), repr(edition))
    known = _recall(place)
    if known and known.key == key and known.files == _files(to):
        return Wrote(by.name, str(to), 0, len(known.files), 0), known.problems
    artifacts, problems = by.write(edition)
    wrote, unwritten = publish(by.name, artifacts, to, book)
    if not unwritten:
        with suppress(OSError):  # without this memory all is written again, and nothing is wrong
            write_whole(place, msgspec.json.encode(Memory(key, _files(to), problems)))
    return wrote, (*problems, *unwritten)


def _recall(place: Path) -> Memory | None:
    try:
        return msgspec.json.decode(place.read_bytes(), type=Memory)
    except (OSError, msgspec.MsgspecError):
        return None


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of our files as they stand; of one that is gone, nothing."""
    found: dict[str, tuple[int, int]] = {}
    with suppress(OSError):
        for path in sorted(manifest(folder)):
            status = (folder / path).stat()
            found[path] = (status.st_size, status.st_mtime_ns)
    return found


@cache
def _engine() -> str:
    """A digest of what renders: our own files, and what is installed beside them."""
    files = sorted(path for path in ENGINE.rglob("*") if path.is_file() and path.suffix != ".pyc")
    ours = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    installed = [
        Path(sysconfig.get_path(name)).stat().st_mtime_ns for name in ("purelib", "platlib")
    ]
    return _digest(repr((sys.version, ours, installed)))


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
