"""The site as a build would write it, kept in step with the book's files while they are edited."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from hexapla import plugins
from hexapla.build import prepare
from hexapla.engine import digest, engine
from hexapla.events import Event
from hexapla.execute.schedule import execute
from hexapla.execute.shown import run_of, stale_run
from hexapla.execute.where import environments
from hexapla.inspect.silence import audible
from hexapla.memory import claimed, indexed
from hexapla.model.book import Book, Page, Variant
from hexapla.model.library import Library
from hexapla.model.outputs import Inputs, Outputs, Result, Run
from hexapla.model.problems import Problem, Problems
from hexapla.ports import Artifact, Edition, Job, Made, Search, Workplace
from hexapla.publish.files import made
from hexapla.render.addresses import page_files
from hexapla.render.web.site import Web
from hexapla.serve.finding import Finding
from hexapla.serve.reading import Reading
from hexapla.source.history import dated

NO_PAGES: Mapping[str, str] = MappingProxyType({})


def unheard(event: Event) -> None:
    """Listen to nothing: that a preview looks up what is known is no news."""


class Preview:
    """The files of a book's site, each made when it is asked for.

    Where the book's configuration cannot be read, or names no page any more, the site is that of
    before. It is for one thread at a time.
    """

    def __init__(self, folder: Path, *, variants: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.variants = variants
        self.library = Library({})
        self.jobs: tuple[Job, ...] = ()
        self.pages: Mapping[str, str] = NO_PAGES  # a page's file in the site: its source
        self._reading = Reading(folder)
        self._live: dict[tuple[str, str], tuple[Inputs, Result]] = {}
        self._outputs = Outputs()
        self._artifacts: dict[str, Artifact] = {}
        self._made: dict[str, tuple[bytes, Problems]] = {}  # what was asked for, by its key
        self._beside: Problems = ()  # those of planning, recalling and writing
        self._claimed: Problems = ()  # what pages claim of their code and is not so
        self._finding = Finding(self.file)
        self._web = Web()
        self.settle()

    @property
    def book(self) -> Book | None:
        return self._reading.book

    @property
    def settled(self) -> bool:
        """Whether all of the site is as a build would write it, and not only the edited pages."""
        return self._reading.settled and not self._reading.edited

    def refresh(self, changed: Collection[Path]) -> None:
        """Read again what is needed after some files of the book's folder have changed; where it
        is not known which, whatever has."""
        if not changed:
            return self.settle()
        self._reading.refresh(changed)
        if not self._reading.ahead:
            self._remake()
        elif not (self._reading.settled and all(map(self._again, self._reading.edited))):
            self._write()
        return None

    def settle(self) -> None:
        """Make all of the site as a build would.

        What was said of the code of an edited page is found again: its lines may have moved.
        """
        moved = any(one.at.file in self._reading.edited for one in self._beside)
        if self._reading.settle() or moved:
            self._remake()
        else:
            self._write()

    def _remake(self) -> None:
        book = self.book
        if book is None:
            return
        self.pages = MappingProxyType(
            {file: page.file for page, file in zip(book.pages(), _files(book), strict=True)}
        )
        self.library, self.jobs, unprepared = prepare(book, self.folder)
        tools, unknown = plugins.tools(
            book.config, self.folder, outputs=("web",), run=False, tell=unheard
        )
        at = Workplace(environments(self.folder), self.folder, self.folder)
        outputs, unrun = execute(book, self.jobs, tools, at, wanted=self._shows)
        self._outputs = dated(outputs, self.folder)
        unwritten = self._write()
        self._beside = (*unprepared, *unknown, *unrun, *unwritten)
        gc.freeze()  # a whole book: to look through it for garbage takes longer than an edit

    def page(self, page_file: str) -> Page | None:
        """The page of the book that lies in this file of the site."""
        source = self.pages.get(page_file)
        return next((page for page in self._all() if page.file == source), None)

    def job(self, page_file: str, variant: str) -> Job | None:
        """What would run of a page in a variant."""
        page = self.page(page_file)
        named = (job for job in self.jobs if page and job.page == page.id)
        return next((job for job in named if job.variant.name == variant), None)

    def run(self, page_file: str, variant: str) -> Run | None:
        """What the page shows of its code in a variant."""
        job = self.job(page_file, variant)
        return self._shown().of(job.page, variant) if job else None

    def show(self, page_file: str, variant: str, inputs: Inputs, result: Result) -> None:
        """Show what a page's code gave, until outputs of its text of today are known or shown."""
        if job := self.job(page_file, variant):
            self._live[job.page, variant] = (inputs, result)
            self._write()

    def file(self, path: str) -> bytes | None:
        """A file of the site, as a build would write it."""
        artifact = self._artifacts.get(path)
        of_pages = artifact is None or isinstance(artifact.data, Made)
        if of_pages and not self.settled and self.pages.get(path) not in self._reading.edited:
            self.settle()
            artifact = self._artifacts.get(path)
        if artifact:
            return self._bytes(artifact)
        searches = (one for one in self._artifacts.values() if isinstance(one.data, Search))
        search = next((one for one in searches if path.startswith(f"{one.path}/")), None)
        return self._finding.file(path, search, self.key) if search else None

    def key(self, path: str) -> str:
        """What changes when that file would have other bytes; "" where there is none."""
        artifact = self._artifacts.get(path)
        if artifact and isinstance(artifact.data, Made):
            return digest(engine(), artifact.data.key)[:16]  # browsers keep it beyond an upgrade
        data = self.file(path)
        return "" if data is None else sha256(data).hexdigest()[:16]

    def problems(self, page_file: str) -> Problems:
        """The problems of a page, and then those of the rest of the book.

        What is found when a page is made is known of those that were asked for.
        """
        own = self.pages.get(page_file, "")
        making = (one for _, problems in self._made.values() for one in problems)
        found = dict.fromkeys((*self._reading.problems, *self._beside, *self._claimed, *making))
        said = audible(tuple(found), self.book) if self.book else tuple(found)
        return tuple(sorted(said, key=lambda one: _order(one, own)))

    def chosen(self) -> tuple[Variant, ...]:
        """The variants that are in the site."""
        known = self.book.config.variants if self.book else ()
        return tuple(v for v in known if not self.variants or v.name in self.variants)

    def _shows(self, job: Job) -> bool:
        return not self.variants or job.variant.name in self.variants

    def _shown(self) -> Outputs:
        """What is known, and in place of what is not what was shown last."""
        runs, pages = dict(self._outputs.runs), {page.id: page for page in self._all()}
        for job in self.jobs:
            name = (job.page, job.variant.name)
            if name in self._live and runs[name].freshness != "fresh":
                inputs, result = self._live[name]
                page = pages[job.page]
                same = inputs == job.inputs
                run = run_of(page, job, result) if same else stale_run(page, job, inputs, result)
                runs[name] = replace(run, packages=())
        return Outputs(runs)

    def _all(self) -> Iterable[Page]:
        return self.book.pages() if self.book else ()

    def _again(self, source: str) -> bool:
        """Put the file of an edited page in place of its old one, if that is all it takes."""
        page = next(page for page in self._all() if page.file == source)
        artifact = self._web.again(page.id, self.book) if self.book else None
        if artifact:
            self._artifacts[artifact.path] = artifact
        return artifact is not None

    def edition(self) -> Edition | None:
        """The book as it is now, and what its code is shown to give."""
        if self.book is None:
            return None
        book = indexed(self.book, self.library, self.folder)
        return Edition(book, self._shown(), self.library, self.chosen())

    def _write(self) -> Problems:
        edition = self.edition()
        if edition is None:
            return ()
        artifacts, problems = self._web.write(edition)
        self._claimed = claimed(edition, self.folder)
        self._artifacts = {one.path: one for one in artifacts}
        wanted = {a.data.key for a in self._artifacts.values() if isinstance(a.data, Made)}
        self._made = {key: made for key, made in self._made.items() if key in wanted}
        return problems

    def _bytes(self, artifact: Artifact) -> bytes | None:
        if not isinstance(artifact.data, Made):
            return made(artifact, self.folder, [])[0]
        key = artifact.data.key
        if key not in self._made:
            self._made[key] = artifact.data.make()
        return self._made[key][0]


def _files(book: Book) -> Iterable[str]:
    return page_files(book).values()


def _order(problem: Problem, own: str) -> tuple[bool, str, int]:
    return problem.at.file != own, problem.at.file, problem.at.line
