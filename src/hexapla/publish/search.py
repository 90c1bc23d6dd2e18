"""The index by which readers search a site, made by Pagefind of the pages that are published.

It is made of what is searched for and of nothing else: equal pages give equal bytes. Where what
it was made of has not changed, the files that stand in the folder are taken as they are.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, partial
from hashlib import sha256
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from subprocess import PIPE, Popen, SubprocessError
from types import MappingProxyType
from typing import IO, Any, cast

import msgspec
from msgspec.msgpack import decode, encode
from pagefind_bin_extended import get_executable

from hexapla.engine import digest
from hexapla.forked import mapped
from hexapla.model.problems import Problem, no_search
from hexapla.ports import Search
from hexapla.publish.formulas import __file__ as formulas
from hexapla.publish.searched import __file__ as searching
from hexapla.publish.searched import article, searched
from hexapla.whole import read_whole

NOTE = "made-of.json"  # beside each index: of what it was made, and what its files hold
OURS = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")  # not its own pages and styles
KINDS = (".pf_meta", ".pf_fragment", ".pf_index")
AT_ONCE = 2


class Note(msgspec.Struct, frozen=True):
    """Of which pages an index was made, of what readers see of them, and what its files hold."""

    pages: str
    seen: str
    files: dict[str, str]


NOTHING = Note("", "", {})


@dataclass(frozen=True, slots=True)
class Index:
    """The index of one variant: its files by path, and the note beside them."""

    note: Note = NOTHING
    files: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))

    def all(self) -> Iterator[tuple[str, bytes]]:
        yield from self.files.items()
        if self.files:
            yield NOTE, msgspec.json.format(msgspec.json.encode(self.note)) + b"\n"


def indexed(
    path: str, search: Search, folder: Path, report: Callable[[Problem], None]
) -> Iterator[tuple[str, bytes]]:
    """The files of a site's indexes, one for each variant, by their paths in the site's folder.

    The pages are read as they stand in that folder. Where Pagefind does not do its work, there
    is no index, and a problem says so.
    """
    places = {name: "/".join(filter(None, (path, name))) for name in search.variants or ("",)}
    standing = [_standing(folder / at) for at in places.values()]
    pages = {page: text for page in search.pages if (text := _article(folder / page))}
    of = digest(_maker(search.language), *places, *chain.from_iterable(pages.items()))
    if any(one.note.pages != of for one in standing):
        plain = partial(searched, variants=search.variants)
        found = mapped(plain, tuple(pages.values()), pack=encode, unpack=decode)
        records = [
            [(page, by[name]) for page, by in zip(pages, found, strict=True) if name in by]
            for name in places
        ]
        try:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                make = partial(index, of=of, language=search.language)
                standing = [*pool.map(make, records, standing)]
        except (OSError, SubprocessError) as error:
            report(no_search(str(error)))
            return
    for at, one in zip(places.values(), standing, strict=True):
        yield from ((f"{at}/{file}", data) for file, data in one.all())


def index(records: Iterable[tuple[str, str]], standing: Index, *, of: str, language: str) -> Index:
    """The index of these pages: their addresses, and what is to be found of them.

    `of` is a digest of the pages as they are.
    """
    records = sorted(records)
    if not records:
        return Index()  # Pagefind makes none of nothing
    seen = digest(_maker(language), *chain.from_iterable(records))
    if standing.note.seen == seen:
        return replace(standing, note=Note(of, seen, standing.note.files))
    files = _wanted(dict(_built(records, language)))
    held = {path: sha256(files[path]).hexdigest() for path in sorted(files)}
    return Index(Note(of, seen, held), files)


def _article(page: Path) -> str:
    try:
        return article(page.read_text(encoding="utf-8", errors="replace"))
    except OSError:  # it could not be written, which is told
        return ""


@cache
def _maker(language: str) -> str:
    """What an index depends on besides its pages: Pagefind, and how pages are made plain."""
    ours = (Path(file).read_text(encoding="utf-8") for file in (searching, formulas))
    return digest(version("pagefind_bin_extended"), *ours, language)


def _standing(folder: Path) -> Index:
    """The index that is there already, if it is whole."""
    with suppress(OSError, msgspec.MsgspecError):
        note = msgspec.json.decode(read_whole(folder / NOTE), type=Note)
        files = {path: read_whole(folder / path) for path in note.files if ".." not in path}
        if {path: sha256(data).hexdigest() for path, data in files.items()} == note.files:
            return Index(note, files)
    return Index()


def _wanted(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Without Pagefind's own pages and styles, and its program for languages in general where
    there is one for this language."""
    (language,) = json.loads(files["pagefind-entry.json"])["languages"].values()
    program = f"wasm.{language['wasm'] or 'unknown'}.pagefind"
    return {
        path: data
        for path, data in files.items()
        if path in (*OURS, program) or path.endswith(KINDS)
    }


# --- Pagefind ---------------------------------------------------------------------------------


def _built(records: Iterable[tuple[str, str]], language: str) -> Iterator[tuple[str, bytes]]:
    """All files that Pagefind makes. It is asked as its own libraries ask it: by messages."""
    with Popen([get_executable(), "--service"], stdin=PIPE, stdout=PIPE) as program:
        ask = partial(_ask, cast(IO[bytes], program.stdin), cast(IO[bytes], program.stdout))
        config = {"force_language": language, "keep_index_url": True}
        number = ask(type="NewIndex", config=config)["index_id"]
        for url, html in records:
            page = {"url": url, "file_path": None, "file_contents": html}
            ask(type="AddFile", index_id=number, **page)
        for file in ask(type="GetFiles", index_id=number)["files"]:
            yield file["path"], b64decode(file["content"])


def _ask(into: IO[bytes], out: IO[bytes], **what: object) -> dict[str, Any]:
    """One message, and the answer to it; each is JSON in base 64, and ends with a comma."""
    into.write(b64encode(json.dumps({"message_id": 1, "payload": what}).encode()) + b",")
    into.flush()
    answer: dict[str, Any] = json.loads(b64decode(_until_comma(out)))["payload"]
    if answer["type"] == "Error":
        raise SubprocessError(answer["message"])
    return answer


def _until_comma(out: IO[bytes]) -> bytes:
    pieces: list[bytes] = []
    while not (pieces and pieces[-1].endswith(b",")):
        piece = out.read1(1 << 20)  # type: ignore[attr-defined]
        if not piece:
            raise SubprocessError("Pagefind ended early")
        pieces.append(piece)
    return b"".join(pieces)[:-1]
