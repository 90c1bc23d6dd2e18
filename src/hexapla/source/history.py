"""When a book's outputs came and its pages changed: by the commits that did it, as git tells."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired, run

from hexapla.model.book import Book
from hexapla.model.outputs import Outputs, Run
from hexapla.model.publication import Change

PATIENCE = 10  # seconds for git: without an answer there are no days, and nothing is wrong
LATEST = 50  # changes of pages that are told of
GRAFTED = "grafted"  # so git marks a commit before which it knows nothing, not even what it changed


def dated(outputs: Outputs, folder: Path) -> Outputs:
    """Outputs that know the day of the commit that brought them; "" where there is none.

    What has changed since that commit has no day, nor has what came before a shallow clone begins.
    """
    names = {name: f"outputs/{name[1]}/{name[0]}.json" for name in outputs.runs}
    days = _days(folder, set(names.values()))
    runs: dict[tuple[str, str], Run] = {
        name: replace(run, since=days.get(names[name], "")) for name, run in outputs.runs.items()
    }
    return Outputs(runs) if days else outputs


def _days(folder: Path, files: set[str]) -> Mapping[str, str]:
    """The day of the last commit of each of the files, of which none has changed since."""
    git = shutil.which("git")
    if git is None or not files:
        return {}
    command = [git, "-C", str(folder), "-c", "core.quotePath=false"]
    changed = [*command, "diff", "--name-only", "--relative", "HEAD", "--", "outputs"]
    try:
        done = run(changed, stdout=PIPE, stderr=DEVNULL, text=True, timeout=PATIENCE, check=False)
    except (OSError, TimeoutExpired):
        return {}
    wanted = files - set(done.stdout.splitlines())
    return dict(_commits(command, wanted)) if done.returncode == 0 and wanted else {}


def _commits(git: list[str], wanted: set[str]) -> Iterator[tuple[str, str]]:
    """The files and their days, the newest commits first, until all are found."""
    log = [*git, "log", "--relative", "--no-renames", "--name-only", "--format=%x00%cs %D"]
    with Popen([*log, "--", "outputs"], stdout=PIPE, stderr=DEVNULL, text=True) as process:
        day, left = "", set(wanted)
        for line in process.stdout or ():
            if line.startswith("\0"):
                day, _, marks = line[1:].strip().partition(" ")
                day = "" if GRAFTED in marks else day
            elif (file := line.rstrip("\n")) in left:
                left.remove(file)
                yield file, day
            if not left:
                process.kill()
                return


# --- changes of pages -----------------------------------------------------------------------------


def changes(book: Book, folder: Path) -> tuple[Change, ...]:
    """The commits that changed pages, the newest first: the last few, and the last of each page.

    They are told on the website alone, so that a book without its address has none. What came
    before a shallow clone begins is not known.
    """
    git = shutil.which("git")
    if git is None or not book.config.publication.site:
        return ()
    pages = frozenset(page.file for page in book.pages())
    kinds = sorted({f":(glob)**/*{Path(file).suffix}" for file in pages})
    log = [git, "-C", str(folder), "-c", "core.quotePath=false", "log", "--relative"]
    log += ["--no-renames", "--name-only", "--format=%x00%H%x00%cI%x00%D%x00%s", "--", *kinds]
    with Popen(log, stdout=PIPE, stderr=DEVNULL, encoding="utf-8", errors="replace") as process:
        found = tuple(_told(process.stdout or (), pages))
        process.kill()
    return found


def _told(lines: Iterable[str], pages: frozenset[str]) -> Iterator[Change]:
    """The changes in a log, until all that is wanted of them is known."""
    left = set(pages)
    for count, change in enumerate(_logged(lines, pages)):
        if not left and count >= LATEST:
            return
        if count < LATEST or left & {*change.files}:
            yield change
        left -= {*change.files}


def _logged(lines: Iterable[str], pages: frozenset[str]) -> Iterator[Change]:
    head: list[str] = []
    files: list[str] = []
    for line in chain(lines, ["\0\0\0\0"]):
        if not line.startswith("\0"):
            files += [line.rstrip("\n")] if line.rstrip("\n") in pages else []
            continue
        if head and files and GRAFTED not in head[3]:
            time = head[2].replace("+00:00", "Z")  # older git has the one, newer the other
            yield Change(head[1], time, head[4].rstrip("\n"), tuple(files))
        head, files = line.split("\0", 4), []
