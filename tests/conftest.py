"""What all tests share."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings
from selenium import webdriver

sys.path.insert(0, str(Path(__file__).parent))  # fakes.py and books.py are imported by name

import paper
from chrome import chrome, renewed
from hexapla.cli.main import GARBAGE
from paper import Opened

gc.set_threshold(GARBAGE)  # as the command line does
# jsonschema's for addresses that are not English; no notebook has them, and it takes seconds
sys.modules["rfc3987_syntax"] = ModuleType("rfc3987_syntax")

settings.register_profile("hexapla", deadline=None)  # machines are slow, some of the time
settings.register_profile("fast", deadline=None, max_examples=10)  # for `./check fast`
settings.load_profile("hexapla")


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """The one browser of all tests; they use `browser`."""
    with chrome(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser(chromium: webdriver.Chrome) -> webdriver.Chrome:
    """A browser as if it were just started, for the tests of a file."""
    return renewed(chromium)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with kernels or browsers first: where files are shared out, a long one ends nothing."""
    long = {item.path for item in items if {"kernel", "browser"} & {*item.keywords}}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session")
def rivers_pdf(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """A small book as a PDF for screens."""
    made = paper.shelf(tmp_path_factory.mktemp("rivers"), "pdf")
    made.build()
    return paper.opened(made.folder / "_build" / "pdf" / "rivers-numpy.pdf")
