"""Cells that readers run: on kernels of this machine, over a socket of the preview's server.

What a reader runs may do all that the author may do on this machine. So only pages of this very
server are heard, by a token that is in no address, and nothing runs that was not sent to run.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hmac import compare_digest
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from hexapla.render.web.assets import libraries
from hexapla.render.web.markup import tag
from hexapla.render.web.running import client, style
from hexapla.serve.peer import is_ours
from hexapla.serve.session import Refused, Session, Step
from hexapla.serve.sessions import Read, Sessions

HOSTS = ("127.0.0.1", "localhost", "[::1]")
OPENING = 10.0  # seconds in which a socket must say what it is for
LONGEST = 1_000_000  # characters of code that one message may bring
REFUSED = 1008  # the code of a socket that is closed since it may not be
# Pictures and data of charts: shown within pages, and nothing by themselves.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
# What acts, in a frame: it says itself what it may do, and is of no one's origin.
FRAME = HEADERS | {"Content-Security-Policy": "sandbox allow-scripts"}


class Name(StringConvertor):
    """What a session calls its outputs: pages may be called live-…, too."""

    regex = "[0-9a-f]{32}-[0-9]+-[0-9a-f]{12}"


register_url_convertor("live", Name())


class Live:
    """Sessions for the readers of one server; `token` is new with each start."""

    def __init__(self, folder: Path, read: Read) -> None:
        self.token = secrets.token_urlsafe(24)
        self.sessions = Sessions(folder, read)

    def routes(self) -> list[BaseRoute]:
        """What the server answers besides the site itself."""
        return [
            WebSocketRoute("/_hexapla/live", self._talk),
            Route("/_hexapla/run.js", self._script),
            Route("/_hexapla/run.css", self._style),
            Route("/media/live-{name:live}/{file}", self._file),
            Route("/assets/charts/{name}", _library),
            Route("/assets/frame.js", _library),
        ]

    def head(self) -> str:
        """What pages have in their heads so that their cells can be run."""
        return (
            f'<meta name="hexapla-live" content="{self.token}">'
            '<link rel="stylesheet" href="/_hexapla/run.css">'
            + tag("script", src="/_hexapla/run.js", defer="")
        )

    def close(self) -> None:
        self.sessions.close()

    async def _script(self, _: Request) -> Response:
        return Response(client(("live",)), media_type="text/javascript")

    async def _style(self, _: Request) -> Response:
        return Response(style(), media_type="text/css")

    async def _file(self, request: Request) -> Response:
        data = self.sessions.file(request.url.path.lstrip("/"))
        if data is None:
            return PlainTextResponse("no such output", 404)
        kind = guess_type(request.url.path)[0]
        return Response(data, headers=FRAME if kind == "text/html" else HEADERS, media_type=kind)

    async def _talk(self, socket: WebSocket) -> None:
        if not _own_page(socket) or not is_ours(socket.client, socket.scope.get("server")):
            await socket.close(REFUSED)
            return
        await socket.accept()
        with suppress(WebSocketDisconnect, ValueError, KeyError, TypeError, TimeoutError):
            opening = await asyncio.wait_for(socket.receive_json(), OPENING)
            if compare_digest(str(opening["token"]).encode(), self.token.encode()):
                await self._session(socket, str(opening["path"]), str(opening["variant"]))
        with suppress(RuntimeError):  # the other side has closed it
            await socket.close(REFUSED)

    async def _session(self, socket: WebSocket, path: str, variant: str) -> None:
        """A session for as long as the socket is open."""
        said: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def say(message: Mapping[str, Any]) -> None:
            with suppress(RuntimeError):  # the server has stopped
                loop.call_soon_threadsafe(said.put_nowait, message)

        try:
            session = self.sessions.open(path, variant, say)
        except Refused as error:
            await socket.send_json({"is": "ended", "why": str(error)})
            return
        telling = asyncio.create_task(_tell(socket, said))
        try:
            while True:
                _heed(await socket.receive_json(), session)
        finally:
            telling.cancel()
            session.close()


async def _tell(socket: WebSocket, said: asyncio.Queue[Mapping[str, Any]]) -> None:
    """Pass on what a session says, to its end."""
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            message = await said.get()
            await socket.send_json(message)
            if message["is"] == "ended":
                await socket.close()
                return


def _heed(said: Any, session: Session) -> None:
    """Do what a reader asks; raises where that is nothing that a page of ours would say."""
    match said:
        case {"do": "run", "cells": list(cells)}:
            session.run(_steps(cells))
        case {"do": "stop"}:
            session.stop()
        case _:
            raise ValueError("not understood")


def _steps(cells: list[Any]) -> list[Step]:
    return list(_each(cells))


def _each(cells: list[Any]) -> Iterator[Step]:
    left = LONGEST
    for each in cells:
        match each:
            case [int(number), None]:
                yield Step(number)
            case [int(number), str(code)] if (left := left - len(code)) >= 0:
                yield Step(number, code)
            case _:
                raise ValueError("no cell to run")


def _own_page(socket: WebSocket) -> bool:
    """Whether a page of this server asks, and by a name that only this machine has for itself."""
    host = socket.headers.get("host", "")
    return host.rpartition(":")[0] in HOSTS and socket.headers.get("origin", "") == f"http://{host}"


async def _library(request: Request) -> Response:
    """A script that draws charts: what code shows now may need another one than the book."""
    path = request.url.path.lstrip("/")
    name = path.removeprefix("assets/")
    names = (name,) if name != "frame.js" else ("charts/vega.js",)
    with suppress(FileNotFoundError):
        for one in libraries(names):
            if one.path == path and isinstance(one.data, bytes):
                return Response(one.data, media_type="text/javascript")
    return PlainTextResponse("no such script", 404)
