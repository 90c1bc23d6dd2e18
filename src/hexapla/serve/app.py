"""The preview as a web application: the site's files, and a socket for each page that is open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from posixpath import normpath
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from hexapla.model.problems import Problem
from hexapla.serve.files import OURS, SAFE, answer, failed, kind_of, missing
from hexapla.serve.readers import Reader
from hexapla.serve.reruns import Reruns
from hexapla.serve.site import Site

# By these names alone the server answers: another one that leads here may be a trap.
HOSTS = ["127.0.0.1", "localhost"]
# The client's own files, and the parts of each.
CLIENT = {
    "preview.js": ("morph.js", "corner.js", "cells.js", "preview.js"),
    "preview.css": ("preview.css",),
    "cells.css": ("cells.css",),
    "pdf.js": ("pdf.js",),
    "pdf.css": ("pdf.css",),
}
REFUSED = 1008  # a socket's code for what a policy forbids


@dataclass(frozen=True, slots=True)
class Further:
    """What the server offers besides: routes under /_hexapla/, and HTML in the head of pages."""

    routes: Sequence[BaseRoute] = ()
    head: str = ""

    @classmethod
    def all(cls, offered: Iterable[Further]) -> Further:
        """What several offer together."""
        each = tuple(offered)
        return cls(
            tuple(route for one in each for route in one.routes), "".join(one.head for one in each)
        )


@dataclass(frozen=True, slots=True)
class App:
    """What the answers are made of. Without `reruns` nothing runs."""

    site: Site
    reruns: Reruns | None = None
    further: Further = Further()

    def asgi(self) -> Starlette:
        """The application that a server runs."""
        return Starlette(
            routes=[
                WebSocketRoute(f"/{OURS}/socket", self._socket),
                *self.further.routes,
                Route(f"/{OURS}/{{name}}", _client),
                Route("/{path:path}", self._page),
            ],
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)],
            lifespan=self._following,
        )

    @asynccontextmanager
    async def _following(self, _: Starlette) -> AsyncIterator[None]:
        """While the server runs, what is saved is read, and what is given is shown."""
        tasks = [asyncio.create_task(self.site.follow(self._saved))]
        tasks += [asyncio.create_task(self.reruns.follow())] if self.reruns else []
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        if self.reruns:
            await asyncio.to_thread(self.reruns.close)

    async def _saved(self) -> None:
        if self.reruns:
            await self.reruns.look()

    async def _page(self, request: Request) -> Response:
        if "Service-Worker" in request.headers:  # it would show the pages of a former day
            return PlainTextResponse("no service worker in a preview", 404, SAFE)
        path = request.path_params["path"]
        path = f"{path}index.html" if path in ("", "/") or path.endswith("/") else path
        if self.reruns and path in self.site.preview.pages:
            await self.reruns.sent(path)
        found = await self.site.file(path) if _plain(path) else None
        if found is None:
            return missing(path, [*self.site.preview.pages])
        if isinstance(found, Problem):
            return failed(path, found.text)
        return answer(request, path, *found, head=self.further.head)

    async def _socket(self, socket: WebSocket) -> None:
        if not same_origin(socket):
            await socket.close(REFUSED)
            return
        await socket.accept()
        reader = Reader()
        sending = asyncio.create_task(_send(reader, socket))
        self.site.readers.add(reader)
        reader.out.put_nowait({"kind": "hello", "server": self.site.name})
        try:
            async for said in socket.iter_json():
                await self._heard(reader, said)
        except (WebSocketDisconnect, ValueError, TypeError):
            pass  # it has gone, or is no client of ours
        finally:
            self.site.readers.discard(reader)
            sending.cancel()

    async def _heard(self, reader: Reader, said: Any) -> None:
        match said:
            case {"kind": "open", "page": str(page), "key": str(key), "variant": str(variant)}:
                reader.page, reader.key, reader.lines = page, key, None
                reader.variant = self.site.variant(variant)
                reader.source = self.site.preview.pages.get(page, "")
                await self.site.tell(reader)
                await self._saved()
            case {"kind": "variant", "name": str(variant)}:
                reader.variant = self.site.variant(variant)
                await self._saved()
            case {"kind": "stop"} if self.reruns:
                self.reruns.stop(reader)
            case _:
                raise ValueError("not a message of ours")


def same_origin(socket: WebSocket) -> bool:
    """Whether a page of this very server has opened a socket: browsers let any other do it."""
    host, origin = socket.headers.get("Host", ""), socket.headers.get("Origin", "")
    return bool(host) and origin == f"http://{host}"


def _plain(path: str) -> bool:
    """Whether a path leads down, in its plainest form."""
    return normpath(path) == path and not path.startswith(("/", "..")) and "\\" not in path


async def _client(request: Request) -> Response:
    """A file of the preview's own client."""
    name = request.path_params["name"]
    if name not in CLIENT:
        return PlainTextResponse("not found", 404, SAFE)
    parts = (files("hexapla.serve").joinpath("client", part) for part in CLIENT[name])
    data = b"\n".join(part.read_bytes() for part in parts)
    return Response(data, 200, {**SAFE, "Cache-Control": "no-cache"}, kind_of(name))


async def _send(reader: Reader, socket: WebSocket) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await socket.send_json(await reader.out.get())
