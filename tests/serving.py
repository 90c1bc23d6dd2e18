"""A folder that is served on this machine, for tests that look at a site as its readers do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

# What a careful site allows; KaTeX sets the heights of its boxes inline.
STRICT = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'"


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *args: object, policy: str, asked: list[str] | None, directory: str) -> None:
        self.policy, self.asked = policy, asked  # first: making a handler answers the request
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def end_headers(self) -> None:
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing, the test's own output is enough; but note what was asked for."""
        if self.asked is not None:
            self.asked.append(self.path)


class _Server(ThreadingHTTPServer):
    request_queue_size = 64  # a browser asks for many files at once; a full queue costs a second


@contextmanager
def serve(folder: Path, *, policy: str = "", asked: list[str] | None = None) -> Iterator[str]:
    """The address of a folder's files; `policy` is what their pages may load, `asked` is filled."""
    handler = partial(_Handler, directory=str(folder), policy=policy, asked=asked)
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
