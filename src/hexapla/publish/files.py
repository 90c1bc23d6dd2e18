"""Bring artifacts into an output folder: write what changed, remove what is left over.

A manifest in the folder lists the files that are ours; no other file there is ever touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from hexapla.events import Wrote
from hexapla.model.nodes import NOWHERE
from hexapla.model.problems import Problem, Problems, bad_path, missing_file, not_writable, outside
from hexapla.ports import Artifact, Bundle, Original
from hexapla.publish.bundle import pack
from hexapla.whole import write_whole

MANIFEST = ".hexapla-files"


def publish(
    writer: str, artifacts: Iterable[Artifact], folder: Path, book: Path
) -> tuple[Wrote, Problems]:
    """Make the folder hold these artifacts, and of those of earlier times no other.

    Originals are copied from the book's folder. Where the folder cannot be written, what was
    written until then is whole, and the next time goes on from there.
    """
    found: list[Problem] = []
    files = dict(_files(artifacts, folder, book, found))
    written = removed = 0
    try:
        before = _manifest(folder)
        _note(folder, before | files.keys())  # first, so that nothing of ours is ever forgotten
        for path, data in files.items():
            written += _write(folder / path, data)
        for path in sorted(before - files.keys()):
            removed += _remove(folder, path)
        _note(folder, files.keys())
    except OSError as error:
        found.append(not_writable(error.filename or str(folder), error.strerror or str(error)))
    wrote = Wrote(writer, str(folder), written, len(files) - written, removed)
    return wrote, tuple(found)


def _files(
    artifacts: Iterable[Artifact], folder: Path, book: Path, found: list[Problem]
) -> Iterator[tuple[str, bytes]]:
    for artifact in artifacts:
        if not _safe(artifact.path, folder):
            found.append(bad_path(artifact.path))
            continue
        data = _bytes(artifact, book)
        if isinstance(data, Problem):
            found.append(data)
        else:
            yield artifact.path, data


def _safe(path: str, folder: Path) -> bool:
    """Whether a path stays in its folder, also through links that stand there."""
    pure = PurePosixPath(path)
    if not path or pure.is_absolute() or ".." in pure.parts or "\\" in path or path == MANIFEST:
        return False
    return (folder / path).resolve().is_relative_to(folder.resolve())


def _bytes(artifact: Artifact, book: Path) -> bytes | Problem:
    match artifact.data:
        case bytes(data):
            return data
        case Original(file):
            return _original(file, book)
        case Bundle(members):
            files = {member.path: _bytes(member, book) for member in members}
            wrong = [data for data in files.values() if isinstance(data, Problem)]
            return wrong[0] if wrong else pack(files)  # type: ignore[arg-type]


def _original(file: str, book: Path) -> bytes | Problem:
    path = (book / file).resolve()
    if not path.is_relative_to(book.resolve()):
        return outside(file, NOWHERE)
    try:
        return path.read_bytes()
    except OSError:
        return missing_file(file, (), NOWHERE)


def _manifest(folder: Path) -> set[str]:
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
    except FileNotFoundError:
        return set()
    return {line for line in text.splitlines() if _safe(line, folder)}


def _note(folder: Path, paths: Iterable[str]) -> None:
    text = "".join(f"{path}\n" for path in sorted(paths))
    _write(folder / MANIFEST, text.encode())


def _write(path: Path, data: bytes) -> bool:
    """Whether the file had to be written."""
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return False
    write_whole(path, data)
    return True


def _remove(folder: Path, path: str) -> bool:
    """Remove a file and the folders that it leaves empty."""
    file = folder / path
    if not file.is_file():
        return False
    file.unlink()
    for parent in file.relative_to(folder).parents:
        if parent != Path() and not any((folder / parent).iterdir()):
            (folder / parent).rmdir()
    return True
