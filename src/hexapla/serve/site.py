"""The site while its book is edited: one thread that makes it, and the pages that are open."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import TypeVar
from uuid import uuid4

from hexapla.model.problems import Problem, Problems, preview_failed
from hexapla.serve.preview import Preview
from hexapla.serve.readers import Manner, Message, Reader, news
from hexapla.serve.watching import saves

T = TypeVar("T")
PAUSE = 0.8  # seconds without an edit, after which all pages are made as a build would


class Site:
    """Files for the server, news for those who read them. `report` is told all problems."""

    def __init__(
        self, preview: Preview, manner: Manner, report: Callable[[Problems], None]
    ) -> None:
        self.preview, self.manner, self.report = preview, manner, report
        self.name = uuid4().hex  # another one after each start of the server
        self.readers: set[Reader] = set()
        self._served: dict[str, str] = {}  # files that are no pages, and their keys
        self._settling: asyncio.Task[None] | None = None
        self._one = ThreadPoolExecutor(1, "preview")

    async def made(self, make: Callable[[], T]) -> T:
        """What the engine makes: one thing at a time, while the server goes on answering."""
        return await asyncio.get_running_loop().run_in_executor(self._one, make)

    async def safely(self, make: Callable[[], T]) -> T | Problem:
        """The same; a mistake of the engine is a problem, for it must not end the preview."""

        def made() -> T | Problem:
            try:
                return make()
            except Exception as error:
                return preview_failed(f"{type(error).__name__}: {error}")

        return await self.made(made)

    async def file(self, path: str) -> tuple[bytes, str] | Problem | None:
        """A file of the site, and its key."""

        def read() -> tuple[bytes, str] | None:
            data = self.preview.file(path)  # first: an edit of another page may yet change it
            key = "" if data is None else self.preview.key(path)
            if data is not None and not path.endswith(".html"):
                self._served[path] = key
            return None if data is None else (data, key)

        return await self.safely(read)

    def variant(self, name: str) -> str:
        """The variant that a reader sees; the only one, where pages name none."""
        shown = [one.name for one in self.preview.chosen()]
        return name if name in shown else next(iter(shown), "")

    async def follow(self, then: Callable[[], Awaitable[None]]) -> None:
        """Keep the site in step with the book's files, without end; `then` comes after each."""
        async for changed in saves(self.preview.folder):
            await self.changed(changed)
            await then()

    async def changed(self, paths: Collection[Path]) -> None:
        """Read again what has changed, and tell it to everyone who shows it."""
        begun = perf_counter()
        failed = await self.safely(lambda: self.preview.refresh(paths))
        engine, settled = perf_counter() - begun, self.preview.settled
        if failed:
            self._say({"kind": "failed", "text": failed.text})
            self.report((failed,))
            return
        for reader in tuple(self.readers):
            await self.tell(reader, engine)
        await self.tell_files()
        self.report(await self.made(lambda: self.preview.problems("")))
        if self._settling:
            self._settling.cancel()
        if not settled:
            self._settling = asyncio.create_task(self._settle())

    async def _settle(self) -> None:
        """When no edit has come for a moment, make all that the last ones have touched."""
        await asyncio.sleep(PAUSE)
        failed = await self.safely(self.preview.settle)
        for reader in tuple(self.readers):
            await self.tell(reader)
        await self.tell_files()
        self.report((failed,) if failed else await self.made(lambda: self.preview.problems("")))

    async def tell(self, reader: Reader, engine: float = 0.0) -> None:
        """Send a reader what has changed of its page, and how long it took to make."""
        begun = perf_counter()
        found = await self.safely(lambda: list(news(reader, self.preview, self.manner)))
        took = round((engine + perf_counter() - begun) * 1000, 1)
        if isinstance(found, Problem):
            found = [{"kind": "failed", "text": found.text}]
        for message in found:
            reader.out.put_nowait({**message, "engine": took})

    async def tell_files(self) -> None:
        """Tell everyone which files that they were given are not the same any more."""
        files = await self.safely(self._other)
        if files and not isinstance(files, Problem):
            self._say({"kind": "files", "paths": files})

    def _other(self) -> list[str]:
        """The files that someone has been given and that are not the same any more."""
        now = {path: self.preview.key(path) for path in self._served}
        changed = [path for path, key in now.items() if key != self._served[path]]
        self._served = {path: key for path, key in now.items() if key}
        return changed

    def _say(self, message: Message) -> None:
        for reader in self.readers:
            reader.out.put_nowait(message)
