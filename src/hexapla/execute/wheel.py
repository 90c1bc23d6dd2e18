"""A package's files -> its wheel and its source archive. The only door to Hatchling.

It is called as a program: a builder works in the folder of what it builds, and we have threads.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.parser import HeaderParser
from hashlib import sha256
from pathlib import Path, PurePosixPath
from subprocess import PIPE, STDOUT, run
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from hexapla.whole import MANIFEST, write_whole

BUILDER = "hatchling"
PROJECT = "pyproject.toml"  # without which a folder is no package
DATE = "1577836800"  # that all files of an archive bear, in seconds since 1970: 2020 began
PREFIX = "hexapla-wheel-"
LAST = 6  # lines of the builder's message that are shown where it fails


class NotBuilt(Exception):
    """A wheel that could not be built; says why."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """What a wheel says of itself: its `file`, its version, and what each extra asks for.

    `requires` are the requirements that hold here, by extra; under "" those of all.
    """

    file: Path
    name: str
    version: str
    digest: str
    requires: Mapping[str, tuple[str, ...]]

    def asks(self, variant: str) -> tuple[str, ...]:
        """What it asks for where it is installed for a variant: `pip install name[variant]`."""
        extra = canonicalize_name(variant)
        return (*self.requires[""], *(self.requires.get(extra, ()) if extra else ()))


@dataclass(frozen=True, slots=True)
class Built:
    """A package as it is published."""

    wheel: Wheel
    source: Path

    @property
    def files(self) -> tuple[Path, Path]:
        return self.wheel.file, self.source


def build(source: Path, to: Path) -> Built:
    """The wheel and the source archive of the package that Hexapla wrote into a folder.

    They are made of what the folder's manifest lists and of nothing else, and put into `to` when
    they are whole; equal files give equal bytes. Raises NotBuilt, and OSError where `to` cannot
    be written.
    """
    with TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as place:
        project, made = Path(place, "project"), Path(place, "made")
        for file in _listed(source):
            (project / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / file, project / file)
        if not (project / PROJECT).is_file():
            raise NotBuilt(f"there is no '{PROJECT}' among its files")
        _build(project, made)
        files = {built.suffix: built for built in made.iterdir()}
        if files.keys() != {".whl", ".gz"}:
            raise NotBuilt(f"{BUILDER} made {', '.join(sorted(files)) or 'nothing'}")
        for built in files.values():
            write_whole(to / built.name, built.read_bytes())
    return Built(wheel(to / files[".whl"].name), to / files[".gz"].name)


def wheel(file: Path) -> Wheel:
    """What a wheel says of itself; raises NotBuilt where it cannot be read."""
    try:
        data = file.read_bytes()
        with ZipFile(file) as archive:
            inner = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
            said = HeaderParser().parsestr(archive.read(inner).decode())
    except (OSError, BadZipFile, StopIteration, UnicodeError) as error:
        raise NotBuilt(f"'{file}' is no wheel: {error}") from error
    extras = ("", *(said.get_all("Provides-Extra") or ()))
    wants = [Requirement(text) for text in said.get_all("Requires-Dist") or ()]
    requires = {str(canonicalize_name(extra)): tuple(_asked(wants, extra)) for extra in extras}
    return Wheel(file, said["Name"], said["Version"], sha256(data).hexdigest(), requires)


def _listed(source: Path) -> Iterator[str]:
    """The files that Hexapla wrote into a folder and that are there."""
    try:
        lines = (source / MANIFEST).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise NotBuilt(f"'{source}' holds no package of Hexapla's") from error
    for line in lines:
        path = PurePosixPath(line)
        if not path.is_absolute() and ".." not in path.parts and (source / path).is_file():
            yield line


def _build(project: Path, made: Path) -> None:
    """Let the builder work, whatever wishes whoever started us has for other packages."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("HATCH")}
    command = [sys.executable, "-m", BUILDER, "build", "-d", str(made)]
    environment = own | {"SOURCE_DATE_EPOCH": DATE, "PYTHONSAFEPATH": "1", "NO_COLOR": "1"}
    done = run(
        command,
        cwd=project,
        env=environment,
        stdout=PIPE,
        stderr=STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = [line.strip() for line in done.stdout.splitlines() if line.strip()]
        raise NotBuilt(f"{BUILDER} failed: {' / '.join(said[-LAST:])}")


def _asked(wants: list[Requirement], extra: str) -> Iterator[str]:
    """What an extra asks for here beyond what is always asked for, without the conditions."""
    for want in wants:
        if _holds(want, extra) and not (extra and _holds(want, "")):
            yield str(want).partition(";")[0].strip()


def _holds(want: Requirement, extra: str) -> bool:
    return want.marker is None or want.marker.evaluate({"extra": extra})
