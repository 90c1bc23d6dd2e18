"""Beginning a live session of a page, with all that its code may import and load."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from hexapla import plugins
from hexapla.events import Tell
from hexapla.execute import capacity, data
from hexapla.execute.failed import differs
from hexapla.execute.launch import NoKernel
from hexapla.execute.live import Live
from hexapla.execute.where import environments
from hexapla.model.book import Book
from hexapla.model.library import Library
from hexapla.model.problems import Problems
from hexapla.ports import Job, Share, Workplace
from hexapla.publish.apart import companion


@dataclass(frozen=True, slots=True)
class Wish:
    """A page to run in a variant, with the book that it is of."""

    book: Book
    library: Library
    job: Job


def begin(wish: Wish, folder: Path, things: ExitStack, tell: Tell) -> tuple[Live, Problems]:
    """A page's session, which ends with `things`; raises NoKernel where there cannot be one."""
    book, library, job = wish.book, wish.library, wish.job
    tools, _ = plugins.tools(book.config, folder, outputs=(), run=True, tell=tell)
    lost = data.prepare((s for s in book.config.data if s.name in job.data), folder)
    for problem in lost.values():
        raise NoKernel(problem.text)
    place, unwritten = things.enter_context(companion(book, library, tools, folder))
    homes = environments(folder)
    here = capacity.here(book.config.slots, gpus=bool(job.needs.gpus))
    share = Share(gpus=here.gpus[: job.needs.gpus])
    at = Workplace(homes, place, folder, share, package=book.config.package)
    live = Live(job, at, book.config.limits)
    things.callback(live.close)
    return live, (*unwritten, *differs(book, job.variant, homes))
