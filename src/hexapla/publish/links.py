"""Links of a book into the web: whether they still lead somewhere, asked politely."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from time import sleep
from urllib.parse import urldefrag, urlsplit

import msgspec

from hexapla.model.book import Book
from hexapla.model.nodes import Image, Link, Place, Work
from hexapla.model.problems import (
    Problem,
    Problems,
    dead_link,
    moved_link,
    unchecked_link,
    unreachable_link,
)
from hexapla.model.walk import walk
from hexapla.publish.ask import Answer, ask
from hexapla.whole import read_whole, write_in_turn

HOSTS = 8  # that are asked at a time, each one question after the other
PAUSE = 0.2  # seconds between two questions to one host
PATIENCE = 3  # hosts that so many times gave no answer are not asked again
FRESH = timedelta(days=7)  # for so long what was well is taken to be so
SCHEMES = ("http://", "https://")
Say = Callable[[str], None]


class Known(msgspec.Struct, frozen=True):
    """What was found of a link, and when."""

    answer: Answer
    on: date


def web_links(book: Book, folder: Path, *, intranet: bool, say: Say) -> Problems:
    """A problem for each link into the web that is not as it should be.

    What was well is remembered for a week in the book's folder; all else is asked again.
    """
    links = _links(book)
    memory, today = folder / ".hexapla" / "links.json", date.today()
    known = {url: one for url, one in _recall(memory).items() if url in links}
    known = {url: one for url, one in known.items() if today - FRESH < one.on <= today}
    new = [url for url in links if url not in known]
    say(f"{len(links)} links of the web, {len(known)} known from this week; asking for {len(new)}")
    answers = _asked(new, private=intranet)
    well = {u: Known(a, today) for u, a in answers.items() if a.kind in ("well", "moved")}
    with suppress(OSError):
        write_in_turn(memory, msgspec.json.encode(known | well))
    answers |= {url: one.answer for url, one in known.items()}
    return tuple(problem for url in links for problem in _said(url, answers[url], links[url]))


def _links(book: Book) -> dict[str, list[tuple[str, Place]]]:
    """The addresses in a book, without what follows a #; as they stand there, and where."""
    links: dict[str, list[tuple[str, Place]]] = {}
    for url, at in _written(book):
        if url.lower().startswith(SCHEMES):
            places = links.setdefault(urldefrag(url).url, [])
            if (url, at) not in places:
                places.append((url, at))
    return links


def _written(book: Book) -> Iterator[tuple[str, Place]]:
    yield book.config.repository, Place("book.toml", 1)
    for page in book.pages():
        at = page.body[0].at
        for node in walk(page.body, Work, Link, Image):
            match node:
                case Work(key) if key in book.entries:
                    at = book.entries[key].at  # its links have no place of their own
                case Link(url=url) | Image(source=url):
                    yield url, node.at if node.at.file else at
                case _:
                    pass


def _said(url: str, answer: Answer, written: Iterable[tuple[str, Place]]) -> Iterator[Problem]:
    for whole, at in written:
        match answer.kind:
            case "dead":
                yield dead_link(whole, answer.says, at)
            case "unreachable":
                yield unreachable_link(whole, answer.says, at)
            case "unchecked":
                yield unchecked_link(whole, answer.says, at)
            case "moved":
                yield moved_link(whole, answer.says + whole.removeprefix(url), at)
            case "well":
                pass


# --- asking ---------------------------------------------------------------------------------------


def _asked(urls: Iterable[str], *, private: bool) -> dict[str, Answer]:
    """What became of each address. Several hosts are asked at a time."""
    hosts: dict[str, list[str]] = {}
    for url in urls:
        hosts.setdefault(_host(url), []).append(url)
    with ThreadPoolExecutor(HOSTS) as pool:
        found = pool.map(lambda urls: [*_of_host(urls, private=private)], hosts.values())
        return dict(chain.from_iterable(found))


def _host(url: str) -> str:
    with suppress(ValueError):
        return urlsplit(url).netloc
    return url


def _of_host(urls: Iterable[str], *, private: bool) -> Iterator[tuple[str, Answer]]:
    silent = 0
    for number, url in enumerate(urls):
        if silent == PATIENCE:
            yield url, Answer("unreachable", f"{_host(url)} gave no answer {PATIENCE} times before")
            continue
        sleep(PAUSE if number else 0)
        answer = ask(url, private=private)
        silent = silent + 1 if answer.kind == "unreachable" else 0
        yield url, answer


# --- memory ---------------------------------------------------------------------------------------


def _recall(memory: Path) -> Mapping[str, Known]:
    try:
        return msgspec.json.decode(read_whole(memory), type=dict[str, Known])
    except (OSError, msgspec.MsgspecError):
        return {}
