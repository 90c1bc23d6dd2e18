"""The sessions of readers: who gets a kernel, of which environment, and what it may use."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from hexapla import plugins
from hexapla.build import prepare
from hexapla.execute import capacity, data, where
from hexapla.execute.fresh import Fresh
from hexapla.execute.kernel import Start
from hexapla.execute.launch import NoKernel
from hexapla.execute.turn import turn
from hexapla.execute.warm import Warm, is_alone
from hexapla.model.book import Book, Page, Variant
from hexapla.model.library import Library
from hexapla.model.nodes import Cell
from hexapla.model.outputs import Output
from hexapla.model.problems import no_environment
from hexapla.model.walk import cells_of, counted, runs
from hexapla.ports import Job, Tools, Workplace
from hexapla.publish.apart import PREFIX, write_companion
from hexapla.render.addresses import page_files
from hexapla.render.web.maths import Typesetter
from hexapla.render.web.session import session_context, shown
from hexapla.serve.session import Desk, Refused, Say, Session

PATH = re.compile(r"media/live-([0-9a-f]{32})-")
MOST = 8  # sessions at a time
ENDING = 5.0  # seconds that sessions may take to end
Read = Callable[[], Book | None]


class Sessions:
    """Opens sessions, and ends them. `read` gives the book as it is now."""

    def __init__(self, folder: Path, read: Read, *, most: int = MOST) -> None:
        self.folder, self.read, self.most = folder, read, most
        self._sessions: list[Session] = []
        # What outputs show, by session and cell, and within these by its path in the site.
        self._files: dict[str, dict[int, dict[str, bytes]]] = {}
        self._warm: Warm | None = None
        self._folder: TemporaryDirectory[str] | None = None  # of the companion
        self._lock = Lock()

    def open(self, path: str, variant: str, say: Say) -> Session:
        """A session for the page at a path of the site; raises Refused where all are taken."""
        with self._lock:
            self._sessions = [one for one in self._sessions if not one.over]
            if len(self._sessions) >= self.most:
                raise Refused("full")
            session = Session(lambda things: self._desk(path, variant, things), say)
            self._sessions.append(session)
        return session

    def file(self, path: str) -> bytes | None:
        """A file that the outputs of a session show, while these are the latest of their cell."""
        found = PATH.match(path)
        shelf = self._files.get(found[1], {}) if found else {}
        return next((files[path] for files in [*shelf.values()] if path in files), None)

    def close(self) -> None:
        """End all sessions, and what their kernels were forked from."""
        with self._lock:
            ending, self._sessions, self.most = self._sessions, [], 0
        for session in ending:
            session.close()
        for session in ending:
            session.join(ENDING)
        if self._warm:
            self._warm.stop()
        if self._folder:
            self._folder.cleanup()

    def _desk(self, path: str, name: str, things: ExitStack) -> Desk:
        book = self._book()
        variant = _variant(book, name)
        page = _page(book, path)
        library, jobs, _ = prepare(book, self.folder)
        job = next((one for one in jobs if (one.page, one.variant) == (page.id, variant)), None)
        if job is None:
            raise Refused("nothing")
        at = self._workplace(book, library, job)

        secret, context = secrets.token_hex(16), session_context(page, variant, book, library)
        shelf, typeset = self._files.setdefault(secret, {}), Typesetter()
        things.callback(self._files.pop, secret)

        def show(number: int, cell: Cell, outputs: tuple[Output, ...]) -> str:
            name = f"live-{secret}-{number}"
            html, shelf[number] = shown(cell, outputs, context, typeset, book.config.macros, name)
            return html

        numbers = dict(_cells(page, variant))
        about = {
            "variant": variant.name,
            "title": variant.title,
            "language": job.inputs.language,
            "packages": [f"{name} {version}" for name, version in job.inputs.packages if version],
            "cells": list(numbers),
        }
        limits = job.limits or book.config.limits
        return Desk(
            job,
            at,
            limits,
            self._start(book, job, at),
            lambda: self._now(path, name, numbers),
            show,
            about,
        )

    def _book(self) -> Book:
        if book := self.read():
            return book
        raise Refused("nothing")

    def _now(self, path: str, name: str, before: Mapping[int, Cell]) -> Mapping[int, Cell]:
        """The cells of a page as it is now; as it was, while it cannot be read."""
        try:
            book = self._book()
            return dict(_cells(_page(book, path), _variant(book, name)))
        except Refused:
            return before

    def _workplace(self, book: Book, library: Library, job: Job) -> Workplace:
        tools, _ = plugins.tools(
            book.config, self.folder, outputs=(), run=True, tell=lambda event: None
        )
        lost = data.prepare((s for s in book.config.data if s.name in job.data), self.folder)
        for problem in lost.values():
            raise Refused(problem.text)
        place = self._companion(book, library, tools)
        here = capacity.here(book.config.slots, gpus=bool(job.needs.gpus))
        share = turn(job, here, beside=here.jobs, peak=0, limits=book.config.limits).share
        homes = where.environments(self.folder)
        return Workplace(homes, place, self.folder, share, package=book.config.package)

    def _companion(self, book: Book, library: Library, tools: Tools) -> Path:
        """The companion as it is now: always in one place, where forked kernels know it to be."""
        with self._lock:
            self._folder = self._folder or TemporaryDirectory(prefix=PREFIX)
            place = Path(self._folder.name)
            write_companion(book, library, tools, self.folder, place)
        return place

    def _start(self, book: Book, job: Job, at: Workplace) -> Start:
        """How the kernel is started: forked where that can be, with what its page imports."""
        variant = job.variant
        if variant.environment and not where.python(at.environments, variant).exists():
            raise Refused(no_environment(variant.name).text)
        if is_alone(job):
            return Fresh(book.config.limits).start
        with self._lock:
            self._warm = self._warm or Warm(book.config.limits)
        try:
            return self._warm.starter(job, at)
        except NoKernel:
            return Fresh(book.config.limits).start


def _variant(book: Book, name: str) -> Variant:
    """The variant of that name; the only one, where a page need not name it."""
    known = {variant.name: variant for variant in book.config.variants}
    found = known.get(name or next(iter(known), ""))
    if found is None:
        raise Refused("nothing")
    return found


def _page(book: Book, path: str) -> Page:
    """The page at a path of the site: "linear.html", or the folder that its index is in."""
    wanted = path.strip("/")
    wanted = f"{wanted}/index.html".strip("/") if path.endswith("/") or not wanted else wanted
    files = page_files(book)
    page = next((page for page in book.pages() if files[page.id] == wanted), None)
    if page is None:
        raise Refused("nothing")
    return page


def _cells(page: Page, variant: Variant) -> list[tuple[int, Cell]]:
    """The cells of a page that run in a variant, by their numbers on the page."""
    seen = {id(cell) for cell in cells_of(page.body, variant.name) if runs(cell)}
    return [(number, cell) for number, cell in counted(page.body) if id(cell) in seen]
