"""Publish what a writer makes of an edition, unless just that stands in the folder already.

Writing is a function of the edition and of the engine. So a digest of both, beside the size and
time of each file that came of it, tells that nothing is to be done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from hexapla.engine import digest, engine
from hexapla.events import Tell, Waiting, Wrote
from hexapla.model.problems import Problems
from hexapla.packed import fingerprint
from hexapla.ports import Edition, Writer
from hexapla.publish.files import manifest, publish
from hexapla.publish.memory import Memory, forgotten, kept, known, recalled
from hexapla.publish.pictured import Darkroom
from hexapla.publish.typeset import Printer, is_sure
from hexapla.turns import turn


def publish_edition(
    by: Writer, edition: Edition, to: Path, book: Path, tell: Tell
) -> tuple[Wrote, Problems]:
    """Make the folder hold what the writer makes of the edition; the problems of both.

    Of several builds one does so at a time. The others wait, and then often find it done.
    """
    key = digest(by.name, engine(), fingerprint(edition))
    with _turn(to, lambda: tell(Waiting(by.name, str(to)))) as alone:
        return _publish(by, edition, key, to, book, alone=alone)


def _publish(  # noqa: PLR0913 (what publish_edition knows, and two things more)
    by: Writer, edition: Edition, key: str, to: Path, book: Path, *, alone: bool
) -> tuple[Wrote, Problems]:
    place = book / ".hexapla" / "published" / f"{by.name}-{digest(str(to.resolve()))[:16]}.json"
    last = recalled(place)
    if last and last.key == key and _stand(last, to):
        return Wrote(by.name, str(to), 0, len(last.files), 0), last.problems
    there = known(last)
    artifacts, problems = by.write(edition)
    printer = Printer(book / ".hexapla" / "paper" / by.name, book)
    forgotten(place)
    with Darkroom(book) as darkroom:
        files = (darkroom.made(printer.made(one)) for one in artifacts)
        wrote, unwritten = publish(by.name, files, to, book, alone=alone, known=there)
    problems = tuple(dict.fromkeys((*problems, *there.problems())))
    if not unwritten and is_sure(problems):
        with suppress(OSError):
            kept(place, Memory(key, engine(), there.standing(to, manifest(to)), problems))
    return wrote, (*problems, *unwritten)


def _stand(last: Memory, folder: Path) -> bool:
    """Whether the files of last time are there, and no others of ours."""
    try:
        files = manifest(folder)
        return files == last.files.keys() and all(
            (last.files[path].size, last.files[path].time) == _status(folder / path)
            for path in files
        )
    except OSError:
        return False


def _status(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


@contextmanager
def _turn(folder: Path, waiting: Callable[[], None]) -> Iterator[bool]:
    """A turn at a folder, which is made; if it cannot be, publishing will say so."""
    with ExitStack() as stack:
        alone = False
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            alone = stack.enter_context(turn(folder, waiting=waiting))
        yield alone
