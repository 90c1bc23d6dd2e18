"""Kinds of page as readers see them, for docs/gallery.md: light, dark, and on a phone.

    hexapla build book; hexapla build docs
    python benchmarks/site/gallery.py [NAME]…

Each picture is a WebP file in docs/img/gallery. Nothing moves in what is photographed, so that
equal pages give equal pictures, but for a browser that draws otherwise.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.wait import WebDriverWait
from served import served

ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "docs" / "img" / "gallery"
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--hide-scrollbars")
LOOKS = {
    "light": ("light", 1280, 900),
    "dark": ("dark", 1280, 900),
    "phone": ("light", 390, 844),
}
QUALITY = 62
# Waits until the faces are there, and what an act opened has settled.
SETTLED = "const done = arguments[0]; document.fonts.ready.then(() => setTimeout(done, 600))"


# The first of these elements that can be seen, below the bar.
BROUGHT = """
const at = [...document.querySelectorAll(arguments[0])].find((one) => one.checkVisibility());
scrollTo(0, at.getBoundingClientRect().top + scrollY - 90);
"""
COMPARE = "document.querySelector('.compared')?.click()"
TAKE = "document.querySelector('details.take').open = true"
FOUND = "return document.querySelector('dialog.find mark')"
SEARCH = """
document.querySelector('button.search').click();
const field = document.querySelector('dialog.find input');
field.value = 'gradient';
field.dispatchEvent(new Event('input', { bubbles: true }));
"""


@dataclass(frozen=True)
class Kind:
    """A kind of page: whose it is, what to bring into view, what to do there."""

    name: str
    book: str
    page: str
    at: str = ""
    act: str = ""


KINDS = (
    Kind("cover", "book", "index.html"),
    Kind("chapter", "book", "linear-model.html"),
    Kind("mathematics", "book", "weight-decay.html", ".formula"),
    Kind("code", "book", "weight-decay.html", "[data-tab]"),
    Kind("output", "book", "linear-regression-scratch.html?variant=jax", ".out img"),
    Kind("compare", "book", "linear-regression-scratch.html", ".variants", COMPARE),
    Kind("boxes", "showcase", "boxes.html", ".admonition"),
    Kind("cards", "showcase", "boxes.html", ".tabset, .grid"),
    Kind("theorems", "showcase", "theorems.html"),
    Kind("figures", "showcase", "figures.html", "figure"),
    Kind("search", "book", "linear-model.html", "", SEARCH),
    Kind("map", "book", "map.html"),
    Kind("take", "book", "linear-regression-scratch.html", "", TAKE),
)


def main() -> None:
    wanted = sys.argv[1:]
    GALLERY.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        folders = {"book": ROOT / "book" / "_build" / "web", **made(stack)}
        sites = {name: stack.enter_context(served(folder)) for name, folder in folders.items()}
        browser = stack.enter_context(chrome())
        for kind in KINDS:
            if wanted and kind.name not in wanted:
                continue
            for look in LOOKS:
                picture = photographed(browser, sites[kind.book], kind, look)
                (GALLERY / f"{kind.name}-{look}.webp").write_bytes(picture)
    total = sum(one.stat().st_size for one in GALLERY.iterdir())
    print(f"{total / 1e6:.2f} MB in {len(list(GALLERY.iterdir()))} pictures")


def made(stack: ExitStack) -> dict[str, Path]:
    """The site of the showcase."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "showcase"
    shutil.copytree(ROOT / "tests" / "showcase", folder)
    command = [sys.executable, "-m", "hexapla", "build", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return {"showcase": folder / "_build" / "web"}


def photographed(browser: webdriver.Chrome, site: str, kind: Kind, look: str) -> bytes:
    scheme, width, height = LOOKS[look]
    features = [
        {"name": "prefers-color-scheme", "value": scheme},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    browser.get("about:blank")
    browser.get(f"{site}/{kind.page}")
    browser.execute_script("localStorage.clear(); sessionStorage.clear()")
    browser.execute_async_script(SETTLED)
    if kind.at:
        browser.execute_script(BROUGHT, kind.at)
    browser.execute_script(kind.act)
    browser.execute_async_script(SETTLED)
    if kind.act == SEARCH:
        WebDriverWait(browser, 20, 0.1).until(lambda page: page.execute_script(FOUND))
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    return base64.b64decode(shot["data"])


@contextmanager
def chrome() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    with tempfile.TemporaryDirectory() as profile:
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        browser = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        try:
            yield browser
        finally:
            browser.quit()


if __name__ == "__main__":
    main()
