"""A real browser without a window, for tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.wait import WebDriverWait

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,900",
)


class Browser(webdriver.Chrome):
    """One whose pages are there when it has got them: on a crowded machine, some are not yet."""

    def get(self, url: str) -> None:
        super().get(url)
        ready = "return document.readyState === 'complete'"
        WebDriverWait(self, 20, 0.02).until(lambda browser: browser.execute_script(ready))


@contextmanager
def chrome(profile: Path) -> Iterator[webdriver.Chrome]:
    """Chromium with an empty profile; skips the test where there is none."""
    program = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    driver = shutil.which("chromedriver")
    if not program or not driver:
        pytest.skip(f"{'chromedriver' if program else 'chromium'} is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    browser = Browser(options=options, service=Service(driver))
    try:
        yield browser
    finally:
        browser.quit()


def renewed(browser: webdriver.Chrome) -> webdriver.Chrome:
    """The browser with an empty tab alone: nothing is emulated, allowed, logged or kept."""
    old = browser.window_handles
    browser.switch_to.new_window("tab")
    new = browser.current_window_handle
    for tab in old:
        browser.switch_to.window(tab)
        browser.close()
    browser.switch_to.window(new)
    browser.execute_cdp_cmd("Page.bringToFront", {})  # what is behind has no focus
    browser.execute_cdp_cmd("Browser.resetPermissions", {})
    browser.execute_cdp_cmd("Network.clearBrowserCache", {})
    # Servers have ports of their own, and so do what pages keep; files share what they keep.
    files = {"origin": "file://", "storageTypes": "all"}
    browser.execute_cdp_cmd("Storage.clearDataForOrigin", files)
    browser.get_log("browser")
    return browser
