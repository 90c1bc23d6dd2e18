"""The site as something to install and to keep: its manifest, and what keeps it offline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from posixpath import splitext

from hexapla.model.book import Book, Variant
from hexapla.ports import Artifact, Made, Original
from hexapla.render.web.colouring import palette_of
from hexapla.render.web.markup import file_address
from hexapla.render.web.wording import direction, wording

# What readers take away or other programs read, which is not needed to read the site itself.
APART = frozenset(
    (
        *(".zip", ".ipynb", ".md", ".txt", ".xml", ".bib", ".pdf", ".epub", ".webmanifest"),
        *(".mp4", ".webm", ".ogv", ".mp3", ".ogg", ".wav", ".LICENSE", ""),
    )
)
KINDS = {".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon"}
KINDS |= {".jpg": "image/jpeg", ".webp": "image/webp", ".gif": "image/gif"}
MANIFEST = "site.webmanifest"
WORKER = "offline.js"


def offline(
    book: Book, variants: tuple[Variant, ...], site: Iterable[Artifact]
) -> Iterator[Artifact]:
    """The manifest and the worker of a site with these other files."""
    yield Artifact(MANIFEST, _json(_manifest(book)))
    if book.config.theme.offline:
        yield Artifact(WORKER, _worker(book, variants, tuple(site)))


def _manifest(book: Book) -> dict[str, object]:
    config = book.config
    icon = f"files/{config.favicon}" if config.favicon in book.files else "assets/icon.svg"
    kind = KINDS.get(splitext(icon)[1].lower(), "image/png")
    paper = palette_of(config.theme, "light")["paper"]
    return {
        "name": config.title,
        "description": config.subtitle,
        "lang": config.language,
        "dir": direction(config.language),
        "start_url": "index.html",
        "scope": ".",
        "display": "minimal-ui",
        "background_color": paper,
        "theme_color": paper,
        "icons": [{"src": file_address(icon), "type": kind, "sizes": "any"}],
    }


def _worker(book: Book, variants: tuple[Variant, ...], site: tuple[Artifact, ...]) -> bytes:
    names = "|".join(re.escape(one.name) for one in variants)
    whose = re.compile(rf"media/.+/({names})-\d+-\d+\.\w+")
    listed: list[tuple[str, str, str]] = []
    for one in site:
        if splitext(one.path)[1] not in APART and (digest := _digest(one)):
            own = whose.fullmatch(one.path)
            listed.append((one.path, digest, own[1] if own else ""))
    listed.sort()
    build = sha256(json.dumps(listed).encode()).hexdigest()[:16]
    words = {"absent": wording(book.config.language)["offline_absent"]}
    given = _json({"build": build, "files": listed, "words": words}).decode()
    code = (files("hexapla.render.web") / "assets" / "offline.js").read_text(encoding="utf-8")
    return f"const HEXAPLA = {given};\n{code}".encode()


@lru_cache(maxsize=4096)
def _sha(data: bytes) -> str:
    return sha256(data).hexdigest()[:12]


def _digest(one: Artifact) -> str:
    """What tells whether a file has changed."""
    match one.data:
        case bytes(data):
            return _sha(data)
        case Original(digest=digest):
            return digest[:12] or "?"
        case Made(key=key):
            return _sha(f"{_engine()} {key}".encode())  # an upgrade makes other pages
        case _:
            return ""


@cache
def _engine() -> str:
    return version("hexapla")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
