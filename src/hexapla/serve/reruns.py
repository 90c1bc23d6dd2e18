"""Which pages run again when they are edited: those that are open, in the variant shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from hexapla.model.outputs import Inputs, Output, Result
from hexapla.model.walk import cells_of, counted, runs
from hexapla.ports import Job
from hexapla.serve.begin import Wish
from hexapla.serve.readers import Message, Reader
from hexapla.serve.rerun import Begun, Ended, Given, News, Rerun
from hexapla.serve.site import Site

MOST = 4  # sessions at a time: those that were used last
Name = tuple[str, str]  # a page's file in the site, and a variant


class Reruns:
    """The live sessions of pages that are open."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._sessions: dict[Name, Rerun] = {}
        self._seen: dict[Name, Inputs] = {}  # with which each page was last seen
        self._given: dict[Name, tuple[Job, list[tuple[Output, ...]]]] = {}
        self._news: asyncio.Queue[tuple[Name, News]] = asyncio.Queue()

    async def follow(self) -> None:
        """Show what the sessions give, without end."""
        while True:
            name, news = await self._news.get()
            await self._show(name, news)

    async def sent(self, page: str) -> None:
        """A page is about to be sent. What is edited of it before it has opened is to run, too."""
        shown = {(reader.page, reader.variant) for reader in self.site.readers}
        names = {(page, one.name) for one in self.site.preview.chosen()} - shown
        jobs = await self.site.made(lambda: {name: self.site.preview.job(*name) for name in names})
        self._seen |= {name: job.inputs for name, job in jobs.items() if job}

    async def look(self) -> None:
        """Run those of the open pages whose code has changed since they were last seen."""
        for name in {(reader.page, reader.variant) for reader in self.site.readers}:
            if wish := await self.site.made(partial(self._wish, name)):
                self._session(name).run(wish)

    def stop(self, reader: Reader) -> None:
        """Interrupt what runs of a reader's page."""
        if session := self._sessions.get((reader.page, reader.variant)):
            session.stop()

    def close(self) -> None:
        """End all sessions."""
        for session in self._sessions.values():
            session.close()
        for session in self._sessions.values():
            session.join()

    def _wish(self, name: Name) -> Wish | None:
        """What is to be run of a page; None where it was seen so, or is known to give what."""
        preview = self.site.preview
        job = preview.job(*name)
        if job is None or preview.book is None:
            return None
        before, self._seen[name] = self._seen.get(name), job.inputs
        run = preview.run(*name)
        known = run is not None and run.freshness == "fresh"
        if before in (None, job.inputs) or known:
            return None
        held = [one or () for one in run.cells] if run else []
        ran = job.runs or (True,) * len(held)
        last = [one for one, runs in zip(held, ran, strict=False) if runs]
        self._given[name] = (job, [*last, *[()] * (len(job.cells) - len(last))])
        return Wish(preview.book, preview.library, job)

    def _session(self, name: Name) -> Rerun:
        session = self._sessions.pop(name, None)
        if session is None:
            loop = asyncio.get_running_loop()

            def tell(news: News) -> None:
                loop.call_soon_threadsafe(self._news.put_nowait, (name, news))

            session = Rerun(self.site.preview.folder, tell)
        self._sessions[name] = session  # now the last one
        for old in list(self._sessions)[:-MOST]:
            self._sessions.pop(old).close()
        return session

    async def _show(self, name: Name, news: News) -> None:
        job, given = self._given[name]
        if news.job is not job:
            return  # of a text that is no more
        match news:
            case Begun(cell=cell):
                self._say(name, {"state": "begun", "cells": self._numbers(name)[cell:]})
            case Given(cell=cell, outputs=outputs):
                given[cell] = outputs
                result = Result(tuple(given))
                await self._put(name, lambda: self.site.preview.show(*name, job.inputs, result))
                if news.state != "running":
                    cells = self._numbers(name)[cell : cell + 1]
                    took = {"seconds": news.seconds, "exact": news.exact}
                    self._say(name, {"state": news.state, "cells": cells, **took})
            case Ended(why=why):
                self._say(name, {"state": "ended", "why": why})

    async def _put(self, name: Name, show: Callable[[], None]) -> None:
        await self.site.made(show)
        for reader in self._readers(name):
            await self.site.tell(reader)
        await self.site.tell_files()

    def _numbers(self, name: Name) -> list[int]:
        """The numbers on the page of the cells that run."""
        page = self.site.preview.page(name[0])
        if page is None:
            return []
        own = {id(cell) for cell in cells_of(page.body, name[1]) if runs(cell)}
        return [number for number, cell in counted(page.body) if id(cell) in own]

    def _readers(self, name: Name) -> list[Reader]:
        return [one for one in self.site.readers if (one.page, one.variant) == name]

    def _say(self, name: Name, message: Message) -> None:
        for reader in self._readers(name):
            reader.out.put_nowait({"kind": "run", "variant": name[1], **message})
