"""Every kind of page, as axe-core sees it: WCAG 2.2 AA, in light and dark, wide and narrow."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.support.wait import WebDriverWait

from fakes import settled
from hexapla import plugins
from hexapla.build import Wish, build, read
from hexapla.render.web.site import Web
from serving import serve
from small_site import edition, publish

pytestmark = pytest.mark.browser
SHOWCASE = Path(__file__).parent / "showcase"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
LOOKS = [(scheme, width) for scheme in ("light", "dark") for width in (1280, 390)]
RUN_AXE = """
const [tags, done] = arguments;
axe.run(document, { runOnly: tags, resultTypes: ["violations"] })
  .then((found) => done(found.violations), (error) => done([{ id: String(error), nodes: [] }]));
"""
# A kind of page, what is opened on it, and what is there once it is open.
SEARCH = ("document.querySelector('button.search').click()", "dialog.find[open]")
COMPARE = ("document.querySelector('.compared').click()", "dialog.comparison[open]")
TAKE = ("document.querySelector('details.take').open = true", "details.take[open]")
MENU = ("document.querySelector('button.menu')?.click()", "#book-contents")
SOLUTION = ("for (const one of document.querySelectorAll('main details')) one.open = true", "main")
POPUP = ("document.querySelector('sup a[href*=\"#\"]').focus()", ".popup:popover-open")
ZOOM = ("document.querySelector('a.zoom').click()", "dialog[open]")
EDIT = ("document.querySelector('.run-edit').click()", "textarea")
NOTHING = ("", "main")
KINDS = [
    ("showcase/index.html", NOTHING),
    ("showcase/boxes.html", NOTHING),
    ("showcase/boxes.html", SOLUTION),
    ("showcase/boxes.html", MENU),
    ("showcase/figures.html", NOTHING),
    ("showcase/figures.html", POPUP),
    ("showcase/figures.html", ZOOM),
    ("showcase/figures.html", SEARCH),
    ("showcase/theorems.html", NOTHING),
    ("showcase/code.html", NOTHING),
    ("showcase/code.html", COMPARE),
    ("showcase/code.html", TAKE),
    ("showcase/code.html?variant=jax", NOTHING),
    ("showcase/words.html", NOTHING),
    ("showcase/map.html", NOTHING),
    ("run/code.html", NOTHING),
    ("run/code.html", EDIT),
    ("rtl/index.html", NOTHING),
    ("rtl/boxes.html", NOTHING),
    ("rtl/figures.html", NOTHING),
    ("rtl/code.html", NOTHING),
    ("small/linear.html", SOLUTION),
    ("small/fit.html?variant=jax", NOTHING),
    ("small/decay.html", NOTHING),
]


@pytest.fixture(scope="module")
def axe() -> str:
    """The script, as it comes with a package of another use for it."""
    package = importlib.util.find_spec("axe_playwright_python")
    if package is None or not package.submodule_search_locations:
        pytest.skip("axe-playwright-python is not installed")
    return Path(package.submodule_search_locations[0], "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The showcase: with a theme; run on the page; from right to left. And the small book."""
    root = tmp_path_factory.mktemp("served")
    made(tmp_path_factory.mktemp("a"), root / "showcase", lambda text: text)
    made(
        tmp_path_factory.mktemp("b"),
        root / "run",
        lambda text: (
            text.partition("[theme]")[0] + '[run]\nbinder = "https://mybinder.org"\n\n'
            "[[parts]]" + text.partition("[[parts]]")[2]
        ),
    )
    made(tmp_path_factory.mktemp("c"), root / "rtl", lambda text: f'language = "ar"\n{text}')
    publish(tuple(settled(Web(), edition())[0]), root / "small")
    with serve(root) as address:
        yield address


def made(source: Path, site: Path, changed: Callable[[str], str]) -> None:
    """The showcase with another book.toml, built."""
    shutil.copytree(SHOWCASE, source, dirs_exist_ok=True)
    config = source / "book.toml"
    config.write_text(changed(config.read_text(encoding="utf-8")), encoding="utf-8")
    book, problems = read(source)
    assert book, problems
    tools, _ = plugins.tools(
        book.config, source, outputs=["web"], run=False, tell=lambda event: None
    )
    build(book, tools, source, source / "_build", Wish())
    shutil.move(source / "_build" / "web", site)


@pytest.mark.parametrize(("address", "opened"), KINDS)
def test_nothing_keeps_anyone_out(
    browser: webdriver.Chrome, site: str, axe: str, address: str, opened: tuple[str, str]
) -> None:
    found = {}
    seen(browser, *LOOKS[0])
    browser.get("about:blank")
    browser.get(f"{site}/{address}")
    browser.execute_script(opened[0])
    WebDriverWait(browser, 10, 0.05).until(
        lambda page: page.execute_script("return document.querySelector(arguments[0])", opened[1])
    )
    browser.execute_script(axe)
    for look in LOOKS:
        seen(browser, *look)
        violations = browser.execute_async_script(RUN_AXE, TAGS)
        found |= {(*look, one["id"]): said(one) for one in violations}
    assert found == {}


def seen(browser: webdriver.Chrome, scheme: str, width: int) -> None:
    """Let the browser show light or dark, as wide as this; nothing moves."""
    features = [
        {"name": "prefers-color-scheme", "value": scheme},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)


def said(violation: dict[str, list[dict[str, object]]]) -> list[object]:
    """Where it is, and what axe says of it."""
    return [(one["target"], one["html"], one["failureSummary"]) for one in violation["nodes"][:4]]
