"""What tests of pages that readers run share: a server on this machine, and how to press."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from hexapla import plugins
from hexapla.build import Wish, build, read


def written(files: Mapping[str, str], folder: Path) -> Path:
    """A book of these files, and its site under _build/web."""
    for name, text in files.items():
        (folder / name).write_text(text.lstrip(), encoding="utf-8")
    book, _ = read(folder)
    assert book
    tools, _ = plugins.tools(
        book.config, folder, outputs=["web"], run=False, tell=lambda event: None
    )
    build(book, tools, folder, folder / "_build", Wish())
    return folder


@contextmanager
def served(routes: list[BaseRoute]) -> Iterator[str]:
    """The address of a server of these routes, on this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(Starlette(routes=routes), log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def until(true: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to be"
        time.sleep(0.05)


def cell(page: WebDriver, number: int) -> WebElement:
    return page.find_element(By.CSS_SELECTOR, f'.cell[data-cell="{number}"]')


def press(page: WebDriver, number: int, what: str) -> None:
    """Press a button of a cell: run, above, edit, revert."""
    found = cell(page, number)
    page.execute_script(
        "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", found
    )
    found.find_element(By.CSS_SELECTOR, f".run-{what}").click()


def state(page: WebDriver, number: int) -> str:
    row = cell(page, number).find_element(By.CSS_SELECTOR, ".run-row")
    return row.get_attribute("data-state") or ""


def outputs(page: WebDriver, number: int) -> str:
    """What a cell has shown since a reader ran it."""
    found = cell(page, number).find_elements(By.CSS_SELECTOR, ".run-out")
    return "".join(one.text for one in found)


def status(page: WebDriver) -> str:
    return page.find_element(By.CSS_SELECTOR, ".run-status").text
