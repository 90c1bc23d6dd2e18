"""The website in a real browser: tabs, keyboard, colours, phones, and no word to other hosts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from fakes import settled
from hexapla.model.nodes import Cell, Group, RawBlock, Tab, Tabs, Target, Text
from hexapla.model.outputs import STDOUT, Output
from hexapla.render.web.site import Web
from serving import STRICT, serve
from small_site import PLOT, edition, page_of, paragraph, publish, with_run, words

pytestmark = pytest.mark.browser
Open = Callable[..., webdriver.Chrome]


# Sets of tabs of an author's, of which the first two are synced, and what could be taken for one.
TABS = (
    Tabs(
        (
            Tab(words("Linux"), (paragraph("apt"),), "linux"),
            Tab(words("Windows"), (paragraph("winget"), Target("deep")), "windows"),
        )
    ),
    Tabs(
        (
            Tab(words("On Windows"), (paragraph("second winget"),), "windows"),
            Tab(words("On Linux"), (paragraph("second apt"),), "linux", chosen=True),
        )
    ),
    Tabs((Tab(words("One"), (paragraph("1"),)), Tab(words("Two"), (paragraph("2"),)))),
    Group(("variants", "tabset"), (paragraph("a group of the author's"),)),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the small book's site, under a path of its own."""
    root = tmp_path_factory.mktemp("served")
    publish(tuple(settled(Web(), edition())[0]), root / "deep" / "book")
    hostile = with_run(
        page_of(
            paragraph(Text("<script>window.stolen = true</script>")),
            RawBlock("<script>window.stolen = true</script><img src=x onerror='stolen = true'>"),
            Cell("print()"),
        ),
        "pytorch",
        (Output("text/html", "<b onmouseover='stolen = 1'>x</b>"), Output("image/svg+xml", PLOT)),
        (Output(STDOUT, "<img src=x onerror='stolen = true'>"),),
    )
    publish(tuple(settled(Web(), hostile)[0]), root / "hostile")
    publish(tuple(settled(Web(), page_of(*TABS))[0]), root / "deep" / "book" / "tabs")
    with serve(root, policy=STRICT) as address:
        yield f"{address}/deep/book"


@pytest.fixture
def visit(browser: webdriver.Chrome, site: str) -> Open:
    """Open a page as a reader who has never been here, on a screen of some width."""

    def opened(page: str, *, width: int = 1400, dark: bool = False) -> webdriver.Chrome:
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme, still]})
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.get(f"{site}/index.html")
        browser.execute_script("localStorage.clear()")
        browser.get(f"{site}/{page}")
        return browser

    return opened


def shown(browser: webdriver.Chrome) -> set[str]:
    """The variants of which a panel can be seen."""
    panels = browser.find_elements(By.CSS_SELECTOR, ".variants > [data-in]")
    return {str(panel.get_attribute("data-in")) for panel in panels if panel.is_displayed()}


def tab(
    browser: webdriver.Chrome, name: str, number: int = 0
) -> webdriver.remote.webelement.WebElement:
    return browser.find_elements(By.CSS_SELECTOR, f"[data-tab={name}]")[number]


def ground(browser: webdriver.Chrome) -> str:
    return str(
        browser.execute_script(
            "return getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/)[0]"
        )
    )


def test_the_first_variant_is_shown_and_a_tab_changes_all(visit: Open) -> None:
    browser = visit("linear.html")
    assert shown(browser) == {"pytorch"}
    tab(browser, "jax", 1).click()
    assert shown(browser) == {"jax"}
    selected = browser.find_elements(By.CSS_SELECTOR, "[role=tab][aria-selected=true]")
    assert {one.text for one in selected} == {"JAX"}


def test_what_is_touched_stays_in_its_place(visit: Open) -> None:
    browser = visit("linear.html")
    third = tab(browser, "jax", 2)
    browser.execute_script(
        "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", third
    )
    before = browser.execute_script("return arguments[0].getBoundingClientRect().top", third)
    third.click()
    after = browser.execute_script("return arguments[0].getBoundingClientRect().top", third)
    assert abs(before - after) < 2


def test_the_choice_holds_for_all_pages(visit: Open, site: str) -> None:
    browser = visit("linear.html")
    tab(browser, "jax").click()
    browser.get(f"{site}/decay.html")
    assert shown(browser) == {"jax"}
    assert Select(browser.find_element(By.ID, "book-variant")).first_selected_option.text == "JAX"


def test_an_address_and_the_switch_above_choose_too(visit: Open, site: str) -> None:
    browser = visit("linear.html?variant=jax")
    assert shown(browser) == {"jax"}
    Select(browser.find_element(By.ID, "book-variant")).select_by_value("pytorch")
    assert shown(browser) == {"pytorch"}
    browser.get(f"{site}/linear.html?variant=no-such")
    assert shown(browser) == {"pytorch"}


def test_tabs_by_keyboard(visit: Open) -> None:
    browser = visit("linear.html")
    tab(browser, "pytorch").send_keys(Keys.ARROW_RIGHT)
    assert shown(browser) == {"jax"}
    assert browser.switch_to.active_element == tab(browser, "jax")
    assert tab(browser, "pytorch").get_attribute("tabindex") == "-1"
    browser.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
    assert shown(browser) == {"pytorch"}
    browser.switch_to.active_element.send_keys(Keys.END)
    assert shown(browser) == {"jax"}
    controlled = browser.switch_to.active_element.get_attribute("aria-controls")
    panel = browser.find_element(By.ID, str(controlled))
    assert panel.get_attribute("role") == "tabpanel"
    assert panel.is_displayed()


def test_a_page_without_code_in_the_chosen_variant_says_so(visit: Open) -> None:
    browser = visit("fit.html?variant=jax")
    gap = browser.find_element(By.CSS_SELECTOR, ".gap")
    assert gap.text == "This page has no code in JAX yet. The code shown is in PyTorch."
    assert shown(browser) == {"pytorch"}
    tab(browser, "pytorch").click()
    assert not gap.is_displayed()


def test_colours_follow_the_system_until_the_reader_chooses(visit: Open, site: str) -> None:
    browser = visit("linear.html", dark=True)
    assert int(ground(browser)) < 60
    button = browser.find_element(By.CSS_SELECTOR, "button.theme")
    assert button.get_attribute("aria-label") == "Colours: system. Change to light"
    button.click()
    assert int(ground(browser)) > 200
    browser.get(f"{site}/decay.html")
    assert int(ground(browser)) > 200
    browser.find_element(By.CSS_SELECTOR, "button.theme").click()
    assert int(ground(browser)) < 60


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1400])
def test_no_page_is_wider_than_the_screen(visit: Open, site: str, width: int) -> None:
    browser = visit("index.html", width=width)
    for page in ("index", "linear", "fit"):
        browser.get(f"{site}/{page}.html")
        wide = browser.execute_script("return document.documentElement.scrollWidth")
        assert wide <= width, page


def test_a_line_of_prose_has_a_readable_length(visit: Open) -> None:
    browser = visit("linear.html")
    letters = browser.execute_script("""
        const p = document.querySelector(".text > p"), range = document.createRange();
        range.selectNodeContents(p);
        const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.bottom / 8)));
        return p.textContent.length / lines.size;
    """)
    assert 55 < letters < 80


def test_the_contents_on_a_phone(visit: Open) -> None:
    browser = visit("linear.html", width=390)
    menu = browser.find_element(By.CSS_SELECTOR, "button.menu")
    contents = browser.find_element(By.ID, "book-contents")
    assert not contents.is_displayed()
    menu.click()
    assert contents.is_displayed()
    assert menu.get_attribute("aria-expanded") == "true"
    menu.send_keys(Keys.ESCAPE)
    assert not contents.is_displayed()


def test_mathematics_is_set_in_its_own_type(visit: Open) -> None:
    browser = visit("linear.html")
    formula = browser.find_element(By.CSS_SELECTOR, ".equation .katex-html")
    assert formula.size["height"] > 30
    fonts = "return document.fonts.ready.then(() => document.fonts.check('16px KaTeX_Main'))"
    assert browser.execute_script(fonts) is True


def test_pictures_load_and_scripts_in_them_do_not_run(visit: Open) -> None:
    browser = visit("linear.html")
    loaded = browser.execute_async_script("""
        const done = arguments[0], images = [...document.images];
        for (const image of images) image.loading = "eager";
        Promise.all(images.map((image) => image.decode().then(() => image.naturalWidth, () => 0)))
          .then(done);
    """)
    assert len(loaded) == 3
    assert min(loaded) > 100
    assert browser.execute_script("return window.stolen") is None


def test_hostile_content_does_nothing(visit: Open, site: str) -> None:
    browser = visit("index.html")
    browser.get(f"{site.removesuffix('/deep/book')}/hostile/one.html")
    assert browser.execute_script("return window.stolen") is None
    assert "<script>window.stolen" in browser.find_element(By.CSS_SELECTOR, ".text > p").text


def test_the_copy_button_copies_the_code_alone(visit: Open) -> None:
    browser = visit("linear.html")
    browser.execute_script(
        "navigator.clipboard.writeText = async (text) => { window.copied = text }"
    )
    button = browser.find_element(By.CSS_SELECTOR, "button.copy")
    browser.execute_script("arguments[0].click()", button)
    assert browser.execute_script("return window.copied") == "import torch\nfrom torch import nn"


def seen(browser: webdriver.Chrome) -> list[str]:
    """The words of the panels of an author's tabs that can be seen."""
    panels = browser.find_elements(By.CSS_SELECTOR, ".tabset > .panel")
    return [panel.text for panel in panels if panel.is_displayed()]


def press(browser: webdriver.Chrome, title: str) -> None:
    browser.find_element(By.XPATH, f"//button[@role='tab'][.='{title}']").click()


def test_synced_tabs_change_together_and_are_remembered(visit: Open, site: str) -> None:
    browser = visit("tabs/one.html")
    assert seen(browser) == ["apt", "second apt", "1"]
    press(browser, "Windows")
    press(browser, "Two")
    assert seen(browser) == ["winget", "second winget", "2"]
    browser.get(f"{site}/tabs/one.html")
    assert seen(browser) == ["winget", "second winget", "1"]


def test_tabs_of_an_authors_by_keyboard(visit: Open) -> None:
    browser = visit("tabs/one.html")
    first = browser.find_element(By.CSS_SELECTOR, ".tabset [role=tab]")
    first.send_keys(Keys.ARROW_RIGHT)
    assert seen(browser)[:2] == ["winget", "second winget"]
    now = browser.switch_to.active_element
    assert (now.text, now.get_attribute("aria-selected")) == ("Windows", "true")
    assert first.get_attribute("tabindex") == "-1"
    panel = browser.find_element(By.ID, str(now.get_attribute("aria-controls")))
    assert panel.get_attribute("role") == "tabpanel"
    assert panel.text == "winget"


def test_a_link_into_a_closed_tab_opens_it(visit: Open) -> None:
    browser = visit("tabs/one.html#deep")
    assert seen(browser)[0] == "winget"


def test_without_scripts_all_tabs_are_there_to_read(visit: Open, site: str) -> None:
    browser = visit("tabs/one.html")
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(f"{site}/tabs/one.html")
        assert seen(browser)[:2] == ["Linux\napt", "Windows\nwinget"]
        assert not browser.find_element(By.CSS_SELECTOR, ".tabset > .tabs").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_a_link_into_a_hidden_panel_opens_it(visit: Open) -> None:
    browser = visit("linear.html?variant=jax#plot-cell")
    assert shown(browser) == {"jax"}  # the same cell stands in the panel of the chosen variant
    browser = visit("linear.html#jax-imports")
    assert shown(browser) == {"jax"}


def test_nothing_comes_from_elsewhere_and_nothing_goes_wrong(visit: Open, site: str) -> None:
    browser = visit("index.html")
    browser.get_log("browser")  # what was said before
    for page in ("index", "preface", "linear", "fit", "decay"):
        browser.get(f"{site}/{page}.html")
        asked = browser.execute_script(
            "return performance.getEntriesByType('resource').map((one) => one.name)"
        )
        assert all(url.startswith(f"{site}/") for url in asked), asked
    assert browser.get_log("browser") == []


def test_without_scripts_all_variants_are_there_to_read(visit: Open, site: str) -> None:
    browser = visit("index.html", width=390)
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(f"{site}/linear.html")
        assert shown(browser) == {"pytorch", "jax"}
        titles = browser.find_elements(By.CSS_SELECTOR, ".panel-title")
        assert all(title.is_displayed() for title in titles)
        assert not browser.find_element(By.CSS_SELECTOR, ".tabs").is_displayed()
        browser.find_element(By.CSS_SELECTOR, "a.menu").click()
        assert browser.find_element(By.ID, "book-contents").is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
