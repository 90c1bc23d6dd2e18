"""The book as it was at a revision: its files, taken out of git into a folder that goes away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from subprocess import PIPE, CalledProcessError, Popen, run
from tempfile import TemporaryDirectory

from hexapla.model.problems import Problem, no_revision
from hexapla.source.tree import FILES, MADE, PICTURES

LARGEST = 20_000_000  # bytes; a larger file holds no code that a book shows
LINK, FILE = "120000", "100"  # how the modes of links and of files begin
COUNT = 5  # books that are named where it is not clear which is meant


class Unread(Exception):
    """Why a revision cannot be read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file at a revision: what git calls its content, and where it lies in the book."""

    blob: str
    path: str
    link: bool


@contextmanager
def at(folder: Path, revision: str) -> Iterator[Path | Problem]:
    """A folder with the texts of the book at a revision, as they were committed; or why not.

    Pictures, outputs and hidden files are left out: no code is saved in them. Filters of git
    are not applied, so that what is stored elsewhere (LFS) is not fetched.
    """
    with TemporaryDirectory(prefix="hexapla-revision-", ignore_cleanup_errors=True) as place:
        try:
            commit = _commit(folder, revision)
            root = _place(folder, commit)
            _fill(Path(place), folder, _entries(folder, commit, root))
        except (Unread, OSError) as error:
            yield no_revision(revision, str(error))
        else:
            yield Path(place)


def _git(folder: Path, *words: str) -> str:
    program = shutil.which("git")
    if program is None:
        raise Unread("git is not installed")
    command = [program, "-C", str(folder), *words]
    try:
        return run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")
    except CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Unread(said[-1] if said else "git fails") from error


def _commit(folder: Path, revision: str) -> str:
    try:
        _git(folder, "rev-parse", "--show-toplevel")
    except Unread as error:
        if "git repository" in str(error) and "dubious" not in str(error):
            raise Unread(f"'{folder}' lies in no git repository") from error
        raise
    words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    try:
        return _git(folder, *words).strip()
    except Unread as error:
        raise Unread(f"git knows no such revision{_hint(folder, revision)}") from error


def _hint(folder: Path, revision: str) -> str:
    if _git(folder, "rev-parse", "--is-shallow-repository").strip() == "true":
        return "; this clone is shallow: `git fetch --unshallow --tags` brings the rest"
    names = _git(folder, "for-each-ref", "--format=%(refname:short)", "refs/tags", "refs/heads")
    near = get_close_matches(revision, names.split(), n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def _place(folder: Path, commit: str) -> str:
    """Where the book lay in the repository at a commit, with a slash at its end, or ""."""
    here = _git(folder, "rev-parse", "--show-prefix").rstrip("\n")
    listed = _git(folder, "ls-tree", "-r", "-z", "--full-tree", "--name-only", commit)
    paths = listed.split("\0")
    if any(f"{here}{file}" in paths for file in FILES):
        return here
    books = [path for path in paths if PurePosixPath(path).name == FILES[0]]
    match [path[: -len(FILES[0])] for path in books]:
        case [one]:
            return one
        case []:
            raise Unread("there was no book then")
        case several:
            there = ", ".join(several[:COUNT])
            raise Unread(f"the book was not in '{here or '.'}' then; books were in: {there}")


def _entries(folder: Path, commit: str, root: str) -> Iterator[Entry]:
    listed = _git(folder, "ls-tree", "-r", "-l", "-z", "--full-tree", f"{commit}:{root}")
    for line in filter(None, listed.split("\0")):
        about, _, path = line.partition("\t")
        mode, _, blob, size = about.split()
        parts = PurePosixPath(path).parts
        made = parts[0] in MADE or any(part.startswith(".") for part in parts)
        plain = mode == LINK or mode.startswith(FILE)  # else a submodule, whose files are not here
        if plain and not made and not path.lower().endswith(PICTURES) and int(size) <= LARGEST:
            yield Entry(blob, path, mode == LINK)


def _fill(place: Path, folder: Path, entries: Iterator[Entry]) -> None:
    """Write each file as git has it."""
    wanted = [*entries]
    command = [shutil.which("git") or "git", "-C", str(folder), "cat-file", "--batch"]
    with Popen(command, stdin=PIPE, stdout=PIPE) as process:
        assert process.stdin is not None  # noqa: S101, asked for
        assert process.stdout is not None  # noqa: S101
        for entry in wanted:
            process.stdin.write(f"{entry.blob}\n".encode())
            process.stdin.flush()
            said = process.stdout.readline().split()
            if len(said) != 3:
                raise Unread(f"git lacks what '{entry.path}' held")
            data = process.stdout.read(int(said[2]))
            process.stdout.read(1)  # the end of its line
            _write(place / entry.path, data, link=entry.link)


def _write(path: Path, data: bytes, *, link: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if link:
        path.symlink_to(data.decode("utf-8", "surrogateescape"))
    else:
        path.write_bytes(data)
