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
    def __init__(
        self, *args: object, sent: dict[str, str], asked: list[str] | None, directory: str
    ) -> None:
        self.sent, self.asked = sent, asked  # first: making a handler answers the request
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def send_head(self) -> object:
        """Python's server knows a file by the second of its change: two builds may share one."""
        del self.headers["If-Modified-Since"]
        return super().send_head()

    def end_headers(self) -> None:
        for name, value in self.sent.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing, the test's own output is enough; but note what was asked for."""
        if self.asked is not None:
            self.asked.append(self.path)


class _Server(ThreadingHTTPServer):
    request_queue_size = 64  # a browser asks for many files at once; a full queue costs a second


@contextmanager
def serve(
    folder: Path, *, policy: str = "", asked: list[str] | None = None, still: bool = False
) -> Iterator[str]:
    """The address of a folder's files.

    Pages may load what `policy` says; paths that are asked for are added to `asked`; what is
    `still` never changes, and is asked for once.
    """
    headers = {"Content-Security-Policy": policy} if policy else {}
    headers |= {"Cache-Control": "max-age=3600"} if still else {}
    handler = partial(_Handler, directory=str(folder), sent=headers, asked=asked)
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
