"""Data sets: found on this machine, verified by their checksums, put where kernels look for them.

A set is ready when it lies whole under `.hexapla/data/NAME/`, as links to where it was found or
as files that were fetched. What was verified once is known again by its sizes and times.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hexapla.execute.where import environments
from hexapla.model.book import DataSet
from hexapla.model.problems import Problem, altered_data, data_failed, no_data
from hexapla.ports import Job, Workplace
from hexapla.turns import turn
from hexapla.whole import write_whole

PYTHON = "python:"  # before a path within a package
SITES = "*/lib/python*/site-packages"  # in the folder of all environments

Files = Mapping[str, Path]  # of a set: where each of them is


def data_folder(book: Path) -> Path:
    """The folder that holds a book's data sets, one folder for each."""
    return book / ".hexapla" / "data"


def variables(job: Job, at: Workplace) -> dict[str, str]:
    """By which variable a job's code finds its data sets. Code that loads none has none."""
    name = f"{at.package.upper() or 'HEXAPLA'}_DATA"
    return {name: str(data_folder(at.book).resolve())} if job.data else {}


def prepare(sets: Iterable[DataSet], book: Path) -> dict[str, Problem]:
    """Make sets ready, whatever other processes do; for each that cannot be had, why, by name."""
    problems: dict[str, Problem] = {}
    for data in sets:
        try:
            with locked(data, book):
                problem = None if is_ready(data, book) else _install(data, book)
            if problem:
                problems[data.name] = problem
        except OSError as error:
            problems[data.name] = data_failed(data.name, error.strerror or str(error))
    return problems


def found(data: DataSet, book: Path) -> Files | None:
    """Where a set's files are, by their names alone."""
    return next(_candidates(data, book), None)


def is_ready(data: DataSet, book: Path) -> bool:
    """Whether a set is in place, and still what was verified."""
    return _remembered(data, book) == {
        file: [digest, *_traits(data_folder(book) / data.name / file)]
        for file, digest in data.files.items()
    }


@contextmanager
def locked(data: DataSet, book: Path) -> Iterator[None]:
    """Alone with a set: other processes wait. What a killed one left behind goes first."""
    home = data_folder(book)
    mine = home / f".{data.name}.turn"
    mine.mkdir(parents=True, exist_ok=True)
    with turn(mine):
        for state in ("part", "old"):
            shutil.rmtree(home / f".{data.name}.{state}", ignore_errors=True)
        yield


@contextmanager
def replaced(data: DataSet, book: Path) -> Iterator[Path]:
    """A folder to fill, which takes the set's place if all goes well. Needs its lock."""
    home = data_folder(book)
    place, part, old = (home / name for name in _names(data))
    try:
        part.mkdir()
        yield part
        if place.exists():
            place.replace(old)
        part.replace(place)
    finally:
        for remains in (part, old):
            shutil.rmtree(remains, ignore_errors=True)


def remember(data: DataSet, book: Path) -> None:
    """That a set, as it is in place now, was verified."""
    home = data_folder(book)
    traits = {
        file: [digest, *_traits(home / data.name / file)] for file, digest in data.files.items()
    }
    write_whole(home / f".{data.name}.json", json.dumps(traits, sort_keys=True).encode())


def _names(data: DataSet) -> tuple[str, str, str]:
    return data.name, f".{data.name}.part", f".{data.name}.old"


def _remembered(data: DataSet, book: Path) -> object:
    try:
        return json.loads((data_folder(book) / f".{data.name}.json").read_bytes())
    except (OSError, ValueError):
        return None


def _traits(file: Path) -> tuple[int, int]:
    """By what a file is known again: its size and the time of its last change."""
    try:
        stat = file.stat()
    except OSError:
        return (-1, -1)
    return stat.st_size, stat.st_mtime_ns


def _install(data: DataSet, book: Path) -> Problem | None:
    """Put in place the first that is what it should be; else say what is wrong."""
    problem = None
    for files in _candidates(data, book):
        wrong = next(
            (path for file, path in files.items() if not is_it(path, data.files[file])), None
        )
        if wrong is None:
            _link(data, files, book)
            remember(data, book)
            return None
        problem = problem or altered_data(data.name, str(wrong))
    return problem or _nowhere(data, book)


def _link(data: DataSet, files: Files, book: Path) -> None:
    if _in_place(data, book) == files:
        return
    with replaced(data, book) as part:
        for file, path in files.items():
            link = part / file
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(path.resolve())


def is_it(path: Path, digest: str) -> bool:
    """Whether a file has this checksum, one of those of a DataSet."""
    unpacked, _, wanted = digest.rpartition(":")
    try:
        with gzip.open(path) if unpacked else path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == wanted
    except (EOFError, gzip.BadGzipFile, zlib.error):
        return False


def _candidates(data: DataSet, book: Path) -> Iterator[Files]:
    """All that has the files of a set, what is in place first."""
    ahead = [_in_place(data, book)]
    for place in (path for written in data.places for path in _paths(written, book)):
        ahead.append({file: place if data.single else place / file for file in data.files})
    return (files for files in ahead if all(path.is_file() for path in files.values()))


def _in_place(data: DataSet, book: Path) -> Files:
    return {file: data_folder(book) / data.name / file for file in data.files}


def _paths(place: str, book: Path) -> Iterator[Path]:
    """What a place of book.toml means on this machine; what is on the web is not on it."""
    if place.startswith(PYTHON):
        sites = (*sorted(environments(book).glob(SITES)), *map(Path, sys.path))
        yield from (site / place.removeprefix(PYTHON) for site in sites)
    elif place.startswith("$"):
        name, _, rest = place.removeprefix("$").partition("/")
        if folder := os.environ.get(name):
            yield Path(folder) / rest
    elif "://" not in place:
        yield book / Path(place).expanduser()


def _nowhere(data: DataSet, book: Path) -> Problem:
    to = data_folder(book) / data.name
    return no_data(
        data.name, data.files, str(to), data.source, any("://" in p for p in data.places)
    )
