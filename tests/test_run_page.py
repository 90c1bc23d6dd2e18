"""Cells that readers run: on this machine, with real kernels, in a real browser."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from hexapla.build import read
from hexapla.serve.live import Live
from hexapla.serve.peer import is_ours
from reading import cell, outputs, press, served, state, status, until, written

pytestmark = [pytest.mark.kernel, pytest.mark.browser]

BOOK = {
    "book.toml": """
title = "Rivers"
[[variants]]
name = "plain"
title = "Plain"
[[variants]]
name = "other"
title = "Other"
[package]
name = "rivers"
[execution]
cell_timeout = 20
[[parts]]
title = "All"
chapters = ["first.md", "second.md"]
""",
    "first.md": """
# First

```{code-cell} plain
#@save
def flow(speed):
    return speed * 2
```
""",
    "second.md": """
# Second

```{code-cell} plain
:tags: [remove-cell]
hidden = 40
```

```{code-cell} plain
from rivers.plain import flow
print(flow(hidden) + 1)
```

```{code-cell} other
print("other")
```

Words between.

```{code-cell} plain
import sys, time
print("begun", flush=True)
time.sleep(60)
```

```{code-cell} plain
from IPython.display import HTML, display
display(HTML("<b onclick='stolen = 1'>bold</b>"))
display(HTML("<i>act</i><script>stolen = 1; parent.stolen = 1</script>"))
box = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'></svg>"
display({"image/svg+xml": box}, raw=True)
```
""",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(BOOK, tmp_path_factory.mktemp("rivers"))


@pytest.fixture(scope="module")
def live(folder: Path) -> Iterator[Live]:
    made = Live(folder, lambda: read(folder)[0])
    yield made
    made.close()


@pytest.fixture(scope="module")
def site(folder: Path, live: Live) -> Iterator[str]:
    async def page(request: Request) -> Response:
        path = folder / "_build" / "web" / request.path_params["path"]
        if path.suffix == ".html":
            text = path.read_text(encoding="utf-8")
            return Response(
                text.replace("</head>", f"{live.head()}</head>"), media_type="text/html"
            )
        return FileResponse(path) if path.is_file() else Response(status_code=404)

    with served([*live.routes(), Route("/{path:path}", page)]) as url:
        yield url


@pytest.fixture
def page(browser: webdriver.Chrome, site: str) -> webdriver.Chrome:
    browser.get(f"{site}/second.html?variant=plain")
    return browser


def test_a_cell_runs_when_it_is_pressed_and_its_output_comes_in_place(
    page: webdriver.Chrome,
) -> None:
    press(page, 1, "above")
    until(lambda: "Plain" in status(page))
    press(page, 1, "one")
    until(lambda: state(page, 1) == "ran")
    assert outputs(page, 1) == "81"


def test_stop_and_reset(page: webdriver.Chrome) -> None:
    press(page, 3, "one")
    until(lambda: "begun" in outputs(page, 3))
    press(page, 3, "one")
    until(lambda: state(page, 3) == "failed")
    assert "KeyboardInterrupt" in cell(page, 3).text
    page.find_element(By.CSS_SELECTOR, ".run-reset").click()
    until(lambda: state(page, 3) == "")
    assert "KeyboardInterrupt" not in cell(page, 3).text


def test_what_a_session_shows_can_do_no_more_than_what_the_book_shows(
    page: webdriver.Chrome,
) -> None:
    press(page, 4, "one")
    until(lambda: state(page, 4) == "ran")
    shown = cell(page, 4)
    assert shown.find_element(By.CSS_SELECTOR, ".out.html b").get_attribute("onclick") is None
    picture = shown.find_element(By.CSS_SELECTOR, ".out.picture img")
    until(lambda: page.execute_script("return arguments[0].naturalWidth", picture) == 40)
    assert page.execute_script("return window.stolen") is None


def test_edited_code_runs_and_the_keyboard_is_not_trapped(page: webdriver.Chrome) -> None:
    press(page, 1, "edit")
    area = page.switch_to.active_element
    assert area.tag_name == "textarea"
    area.send_keys(Keys.CONTROL, "a")
    area.send_keys("if True:", Keys.ENTER, "print(6 * 7)", Keys.SHIFT, Keys.ENTER)
    until(lambda: state(page, 1) == "ran")
    assert outputs(page, 1) == "42"
    area.send_keys(Keys.ESCAPE)
    area.send_keys(Keys.TAB)
    assert page.switch_to.active_element != area
    press(page, 1, "revert")
    assert "flow(hidden)" in (area.get_attribute("value") or "")


def opened(site: str, token: str, origin: str | None) -> list[dict[str, object]]:
    """What a socket is told that says such things of itself, to its end."""
    address = site.replace("http", "ws") + "/_hexapla/live"
    with connect(address, origin=origin) as socket:  # type: ignore[arg-type]
        socket.send(json.dumps({"token": token, "path": "/second.html", "variant": "plain"}))
        with suppress(ConnectionClosed):  # who is not known may be cut off before this
            socket.send(json.dumps({"do": "run", "cells": [[1, "print(1)"]]}))
        return told(socket)


def told(socket: ClientConnection) -> list[dict[str, object]]:
    """What a socket is told to its end, which may be that it is refused."""
    heard = []
    with suppress(ConnectionClosed):
        while True:
            heard.append(json.loads(socket.recv(60)))
    return heard


@pytest.mark.parametrize("origin", [None, "null", "http://127.0.0.1:1", "https://evil.example"])
def test_only_pages_of_the_server_are_heard(site: str, live: Live, origin: str | None) -> None:
    with pytest.raises(InvalidStatus):
        opened(site, live.token, origin)


def test_only_who_knows_the_token_is_heard(site: str) -> None:
    assert opened(site, "", site) == []


def test_a_name_that_leads_here_is_not_taken_for_this_machine(site: str, live: Live) -> None:
    port = site.rpartition(":")[2]
    address = f"ws://127.0.0.1:{port}/_hexapla/live"
    trap = {"Host": f"evil.example:{port}", "Origin": f"http://evil.example:{port}"}
    with pytest.raises(InvalidStatus), connect(address, additional_headers=trap):
        pass


def test_what_no_page_of_ours_would_say_ends_the_session(site: str, live: Live) -> None:
    address = site.replace("http", "ws") + "/_hexapla/live"
    before = list(live.sessions._sessions)
    with connect(address, origin=site) as socket:  # type: ignore[arg-type]
        about = {"token": live.token, "path": "/second.html", "variant": "plain"}
        socket.send(json.dumps(about))
        assert json.loads(socket.recv(60))["is"] == "ready"
        socket.send(json.dumps({"do": "run", "cells": [["1", "print(1)"]]}))
        assert told(socket) == []
    until(lambda: all(one.over for one in live.sessions._sessions if one not in before))


def test_there_are_only_so_many_sessions(
    site: str, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live.sessions, "most", 0)
    assert opened(site, live.token, site) == [{"is": "ended", "why": "full"}]


def test_a_kernel_that_dies_is_told_and_the_next_press_has_a_new_one(
    page: webdriver.Chrome,
) -> None:
    press(page, 1, "edit")
    area = page.switch_to.active_element
    area.send_keys(Keys.CONTROL, "a")
    area.send_keys("import os; os._exit(1)", Keys.SHIFT, Keys.ENTER)
    until(lambda: "died" in status(page))
    press(page, 1, "revert")
    press(page, 1, "above")
    until(lambda: "Plain" in status(page))
    press(page, 1, "one")
    until(lambda: state(page, 1) == "ran")
    assert outputs(page, 1) == "81"


def test_the_other_user_of_a_machine_is_told_from_ours() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as client,
    ):
        ends = client.getsockname(), client.getpeername()
        assert is_ours(*ends, user=os.getuid())
        assert not is_ours(*ends, user=os.getuid() + 1)
