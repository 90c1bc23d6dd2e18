"""How pages look, in a real browser: the real book and the manual, on screens of all widths."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from statistics import median

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from fakes import MemoryStore
from hexapla.build import Wish, build, read
from hexapla.ports import Tools
from hexapla.render.web.site import Web
from hexapla.store.committed import Committed
from serving import serve

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parent.parent
Open = Callable[..., webdriver.Chrome]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sites of the real book and of the manual, and a page from right to left."""
    root = tmp_path_factory.mktemp("served")
    for name in ("book", "docs"):
        _build(ROOT / name, root / name)
    there = root / "arabic"
    there.mkdir()
    pages = '[[parts]]\ntitle = "One"\nchapters = ["index.md"]\n'
    (there / "book.toml").write_text(f'title = "T"\nlanguage = "ar"\noutputs = ["web"]\n{pages}')
    text = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
    (there / "index.md").write_text(text.replace("](syntax/layout.md)", "](index.md)"))
    (there / "img").mkdir()
    (there / "img" / "page.svg").write_bytes((ROOT / "docs" / "img" / "page.svg").read_bytes())
    _build(there, root / "from-right")
    return root


def _build(folder: Path, to: Path) -> None:
    book, problems = read(folder)
    assert book is not None, problems
    tools = Tools((Web(),), MemoryStore(), Committed(folder / "outputs"), lambda event: None)
    build(book, tools, folder, to, Wish())


@pytest.fixture(scope="module")
def site(root: Path) -> Iterator[str]:
    with serve(root) as address:
        yield address


@pytest.fixture
def visit(browser: webdriver.Chrome, site: str) -> Open:
    """Open a page on a screen of some width."""

    def opened(page: str, *, width: int = 1400, height: int = 900) -> webdriver.Chrome:
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": [still]})
        widen(browser, width, height)
        browser.get(f"{site}/{page}")
        return browser

    return opened


def widen(browser: webdriver.Chrome, width: int, height: int = 900) -> None:
    """Make the screen as wide and high."""
    look = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", look)


def pages(root: Path) -> list[str]:
    """All pages of all sites."""
    found = sorted(path.relative_to(root).as_posix() for path in root.glob("*/web/**/*.html"))
    assert len(found) > 40
    return [page for page in found if "/media/" not in page and "/decisions/" not in page]


# --- type ---

# The letters of each line of the paragraphs that are three lines or longer, but for their last.
LINES = """
const lines = [];
for (const p of document.querySelectorAll(".text > p")) {
  if (p.querySelector(".katex, code, br")) continue;
  const range = document.createRange(), of = new Map();
  const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    for (let at = 0; at < node.data.length; at += 1) {
      range.setStart(node, at); range.setEnd(node, at + 1);
      const box = range.getClientRects()[0];
      if (!box) continue;
      const line = Math.round(box.bottom / 10);
      of.set(line, (of.get(line) || 0) + 1);
    }
  }
  const counts = [...of.values()];
  if (counts.length >= 3) lines.push(...counts.slice(0, -1));
}
return lines;
"""


def test_lines_hold_65_to_75_letters(visit: Open) -> None:
    opened = visit("book/web/linear-model.html")
    for width in (820, 1100, 1400, 1920):
        widen(opened, width)
        lines = opened.execute_script(LINES)
        assert len(lines) > 20
        assert 65 <= median(lines) <= 75


def test_prose_stands_in_the_faces_of_the_site(visit: Open) -> None:
    opened = visit("book/web/linear-model.html")
    for selector, face in (
        (".text > p", "Source Serif 4"),
        ("h1", "Source Sans 3"),
        ("pre", "Source Code Pro"),
    ):
        assert face in faces(opened, selector)


def faces(browser: webdriver.Chrome, selector: str) -> set[str]:
    """The faces that the words of an element are drawn in."""
    browser.execute_cdp_cmd("DOM.enable", {})
    browser.execute_cdp_cmd("CSS.enable", {})
    top = browser.execute_cdp_cmd("DOM.getDocument", {})["root"]["nodeId"]
    found = {"nodeId": top, "selector": selector}
    node = browser.execute_cdp_cmd("DOM.querySelector", found)["nodeId"]
    drawn = browser.execute_cdp_cmd("CSS.getPlatformFontsForNode", {"nodeId": node})
    return {
        re.sub(" (SemiBold|ExtraLight|Light)$", "", font["familyName"]) for font in drawn["fonts"]
    }


FONTS = """
return performance.getEntriesByType("resource").filter((one) => one.name.endsWith(".woff2"))
  .map((one) => [one.name.split("/").at(-1), one.decodedBodySize]);
"""


@pytest.mark.parametrize("page", ["linear-model", "preface", "index"])
def test_a_page_asks_for_few_faces(visit: Open, page: str) -> None:
    opened = visit(f"book/web/{page}.html")
    opened.execute_cdp_cmd("Network.clearBrowserCache", {})
    opened.refresh()
    asked = dict(opened.execute_script(FONTS))
    own = sum(size for name, size in asked.items() if not name.startswith("KaTeX"))
    assert 0 < own < 125_000, asked


# --- room ---

WIDER = """
const wide = document.documentElement.scrollWidth - innerWidth;
return wide > 0 ? [wide, ...[...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .filter((one) => !one.closest(".scroll, pre, .formula, .out"))
  .slice(0, 3).map((one) => one.outerHTML.slice(0, 90))] : [];
"""


def test_no_page_moves_sideways(visit: Open, root: Path) -> None:
    """Not on a screen of 320 pixels, nor on one of 1280 at 200 %."""
    wide = {}
    for page in pages(root):
        opened = visit(page, width=320)
        for width in (320, 640):
            widen(opened, width)
            wide[page, width] = opened.execute_script(WIDER)
    assert {page: by for page, by in wide.items() if by} == {}


def test_wide_things_scroll_within_themselves(visit: Open) -> None:
    opened = visit("docs/web/reading.html", width=390)
    for box in opened.find_elements(By.CSS_SELECTOR, ".text .scroll, .text .equation .formula"):
        wide = opened.execute_script(
            "return arguments[0].scrollWidth > arguments[0].clientWidth", box
        )
        assert not wide or box.get_attribute("tabindex") == "0"
    assert (
        opened.execute_script(
            "return document.querySelectorAll('.text :is(.scroll, .formula)[tabindex]').length"
        )
        == 2
    )


MEETING = """
const box = (one) => one.getBoundingClientRect();
const notes = [...document.querySelectorAll(".text > .aside")];
const others = [...document.querySelectorAll(".text > :not(.aside)")]
  .filter((one) => box(one).height);
const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
  && a.top < b.bottom - 1 && b.top < a.bottom - 1;
return notes.flatMap((note) => others.filter((one) => meet(box(note), box(one)))
  .map((one) => one.outerHTML.slice(0, 80)));
"""


@pytest.mark.parametrize("page", ["docs/web/reading.html", "from-right/web/index.page.html"])
def test_notes_in_the_margin_cover_nothing(visit: Open, page: str) -> None:
    opened = visit(page)
    for width in (320, 820, 1000, 1248, 1400, 1920):
        widen(opened, width)
        assert opened.execute_script(MEETING) == []


def test_the_list_of_headings_makes_way_for_notes(visit: Open) -> None:
    opened = visit("docs/web/reading.html")
    listed = opened.find_element(By.CLASS_NAME, "here")
    WebDriverWait(opened, 5).until(lambda _: not listed.is_displayed())
    opened.execute_script(
        "document.getElementById('figures').scrollIntoView({ behavior: 'instant' })"
    )
    WebDriverWait(opened, 5).until(lambda _: listed.is_displayed())


def test_a_book_from_right_to_left_has_its_contents_on_the_right(visit: Open) -> None:
    opened = visit("from-right/web/index.page.html")
    where = {
        name: opened.find_element(By.CSS_SELECTOR, name).rect["x"]
        for name in ("#book-contents", ".text > .aside", ".text")
    }
    assert where[".text > .aside"] < where[".text"] < where["#book-contents"]
    code = opened.find_element(By.CSS_SELECTOR, ".text code")
    assert code.value_of_css_property("direction") == "ltr"


# --- nothing moves ---

SHIFTS = """
const done = arguments[arguments.length - 1];
let sum = 0; const what = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) {
    sum += one.value;
    what.push(...one.sources.map(({ node }) => node && (node.outerHTML || node.data)));
  }
}).observe({ type: "layout-shift", buffered: true });
const step = () => {
  scrollBy({ top: innerHeight * 0.9, behavior: "instant" });
  const end = document.documentElement.scrollHeight - 2;
  if (scrollY + innerHeight < end) return setTimeout(step, 30);
  setTimeout(() => done([sum, what]), 200);
};
setTimeout(step, 100);
"""


@pytest.mark.parametrize("width", [390, 1400])
@pytest.mark.parametrize(
    "page",
    ["book/web/index.html", "book/web/linear-model.html", "book/web/linear-regression.html",
     "docs/web/reading.html", "docs/web/layout.html"],
)  # fmt: skip
def test_nothing_moves_while_a_page_is_read(visit: Open, page: str, width: int) -> None:
    opened = visit(page, width=width)
    opened.execute_cdp_cmd("Network.clearBrowserCache", {})
    opened.execute_script("localStorage.clear()")  # a reader who has read nothing yet
    opened.refresh()
    opened.set_script_timeout(30)
    moved, what = opened.execute_async_script(SHIFTS)
    assert moved == 0, what


def test_every_picture_of_the_book_keeps_its_place(visit: Open) -> None:
    opened = visit("book/web/linear-regression.html")
    for picture in opened.find_elements(By.CSS_SELECTOR, ".text img"):
        assert picture.get_attribute("width")
        assert picture.get_attribute("height")


# --- pictures, links, boxes ---


def test_a_picture_opens_large_by_keyboard_and_gives_the_focus_back(visit: Open) -> None:
    opened = visit("docs/web/reading.html")
    link = opened.find_element(By.CSS_SELECTOR, "#fig-page > a.zoom")
    opened.execute_script("arguments[0].focus()", link)
    link.send_keys(Keys.ENTER)
    box = opened.find_element(By.CSS_SELECTOR, "dialog.zoomed")
    WebDriverWait(opened, 5).until(lambda _: box.is_displayed())
    assert box.find_element(By.TAG_NAME, "img").rect["width"] > link.rect["width"]
    assert ".1: The parts of a page" in str(box.get_attribute("aria-label"))
    assert opened.switch_to.active_element.get_attribute("class") == "close"
    opened.switch_to.active_element.send_keys(Keys.ESCAPE)
    WebDriverWait(opened, 5).until(lambda _: not box.is_displayed())
    assert opened.switch_to.active_element == link
    link.click()
    assert box.is_displayed()
    box.find_element(By.CLASS_NAME, "close").click()
    assert not box.is_displayed()


def test_without_a_script_a_picture_leads_to_its_file(visit: Open, site: str) -> None:
    opened = visit("index.html")
    opened.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        opened = visit("docs/web/reading.html")
        opened.find_element(By.CSS_SELECTOR, "#fig-page > a.zoom").click()
        WebDriverWait(opened, 5).until(lambda one: one.current_url.endswith("page.svg"))
        assert opened.current_url == f"{site}/docs/web/files/img/page.svg"
    finally:
        opened.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_whatever_can_be_linked_to_is_a_link_to_itself(visit: Open) -> None:
    opened = visit("docs/web/reading.html")
    links = opened.find_elements(By.CSS_SELECTOR, ".text .permalink")
    found = {str(link.get_dom_attribute("href")) for link in links}
    assert {"#beside-the-text", "#fig-page", "#eq-wide", "#thm-sides", "#ex-notes"} <= found
    for link in links:
        there = opened.find_element(By.ID, str(link.get_dom_attribute("href"))[1:])
        before = there.rect
        opened.execute_script("arguments[0].focus()", link)
        assert opened.switch_to.active_element == link
        assert there.rect == before


COVERED = """
const box = (one) => one.getBoundingClientRect();
return [...document.querySelectorAll(".text .code > .copy")].filter((one) => {
  if (!one.getClientRects().length) return false;
  const range = document.createRange();
  range.selectNodeContents(one.parentElement.querySelector("code"));
  const meets = (line) => line.bottom > box(one).top + 1 && line.top < box(one).bottom - 1;
  return [...range.getClientRects()].some(meets);
}).length;
"""


@pytest.mark.parametrize("width", [390, 1400])
def test_what_copies_code_covers_none(visit: Open, width: int) -> None:
    opened = visit("book/web/linear-regression-scratch.html", width=width)
    assert len(opened.find_elements(By.CSS_SELECTOR, ".text .code > .copy")) > 5
    assert opened.execute_script(COVERED) == 0


def test_a_heading_is_called_by_its_words_alone(visit: Open) -> None:
    opened = visit("docs/web/reading.html")
    tree = opened.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    names = [
        node["name"]["value"] for node in tree if node.get("role", {}).get("value") == "heading"
    ]
    bare = {str(name).lstrip("0123456789. ") for name in names}
    assert {"How a page looks", "Beside the text"} <= bare
    assert not any("#" in name for name in names)


def test_solutions_are_closed_and_what_is_open_can_be_closed(visit: Open) -> None:
    opened = visit("docs/web/reading.html")
    solution, box = (
        opened.find_element(By.CSS_SELECTOR, f"details{kind}")
        for kind in (".solution", ".dropdown")
    )
    assert solution.get_attribute("open") is None
    assert box.get_attribute("open") is not None
    box.find_element(By.TAG_NAME, "summary").click()
    assert box.get_attribute("open") is None


def test_paper_has_nothing_to_press_and_nothing_closed(visit: Open) -> None:
    opened = visit("docs/web/reading.html")
    opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    for selector in (
        ".bar",
        "#book-contents",
        ".here",
        ".neighbours",
        ".copy",
        ".skip",
        ".imprint",
    ):
        for one in opened.find_elements(By.CSS_SELECTOR, selector):
            assert not one.is_displayed(), selector
    body = opened.find_element(By.CSS_SELECTOR, "details.solution > p")
    assert opened.execute_script("return arguments[0].getBoundingClientRect().height", body) > 0
    assert opened.execute_script(WIDER) == []


# --- colours ---

GROUNDS = ("paper", "tint", "accent-tint", "note-tint", "tip-tint", "caution-tint", "danger-tint")
PAIRS = (
    *product(("ink", "soft", "accent"), GROUNDS),
    *product(("note", "tip", "caution", "danger"), ("paper", "tint")),
    *((kind, f"{kind}-tint") for kind in ("tip", "caution", "danger")),
    ("note", "accent-tint"),
    # Badges, buttons, and the signs of boxes.
    *(("paper", kind) for kind in ("ink", "accent", "note", "tip", "caution", "danger")),
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_words_can_be_told_from_their_ground(visit: Open, scheme: str) -> None:
    opened = visit("docs/web/reading.html")
    paint = f"document.documentElement.dataset.theme = '{scheme}'"
    colour = """
    const box = document.body.appendChild(document.createElement("i"));
    box.style.color = `var(--${arguments[0]})`;
    const found = getComputedStyle(box).color.match(/[\\d.]+/g).slice(0, 3).map(Number);
    box.remove();
    return found;
    """
    opened.execute_script(paint)
    names = {name for pair in PAIRS for name in pair}
    colours = {name: opened.execute_script(colour, name) for name in names}
    weak = {
        pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2)
        for pair in PAIRS
        if contrast(colours[pair[0]], colours[pair[1]]) < 4.5
    }
    assert weak == {}


def contrast(one: list[float], other: list[float]) -> float:
    """As WCAG 2.2 defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: list[float]) -> float:
    parts = [part / 255 for part in colour]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
