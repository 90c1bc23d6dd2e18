"""`hexapla run --page X --watch`: a page runs again, from the cell that changed, as it is saved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from watchfiles import DefaultFilter, watch

from hexapla.build import prepare, read
from hexapla.console import Console
from hexapla.events import CellRan
from hexapla.execute.launch import NoKernel
from hexapla.execute.live import Live, Ran
from hexapla.model.book import Book
from hexapla.model.library import Library
from hexapla.model.outputs import Inputs
from hexapla.model.problems import no_kernel
from hexapla.ports import Job
from hexapla.serve.begin import Wish, begin
from hexapla.whole import write_whole

MADE = ("_build", "outputs")
ENDINGS = {"image/svg+xml": ".svg", "image/png": ".png", "image/jpeg": ".jpg", "text/html": ".html"}


def watch_page(folder: Path, page: str, variant: str, console: Console) -> None:
    """Run a page, and again whenever a file of its book is saved, until interrupted."""
    console.say(f"Watching {page} · {variant}; Ctrl-C ends it.")
    with ExitStack() as things:
        session = _Session(folder, console, things)
        for _ in _saves(folder):
            book, problems = read(folder)
            found = _job(book, folder, page, variant) if book else None
            if book is None or found is None:
                console.problems(problems)
                console.say(f"There is nothing to run of {page} · {variant}.")
                continue
            session.update(book, *found)


def _saves(folder: Path) -> Iterator[None]:
    """Once at the beginning, and then whenever something of the book was saved."""
    yield
    aside = [str((folder / name).absolute()) for name in (*MADE, ".hexapla")]
    for _ in watch(folder, watch_filter=DefaultFilter(ignore_paths=aside), debounce=100):
        yield


def _job(book: Book, folder: Path, page: str, variant: str) -> tuple[Library, Job] | None:
    library, jobs, _ = prepare(book, folder)
    named = (job for job in jobs if (job.page, job.variant.name) == (page, variant))
    return next(((library, job) for job in named), None)


class _Session:
    """The live session of a page, begun anew when something other than its cells has changed."""

    def __init__(self, folder: Path, console: Console, things: ExitStack) -> None:
        self.folder, self.console = folder, console
        self._things = things.enter_context(ExitStack())
        self._live: Live | None = None
        self._about: tuple[Inputs, tuple[str, ...]] | None = None

    def update(self, book: Book, library: Library, job: Job) -> None:
        about = (replace(job.inputs, cells=()), job.imports)
        try:
            if self._live is None or self._about != about:
                self._things.close()
                self._live, self._about = self._begin(book, library, job), about
            self._run(self._live, job)
        except NoKernel as error:
            self._things.close()
            self._live = None
            self.console.problems((no_kernel(job.variant.name, str(error), job.cells[0].at),))

    def _run(self, live: Live, job: Job) -> None:
        for ran in live.update(job.cells):
            shown = _show(ran, self.folder / ".hexapla" / "live" / job.page / job.variant.name)
            name, seconds = job.variant.name, round(ran.seconds, 3)
            cell = CellRan(job.page, name, ran.cell + 1, seconds, ran.well, ran.exact, shown)
            self.console.tell(cell)

    def _begin(self, book: Book, library: Library, job: Job) -> Live:
        wish = Wish(book, library, job)
        live, problems = begin(wish, self.folder, self._things, self.console.tell)
        self.console.problems(problems)
        return live


def _show(ran: Ran, folder: Path) -> tuple[str, ...]:
    """A cell's outputs as lines of text; a picture is written to a file, and named."""
    lines: list[str] = []
    for number, output in enumerate(ran.outputs, 1):
        if ending := ENDINGS.get(output.mime):
            file = folder / f"{ran.cell + 1}-{number}{ending}"
            text = output.data.encode() if isinstance(output.data, str) else output.data
            write_whole(file, text)
            lines.append(f"→ {file}")
        else:
            lines += str(output.data).rstrip("\n").split("\n")
    return tuple(lines)
