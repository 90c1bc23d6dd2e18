"""Downloading data sets: only when told to, only encrypted, only what has the right checksum."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import HTTPRedirectHandler, Request, build_opener

from hexapla.execute.data import is_it, is_ready, locked, prepare, remember, replaced
from hexapla.model.book import DataSet
from hexapla.model.problems import Problems, fetch_failed
from hexapla.source.data import WEB

PATIENCE = 30.0  # seconds without a byte
CHUNK = 1 << 20
STEP = 10  # of a download, the per cent between two lines about it
Say = Callable[[str], None]


class Failed(Exception):
    """A file that could not be had; says why."""


FAILURES = (Failed, OSError, HTTPException, ValueError)


class _Safe(HTTPRedirectHandler):
    """Goes where it is sent, as long as that is encrypted, too."""

    def redirect_request(  # noqa: PLR0913, PLR0917 (the library's own)
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if not WEB.match(newurl):
            raise HTTPError(newurl, code, "it leads to an address without https", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(data: DataSet, book: Path, say: Say) -> Problems:
    """Have a set on this machine: as it is found there, else from the first address that has it."""
    if not prepare([data], book):
        say(f"{data.name}: it is here already")
        return ()
    failures: list[str] = []
    addresses = [place for place in data.places if "://" in place]
    with locked(data, book):
        for address in addresses if not is_ready(data, book) else ():
            try:
                _fetch(data, address, book, say)
            except FAILURES as failure:
                failures.append(f"{address}: {words(failure)}")
            else:
                return ()
    if is_ready(data, book):  # another process has had it in the meantime
        return ()
    return (fetch_failed(data.name, failures, data.source),)


def _fetch(data: DataSet, address: str, book: Path, say: Say) -> None:
    with replaced(data, book) as part:
        for file, digest in data.files.items():
            url = address if data.single else f"{address}/{quote(file)}"
            to = part / file
            to.parent.mkdir(parents=True, exist_ok=True)
            say(f"{data.name}: fetching {url}")
            download(url, to, f"{data.name}: {file}", say)
            if not is_it(to, digest):
                raise Failed(f"'{file}' is not the one that book.toml has the checksum of")
    remember(data, book)
    say(f"{data.name}: fetched and verified")


def download(url: str, to: Path, name: str, say: Say) -> None:
    """Write what is at an address into a file. Raises Failed, or what FAILURES are."""
    request = Request(url, headers={"User-Agent": "hexapla"})  # noqa: S310 (see WEB)
    with build_opener(_Safe).open(request, timeout=PATIENCE) as answer, to.open("wb") as file:
        total = int(answer.headers.get("Content-Length") or 0)
        done = shown = 0
        while chunk := answer.read(CHUNK):
            file.write(chunk)
            done += len(chunk)
            percent = 100 * done // total if total else 0
            if percent >= shown + STEP or done == total:
                shown = percent
                say(f"{name}, {percent} % of {total / 1e6:.1f} MB")
    if total and done != total:
        raise Failed(f"only {done} of {total} bytes came")


def words(failure: Exception) -> str:
    """What went wrong in a line."""
    reason = getattr(failure, "reason", None)
    return str(reason or failure) or type(failure).__name__
