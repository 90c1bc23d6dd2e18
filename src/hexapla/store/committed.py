"""The archive in the book's own folder: what each page last ran to, as readable files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from hexapla.whole import write_whole

RECORD = "record.json"
NAME = re.compile(r"[^\W_][\w.-]*")


class Committed:
    """An Archive at `<folder>/<variant>/<page>.json`, with pictures in a folder of that name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def last(self, page: str, variant: str) -> Mapping[str, bytes] | None:
        """The files of the page's last record, or None."""
        record, pictures = self._places(page, variant)
        try:
            files = {RECORD: record.read_bytes()}
            if pictures.is_dir():
                files |= {path.name: path.read_bytes() for path in _files(pictures)}
        except (FileNotFoundError, NotADirectoryError):
            return None
        return files

    def keep(self, page: str, variant: str, files: Mapping[str, bytes]) -> None:
        """Replace the page's record. Raises OSError where the folder cannot be written."""
        record, pictures = self._places(page, variant)
        for name in sorted(files.keys() - {RECORD}):
            _write(pictures / _name(name), files[name])
        _write(record, files[RECORD])  # after the pictures that it names
        if pictures.is_dir():
            _remove_others(pictures, files)

    def _places(self, page: str, variant: str) -> tuple[Path, Path]:
        folder = self.folder / _name(variant)
        return folder / f"{_name(page)}.json", folder / _name(page)


def _name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise ValueError(f"not a name for a file: {name!r}")
    return name


def _write(path: Path, data: bytes) -> None:
    """Write a file if that would change it: times of files stay as they are, too."""
    if not path.is_file() or path.read_bytes() != data:
        write_whole(path, data)


def _remove_others(pictures: Path, named: Mapping[str, bytes]) -> None:
    for path in _files(pictures):
        if path.name not in named:
            path.unlink(missing_ok=True)
    if not any(pictures.iterdir()):
        pictures.rmdir()


def _files(folder: Path) -> list[Path]:
    """The pictures in a folder, without what another process is writing."""
    return sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))
