"""The preview in a real browser: the page changes, and what its reader does there stays."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from books import Shelf, small_book
from test_serve import CODE, Served, serving

pytestmark = pytest.mark.browser
LATE = 30.0
LONG = "\n\n".join(f"Paragraph number {n} has some words of its own." for n in range(60))
PAGE = f"""# Changing

A first line, and {{numref}}`below`.

````{{tab-set}}
```{{tab-item}} One
The first tab.
```
```{{tab-item}} Two
The second tab.
```
````

```{{exercise}} Think
:label: think
What of $x^2$?
```

```{{solution}} think
:class: dropdown
It is closed until it is opened.
```

```{{figure}} line.svg
:label: below
:alt: A line

A line.
```

{LONG}

## The end

It ends.
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="20"><path d="M0 9h9"/></svg>'
# What scripts here begin with: how to find what is in the corner, and a paragraph by its words.
FIND = """
const corner = () => document.querySelector('hexapla-preview').shadowRoot;
const preview = (at) => corner().querySelector(at);
const found = (words) =>
  [...document.querySelectorAll('main p')].find((p) => p.textContent.includes(words));
"""
# The words of the page and how they are set, without what the page's own scripts number anew.
SHOWN = """
const main = document.querySelector("main").cloneNode(true);
for (const one of main.querySelectorAll("*")) {
  for (const name of ["id", "aria-controls", "aria-labelledby"]) {
    if (/^book-/.test(one.getAttribute(name) || "")) one.removeAttribute(name);
  }
  if (one.getAttribute("class") === "") one.removeAttribute("class");
}
for (const one of main.querySelectorAll(".here .now")) one.classList.remove("now");
const here = document.querySelector(".here");
return [document.title, document.getElementById("book-contents").textContent.replace(/\\s+/g, " "),
        here ? here.textContent.replace(/\\s+/g, " ") : "", main.innerHTML];
"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    folder = small_book(tmp_path / "book", page=PAGE, other="# Other\n\nSee {numref}`below`.\n")
    (folder / "line.svg").write_text(SVG.format(40))
    with serving(Shelf(folder)) as one:
        yield one


def opened(browser: webdriver.Chrome, served: Served, page: str = "page.html") -> None:
    browser.get(served.url + page)
    until(browser, "return preview('.corner').dataset.connected === 'yes'")
    browser.execute_script("window.stays = true; window.patched = 0")
    browser.execute_script("document.addEventListener('hexapla:patched', () => { patched += 1 })")


def ran(browser: webdriver.Chrome, script: str) -> Any:
    return browser.execute_script(FIND + script)


def until(browser: webdriver.Chrome, script: str) -> Any:
    """What a script gives as soon as that is true."""
    end = time.monotonic() + LATE
    while time.monotonic() < end:
        if found := ran(browser, script):
            return found
        time.sleep(0.01)
    raise TimeoutError(script)


def says(browser: webdriver.Chrome, words: str) -> None:
    until(browser, f"return document.querySelector('main').textContent.includes({words!r})")


def test_what_the_reader_does_on_the_page_stays(browser: webdriver.Chrome, served: Served) -> None:
    opened(browser, served)
    browser.find_element(By.XPATH, "//button[.='Two']").click()
    ran(browser, "document.querySelector('main details').open = true")
    ran(browser, "document.querySelector('main details summary').focus()")
    ran(browser, "scrollTo({ top: 900, behavior: 'instant' })")
    ran(browser, "getSelection().selectAllChildren(found('number 30 '))")
    look = "return found('number 20 ').getBoundingClientRect().top"
    before = ran(browser, look)
    added = "\n\n".join(f"Added paragraph {n}." for n in range(5))
    served.shelf.edit("page.md", "A first line,", f"{added}\n\nA changed line,")
    says(browser, "A changed line,")
    assert ran(browser, "return window.stays && patched === 1")
    assert abs(ran(browser, look) - before) <= 1
    assert ran(browser, "return document.querySelector('main details').open")
    assert ran(browser, "return document.activeElement.matches('summary')")
    assert "number 30" in ran(browser, "return String(getSelection())")
    tab = browser.find_element(By.XPATH, "//button[.='Two']")
    assert tab.get_attribute("aria-selected") == "true"
    served.shelf.edit("page.md", "The second tab.", "The second tab, edited.")
    says(browser, "The second tab, edited.")
    assert tab.get_attribute("aria-selected") == "true"
    assert not [one for one in browser.get_log("browser") if one["level"] == "SEVERE"]


def test_after_any_edits_the_page_is_as_if_it_were_loaded_anew(
    browser: webdriver.Chrome, served: Served
) -> None:
    opened(browser, served)
    chance = random.Random(7)  # noqa: S311
    head, *blocks = PAGE.split("\n\n")
    for turn in range(12):
        blocks = list(EDITS[turn % len(EDITS)](chance, blocks))
        blocks.append(f"Turn {turn} is over.")
        text = "\n\n".join((head, *blocks))
        (served.shelf.folder / "page.md").write_text(text, encoding="utf-8")
        says(browser, f"Turn {turn} is over.")
    patched = ran(browser, SHOWN)
    assert ran(browser, "return window.stays")
    browser.refresh()
    until(browser, "return preview('.corner').dataset.connected === 'yes'")
    assert patched == ran(browser, SHOWN)


def _dropped(chance: random.Random, blocks: list[str]) -> list[str]:
    gone = set(chance.sample(range(20, len(blocks)), 5))
    return [block for n, block in enumerate(blocks) if n not in gone]


def _moved(chance: random.Random, blocks: list[str]) -> list[str]:
    at = chance.randrange(20, len(blocks) - 3)
    return [*blocks[:at], *blocks[at + 2 :], *blocks[at : at + 2]]


def _added(chance: random.Random, blocks: list[str]) -> list[str]:
    at = chance.randrange(1, 3)
    new = chance.choice(
        (
            "A new one.",
            "## A heading\n\nUnder it.",
            "```python\nx = 1\n```",
            "$$x + 1$$",
            "- a\n- b",
        )
    )
    return [*blocks[:at], new, *blocks[at:]]


def _changed(chance: random.Random, blocks: list[str]) -> list[str]:
    at = chance.randrange(len(blocks) - 5, len(blocks))
    return [*blocks[:at], f"*Other* words, `code` and $y_{at}$.", *blocks[at + 1 :]]


Edit = Callable[[random.Random, list[str]], list[str]]
EDITS: tuple[Edit, ...] = (_added, _changed, _dropped, _moved)


def test_pictures_titles_and_contents_change_too(browser: webdriver.Chrome, served: Served) -> None:
    opened(browser, served)
    width = "return document.querySelector('main figure img').naturalWidth"
    until(browser, f"{width} === 40")
    (served.shelf.folder / "line.svg").write_text(SVG.format(70))
    until(browser, f"{width} === 70")
    served.shelf.edit("page.md", "# Changing", "# Changed")
    until(browser, "return document.title.includes('Changed')")
    until(
        browser, "return document.getElementById('book-contents').textContent.includes('Changed')"
    )
    served.shelf.edit("book.toml", 'title = "Small"', 'title = "Smaller"')
    until(browser, "return document.title.includes('Smaller')")
    assert ran(browser, "return window.stays")


def test_the_corner_says_what_is_wrong_and_where(browser: webdriver.Chrome, served: Served) -> None:
    opened(browser, served)
    assert ran(browser, "return preview('.sum').textContent") == "Preview"
    served.shelf.edit("page.md", "It ends.", "It ends: {ref}`nowhere`.")
    until(browser, "return preview('.sum').textContent === '1 problem here'")
    served.shelf.edit("other.md", "See {numref}`below`.", "{numref}`elsewhere`")
    until(browser, "return preview('.sum').textContent === '1 problem here, 1 elsewhere'")
    ran(browser, "preview('.sum').click()")
    link = ran(browser, "return preview('#list a').href")
    lines = (served.shelf.folder / "page.md").read_text().split("\n")
    line = next(n for n, text in enumerate(lines, 1) if "nowhere" in text)
    assert link == f"vscode://file{served.shelf.folder}/page.md:{line}"
    (served.shelf.folder / "book.toml").write_text("title = 'Sm")
    until(browser, "return preview('#list').textContent.includes('not TOML')")
    assert ran(browser, "return window.stays && document.querySelector('main h1') !== null")


def test_a_page_is_followed_to_its_new_name_and_awaited_where_it_is_not(
    browser: webdriver.Chrome, served: Served
) -> None:
    opened(browser, served, "other.html")
    (served.shelf.folder / "other.md").rename(served.shelf.folder / "another.md")
    until(browser, "return preview('.notice').textContent.includes('no longer')")
    served.shelf.edit("book.toml", "other.md", "another.md")
    until(browser, "return location.pathname === '/another.html'")
    browser.get(served.url + "third.html")
    assert "There is no third.html" in browser.find_element(By.TAG_NAME, "h1").text
    (served.shelf.folder / "third.md").write_text("# Third\n\nHere it is.\n")
    served.shelf.edit("book.toml", "another.md'", "another.md', 'third.md'")
    until(browser, "return document.querySelector('main').textContent.includes('Here it is')")


def test_when_the_server_is_back_the_page_is_too(browser: webdriver.Chrome, tmp_path: Path) -> None:
    shelf = Shelf(small_book(tmp_path / "book", page="# One\n\nBefore.\n"))
    with serving(shelf) as first:
        opened(browser, first)
    until(browser, "return preview('.corner').dataset.connected === 'no'")
    shelf.edit("page.md", "Before.", "After.")
    with serving(shelf, port=first.port):
        says(browser, "After.")


def test_what_the_server_adds_for_readers_stays_too(
    browser: webdriver.Chrome, tmp_path: Path
) -> None:
    shelf = Shelf(small_book(tmp_path / "book", page=CODE))
    with serving(shelf, live=True) as served:
        opened(browser, served)
        shelf.edit("page.md", "# Code", "# More code")
        says(browser, "More code")
        found = "return [...document.head.querySelectorAll('{}')].length"
        assert ran(browser, found.format('link[href^="/_hexapla/run"]')) == 1
        assert ran(browser, found.format('meta[name="hexapla-live"]')) == 1


@pytest.mark.kernel
def test_cells_that_run_are_marked_and_can_be_stopped(
    browser: webdriver.Chrome, tmp_path: Path
) -> None:
    shelf = Shelf(small_book(tmp_path / "book", page=CODE))
    with serving(shelf, rerun=True) as served:
        opened(browser, served)
        shelf.edit("page.md", "x = [1]", "x = [1, 1]\nimport time\ntime.sleep(60)")
        until(browser, "return /Cell 1 runs.*1 more/.test(preview('.work').textContent)")
        cells = "[...document.querySelectorAll('.cell')]"
        marks = f"return {cells}.map((one) => one.dataset.preview).join()"
        assert ran(browser, marks) == "running,pending"
        ran(browser, "preview('.work button').click()")
        until(browser, "return preview('.notice').textContent.includes('was stopped')")
        says(browser, "KeyboardInterrupt")
        shelf.edit("page.md", "time.sleep(60)", "")
        says(browser, "second 3")
        assert until(browser, marks.replace("join()", "join() === ','"))
