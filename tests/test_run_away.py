"""Cells that readers run binder: on a Binder, a JupyterHub, and in the browser by Pyodide."""

from __future__ import annotations

import json
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from reading import cell, outputs, press, served, state, status, until, written

pytest.importorskip("jupyter_server")

pytestmark = [pytest.mark.kernel, pytest.mark.browser]
HUB = Path(__file__).with_name("hub.py")
PYODIDE = Path(__file__).parent.parent / ".hexapla" / "pyodide"  # npm's package, if it is there

BOOK = {
    "book.toml": """
title = "Rivers"
repository = "https://github.com/ada/rivers"
branch = "draft"
repository_folder = "book"
[package]
name = "rivers"
folder = "companion"
[run]
binder = "{at}/binder"
jupyterhub = "{hub}"
pyodide = "pyodide"
[[parts]]
title = "All"
chapters = ["first.md", "away.md", "none.md", "here.md"]
""",
    "first.md": """
# First

```{code-cell}
#@save
def flow(speed):
    return speed * 2
```
""",
    "away.md": """
# Away

```{code-cell}
:tags: [remove-cell]
hidden = 40
```

```{code-cell}
from IPython.display import HTML
print(hidden + 1)
acts = "<script>parent.stolen = 1</script><img src=x onerror='parent.stolen = 1'>"
HTML("<b onclick='parent.stolen = 1'>bold</b>" + acts)
```

```{code-cell}
import time
print("begun", flush=True)
time.sleep(60)
```

```{code-cell}
from rivers.python import flow
print(flow(21))
```
""",
    "none.md": """
---
run: false
---
# None

```{code-cell}
print(1)
```
""",
    "here.md": """
---
run: pyodide
---
# Here

```{code-cell}
from rivers.python import flow
print("sum")
sum(range(flow(5)))
```

```{code-cell}
import asyncio
await asyncio.sleep(0)
1 / 0
```
""",
}
STREAM = "text/event-stream"
TOKEN = secrets.token_hex(16)


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Jupyter server, as a Binder starts one: pages of any site may use it."""
    root = tmp_path_factory.mktemp("repository")
    (root / "book" / "companion" / "rivers").mkdir(parents=True)
    (root / "rivers").symlink_to(root)  # where a hub has it
    saved = "def flow(speed):\n    return speed * 2\n"
    (root / "book" / "companion" / "rivers" / "python.py").write_text(saved)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [sys.executable, str(HUB), str(port), str(root), TOKEN]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    for line in process.stderr:
        if "is running at" in line:
            break
    yield f"http://127.0.0.1:{port}/user/ada/"
    process.terminate()
    process.wait(20)


class Binder:
    """A Binder on this machine, which counts what it is asked for."""

    def __init__(self) -> None:
        self.server = ""
        self.asked: list[str] = []

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/binder/build/{spec:path}", self.build),
        ]

    async def build(self, request: Request) -> Response:
        self.asked.append(request.path_params["spec"])
        if not self.server:
            return Response('data: {"phase": "failed", "message": "no"}\n\n', media_type=STREAM)
        ready = {"phase": "ready", "url": self.server, "token": TOKEN}
        said = ({"phase": "waiting"}, {"phase": "building", "message": "…"}, ready)
        events = "".join(f"data: {json.dumps(one)}\n\n" for one in said)
        return Response(":keepalive\n\n" + events, media_type=STREAM)


@pytest.fixture(scope="module")
def binder() -> Binder:
    return Binder()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, binder: Binder, jupyter: str) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("book")

    async def page(request: Request) -> Response:
        path = folder / "_build" / "web" / request.path_params["path"]
        return FileResponse(path) if path.is_file() else Response(status_code=404)

    routes = [*binder.routes(), Route("/{path:path}", page)]
    with served(routes) as url:
        written({name: _at(text, url, jupyter) for name, text in BOOK.items()}, folder)
        if PYODIDE.is_dir():
            (folder / "_build" / "web" / "pyodide").symlink_to(PYODIDE)
        yield url


def _at(text: str, url: str, jupyter: str) -> str:
    return text.replace("{at}", url).replace("{hub}", jupyter.partition("/user/")[0])


def choose(page: webdriver.Chrome, place: str) -> None:
    page.find_element(By.CSS_SELECTOR, f'.run-place option[value="{place}"]').click()


def test_nothing_is_asked_for_before_a_reader_presses(
    browser: webdriver.Chrome, site: str, binder: Binder
) -> None:
    browser.get(f"{site}/away.html")
    assert status(browser) == "Code runs on Binder: it is sent there when you press a button."
    loaded = browser.execute_script(
        "return performance.getEntriesByType('resource').map(e => e.name)"
    )
    assert not [url for url in loaded if "binder" in url or "hub" in url or "pyodide" in url]
    assert binder.asked == []


def test_a_page_may_say_that_its_cells_are_not_run(browser: webdriver.Chrome, site: str) -> None:
    browser.get(f"{site}/none.html")
    assert browser.find_elements(By.CSS_SELECTOR, ".run-row, .run-bar, #book-run") == []


def test_cells_run_on_a_binder(
    browser: webdriver.Chrome, site: str, binder: Binder, jupyter: str
) -> None:
    binder.server = jupyter
    browser.get(f"{site}/away.html")
    browser.find_element(By.CSS_SELECTOR, ".run-all").click()
    until(lambda: "begun" in outputs(browser, 2))
    assert binder.asked == ["gh/ada/rivers/draft"]
    assert "41" in outputs(browser, 1)
    frame = cell(browser, 1).find_element(By.CSS_SELECTOR, "iframe.run-frame")
    browser.switch_to.frame(frame)
    assert browser.find_element(By.TAG_NAME, "b").text == "bold"
    browser.find_element(By.TAG_NAME, "b").click()
    browser.switch_to.default_content()
    assert browser.execute_script("return window.stolen") is None
    browser.find_element(By.CSS_SELECTOR, ".run-stop").click()
    until(lambda: state(browser, 2) == "failed")
    assert "KeyboardInterrupt" in outputs(browser, 2)
    press(browser, 3, "one")
    until(lambda: state(browser, 3) == "ran")
    assert outputs(browser, 3) == "42"


def test_cells_run_on_a_readers_own_server_of_a_hub(
    browser: webdriver.Chrome, site: str, jupyter: str
) -> None:
    browser.get(f"{site}/away.html")
    choose(browser, "jupyterhub")
    press(browser, 1, "above")
    until(lambda: browser.find_elements(By.CSS_SELECTOR, ".run-ask input"))
    browser.switch_to.active_element.send_keys(TOKEN + "\n")
    until(lambda: "python" in status(browser))
    press(browser, 3, "one")
    until(lambda: state(browser, 3) == "ran")
    assert outputs(browser, 3) == "42"


def test_what_went_wrong_is_said(browser: webdriver.Chrome, site: str, binder: Binder) -> None:
    browser.get(f"{site}/away.html")
    choose(browser, "jupyterhub")
    press(browser, 1, "one")
    until(lambda: browser.find_elements(By.CSS_SELECTOR, ".run-ask input"))
    browser.switch_to.active_element.send_keys("wrong\n")
    until(lambda: "403" in status(browser))
    choose(browser, "binder")
    binder.server = ""
    press(browser, 1, "one")
    until(lambda: "no server" in status(browser))
    assert state(browser, 1) == ""


def test_pages_that_ask_for_it_run_in_the_browser(browser: webdriver.Chrome, site: str) -> None:
    if not PYODIDE.is_dir():
        pytest.skip(f"there is no package of npm's pyodide at {PYODIDE}")
    browser.get(f"{site}/here.html")
    browser.find_element(By.CSS_SELECTOR, ".run-all").click()
    until(lambda: state(browser, 1) == "failed")
    assert outputs(browser, 0).split() == ["sum", "45"]
    assert "ZeroDivisionError: division by zero" in outputs(browser, 1)
    assert "line 3" in outputs(browser, 1)
    assert "Pyodide" in status(browser)
