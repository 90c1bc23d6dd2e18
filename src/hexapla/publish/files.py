"""Bring artifacts into an output folder: write what changed, remove what is left over.

A manifest in the folder lists the files that are ours; no other file there is ever touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from hexapla.events import Wrote
from hexapla.forked import mapped
from hexapla.model.nodes import NOWHERE
from hexapla.model.problems import (
    Problem,
    Problems,
    bad_path,
    missing_file,
    not_ours,
    not_writable,
    outside,
    unreadable,
)
from hexapla.packed import pack as packed
from hexapla.packed import unpack
from hexapla.ports import (
    Artifact,
    Bundle,
    Joined,
    Made,
    Original,
    Pictured,
    Python,
    Search,
    Typeset,
)
from hexapla.publish.bundle import pack
from hexapla.publish.formatted import formatted
from hexapla.publish.known import Known
from hexapla.publish.search import indexed
from hexapla.whole import MANIFEST, read_whole, sweep, write_whole

Given = tuple[bytes | None, Problems]  # the bytes of an artifact, and what making them says
Have = Callable[[Artifact], Given | None]
# What no path of ours holds: it would end a line of the manifest, or mean another thing elsewhere.
UNFIT = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")


def publish(  # noqa: PLR0913 (what is to be where, and two things that are known of it)
    writer: str,
    artifacts: Iterable[Artifact],
    folder: Path,
    book: Path,
    *,
    alone: bool = False,
    known: Known | None = None,
) -> tuple[Wrote, Problems]:
    """Make the folder hold these artifacts, and of those of earlier times no other.

    Originals are copied from the book's folder. Where the folder cannot be written, what was
    written until then is whole, and the next time goes on from there. `alone`: no other process
    writes to the folder now, so that what a killed one left half-written can be removed. What is
    `known` to stand as it would be is not made; of what is made, it is told what that says.
    """
    found: list[Problem] = []
    known = known or Known()
    files = {one.path: one for one in _fit(artifacts, folder, found)}
    searches = [files.pop(path) for path, one in [*files.items()] if type(one.data) is Search]
    written = unchanged = removed = 0
    at = folder
    try:
        before = manifest(folder)
        taken = {path for path, one in files.items() if _taken(one, before, folder)}
        found += (not_ours(str(folder / path)) for path in taken if not files[path].yields)
        files = {path: one for path, one in files.items() if path not in taken}
        if files or before:
            _note(folder, before | _ours(folder, files))  # first: nothing of ours is forgotten
        for inner in {(folder / path).parent for path in before | files.keys()}:
            sweep(inner, alone=alone)
        of_search = {path for one in searches for path in before if _is_in(path, one.path)}
        # First: a file may stand where a folder will.
        for path in sorted(before - files.keys() - of_search):
            at = folder / path
            removed += _remove(folder, path)
        wanted = [one for one in files.values() if not known.stands(one, folder)]
        unchanged += len(files) - len(wanted)
        have = _made_at_once(wanted, known, folder)
        for artifact in wanted:
            path, at = artifact.path, folder / artifact.path
            data, problems = have(artifact) or made(artifact, book, found, have)
            known.note(artifact, problems)
            if data is None:
                removed += _remove(folder, path) if path in before else 0
                del files[path]
            elif _write(at, data):
                written += 1
            else:
                unchanged += 1
        indexes = _indexes(searches, before | files.keys(), folder, found)
        removed += sum(_remove(folder, path) for path in sorted(of_search - indexes.keys()))
        written += sum(indexes.values())
        unchanged += sum(not changed for changed in indexes.values())
        at = folder
        if files or before:
            _note(folder, files.keys() | indexes.keys())
    except OSError as error:
        found.append(not_writable(str(at), error.strerror or str(error)))
    return Wrote(writer, str(folder), written, unchanged, removed), tuple(dict.fromkeys(found))


def _fit(artifacts: Iterable[Artifact], folder: Path, found: list[Problem]) -> Iterator[Artifact]:
    """The artifacts whose paths can be in the folder."""
    within = _within(folder)
    for artifact in artifacts:
        if _safe(artifact.path) and within(artifact.path):
            yield artifact
        else:
            found.append(bad_path(artifact.path))


def _taken(artifact: Artifact, before: set[str], folder: Path) -> bool:
    """Whether a file of someone else's stands in the place of an artifact that may not have it.

    A module of the companion may stand where someone has code of their own. What begins as it
    does was made by Hexapla, whose list of it was lost.
    """
    path = folder / artifact.path
    if artifact.path in before or not path.exists():
        return False
    if not isinstance(artifact.data, Python):
        return artifact.yields
    begins = artifact.data.text.partition('"')[0].encode()
    return not path.is_file() or not path.read_bytes().startswith(begins)


def _made_at_once(artifacts: Iterable[Artifact], known: Known, folder: Path) -> Have:
    """What is made when it is wanted, of these artifacts and of what they hold, each once; and
    what stands in the folder already."""
    makers = {one.key: one for artifact in artifacts for one in _makers(artifact, known)}
    beside: dict[str, list[Made]] = {}
    for one in makers.values():
        beside.setdefault(one.beside or one.key, []).append(one)
    done = mapped(_all_made, tuple(beside.values()), pack=packed, unpack=unpack)
    ready: dict[str, Given] = {key: given for each in done for key, given in each}

    def have(artifact: Artifact) -> Given | None:
        if isinstance(artifact.data, Made) and artifact.data.key in ready:
            return ready[artifact.data.key]
        data = known.read(artifact, folder)
        return None if data is None else (data, ())

    return have


def _all_made(makers: Iterable[Made]) -> tuple[tuple[str, Given], ...]:
    return tuple((one.key, one.make()) for one in makers)


def _makers(artifact: Artifact, known: Known) -> Iterator[Made]:
    match artifact.data:
        case Made(key):
            yield from (artifact.data,) if key and key not in known.places else ()
        case Bundle(members) | Joined(members):
            for member in members:
                yield from _makers(member, known)
        case _:
            pass


def _is_in(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/")


def _indexes(
    searches: Iterable[Artifact], ours: set[str], folder: Path, found: list[Problem]
) -> dict[str, bool]:
    """Write what searches of the pages need that stand in the folder by now.

    The paths of the files, and whether each had to be written.
    """
    within, files = _within(folder), dict[str, bytes]()
    for one in searches:
        if isinstance(one.data, Search):
            files |= indexed(one.path, one.data, folder, found.append)
    files = {path: data for path, data in files.items() if within(path)}
    if files:
        _note(folder, ours | _ours(folder, files))
    return {path: _write(folder / path, data) for path, data in files.items()}


def _safe(path: str) -> bool:
    """Whether a path is in its plainest form and leads down."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or UNFIT.search(path):
        return False
    return str(pure) == path and path not in ("", ".", MANIFEST)


def _within(folder: Path) -> Callable[[str], bool]:
    """Whether a path stays in the folder, through whatever links its own folders are.

    A link in the place of the file itself is replaced or removed, and never followed.
    """
    known: dict[str, bool] = {}

    def stays(path: str) -> bool:
        above = path.rpartition("/")[0]
        if above not in known:
            known[above] = _leads_into(folder / above, folder)
        return known[above]

    return stays


def _leads_into(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # links in a circle
        return False


def made(
    artifact: Artifact, book: Path, found: list[Problem], have: Have = lambda member: None
) -> Given:
    """The bytes of an artifact, and what making them says.

    Where they cannot be had, there are none, and `found` tells why. `have` gives what is there
    already of what an artifact holds.
    """
    match artifact.data:
        case bytes(data):
            return data, ()
        case Original():
            return _original(artifact.data, book, found), ()
        case Made(make=make):
            return make()
        case Python():
            return formatted(artifact.path, artifact.data, found.append), ()
        case Bundle(members) | Joined(members):
            files, said = _members(members, book, found, have)
            match artifact.data:
                case Bundle(first=first):
                    joined = pack(files, first)
                case _:
                    joined = b"\n".join(files.values())
            return joined, said
        case Search() | Typeset() | Pictured():
            return None, ()  # a folder of files; what is set when an edition is published


def _members(
    members: Iterable[Artifact], book: Path, found: list[Problem], have: Have
) -> tuple[dict[str, bytes], Problems]:
    files: dict[str, bytes] = {}
    said: list[Problem] = []
    for member in members:
        if not _safe(member.path):
            found.append(bad_path(member.path))
            continue
        data, problems = have(member) or made(member, book, found)
        said += problems
        if data is not None:
            files[member.path] = data
    return files, tuple(said)


def _original(one: Original, book: Path, found: list[Problem]) -> bytes | None:
    try:
        path = (book / one.file).resolve()
        if path.is_relative_to(book.resolve()):
            return one.still(path.read_bytes()) if one.still else path.read_bytes()
        found.append(outside(one.file, NOWHERE))
    except (FileNotFoundError, NotADirectoryError):
        found.append(missing_file(one.file, (), NOWHERE))
    except (OSError, RuntimeError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else None
        found.append(unreadable(one.file, why or "it is no file"))
    return None


def manifest(folder: Path) -> set[str]:
    """The files of a folder that are ours, by their paths within it."""
    try:
        data = (folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        return set()
    within = _within(folder)
    lines = data.decode("utf-8", "replace").split("\n")
    return {line for line in lines if _safe(line) and within(line)}


def _ours(folder: Path, paths: Iterable[str]) -> set[str]:
    """Of paths to be written, those where no file of someone else's stands."""
    return {path for path in paths if not (folder / path).exists()}


def _note(folder: Path, paths: Iterable[str]) -> None:
    text = "".join(f"{path}\n" for path in sorted(paths))
    _write(folder / MANIFEST, text.encode())


def _write(path: Path, data: bytes) -> bool:
    """Whether the file had to be written."""
    with suppress(OSError):  # whatever stands there else is replaced
        if path.lstat().st_size == len(data) and read_whole(path) == data:
            return False
    write_whole(path, data)
    return True


def _remove(folder: Path, path: str) -> bool:
    """Remove a file and the folders that it leaves empty."""
    file = folder / path
    there = file.is_file() or file.is_symlink()
    if there:
        file.unlink()
    for parent in file.relative_to(folder).parents:
        with suppress(FileNotFoundError, NotADirectoryError):
            if parent != Path() and not any((folder / parent).iterdir()):
                (folder / parent).rmdir()
    return there
