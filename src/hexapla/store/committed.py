"""The archive in the book's own folder: what each page last ran to, as readable files.

A record is several files under stable names, and changes as one. What it is to become is written
to one file first, and then done; whoever finds that file finishes what was begun, or drops it if
it is torn. So at each moment either the old record can be read or the new one.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hexapla.turns import turn
from hexapla.whole import read_whole, sweep, write_whole

RECORD = "record.json"
NAME = re.compile(r"[^\W_][\w.-]*")
Files = Mapping[str, bytes]


class Committed:
    """An Archive at `<folder>/<variant>/<page>.json`, with pictures in a folder of that name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def last(self, page: str, variant: str) -> Files | None:
        """The files of the page's last record, or None. Raises OSError if it cannot be read."""
        place = self._place(page, variant)
        if place.intent.exists():  # someone is writing, or was killed while writing
            with suppress(OSError), turn(place.folder) as alone:  # else it is read as it stands
                _become(place, _intended(place), alone=alone)
        try:
            with turn(place.folder, shared=True):
                return _intended(place) or _read(place)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def keep(self, page: str, variant: str, files: Files) -> None:
        """Replace the page's record. Raises OSError where the folder cannot be written."""
        place = self._place(page, variant)
        for name in files:
            _name(name)
        place.folder.mkdir(parents=True, exist_ok=True)
        with turn(place.folder) as alone:
            place.intent.unlink(missing_ok=True)  # if it is a link
            place.intent.write_bytes(msgspec.msgpack.encode(files))
            _become(place, files, alone=alone)

    def _place(self, page: str, variant: str) -> _Place:
        """Where a page's record is; raises OSError where a link leads elsewhere."""
        place = _Place(self.folder / _name(variant), _name(page))
        for folder in (place.folder, place.pictures):
            if folder.is_symlink():
                raise OSError(errno.ELOOP, "a link stands in its place", str(folder))
        return place


@dataclass(frozen=True, slots=True)
class _Place:
    folder: Path
    page: str

    @property
    def record(self) -> Path:
        return self.folder / f"{self.page}.json"

    @property
    def pictures(self) -> Path:
        return self.folder / self.page

    @property
    def intent(self) -> Path:
        """What the record is to become, while it changes."""
        return self.folder / f".{self.page}.new"


def _name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise ValueError(f"not a name for a file: {name!r}")
    return name


# --- read -----------------------------------------------------------------------------------------


def _read(place: _Place) -> Files:
    files = {RECORD: read_whole(place.record)}
    if place.pictures.is_dir():
        files |= {path.name: read_whole(path) for path in _files(place.pictures)}
    return files


def _intended(place: _Place) -> Files | None:
    """What the record is becoming; None if it is not, or if that was not written to its end."""
    try:
        files = msgspec.msgpack.decode(read_whole(place.intent), type=dict[str, bytes])
    except (FileNotFoundError, msgspec.MsgspecError):
        return None
    return files if RECORD in files and all(map(NAME.fullmatch, files)) else None


def _files(folder: Path) -> list[Path]:
    """The pictures in a folder, without what another process is writing."""
    return sorted(p for p in folder.iterdir() if not (p.name.startswith(".") or p.is_dir()))


# --- write ----------------------------------------------------------------------------------------


def _become(place: _Place, files: Files | None, *, alone: bool) -> None:
    """Let the record become what it is to become, and sweep up after whoever began that."""
    for folder in (place.folder, place.pictures):
        sweep(folder, alone=alone)
    if files:
        for name in sorted(files.keys() - {RECORD}):
            _write(place.pictures / name, files[name])
        _write(place.record, files[RECORD])
        if place.pictures.is_dir():
            _remove_others(place.pictures, files)
    place.intent.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    """Write a file if that would change it: times of files stay as they are, too."""
    with suppress(OSError):
        if read_whole(path) == data:
            return
    write_whole(path, data)


def _remove_others(pictures: Path, named: Files) -> None:
    for path in _files(pictures):
        if path.name not in named:
            path.unlink(missing_ok=True)
    if not any(pictures.iterdir()):
        pictures.rmdir()
