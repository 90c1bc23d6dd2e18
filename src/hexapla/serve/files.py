"""Files of the site as answers over HTTP."""

from __future__ import annotations

import re
from difflib import get_close_matches
from hashlib import sha256
from html import escape
from mimetypes import MimeTypes
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

OURS = "_hexapla"  # the folder of the server's own files, which no site has
# What comes first in the head of each of the site's pages.
HEAD = b'<meta name="generator" content="Hexapla">'
END = b"</head>"
KINDS = MimeTypes(strict=False)
# Kinds of files that not every system's table knows, or that some tables have wrong.
for ending, kind in {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".md": "text/markdown",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".ipynb": "application/x-ipynb+json",
    ".wasm": "application/wasm",
    ".bib": "text/x-bibtex",
    ".svg": "image/svg+xml",
}.items():
    KINDS.add_type(kind, ending)
TEXTUAL = ("text/", "application/json", "application/xml", "application/manifest+json")
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
# What a page of our own may do: it has no policy in its head, as those of the site have.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
# No other site may frame a page here, or take it for something else than it is.
SAFE = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "SAMEORIGIN"}


def answer(request: Request, path: str, data: bytes, key: str, *, head: str = "") -> Response:
    """A file of the site; a page has the preview's client in it, and `head` in its head."""
    other = sha256(head.encode()).hexdigest()[:8] if head and path.endswith(".html") else ""
    tag = f'"{key}{other}"'
    headers = {**SAFE, "ETag": tag, "Cache-Control": "no-cache", "Accept-Ranges": "bytes"}
    if tag in re.split(r",\s*", request.headers.get("If-None-Match", "")):
        return Response(status_code=304, headers=headers)
    if path.endswith(".html"):
        data = with_client(data, path, key, head)
    begin, end = _asked(request.headers.get("Range", ""), len(data))
    if "Range" not in request.headers or (begin, end) == (0, len(data)):
        return Response(data, 200, headers, kind_of(path))
    if begin >= end:
        return Response(status_code=416, headers={**SAFE, "Content-Range": f"bytes */{len(data)}"})
    headers["Content-Range"] = f"bytes {begin}-{end - 1}/{len(data)}"
    return Response(data[begin:end], 206, headers, kind_of(path))


def kind_of(path: str) -> str:
    """The content type of a file, by its name."""
    kind = KINDS.guess_type(path, strict=False)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith(TEXTUAL) else kind


def with_client(page: bytes, path: str, key: str, head: str = "") -> bytes:
    """A page of the site with the preview's client, the first script that it runs."""
    begun = page.replace(HEAD, _client(path, key) + HEAD, 1)
    return begun.replace(END, head.encode() + END, 1)  # what it loads comes after our own


def missing(path: str, pages: list[str]) -> Response:
    """That there is no such page, and which are called nearly so. It waits for the page to come."""
    near = get_close_matches(path, pages, n=5, cutoff=0.3)
    links = "".join(f'<li><a href="/{quote(p)}">{escape(p)}</a></li>' for p in near)
    says = "<p>The book has no such page. When it does, it will be shown here.</p>"
    home = '<p><a href="/">The book’s first page</a></p>'
    return _instead(path, 404, f"There is no {path}", f"{says}<ul>{links}</ul>{home}")


def failed(path: str, why: str) -> Response:
    """That a page could not be made. It waits until it can be."""
    return _instead(path, 500, f"No {path} could be made", f"<p>{escape(why)}</p>")


def _instead(path: str, status: int, title: str, says: str) -> Response:
    """A page of our own; `says` is HTML."""
    body = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>"
        f'<link rel="stylesheet" href="/assets/book.css">{_client(path, "").decode()}</head>'
        f'<body class="atlas"><main><h1>{escape(title)}</h1>{says}</main></body></html>\n'
    )
    headers = {**SAFE, "Cache-Control": "no-store", "Content-Security-Policy": POLICY}
    return Response(body, status, headers, "text/html; charset=utf-8")


def _client(path: str, key: str) -> bytes:
    page, key = escape(path), escape(key)
    source = f"/{OURS}/preview.js"
    return f'<script src="{source}" data-page="{page}" data-key="{key}"></script>'.encode()


def _asked(ranged: str, size: int) -> tuple[int, int]:
    """The first byte that is asked for and the one after the last; all where it is not plain."""
    found = RANGE.fullmatch(ranged.strip())
    if not found or not any(found.groups()):
        return 0, size
    first, last = found.groups()
    if not first:
        return max(size - int(last), 0), size
    return int(first), min(int(last) + 1, size) if last else size
