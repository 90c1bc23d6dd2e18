"""Finding: the search in a real browser, what is indexed, the map, and what was read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from hexapla.build import read
from hexapla.model.book import Book, Config, Page, PageEntry, Part
from hexapla.model.learning import Prerequisite
from hexapla.model.library import Library
from hexapla.model.nodes import NOWHERE
from hexapla.model.outputs import Outputs
from hexapla.model.problems import Problems
from hexapla.ports import Edition
from hexapla.publish.files import publish
from hexapla.publish.searched import searched
from hexapla.render.formulas import Formula
from hexapla.render.web.maths import Typesetter
from hexapla.render.web.prerequisites import plainest, prerequisites
from hexapla.render.web.site import Web
from hexapla.render.web.wording import WORDING
from hexapla.resolve.passes import resolve
from hexapla.source import parse
from serving import serve
from small_site import FIGURE, edition, page, page_of, paragraph, written

browser_test = pytest.mark.browser
Open = Callable[..., webdriver.Chrome]
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'wasm-unsafe-eval'"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small book's site, published, under a path of its own; and one in Chinese."""
    root = tmp_path_factory.mktemp("served")
    book = tmp_path_factory.mktemp("book")
    (book / "img").mkdir()
    (book / "img" / "line.svg").write_text(FIGURE)
    artifacts, _ = Web().write(with_needs())
    assert publish("web", artifacts, root / "deep" / "book", book)[1] == ()
    chinese = page_of(
        paragraph("优化算法沿着梯度的反方向更新参数，直到损失不再下降。"), variants=()
    )
    config = replace(chinese.book.config, language="zh", title="一本书")
    artifacts, _ = Web().write(replace(chinese, book=replace(chinese.book, config=config)))
    assert publish("web", artifacts, root / "zh", book)[1] == ()
    many = tuple(page(f"p{n}", f"Page {n}", "", 1, paragraph("An otter.")) for n in range(12))
    whole = Book(Config("Many"), (Part("", False, many),), {}, {}, {})
    artifacts, _ = Web().write(Edition(whole, Outputs(), Library({}), ()))
    assert publish("web", artifacts, root / "many", book)[1] == ()
    return root


@pytest.fixture(scope="module")
def asked() -> list[str]:
    """What the server was asked for."""
    return []


@pytest.fixture(scope="module")
def site(folder: Path, asked: list[str]) -> Iterator[str]:
    with serve(folder, policy=POLICY, asked=asked) as address:
        yield address


@pytest.fixture
def visit(browser: webdriver.Chrome, site: str) -> Open:
    """Open a page as a reader who has never been here."""

    def opened(address: str, *, fresh: bool = True) -> webdriver.Chrome:
        if fresh:
            browser.get(f"{site}/deep/book/index.html")
            browser.execute_script("localStorage.clear()")
        browser.get(f"{site}/{address}")
        return browser

    return opened


def until(browser: webdriver.Chrome, what: Callable[[webdriver.Chrome], object]) -> object:
    return WebDriverWait(browser, 10, 0.02).until(what)


def seek(browser: webdriver.Chrome, words: str) -> list[str]:
    """Type into the open search; the titles of what is found."""
    field = browser.find_element(By.CSS_SELECTOR, ".find input")
    field.clear()
    browser.execute_script("delete arguments[0].dataset.took", dialog(browser))
    field.send_keys(words)
    until(browser, lambda b: dialog(b).get_attribute("data-took") and settled(b, words))
    return [
        one.text for one in browser.find_elements(By.CSS_SELECTOR, ".find [role=option] .title")
    ]


def settled(browser: webdriver.Chrome, words: str) -> bool:
    return browser.execute_script("return document.querySelector('.find').dataset.term") == words


def dialog(browser: webdriver.Chrome) -> webdriver.remote.webelement.WebElement:
    return browser.find_element(By.CSS_SELECTOR, "dialog.find")


def told(browser: webdriver.Chrome) -> str:
    return browser.find_element(By.CSS_SELECTOR, ".find [role=status]").text


def press(browser: webdriver.Chrome, keys: str) -> None:
    browser.switch_to.active_element.send_keys(keys)


# --- the search in the browser --------------------------------------------------------------------


@browser_test
def test_nothing_is_loaded_before_the_search_is_opened(visit: Open, asked: list[str]) -> None:
    asked.clear()
    browser = visit("deep/book/linear.html")
    assert not [path for path in asked if "/search/" in path]
    press(browser, "/")
    assert seek(browser, "square")
    assert {urlsplit(path).path.split("/")[3] for path in asked if "/search/" in path} == {"search"}
    assert all("/search/pytorch/" in path for path in asked if "/search/" in path)


@browser_test
def test_pages_and_their_sections_are_found_as_one_types(visit: Open) -> None:
    browser = visit("deep/book/linear.html")
    press(browser, "/")
    titles = seek(browser, "regress")
    assert titles[0] == "1 Linear regression"
    assert told(browser) in ("Found on one page", "Found on 2 pages")
    marks = browser.find_elements(By.CSS_SELECTOR, ".find mark")
    assert any("regression" in mark.text.lower() for mark in marks)
    titles = seek(browser, "loss grows")
    assert titles[:1] == ["1 Linear regression"]
    assert "1.2.1 What goes wrong" in titles


@browser_test
def test_code_and_the_source_of_formulas_are_found(visit: Open) -> None:
    browser = visit("deep/book/linear.html")
    press(browser, "/")
    assert seek(browser, "squared_loss")[0] == "1 Linear regression"
    assert seek(browser, "no_grad")[0] == "1 Linear regression"
    assert seek(browser, "mathbf")[0] == "1 Linear regression"
    assert seek(browser, "mathnormal") == []  # a class in what KaTeX draws
    assert told(browser).startswith("Nothing is found for “mathnormal”.")


@browser_test
def test_each_variant_has_an_index_of_its_own(visit: Open) -> None:
    browser = visit("deep/book/linear.html?variant=jax")
    press(browser, "/")
    assert seek(browser, "jnp")[0] == "1 Linear regression"
    assert seek(browser, "torch") == ["1.1 Fitting in code"]  # which says that it is in PyTorch
    press(browser, Keys.ESCAPE)
    browser.execute_script("hexapla.change('pytorch')")
    press(browser, "/")
    assert "1 Linear regression" in seek(browser, "torch")
    assert seek(browser, "jnp") == []


@browser_test
def test_by_keyboard_to_a_section_where_the_words_are_lit(visit: Open) -> None:
    browser = visit("deep/book/fit.html?variant=jax")
    press(browser, Keys.CONTROL + "k")
    titles = seek(browser, "features")
    at = titles.index("1.1 The model")
    field = browser.switch_to.active_element
    for _ in range(at):
        field.send_keys(Keys.ARROW_DOWN)
    chosen = browser.find_element(By.CSS_SELECTOR, ".find [aria-selected=true]")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    field.send_keys(Keys.ENTER)
    until(browser, lambda b: "linear.html" in b.current_url)
    url = urlsplit(browser.current_url)
    assert url.fragment == "model"
    assert parse_qs(url.query) == {"variant": ["jax"], "highlight": ["features"]}
    lit = "return [...CSS.highlights.get('found')].map(String)"
    assert until(browser, lambda b: b.execute_script(lit)) == ["features"]
    press(browser, Keys.ESCAPE)
    assert browser.execute_script("return CSS.highlights.has('found')") is False


@browser_test
def test_results_come_within_a_tenth_of_a_second(visit: Open) -> None:
    browser = visit("deep/book/linear.html")
    press(browser, "/")
    seek(browser, "loss")
    times = []
    for words in ("error", "line", "train", "weights", "loss"):
        seek(browser, words)
        times.append(float(dialog(browser).get_attribute("data-took") or "inf"))
    assert sorted(times)[2] < 100


@browser_test
def test_more_results_come_when_they_are_asked_for(visit: Open) -> None:
    browser = visit("many/p3.html")
    press(browser, "/")
    assert len(seek(browser, "otter")) == 5
    assert told(browser) == "Found on 12 pages"
    press(browser, Keys.ARROW_UP)
    press(browser, Keys.ENTER)
    groups = ".find [role=group]"
    until(browser, lambda b: len(b.find_elements(By.CSS_SELECTOR, groups)) >= 10)
    assert browser.find_element(By.CSS_SELECTOR, ".find [aria-selected=true]").text


@browser_test
def test_chinese_is_found(visit: Open) -> None:
    browser = visit("zh/one.html")
    press(browser, "/")
    assert seek(browser, "梯度") == ["One"]
    assert "梯度" in browser.find_element(By.CSS_SELECTOR, ".find mark").text
    assert told(browser) == "在 1 页中找到"


@browser_test
def test_from_a_disk_the_search_says_why_not(visit: Open, folder: Path) -> None:
    browser = visit("deep/book/index.html")
    browser.get((folder / "deep" / "book" / "linear.html").as_uri())
    press(browser, "/")
    until(browser, told)
    assert told(browser).startswith("Browsers let a book be searched on a server")
    link = browser.find_element(By.CSS_SELECTOR, ".find [role=status] a")
    assert str(link.get_attribute("href")).endswith("index.html")


# --- what is indexed ------------------------------------------------------------------------------


def test_what_is_found_of_a_page_is_what_readers_of_a_variant_see() -> None:
    found = searched(written(edition())["linear.html"], ("pytorch", "jax"))
    assert "import torch" in found["pytorch"]
    assert "import torch" not in found["jax"]
    assert "Arrays of JAX are never changed in place." in found["jax"]
    assert "Arrays of JAX" not in found["pytorch"]
    assert '<h2 id="model">1.1 The model</h2>' in found["jax"]
    assert found["jax"].count("\\hat y = \\mathbf w^\\top \\mathbf x + b<") == 1
    assert 'data-pagefind-weight="0.5">import jax' in found["jax"]


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        (r"\hat y = \mathbf w^\top \mathbf x + b", "y = w^⊤x + b"),
        (r"\frac{1}{n}\sum_{i=1}^n (y_i - 1)^2", "1/n∑_(i = 1)^n(y_i − 1)^2"),
        (r"-2 \le \sqrt{a+b}", "−2 ≤ √(a + b)"),
        (r"\binom{10}{2}", "(10 2)"),
        (r"a < b \text{ or } c", "a < b or c"),
    ],
)
def test_a_formula_is_a_line_of_words_where_it_is_found(tex: str, said: str) -> None:
    html = Typesetter()([Formula(tex)], {})[Formula(tex)].html
    (page,) = searched(f"<article><p>That {html}, so.</p><h2>Next</h2></article>", ()).values()
    before, _, after = unescape(page).partition("<h2>")
    assert f"<p>That {said}, so.</p>" in before
    assert f">{tex}</p>" in before
    assert tex not in after


def test_where_a_variant_has_no_code_the_first_that_has_is_found() -> None:
    assert "only here" in searched(written(edition())["fit.html"], ("pytorch", "jax"))["jax"]


@pytest.mark.slow
def test_equal_pages_give_equal_bytes_and_are_indexed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    artifacts = tuple(Web().write(edition())[0])
    book = book_folder(tmp_path)
    for name in ("one", "two"):
        publish("web", artifacts, tmp_path / name, book)
    first = indexes(tmp_path / "one")
    assert len(first) > 10
    assert indexes(tmp_path / "two") == first
    entry = tmp_path / "two" / "search" / "jax" / "pagefind-entry.json"
    entry.write_text("{}")
    publish("web", artifacts, tmp_path / "two", book)
    assert indexes(tmp_path / "two") == first
    monkeypatch.setattr("hexapla.publish.search.get_executable", lambda: tmp_path / "none")
    assert publish("web", artifacts, tmp_path / "two", book)[1] == ()
    assert indexes(tmp_path / "two") == first


def test_an_index_of_old_leaves_nothing(tmp_path: Path) -> None:
    book = book_folder(tmp_path)
    one = page_of(paragraph("an old word"), variants=())
    two = page_of(paragraph("a new word"), variants=())
    for each in (one, two):
        publish("web", Web().write(each)[0], tmp_path / "out", book)
    publish("web", Web().write(two)[0], tmp_path / "clean", book)
    assert indexes(tmp_path / "out") == indexes(tmp_path / "clean")


def book_folder(at: Path) -> Path:
    (at / "book" / "img").mkdir(parents=True)
    (at / "book" / "img" / "line.svg").write_text(FIGURE)
    return at / "book"


def indexes(site: Path) -> dict[str, bytes]:
    files = [path for path in (site / "search").rglob("*") if path.is_file()]
    return {str(path.relative_to(site)): path.read_bytes() for path in files}


def test_without_pagefind_the_site_is_there_and_a_problem_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hexapla.publish.search.get_executable", lambda: tmp_path / "none")
    artifacts, _ = Web().write(page_of(paragraph("words"), variants=()))
    _, problems = publish("web", artifacts, tmp_path / "out", tmp_path)
    assert [one.code for one in problems] == ["no-search"]
    assert (tmp_path / "out" / "one.html").exists()


# --- what pages teach and need --------------------------------------------------------------------


def taught(name: str, teaches: str = "", needs: str = "") -> Page:
    front = "".join(
        f"{key}: [{said}]\n" for key, said in (("teaches", teaches), ("needs", needs)) if said
    )
    text = f"---\nid: {name}\n{front}---\n\n# {name.capitalize()}\n"
    made, problems = parse.page(PageEntry(f"{name}.md", 1, NOWHERE), text, Config("A book"))
    assert problems == ()
    return made


def learnt(*pages: Page) -> tuple[Book, Problems]:
    book = Book(Config("A book"), (Part("", True, pages),), {}, {}, {})
    return resolve(book)


def test_pages_need_those_that_teach_what_they_need_and_those_that_they_name() -> None:
    book, problems = learnt(
        taught("lines", teaches="straight line, Slope"),
        taught("loss", teaches="loss", needs="straight-line, {gpu: 0}"),
        taught("descent", needs="Loss, slope, lines, descent"),
    )
    assert problems == ()
    assert book.learning["loss"] == (Prerequisite("lines", ("straight-line",)),)
    lines, loss = book.learning["descent"]
    assert lines == Prerequisite("lines", ("slope",))
    assert loss == Prerequisite("loss", ("Loss",))


def test_a_notion_that_nobody_teaches_is_told_at_its_line_with_the_nearest() -> None:
    _, (problem,) = learnt(taught("lines", teaches="slope"), taught("loss", needs="sloap"))
    assert problem.code == "unknown-need"
    assert str(problem.at) == "loss.md:3"
    assert "did you mean 'slope'?" in problem.text


def test_what_only_a_later_page_teaches_is_told_and_so_is_a_circle() -> None:
    _, problems = learnt(
        taught("lines", teaches="slope", needs="loss"),
        taught("loss", teaches="loss", needs="slope"),
    )
    assert [one.code for one in problems] == ["late-need", "needs-in-a-circle"]
    assert "lines → loss → lines" in problems[1].text


def test_a_list_of_lists_is_no_list_of_notions() -> None:
    text = "---\nteaches:\n  - {a: b}\n---\n# Lines\n"
    _, problems = parse.page(PageEntry("lines.md", 1, NOWHERE), text, Config("A book"))
    assert [(one.code, str(one.at)) for one in problems] == [("bad-front-matter", "lines.md:2")]


def test_what_follows_from_the_rest_is_not_plain() -> None:
    needs = {"b": needed("a"), "c": needed("a", "b"), "d": needed("a")}
    assert plainest(needs) == {"b": ("a",), "c": ("b",), "d": ("a",)}
    circle = {"a": needed("b"), "b": needed("a")}
    assert plainest(circle) == {"a": ("b",), "b": ("a",)}


def needed(*pages: str) -> tuple[Prerequisite, ...]:
    return tuple(Prerequisite(page) for page in pages)


def test_code_that_uses_what_another_page_saves_needs_it() -> None:
    names = {"fit": {"jax": {"bd.loss": "saved:loss", "bd.own": "saved:own", "np.a": "https://x"}}}
    saved = {"jax": {"loss": "lines", "own": "fit"}}
    found = prerequisites(("lines", "fit"), {}, names, saved)
    assert found == {"fit": (Prerequisite("lines", (), ("loss",)),)}


# --- the map of the book, and what was read -------------------------------------------------------


def with_needs() -> Edition:
    """The small book, in which a page needs another of the same part, and one of another part."""
    whole = edition()
    learning = {"linear": needed("preface"), "fit": needed("linear"), "decay": needed("linear")}
    learning["decay"] = (*needed("preface"), Prerequisite("linear", ("loss",)))
    return replace(whole, book=replace(whole.book, learning=learning))


def test_a_book_without_needs_has_no_map() -> None:
    pages = written(edition())
    assert "map.html" not in pages
    assert "map.html" not in pages["index.html"]


def test_the_map_has_boxes_in_bands_and_lines_for_what_is_plain() -> None:
    pages = written(with_needs())
    html = pages["map.html"]
    assert re.findall(r'data-from="(\w+)" data-to="(\w+)"', html) == [
        ("preface", "linear"),
        ("linear", "fit"),
        ("linear", "decay"),
    ]
    assert html.count('<g class="band">') == 2
    tops = {name: float(y) for y, name in re.findall(r' y="([\d.]+)".*data-page="(\w+)"', html)}
    assert tops["preface"] < tops["linear"] < tops["fit"] == tops["decay"]
    assert '<a href="linear.html"><span class="number">1</span> ' in html
    assert ": loss</dd>" in html
    assert 'href="map.html"' in pages["index.html"]
    assert 'href="map.html#to=decay"' in pages["decay.html"]


@browser_test
def test_the_shortest_way_to_a_page(visit: Open) -> None:
    browser = visit("deep/book/map.html")
    Select(browser.find_element(By.ID, "book-goal")).select_by_value("decay")
    route = browser.find_elements(By.CSS_SELECTOR, "#book-route li")
    assert [one.text for one in route] == ["Preface", "1 Linear regression", "1.2 Weight decay"]
    lit = browser.find_elements(By.CSS_SELECTOR, ".chart .box.on")
    assert {one.get_attribute("data-page") for one in lit} == {"preface", "linear", "decay"}
    assert browser.current_url.endswith("map.html#to=decay")
    box = browser.find_element(By.CSS_SELECTOR, "[data-page=fit]")
    browser.execute_script("arguments[0].focus()", box)
    assert "on" in str(box.get_attribute("class")).split()
    box.click()
    until(browser, lambda b: b.current_url.endswith("fit.html"))
    browser.find_element(By.LINK_TEXT, "the way here").click()
    until(browser, lambda b: b.find_elements(By.CSS_SELECTOR, "#book-route li"))
    assert (
        browser.find_elements(By.CSS_SELECTOR, "#book-route li")[-1].text == "1.1 Fitting in code"
    )


def read_pages(browser: webdriver.Chrome) -> list[str]:
    found = browser.find_elements(By.CSS_SELECTOR, ".contents a.read")
    return [str(one.get_attribute("href")).rpartition("/")[2] for one in found]


@browser_test
def test_what_was_read_is_marked_here_and_can_be_forgotten(visit: Open, site: str) -> None:
    browser = visit("deep/book/linear.html")
    assert read_pages(browser) == []
    button = browser.find_element(By.CSS_SELECTOR, ".progress button")
    browser.execute_script("arguments[0].click()", button)
    assert read_pages(browser) == ["linear.html"]
    assert button.text == "Read. Mark as not read"
    browser.get(f"{site}/deep/book/index.html")
    assert read_pages(browser) == ["linear.html"]
    told = browser.find_element(By.CSS_SELECTOR, ".progress").text
    assert told.startswith("You have read 1 of 4 pages.")
    assert (
        browser.find_element(By.CSS_SELECTOR, ".go-on").text == "Go on with “1 Linear regression”"
    )
    browser.get(f"{site}/zh/one.html")  # another book of the same host
    assert read_pages(browser) == []
    browser.get(f"{site}/deep/book/index.html")
    clear = browser.find_element(By.CSS_SELECTOR, ".progress button")
    browser.execute_script("arguments[0].click()", clear)
    assert read_pages(browser) == []
    assert browser.find_elements(By.CSS_SELECTOR, ".go-on") == []


@browser_test
def test_what_others_have_kept_here_harms_no_page(visit: Open, site: str) -> None:
    browser = visit("deep/book/index.html")
    path = "hexapla.site.pathname"
    keys = browser.execute_script(
        f"return [`hexapla-read:${{{path}}}`, `hexapla-last:${{{path}}}`]"
    )
    huge = json.dumps({f"page-{n}.html": "x" * 100 for n in range(20_000)})
    objects = ({"file": 5, "name": [1]}, {"file": "http://[", "name": "N"}, {"file": {}, "at": 7})
    names = ("tabs", "variant", "theme", "closed")
    for kept in ("{", "null", "5", '"text"', "[1, 2]", "\0", huge, *map(json.dumps, objects)):
        browser.execute_script("localStorage.clear()")
        others = () if kept is huge else (f"hexapla-{name}" for name in names)  # there is an end
        for key in (*keys[: 1 if kept is huge else 2], *others):
            browser.execute_script("localStorage.setItem(...arguments)", key, kept)
        for file in ("index.html", "linear.html"):
            browser.get(f"{site}/deep/book/{file}")
            assert browser.execute_script("return typeof hexapla.change") == "function"
            wrong = [one["message"] for one in browser.get_log("browser")]  # type: ignore[no-untyped-call]
            assert [one for one in wrong if "Uncaught" in one] == [], kept[:40]
            assert browser.find_elements(By.CSS_SELECTOR, ".progress button")
    browser.execute_script("localStorage.clear()")


@browser_test
def test_a_page_whose_end_was_seen_for_a_while_is_read(visit: Open) -> None:
    browser = visit("deep/book/linear.html")
    browser.execute_script("document.querySelector('.progress').scrollIntoView()")
    until(browser, lambda b: read_pages(b) == ["linear.html"])


def test_the_words_of_the_site_are_the_same_in_every_language() -> None:
    first, *others = (set(words) for words in WORDING.values())
    assert [words ^ first for words in others] == [set() for _ in others]


def test_index_and_glossary_are_linked_above_the_contents(tmp_path: Path) -> None:
    (tmp_path / "book.toml").write_text(
        'title = "A book"\n[[parts]]\nchapters = ["one.md", "words.md", "found.md"]\n'
    )
    (tmp_path / "one.md").write_text("# One\n\n{index}`lines`Lines, and a {term}`slope`.\n")
    (tmp_path / "words.md").write_text("# Words\n\n```{glossary}\nslope\n: How steep it is.\n```\n")
    (tmp_path / "found.md").write_text("# Found\n\n```{genindex}\n```\n")
    draft, _ = read(tmp_path)
    assert draft
    made = written(Edition(draft, Outputs(), Library({}), ()))
    for name in ("index.html", "one.html"):
        assert '<li><a href="found.html">Index</a></li>' in made[name]
        assert '<li><a href="words.html">Glossary</a></li>' in made[name]
