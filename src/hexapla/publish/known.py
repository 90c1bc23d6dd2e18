"""What stands in an output folder since last time, so that it need not be made again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import msgspec

from hexapla.engine import digest
from hexapla.model.problems import Problem, Problems
from hexapla.ports import Artifact, Bundle, Joined, Made, Original, Python, Typeset
from hexapla.whole import read_whole


class Standing(msgspec.Struct, frozen=True, array_like=True):
    """A file: size and time, the key of what it was made from ("" if none), what was wrong."""

    size: int
    time: int
    key: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Known:
    """Files by path as they stood last time, and the keys and problems of those of this time."""

    before: dict[str, Standing] = field(default_factory=dict)
    now: dict[str, tuple[str, Problems]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)  # by key: the path of a file of this time

    def stands(self, artifact: Artifact, folder: Path) -> bool:
        """Whether a file is just what it would be if it were made again."""
        key, last = key_of(artifact.data), self.before.get(artifact.path)
        if last is None or not key or last.key != key:
            return False
        try:
            status = (folder / artifact.path).lstat()
        except OSError:
            return False
        if (status.st_size, status.st_mtime_ns) != (last.size, last.time):
            return False
        self.note(artifact, last.problems)
        return True

    def note(self, artifact: Artifact, problems: Problems) -> None:
        key = key_of(artifact.data)
        self.now[artifact.path] = (key, problems)
        self.places[key] = artifact.path

    def read(self, artifact: Artifact, folder: Path) -> bytes | None:
        """The bytes of an artifact, where a file of this time has the same."""
        key = key_of(artifact.data)
        place = self.places.get(key) if key else None
        return read_whole(folder / place) if place else None

    def problems(self) -> Iterator[Problem]:
        """All that was said of what stands now."""
        return (problem for _, problems in self.now.values() for problem in problems)

    def standing(self, folder: Path, paths: Iterable[str]) -> dict[str, Standing]:
        """The files as they stand now; raises OSError where one is gone."""
        found: dict[str, Standing] = {}
        for path in paths:
            status = (folder / path).lstat()
            key, problems = self.now.get(path, ("", ()))
            found[path] = Standing(status.st_size, status.st_mtime_ns, key, problems)
        return found


def key_of(data: object) -> str:  # noqa: PLR0911 (one for each kind)
    """A digest of what the bytes of an artifact depend on; "" where only they themselves tell."""
    match data:
        case Made(key):
            return key
        case Original(file, digest=known) if known:
            return digest("original", file, known)
        case Python(text, stub):
            return digest("python", str(stub), text)
        case Bundle(members, first):
            return _whole(members, "bundle", *first, "")
        case Joined(members):
            return _whole(members, "joined")
        case Typeset(main, files, fonts, standards):
            return _whole(files, "typeset", main, repr(fonts), *standards)
        case _:
            return ""


def _whole(members: Iterable[Artifact], *how: str) -> str:
    keys = [of_bytes(one.data) or key_of(one.data) for one in members]
    paths = [one.path for one in members]
    return digest(*how, *paths, *keys) if all(keys) else ""


def of_bytes(data: object) -> str:
    """A digest of the data of an artifact that are bytes; "" of any other."""
    return sha256(data).hexdigest() if isinstance(data, bytes) else ""
