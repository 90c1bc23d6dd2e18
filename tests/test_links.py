"""Links into the web: a server on this machine, which is asked only when that is allowed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest

from books import small_book
from commands import hexapla
from hexapla.build import read
from hexapla.model.problems import Problems
from hexapla.publish import ask, links
from hexapla.publish.ask import Answer, is_public

# What the server answers: to HEAD, to GET, and where it leads to.
ANSWERS = {
    "/well": (200, 200, ""),
    "/no-head": (405, 200, ""),
    "/liar": (404, 200, ""),
    "/gone": (410, 410, ""),
    "/not-there": (404, 404, ""),
    "/old": (301, 301, "/new"),
    "/older": (308, 308, "/old"),
    "/new": (200, 200, ""),
    "/today": (302, 302, "/well"),
    "/old-to-today": (301, 301, "/today"),
    "/old-to-gone": (301, 301, "/gone"),
    "/round": (302, 302, "/round"),
    "/mail": (302, 302, "mailto:me@example.org"),
    "/shy": (403, 403, ""),
    "/ill": (503, 503, ""),
}


@dataclass
class Site:
    """A server, and what it was asked."""

    address: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


@contextmanager
def serving() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._answer(0)

        def do_GET(self) -> None:
            self._answer(1)

        def _answer(self, which: int) -> None:
            made.asked.append(f"{self.command} {self.path}")
            *statuses, to = ANSWERS[self.path.partition("?")[0]]
            self.send_response(statuses[which])
            if to:
                self.send_header("Location", to)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Site(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("path", "kind", "says"),
    [
        ("/well", "well", ""),
        ("/well?a=ü b#c", "well", ""),
        ("/no-head", "well", ""),
        ("/liar", "well", ""),
        ("/gone", "dead", "the answer is 410 Gone"),
        ("/not-there", "dead", "the answer is 404 Not Found"),
        ("/old", "moved", "{}/new"),
        ("/older", "moved", "{}/new"),
        ("/today", "well", ""),
        ("/old-to-today", "moved", "{}/today"),
        ("/old-to-gone", "dead", "the answer is 410 Gone"),
        ("/round", "dead", "it leads on and on, 8 times"),
        ("/mail", "unchecked", "it leads to 'mailto:me@example.org'"),
        ("/shy", "unchecked", "the answer is 403 Forbidden"),
        ("/ill", "unreachable", "the answer is 503 Service Unavailable"),
    ],
)
def test_what_an_answer_means(path: str, kind: str, says: str, site: Site) -> None:
    answer = ask.ask(site.address + path, private=True)
    assert (answer.kind, answer.says) == (kind, says.format(site.address))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "[::ffff:127.0.0.1]"]
)
def test_a_book_cannot_make_it_ask_this_machine(host: str, site: Site) -> None:
    answer = ask.ask(site.address.replace("127.0.0.1", host) + "/well")
    assert answer.kind in ("unchecked", "unreachable")
    assert site.asked == []


def test_nor_where_a_public_address_leads_to_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = ("http://public.example/", f"{site.address}/well")
    monkeypatch.setattr(ask, "_status", led(ask._status, *public))
    assert ask.ask(public[0]).kind == "unchecked"
    assert site.asked == []


def led(real, start: str, to: str):  # type: ignore[no-untyped-def]
    """Answers as one public site would, which leads to another place; all others as they do."""

    def status(url: str, *, private: bool) -> tuple[int, str]:
        return (302, to) if url == start else real(url, private=private)

    return status


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("64:ff9b::808:808", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.1", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:a00:1::", False),
        ("64:ff9b::a00:1", False),
    ],
)
def test_which_addresses_are_public(address: str, *, public: bool) -> None:
    assert is_public(ip_address(address)) == public


def test_a_host_that_is_not_there_is_told() -> None:
    answer = ask.ask("http://nothing.invalid/")
    assert answer == Answer("unreachable", "no machine is called nothing.invalid")
    assert ask.ask("http://[broken/").kind == "unreachable"


def looked_up(folder: Path, *, intranet: bool = True) -> Problems:
    book, _ = read(folder)
    assert book is not None
    return links.web_links(book, folder, intranet=intranet, say=lambda text: None)


def test_links_of_a_book_are_asked_once_and_told_where_they_stand(
    site: Site, tmp_path: Path
) -> None:
    text = (
        "# A\n\n[one](URL/gone) [two](URL/old#part)\n[again](URL/gone)\n\n"
        "[well](URL/well) <URL/well#there> ![x](URL/new)\n[mail](mailto:a@b.c) [in](a.md)\n"
    )
    folder = small_book(tmp_path, a=text.replace("URL", site.address))
    said = [f"{p.at} {p.severity} {p.code}" for p in looked_up(folder)]
    assert said == ["a.md:3 error dead-link", "a.md:4 error dead-link", "a.md:3 note moved-link"]
    assert sorted(one for one in site.asked if one.startswith("HEAD")) == [
        "HEAD /gone",
        "HEAD /new",
        "HEAD /new",
        "HEAD /old",
        "HEAD /well",
    ]
    (moved,) = [p for p in looked_up(folder) if p.code == "moved-link"]
    assert moved.text.endswith(f"link to '{site.address}/new#part'")


def test_what_was_well_is_not_asked_again_for_a_week(site: Site, tmp_path: Path) -> None:
    folder = small_book(tmp_path, a=f"# A\n\n<{site.address}/well> <{site.address}/shy>\n")
    looked_up(folder)
    site.asked.clear()
    assert [problem.code for problem in looked_up(folder)] == ["unchecked-link"]
    assert {one.split()[1] for one in site.asked} == {"/shy"}
    memory = folder / ".hexapla" / "links.json"
    memory.write_text(
        memory.read_text().replace('"on":"', '"on":"1').replace('"on":"12', '"on":"1')
    )
    site.asked.clear()
    looked_up(folder)
    assert "HEAD /well" in site.asked  # what cannot be read, or is old, is not known


def test_a_host_that_stays_silent_is_left_alone(site: Site, tmp_path: Path) -> None:
    urls = " ".join(f"<{site.address}/ill?{n}>" for n in range(6))
    folder = small_book(tmp_path, a=f"# A\n\n{urls}\n")
    assert len(looked_up(folder)) == 6
    assert len({one.split()[1] for one in site.asked}) == 3


def test_the_command_asks_only_when_told_to(site: Site, tmp_path: Path) -> None:
    folder = small_book(tmp_path, a=f"# A\n\n[gone]({site.address}/gone)\n")
    assert "Nothing is wrong" in hexapla("check", folder)
    assert "was not checked" in hexapla("check", folder, "--external", "--strict")
    assert site.asked == []
    assert "the answer is 410 Gone" in hexapla("check", folder, "--intranet", code=1)
