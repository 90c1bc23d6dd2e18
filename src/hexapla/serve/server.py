"""The preview's server: on this machine alone, until it is stopped."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable
from threading import Thread
from types import FrameType

import uvicorn

from hexapla.serve.app import App

LOOPBACK = "127.0.0.1"
TRIES = 20  # ports after the one that was asked for


class NoPort(Exception):
    """None of the ports is free."""


def serve(app: App, *, port: int, browse: bool, say: Callable[[str], None]) -> None:
    """Answer until interrupted. Raises NoPort where there is none, KeyboardInterrupt at the end."""
    with listening(port) as listener:
        free = listener.getsockname()[1]
        if port not in (0, free):
            say(f"Port {port} is taken; this is at {free}.")
        url = f"http://{LOOPBACK}:{free}/"
        say(f"The preview is at {url}  (Ctrl-C ends it)")
        if browse:
            Thread(target=webbrowser.open, args=[url], daemon=True).start()
        server = Server(settings(app))
        server.run(sockets=[listener])
        if server.interrupted:  # and a shell that began it in the background has this ignored
            raise KeyboardInterrupt


class Server(uvicorn.Server):
    """Ends in order: an impatient second Ctrl-C would only cut that short, with a traceback."""

    interrupted = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.interrupted = True
        if not self.should_exit:
            super().handle_exit(sig, frame)


def settings(app: App) -> uvicorn.Config:
    """How the server runs: quietly, and ending at once though pages are open."""
    return uvicorn.Config(
        app.asgi(),
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=1,
        lifespan="on",
    )


def listening(port: int) -> socket.socket:
    """A socket that listens at this port or, if it is taken, at the next one that is free."""
    for candidate in range(port, min(port + TRIES, 65535) + 1):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, candidate))
        except OSError:
            listener.close()
            continue
        listener.listen(128)
        return listener
    raise NoPort(f"the ports from {port} on are all taken; name another one with --port")
