"""The live preview: the server as a browser meets it, and the page that changes in place."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import uvicorn
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from watchfiles import awatch
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from books import Shelf, small_book
from fakes import Echo
from hexapla import plugins
from hexapla.build import Wish, read
from hexapla.build import build as build_book
from hexapla.model.editors import EDITORS, pattern
from hexapla.model.problems import Problems
from hexapla.serve.app import App, Further
from hexapla.serve.editor import link
from hexapla.serve.files import HEAD, with_client
from hexapla.serve.live import Live
from hexapla.serve.paper import Paper
from hexapla.serve.patch import splice
from hexapla.serve.preview import Preview, unheard
from hexapla.serve.readers import Manner
from hexapla.serve.reruns import Reruns
from hexapla.serve.server import NoPort, listening, settings
from hexapla.serve.site import Site
from hexapla.serve.watching import saves, told_of

VSCODE = Manner(EDITORS["vscode"])
LATE = 60.0  # seconds after which what is awaited will not come


@dataclass
class Served:
    """A book that is being previewed, and how to ask for it."""

    shelf: Shelf
    port: int
    reports: list[Problems] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=LATE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer, data

    @contextmanager
    def open(self, page: str, key: str | None = None) -> Iterator[Listener]:
        """A page that is open, as its client opens it."""
        found = re.search(rb'data-key="(\w*)"', self.get(f"/{page}")[1])
        known = (found[1].decode() if found else "") if key is None else key
        with self.listen(page, known) as listener:
            yield listener

    @contextmanager
    def listen(self, page: str, known: str) -> Iterator[Listener]:
        """What the client of a page that was sent does."""
        address = f"ws://127.0.0.1:{self.port}/_hexapla/socket"
        with connect(address, origin=self.url.rstrip("/")) as socket:  # type: ignore[arg-type]
            listener = Listener(socket)
            listener.hear("hello")
            socket.send(json.dumps({"kind": "open", "page": page, "key": known, "variant": ""}))
            listener.hear("problems")
            yield listener


@dataclass
class Listener:
    """What the server says to an open page."""

    socket: ClientConnection
    lines: list[str] = field(default_factory=list)

    def hear(self, kind: str) -> dict[str, Any]:
        """The next message of a kind; others on the way to it are left."""
        until = time.monotonic() + LATE
        while time.monotonic() < until:
            said: dict[str, Any] = json.loads(self.socket.recv(timeout=LATE))
            if said["kind"] in ("page", "text"):
                end = len(self.lines) if said["end"] is None else said["end"]
                self.lines[said["begin"] : end] = said["lines"]
            if said["kind"] == kind:
                return said
        raise TimeoutError(kind)

    def until(self, words: str) -> None:
        """Hear of changes until the page has these words."""
        while words not in re.sub(r"<[^>]*>", "", self.html):
            self.hear("page")

    def problems(self, worst: str) -> list[dict[str, Any]]:
        """The next problems of which the worst are of a severity; the page's own come first.

        Between two edits a file may have been read while it was written.
        """
        while True:
            said = self.hear("problems")
            found = [*said["page"], *said["book"]]
            if ("error" in {one["severity"] for one in found}) == (worst == "error"):
                return found

    def state(self, state: str) -> dict[str, Any]:
        """The next message that a cell that runs has come to this state."""
        while (said := self.hear("run"))["state"] != state:
            pass
        return said

    @property
    def html(self) -> str:
        return "\n".join(self.lines)


@contextmanager
def serving(
    shelf: Shelf,
    manner: Manner = VSCODE,
    *,
    rerun: bool = False,
    live: bool = False,
    pdf: bool = False,
    port: int = 0,
) -> Iterator[Served]:
    with listening(port) as listener:
        served = Served(shelf, listener.getsockname()[1])
        site = Site(Preview(shelf.folder), manner, served.reports.append)
        readers = Live(shelf.folder, lambda: site.preview.book) if live else None
        paper = Paper(site)
        offered = [Further(readers.routes(), readers.head())] if readers else []
        further = Further.all([*offered, paper.further()] if pdf else offered)
        server = uvicorn.Server(settings(App(site, Reruns(site) if rerun else None, further)))
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        until = time.monotonic() + LATE
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(0.1)  # until its folders are watched
        try:
            yield served
        finally:
            server.should_exit = True
            thread.join(LATE)
            paper.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(Shelf.copy("rivers", tmp_path / "book")) as one:
        yield one


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A book that no test edits."""
    with serving(Shelf.copy("rivers", tmp_path_factory.mktemp("still") / "book")) as one:
        yield one


# --- the server ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_preview_is_equal_to_the_build(tmp_path: Path) -> None:
    shelf = Shelf.copy("rivers", tmp_path / "book")
    book, _ = read(shelf.folder)
    assert book
    tools, _ = plugins.tools(book.config, shelf.folder, outputs=("web",), run=False, tell=unheard)
    build_book(book, tools, shelf.folder, tmp_path / "built", Wish())
    built = Shelf(tmp_path).tree("built/web")
    del built[".hexapla-files"]
    preview = Preview(shelf.folder)
    assert {path: preview.file(path) for path in built} == built
    with serving(shelf) as served:
        for path, data in built.items():
            answer, given = served.get(f"/{path}")
            key = (answer.getheader("ETag") or "").strip('"')
            assert given == (with_client(data, path, key) if path.endswith(".html") else data)
            assert given.count(b"/_hexapla/preview.js") == (HEAD in data)


def test_files_have_their_kinds_and_keys(still: Served) -> None:
    page, _ = still.get("/speed.html")
    assert page.getheader("Content-Type") == "text/html; charset=utf-8"
    assert page.getheader("X-Content-Type-Options") == "nosniff"
    kinds = {
        "/assets/book.css": "text/css; charset=utf-8",
        "/assets/book.js": "text/javascript; charset=utf-8",
        "/files/img/river.svg": "image/svg+xml",
        "/": "text/html; charset=utf-8",
    }
    for path, kind in kinds.items():
        assert still.get(path)[0].getheader("Content-Type") == kind
    tag = page.getheader("ETag")
    assert tag
    same, nothing = still.get("/speed.html", If_None_Match=f'"other", {tag}')
    assert (same.status, nothing) == (304, b"")
    head, nothing = still.get("/speed.html", "HEAD")
    assert (head.status, nothing) == (200, b"")
    assert head.getheader("Content-Length") == page.getheader("Content-Length")
    assert still.get("/speed.html", "POST")[0].status == 405


@pytest.mark.parametrize(
    ("asked", "status", "given"),
    [
        ("bytes=0-4", 206, "0-5"),
        ("bytes=10-", 206, "10-"),
        ("bytes=-7", 206, "-7"),
        ("bytes=5-999999", 206, "5-"),
        ("bytes=999999-", 416, None),
        ("bytes=7-3", 416, None),
        ("bytes=0-1,3-4", 200, "-"),
        ("lines=1-2", 200, "-"),
    ],
)
def test_media_can_be_asked_for_in_parts(
    still: Served, asked: str, status: int, given: str | None
) -> None:
    whole = still.get("/files/img/river.svg")[1]
    answer, data = still.get("/files/img/river.svg", Range=asked)
    assert answer.status == status
    if given:
        first, last = given.split("-")
        part = (
            whole[-int(last) :]
            if not first and last
            else whole[int(first or 0) : int(last) if last else None]
        )
        assert data == part
    if status == 206:
        assert answer.getheader("Content-Range", "").endswith(f"/{len(whole)}")


@pytest.mark.parametrize(
    "path",
    [
        "/../book.toml",
        "/files/../../book.toml",
        "/%2e%2e/book.toml",
        "/files/..%2f..%2fbook.toml",
        "/files/%2e%2e%5cbook.toml",
        "//etc/passwd",
        "/book.toml",
        "/_hexapla/../preview.py",
        "/_hexapla/morph.js",
        "/files/img/river.svg%00.html",
        "/speed.html/",
    ],
)
def test_paths_never_leave_the_site(still: Served, path: str) -> None:
    answer, data = still.get(path)
    assert answer.status == 404
    assert b"title =" not in data


def test_a_page_that_is_not_there_names_those_that_are_nearly_so(still: Served) -> None:
    answer, data = still.get("/sped<i>.html")
    assert answer.status == 404
    assert b'<a href="/speed.html">' in data
    assert b"<i>" not in data


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "0.0.0.1"])
def test_other_names_for_this_machine_get_no_answer(still: Served, host: str) -> None:
    assert still.get("/speed.html", Host=host)[0].status == 400
    assert still.get("/speed.html", Host=f"localhost:{still.port}")[0].status == 200


@pytest.mark.parametrize("origin", ["http://evil.example", None, "null", "http://127.0.0.1:1"])
def test_pages_of_others_get_no_socket(still: Served, origin: str | None) -> None:
    address = f"ws://127.0.0.1:{still.port}/_hexapla/socket"
    with pytest.raises(InvalidStatus), connect(address, origin=origin):  # type: ignore[arg-type]
        pass


def test_a_service_worker_would_show_what_is_gone(still: Served) -> None:
    assert still.get("/assets/book.js", Service_Worker="script")[0].status == 404


@pytest.mark.parametrize("said", ["no json", "[]", '{"kind": "open"}', '{"kind": "run"}'])
def test_who_says_what_no_client_says_is_sent_away(still: Served, said: str) -> None:
    with still.open("speed.html") as page:
        page.socket.send(said)
        with pytest.raises(ConnectionClosed):
            page.hear("never")
    assert still.get("/speed.html")[0].status == 200


def test_a_port_that_is_taken_gives_way_to_the_next() -> None:
    with listening(0) as first:
        port = first.getsockname()[1]
        with listening(port) as second:
            assert port < second.getsockname()[1] <= port + 20
            assert second.getsockname()[0] == "127.0.0.1"
    with pytest.raises(NoPort), listening(65535), listening(65535):
        pass


# --- what has changed ----------------------------------------------------------------------------


def test_an_edit_is_sent_as_the_lines_that_changed(served: Served) -> None:
    with served.open("speed.html") as page:
        assert "The speed of water" in page.html  # the first time all of it comes
        served.shelf.edit("pages/speed.md", "and others after him", "and one after him")
        change = page.hear("page")
        assert len(change["lines"]) < 10
        assert "and one after him" in page.html
        now = served.get("/speed.html")[1].decode()
        assert re.sub(r"<script[^>]*preview.js.*?</script>", "", now) == page.html


def test_numbers_on_other_pages_are_right_when_they_are_visited(served: Served) -> None:
    with served.open("depth.html") as page:
        served.shelf.edit(
            "pages/speed.md", "```{exercise} Steeper", EXERCISE + "```{exercise} Steeper"
        )
        while "Exercise 1.2" not in " ".join(re.sub(r"<[^>]*>|&nbsp;", " ", page.html).split()):
            page.hear("page")
    assert b"Flatter" in served.get("/speed.html")[1]


EXERCISE = "```{exercise} Flatter\nWhat if not?\n```\n\n"


def test_problems_come_and_go_with_a_link_to_the_line(served: Served) -> None:
    with served.open("speed.html") as page:
        served.shelf.edit("pages/speed.md", "{eq}`chezy`, $R$", "{eq}`chezzy`, $R$")
        (found,) = (one for one in page.problems("error") if one["severity"] == "error")
        file = served.shelf.folder / "pages/speed.md"
        assert found["where"] == "pages/speed.md:9"
        assert found["link"] == f"vscode://file{file}:9"
        served.shelf.edit("pages/speed.md", "{eq}`chezzy`, $R$", "{eq}`chezy`, $R$")
        page.problems("warning")


def test_strictly_a_warning_is_an_error(tmp_path: Path) -> None:
    with serving(Shelf.copy("rivers", tmp_path / "book"), Manner("", strict=True)) as served:
        address = f"ws://127.0.0.1:{served.port}/_hexapla/socket"
        with connect(address, origin=served.url.rstrip("/")) as socket:  # type: ignore[arg-type]
            socket.send(
                json.dumps({"kind": "open", "page": "speed.html", "key": "", "variant": ""})
            )
            said = Listener(socket).hear("problems")
        assert {one["severity"] for one in (*said["page"], *said["book"])} == {"error"}
        assert {one["link"] for one in said["page"]} == {""}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("book.toml", "title = 'never ends"),
        ("book.toml", ""),
        ("pages/speed.md", "---\nid: [\n---\n````{note}\n```{figure"),
        ("references.bib", "@article{chezy1775, title={"),
    ],
)
def test_what_is_broken_while_it_is_typed_never_loses_the_page(
    served: Served, file: str, text: str
) -> None:
    whole = (served.shelf.folder / file).read_text(encoding="utf-8")
    with served.open("speed.html") as page:
        (served.shelf.folder / file).write_text(text, encoding="utf-8")
        page.problems("error")
        assert served.get("/speed.html")[0].status == 200
        (served.shelf.folder / file).write_text(whole, encoding="utf-8")
        page.problems("warning")
    assert b"The speed of water" in served.get("/speed.html")[1]


def test_a_mistake_of_the_engine_ends_nothing(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh = Preview.refresh

    def stumbles(self: Preview, changed: Any) -> None:
        if "stumble" in (self.folder / "pages/speed.md").read_text():
            raise RuntimeError("a mistake")
        refresh(self, changed)

    monkeypatch.setattr(Preview, "refresh", stumbles)
    with served.open("speed.html") as page:
        served.shelf.edit("pages/speed.md", "The speed", "The stumble")
        assert "a mistake" in page.hear("failed")["text"]
        assert served.reports[-1][0].code == "preview-failed"
        served.shelf.edit("pages/speed.md", "The stumble", "The pace")
        page.until("The pace")


def test_a_page_that_cannot_be_made_says_so_and_comes_when_it_can(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Preview.file

    def stumbles(self: Preview, path: str) -> bytes | None:
        if b"stumble" in (data := made(self, path) or b""):
            raise RuntimeError("a mistake")
        return data

    monkeypatch.setattr(Preview, "file", stumbles)
    with served.open("speed.html") as page:
        served.shelf.edit("pages/speed.md", "The speed", "The stumble")
        assert "a mistake" in page.hear("failed")["text"]
        answer, data = served.get("/speed.html")
        assert answer.status == 500
        assert b"a mistake" in data
        served.shelf.edit("pages/speed.md", "The stumble", "The pace")
        page.until("The pace")


def test_where_the_system_has_no_more_watches_it_looks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def scarce(*paths: Path, force_polling: bool | None, **own: Any) -> AsyncIterator[Any]:
        asked.append(force_polling)
        if not force_polling:
            raise OSError("no more watches")
        return awatch(*paths, force_polling=True, **own)

    monkeypatch.setattr("hexapla.serve.watching.awatch", scarce)
    with (
        serving(Shelf.copy("rivers", tmp_path / "book")) as served,
        served.open("speed.html") as page,
    ):
        served.shelf.edit("pages/speed.md", "The speed", "The pace")
        page.until("The pace")
    assert set(asked) == {None, True}


@pytest.mark.slow
def test_a_new_page_a_renamed_and_a_removed_one(served: Served) -> None:
    folder, toml = served.shelf.folder, "book.toml"
    with served.open("end.html") as page:
        (folder / "pages/new.md").write_text("# New\n\nIt is {ref}`first-cells`.\n")
        served.shelf.edit(toml, '"pages/end.md"', '"pages/end.md", "pages/new.md"')
        while 'href="new.html"' not in page.html:  # it is in the contents
            page.hear("page")
    with served.open("new.html") as page:
        (folder / "pages/new.md").rename(folder / "pages/newer.md")
        assert page.hear("gone")["near"].endswith(".html")
        served.shelf.edit(toml, '"pages/new.md"', '"pages/newer.md"')
        assert page.hear("moved")["to"] == "newer.html"
    with served.open("newer.html") as page:
        served.shelf.edit("pages/newer.md", "# New", "---\nid: last\n---\n# New")
        assert page.hear("moved")["to"] == "last.html"
    with served.open("last.html") as page:
        served.shelf.edit(toml, ', "pages/newer.md"', "")
        page.hear("gone")
        assert served.get("/last.html")[0].status == 404
    with served.open("last.html", key="") as page:  # someone waits for it
        served.shelf.edit(toml, '"pages/end.md"', '"pages/end.md", "pages/newer.md"')
        page.hear("page")


@pytest.mark.slow
def test_pictures_and_configuration_and_bibliography(served: Served) -> None:
    served.get("/files/img/river.svg")
    with served.open("speed.html") as page:
        served.shelf.edit("img/river.svg", "</svg>", "<path d='M0 0'/></svg>")
        assert page.hear("files")["paths"] == ["files/img/river.svg"]
        served.shelf.edit("references.bib", "{1775}", "{1776}")
        page.until("1776")
        served.shelf.edit("book.toml", 'title = "Rivers"', 'title = "Streams"')
        page.until("Speed — Streams")
        served.shelf.edit("book.toml", '"pages/depth.md"', '"pages/end.md", "pages/depth.md"')
        page.hear("page")


def test_an_included_file_and_a_file_in_a_new_folder(served: Served) -> None:
    with served.open("speed.html") as page:
        part = served.shelf.folder / "parts" / "more" / "one.md"
        part.parent.mkdir(parents=True)
        part.write_text("Included words.\n")
        served.shelf.edit(
            "pages/speed.md",
            "The speed of",
            "```{include} ../parts/more/one.md\n```\n\nThe speed of",
        )
        page.until("Included words")
        part.write_text("Included otherwise.\n")
        page.until("Included otherwise")


def test_outputs_that_another_command_brings_are_shown(tmp_path: Path) -> None:
    shelf = Shelf.copy("rivers", tmp_path / "book")
    book, _ = read(shelf.folder)
    assert book
    with serving(shelf) as served, served.open("depth.html") as page:
        tools, _ = plugins.tools(book.config, shelf.folder, outputs=(), run=True, tell=unheard)
        build_book(book, replace(tools, runner=Echo()), shelf.folder, tmp_path / "made", Wish())
        while "has not run" in page.html:  # they come file by file
            page.hear("page")


# --- cells that run again ------------------------------------------------------------------------

CODE = """# Code

```{code-cell}
x = [1]
print("first", len(x))
```

```{code-cell}
x.append(2)
print("second", len(x))
```
"""


def test_a_page_is_shown_as_a_pdf_and_as_another_one_after_an_edit(tmp_path: Path) -> None:
    shelf = Shelf(small_book(tmp_path / "book", a="# Rivers\n\nThe Rhine.\n", b="# Seas\n"))
    with serving(shelf, pdf=True) as served:
        assert b"hexapla-pdf" in served.get("/a.html")[1]
        assert b'data-page="a.html"' in served.get("/_hexapla/pdf/a.html")[1]
        assert served.get("/_hexapla/pdf/a.pdf")[0].status == 404  # nobody has asked how it is set
        first = json.loads(served.get("/_hexapla/pdf/a.json")[1])
        answer, data = served.get("/_hexapla/pdf/a.pdf")
        assert (answer.headers["Content-Type"], data[:5]) == ("application/pdf", b"%PDF-")
        with served.open("a.html") as page:
            shelf.edit("a.md", "Rhine", "Rhone")
            page.hear("page")
        second = json.loads(served.get("/_hexapla/pdf/a.json")[1])
        assert (first["problems"], second["problems"]) == ([], [])
        assert first["key"] != second["key"]
        for path in ("/_hexapla/pdf/c.pdf", "/_hexapla/pdf/a.png", "/_hexapla/pdf/../b.json"):
            assert served.get(path)[0].status == 404


@pytest.fixture
def rerun(tmp_path: Path) -> Iterator[Served]:
    shelf = Shelf(small_book(tmp_path / "book", code=CODE))
    with serving(shelf, rerun=True) as one:
        yield one


def test_nothing_runs_unless_asked_to(tmp_path: Path) -> None:
    shelf = Shelf(small_book(tmp_path / "book", code=CODE))
    with serving(shelf) as served, served.open("code.html") as page:
        shelf.edit("code.md", '"second"', '"other"')
        page.hear("page")
        shelf.edit("code.md", "# Code", "# The code")
        page.hear("page")
    assert not (shelf.folder / "outputs").exists()
    assert not (shelf.folder / ".hexapla" / "live").exists()


@pytest.mark.kernel
def test_the_first_edit_of_a_cell_runs(rerun: Served) -> None:
    with rerun.open("code.html") as page:
        rerun.shelf.edit("code.md", '"second"', '"other"')
        assert page.hear("run")["state"] == "begun"


@pytest.mark.kernel
def test_what_is_edited_between_the_sending_of_a_page_and_its_opening_runs(rerun: Served) -> None:
    sent = re.search(rb'data-key="(\w+)"', rerun.get("/code.html")[1])
    assert sent
    told = len(rerun.reports)
    rerun.shelf.edit("code.md", '"second"', '"other"')
    until = time.monotonic() + LATE
    while len(rerun.reports) == told and time.monotonic() < until:
        time.sleep(0.01)
    with rerun.listen("code.html", sent[1].decode()) as page:
        assert page.hear("run")["state"] == "begun"
        page.until("other 2")


def test_what_is_saved_before_the_folders_are_watched_is_read(tmp_path: Path) -> None:
    shelf = Shelf(small_book(tmp_path / "book", code=CODE))
    site = Site(Preview(shelf.folder), VSCODE, lambda problems: None)
    shelf.edit("code.md", '"second"', '"other"')

    async def first() -> None:
        read = asyncio.Event()

        async def then() -> None:
            read.set()

        following = asyncio.create_task(site.follow(then))
        await asyncio.wait_for(read.wait(), LATE)
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following

    asyncio.run(first())
    assert b"other" in (site.preview.file("code.html") or b"")


@pytest.mark.kernel
def test_an_edited_cell_runs_again_and_its_outputs_come_as_they_do(rerun: Served) -> None:
    with rerun.open("code.html") as page:
        rerun.shelf.edit("code.md", "# Code", "# The code")
        page.hear("page")  # prose runs nothing
        rerun.shelf.edit("code.md", '"second"', '"other"')
        begun = page.hear("run")
        assert (begun["state"], begun["cells"]) == ("begun", [0, 1])
        page.until("other 2")
        assert "first 1" in page.html
        rerun.shelf.edit("code.md", '"other"', '"third"')
        page.until("third 2")
        slow = 'import time\nfor n in range(4):\n    print("tick", n, flush=True); time.sleep(0.4)'
        rerun.shelf.edit("code.md", 'print("third", len(x))', slow)
        page.until("tick 1")
        assert "tick 3" not in page.html
        page.until("tick 3")
    assert not (rerun.shelf.folder / "outputs").exists()


@pytest.mark.kernel
def test_a_cell_that_fails_and_one_that_is_stopped(rerun: Served) -> None:
    with rerun.open("code.html") as page:
        rerun.shelf.edit("code.md", "x = [1]", "x = [1] / 0")
        page.until("TypeError")
        assert page.state("failed")["cells"] == [0]
        rerun.shelf.edit("code.md", "x = [1] / 0", "x = [1]\nwhile True: pass")
        page.state("begun")
        page.socket.send(json.dumps({"kind": "stop"}))
        assert page.state("stopped")["cells"] == [0]
        page.state("ended")
        rerun.shelf.edit("code.md", "while True: pass", "while 2: pass")
        page.state("begun")
        rerun.shelf.edit("code.md", "while 2: pass", "")  # while it runs
        page.until("second 2")


# --- values --------------------------------------------------------------------------------------


@hypothesis(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from("abc"), max_size=8), st.lists(st.sampled_from("abc"), max_size=8))
def test_a_splice_makes_the_new_text_of_the_old(old: list[str], new: list[str]) -> None:
    change = splice(old, new)
    assert [*old[: change.begin], *change.lines, *old[change.end :]] == new


def test_a_new_folder_is_told_once_and_then_what_is_made_in_it(tmp_path: Path) -> None:
    folder = tmp_path.resolve()

    async def told() -> AsyncIterator[frozenset[Path]]:
        saved = saves(folder)
        yield await asyncio.wait_for(anext(saved), LATE)
        for path in ("parts/one", "more", "parts/two"):
            (folder / path).mkdir(parents=True)
            yield await asyncio.wait_for(anext(saved), LATE)
        await saved.aclose()

    async def all_told() -> list[set[str]]:
        return [{path.name for path in paths} async for paths in told()]

    assert asyncio.run(all_told()) == [set(), {"parts", "one"}, {"more"}, {"two"}]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("pages/a.md", True),
        ("img/a b.png", True),
        ("outputs/numpy/a.json", True),
        ("book.toml", True),
        ("_build/web/a.html", False),
        (".git/index", False),
        (".hexapla/store/ab/abc", False),
        ("pages/.a.md.swp", False),
        ("pages/a.md~", False),
        ("pages/#a.md#", False),
        ("pages/.#a.md", False),
        ("pages/4913", False),
        ("pages/a.md.tmp", False),
        ("code/__pycache__/a.pyc", False),
    ],
)
def test_only_what_an_author_writes_is_told(path: str, told: bool) -> None:
    assert told_of(Path("/book") / path, Path("/book")) is told


def test_links_to_lines_are_those_of_the_editor() -> None:
    folder = Path("/a book")
    assert link(EDITORS["vscode"], folder, "p/a.md", 7) == "vscode://file/a%20book/p/a.md:7"
    own = pattern("my://{path}?{line}")
    assert own is not None
    assert link(own, folder, "a.md", 0) == "my:///a%20book/a.md?1"
    assert link(EDITORS["none"], folder, "a.md", 7) == ""
    assert link(EDITORS["vscode"], folder, "", 0) == ""
    assert pattern("notepad") is None
    for acts in ("javascript:alert(1)//{path}", "JavaScript://%0aalert(1)//{path}", "data:,{path}"):
        assert pattern(acts) is None
    assert pattern(" javascript:alert(1)//{path}") is None


def test_a_page_of_the_servers_own_is_under_a_policy(still: Served) -> None:
    answer, _ = still.get("/nowhere.html")
    assert "script-src 'self';" in (answer.getheader("Content-Security-Policy") or "")


def test_a_page_may_be_called_as_what_readers_run(tmp_path: Path) -> None:
    with serving(Shelf.copy("rivers", tmp_path / "book"), live=True) as served:
        assert b"There is no media/live-x/a.png" in served.get("/media/live-x/a.png")[1]
        of_readers = f"/media/live-{'0' * 32}-1-{'0' * 12}/a.png"
        assert served.get(of_readers)[1] == b"no such output"


def test_a_range_beyond_all_measure_is_refused(still: Served) -> None:
    assert still.get("/speed.html", Range=f"bytes={'9' * 5000}-")[0].status == 200
    assert still.get("/speed.html", Range=f"bytes={'9' * 18}-")[0].status == 416


def test_a_page_that_another_changes_has_the_key_of_what_is_shown(tmp_path: Path) -> None:
    shelf = Shelf.copy("rivers", tmp_path / "book")
    site = Site(Preview(shelf.folder), VSCODE, lambda problems: None)
    before = asyncio.run(site.file("end.html"))
    shelf.edit("pages/flow.md", "# Flow", "# Streams")
    site.preview.refresh((shelf.folder / "pages/flow.md",))
    assert not site.preview.settled
    after = asyncio.run(site.file("end.html"))
    assert isinstance(before, tuple)
    assert isinstance(after, tuple)
    assert b"Streams" in after[0]
    assert after[1] == site.preview.key("end.html") != before[1]


def test_what_is_wrong_with_code_moves_with_its_lines(tmp_path: Path) -> None:
    folder = small_book(tmp_path / "book", a="# A page\n\n{glue:text}`none`\n")
    preview = Preview(folder)
    assert [one.at.line for one in preview.problems("a.html") if one.code == "unknown-value"] == [3]
    (folder / "a.md").write_text("# A page\n\nMore.\n\n{glue:text}`none`\n")
    preview.refresh((folder / "a.md",))
    preview.settle()
    assert [one.at.line for one in preview.problems("a.html") if one.code == "unknown-value"] == [5]


# --- the command ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_command_answers_until_it_is_stopped(tmp_path: Path) -> None:
    Shelf.copy("rivers", tmp_path / "book")
    command = [sys.executable, "-m", "hexapla", "serve", str(tmp_path / "book"), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout
        lines = iter(run.stdout.readline, "")
        url = next(found[0] for line in lines if (found := re.search(r"http://127\.\S+/", line)))
        served = Served(Shelf(tmp_path / "book"), int(url.split(":")[2].strip("/")))
        with served.open("speed.html"):
            run.send_signal(signal.SIGINT)
            _, said = run.communicate(timeout=LATE)
    assert run.returncode == 130
    assert "Traceback" not in said
    assert said.splitlines()[-1] == "Stopped; there is no preview any more."


@pytest.mark.slow
def test_the_command_says_what_is_wrong_with_its_words(tmp_path: Path) -> None:
    def said(*words: str, code: int, **own: str) -> str:
        command = [sys.executable, "-m", "hexapla", "serve", *words]
        done = subprocess.run(  # noqa: PLW1510
            command, capture_output=True, text=True, env={**os.environ, **own}, timeout=LATE
        )
        assert done.returncode == code, done.stderr
        return done.stderr

    assert "hexapla new" in said(str(tmp_path), code=1)
    book = Shelf.copy("rivers", tmp_path / "book").folder
    assert "did you mean 'plain'" in said(str(book), "--variant", "plian", code=2)
    assert "known are vscode" in said(str(book), code=2, HEXAPLA_EDITOR="notepad")
