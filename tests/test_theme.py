"""Themes: colours, fonts, what stands around pages, a book's own templates, and offline."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from books import Shelf, small_book
from hexapla.model.book import Book, Config
from hexapla.model.nodes import Place
from hexapla.model.problems import Problem
from hexapla.model.theme import ALLOWED, COLOURS, HIDDEN, Theme
from hexapla.render.web import colouring, policy
from hexapla.render.web.context import book_context
from hexapla.render.web.templates import filled_in, names, template_problems, templates_of
from hexapla.render.web.theme import Around, around
from hexapla.render.web.wording import WORDING, direction
from hexapla.source import config as configs
from hexapla.source import shape
from hexapla.source.colours import colour
from serving import serve
from small_site import edition, written

SRC = Path(__file__).parent.parent / "src" / "hexapla" / "render" / "web"
DOCS = Path(__file__).parent.parent / "docs"

THEME = """
title = "Rivers"
logo = "img/logo.svg"
[theme]
accent = "#006b6b"
scheme = "dark"
dark_logo = "img/logo-dark.svg"
hide = ["here"]
announcement = "**New**: a [second edition](page.md) & <b onclick='x'>more</b>"
footer = "Made of *water*.\\n\\nSee [the page](page.md#top)."
links = [{ title = "The page", page = "page.md" }, { title = "Elsewhere", url = "https://a.org" }]
footer_links = [{ title = "Imprint", url = "https://a.org/imprint" }]
[theme.light]
paper = "#fffdf8"
accent_tint = "oklch(95% 0.03 200)"
[theme.fonts]
text = ["Literata", "Source Serif 4"]
[[theme.faces]]
file = "fonts/literata.woff2"
family = "Literata"
weight = "200 900"
[theme.allow]
connect = ["https://hub.example.org"]
[[parts]]
title = "Part"
chapters = ["page.md"]
"""


def theme_of(text: str) -> tuple[Theme, list[str]]:
    loaded, problems = configs.load(f'title = "T"\n{text}')
    assert loaded is not None
    return loaded.config.theme, [one.text for one in problems]


# --- what book.toml says ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#Abc", "#aabbcc"),
        ("rgb(255, 0, 50%)", "#ff0080"),
        ("hsl(210 50% 40%)", "#336699"),
        ("oklch(0.6 0.2 250)", "#0081f1"),
        ("Teal", "#008080"),
        *((text, None) for text in ("#12", "red;}", "url(x)", "rgb(1,2,3,4)", "var(--x)", "")),
    ],
)
def test_a_colour_is_known_in_the_ways_of_style_sheets(text: str, found: str | None) -> None:
    assert colour(text) == found


@given(st.text(max_size=40) | st.from_regex(r"(rgb|hsl|oklch)\([-\d., %/deg]{0,20}\)"))
def test_whatever_is_said_to_be_a_colour_is_one_or_none(text: str) -> None:
    assert re.fullmatch("#[0-9a-f]{6}", colour(text) or "#000000")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[theme]\naccent = "blu"', "'blu' is no colour"),
        ("[theme]\nacent = 1", "no key 'acent'; did you mean 'accent'?"),
        ('[theme.light]\npapr = "red"', "did you mean 'paper'?"),
        ('[theme]\nhide = ["neighbors"]', "did you mean 'neighbours'?"),
        ('[theme]\nlinks = [{ title = "x", url = "javascript:x" }]', "is no address"),
        ('[theme]\nlinks = [{ title = "x" }]', "a `url` or a `page`"),
        ('[theme.fonts]\ntext = "x\\"; } body { display: none"', "is no name of a font"),
        ('[[theme.faces]]\nfile = "a.js"\nfamily = "A"', "a font lies in a file"),
        ('[[theme.faces]]\nfile = "a.woff2"\nfamily = "A"\nweight = "1;}"', "is no weight"),
        ("[theme.allow]\nscript = [\"'unsafe-inline'\"]", "is no host"),
        ('[theme.allow]\nscript = ["https://a.org; object-src *"]', "is no host"),
        ('[theme]\ndark_logo = "../x.svg"', "outside"),
        ('[theme]\nscheme = "night"', "'theme.scheme'"),
    ],
)
def test_what_is_wrong_in_a_theme_is_told(text: str, said: str) -> None:
    assert [one for one in theme_of(text)[1] if said in one]


def test_a_text_that_is_hard_to_read_is_told_with_figures_and_a_way_out() -> None:
    theme, problems = theme_of('[theme.light]\nsoft = "#aaaaaa"\n')
    assert problems == []
    (first, *_) = colouring.low_contrasts(theme)
    assert (first.code, first.severity, first.at.line) == ("low-contrast", "warning", 3)
    assert "soft #aaaaaa on paper #ffffff (light) has a contrast of 2.3" in first.text
    better = re.search(r"(#\w{6}) would do", first.text)
    assert better
    assert colouring.contrast(better[1], "#ffffff") >= 4.5
    assert [*colouring.low_contrasts(theme_of('[theme]\naccent = "teal"')[0])] == []


def test_our_own_colours_are_all_easy_to_read() -> None:
    for scheme in colouring.SCHEMES:
        palette = colouring.palette_of(Theme(), scheme)
        for text, ground in colouring.PAIRS:
            assert colouring.contrast(palette[text], palette[ground]) >= 4.5, (text, ground)


def test_the_style_sheet_has_the_colours_that_a_theme_may_set() -> None:
    assert set(colouring._given()) == set(COLOURS)
    assert {key.replace("_", "-") for key in shape.keys(shape.Colours)} == set(COLOURS)
    assert set(shape.keys(shape.Allow)) == set(ALLOWED)
    assert set(shape.keys(shape.Fonts)) == set(colouring.FONTS)


# --- templates --------------------------------------------------------------------------------


def book_with(**templates: str) -> Book:
    texts = {f"theme/templates/{name}.html": text for name, text in templates.items()}
    return replace(edition().book, theme=texts)


def site_with(**templates: str) -> tuple[str, list[Problem]]:
    """The page `linear` of the small site with a book's own templates, and what is said of them."""
    made = replace(edition(), book=book_with(**templates))
    own = templates_of(made.book)
    given = {"theme": around_of(made.book), "config": made.book.config, "words": WORDING["en"]}
    html, wrong = filled_in(own, "imprint.html", **given, repository="")
    return html, [*template_problems(made.book), *wrong]


def around_of(book: Book) -> Around:
    return around(book, book_context(book, (), {}))


def test_a_template_of_the_books_stands_in_for_ours_and_may_take_it_in() -> None:
    html, problems = site_with(imprint='<p>Mine</p>\n{% include "hexapla/imprint.html" %}')
    assert html.startswith('<p>Mine</p>\n<footer class="imprint">')
    assert problems == []


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("<p>\n{% if %}", 2, "cannot be read"),
        ("<p>\n{{ nothing }}", 2, "'nothing' is undefined"),
        ('{% include "no.html" %}', 1, "no template 'no.html'"),
        ("\n\n{{ ''.__class__.__mro__ }}", 3, "unsafe"),
        ("{{ config.__init__.__globals__ }}", 1, "unsafe"),
        ("{{ 1 / 0 }}", 1, "division by zero"),
        ("{% for n in range(999999999) %}{% endfor %}", 1, "more than 1,000,000 steps"),
        (
            "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
            *(1, "more than 1,000,000 steps"),
        ),
        ("{{ lipsum(n=999999999) }}", 1, "'lipsum' is undefined"),
        ('{{ "x" * 10 ** 18 }}', 1, "this template cannot be filled in"),
        ('{% extends "imprint.html" %}', 1, "recursion"),
    ],
)
def test_where_a_template_fails_ours_does_its_work(text: str, line: int, said: str) -> None:
    html, problems = site_with(imprint=text)
    assert html.startswith('<footer class="imprint">')
    assert said in problems[0].text
    assert problems[0].code == "bad-template"
    assert problems[0].at == Place("theme/templates/imprint.html", line)


def test_a_template_that_nothing_takes_in_is_told() -> None:
    (problem,) = site_with(imprnt="x")[1]
    assert (problem.code, problem.severity) == ("unknown-template", "warning")
    assert "did you mean 'imprint.html'" in problem.text
    assert site_with(imprint='{% include "mine.html" %}', mine="x")[1] == []


# --- the policy -------------------------------------------------------------------------------


def test_a_page_admits_only_what_it_shows_from_elsewhere() -> None:
    html = (
        '<img alt="x" src="https://Pictures.example/a.png?b=1"> <img src="https://a:b@c.example:8443/x">'
        '<iframe src="https://www.youtube-nocookie.com/embed/x"></iframe>'
        '<video poster="http://p.example/x.png" src="http://v.example/x.mp4"></video>'
        '<img src="https://evil.example;script-src/*"> <img src="https://[::1">'
        '<p>&lt;img src="https://not.example/x"&gt;</p>'
    )
    rules = dict(rule.split(" ", 1) for rule in policy.policy(Config("T"), html).split("; "))
    assert rules["img-src"] == (
        "'self' data: http://p.example https://c.example:8443 https://pictures.example"
    )
    assert rules["frame-src"] == "'self' https://www.youtube-nocookie.com"
    assert rules["media-src"] == "'self' http://v.example"
    assert rules["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert rules["default-src"] == "'none'"


def test_a_theme_may_allow_hosts_by_what_comes_from_them() -> None:
    uses = "\n".join(f'{use} = ["https://{use}.example"]' for use in ALLOWED)
    theme, problems = theme_of(f"[theme.allow]\n{uses}")
    assert problems == []
    rules = dict(rule.split(" ", 1) for rule in policy.policy(Config("T", theme=theme)).split("; "))
    assert rules.keys() == policy.BASE.keys()
    assert rules["script-src"].endswith(" https://script.example")
    assert rules["style-src-elem"] == "'self' https://style.example"
    assert rules["img-src"].endswith(" https://image.example")
    assert {rules[f"{use}-src"] for use in ("connect", "font")} == {
        "'self' https://connect.example",
        "'self' https://font.example",
    }


def test_every_page_of_a_site_has_its_policy_first_of_all() -> None:
    html = written(edition())["linear.html"]
    head = '<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="'
    assert html.count("Content-Security-Policy") == html.count(head) == 1


# --- words and directions ---------------------------------------------------------------------


def test_both_languages_have_all_the_words_that_are_used() -> None:
    assert WORDING["en"].keys() == WORDING["zh"].keys()
    used: set[str] = set()
    for file in (*SRC.glob("templates/*.html"), *SRC.glob("assets/scripts/*.js")):
        used |= set(re.findall(r"\bwords\.(\w+)", file.read_text(encoding="utf-8")))
    for file in SRC.glob("*.py"):
        used |= set(re.findall(r"\bwords\[\"(\w+)\"\]", file.read_text(encoding="utf-8")))
    assert used <= WORDING["en"].keys()
    for key, words in WORDING["zh"].items():
        assert words.count("{}") == WORDING["en"][key].count("{}"), key


@pytest.mark.parametrize(
    ("language", "way"),
    [("en", "ltr"), ("ar", "rtl"), ("fa-IR", "rtl"), ("uz-Arab", "rtl"), ("ur-Latn", "ltr")],
)
def test_which_way_a_language_is_written(language: str, way: str) -> None:
    assert direction(language) == way


# --- the manual -------------------------------------------------------------------------------


def test_the_manual_lists_all_that_a_theme_can_change() -> None:
    text = (DOCS / "themes.md").read_text(encoding="utf-8")
    for name in names():
        assert f"`{name}`" in text, name
    variables = re.findall(r"^ *--([a-z-]+):", (SRC / "assets/palette.css").read_text(), re.M)
    for name in (*variables, "measure"):
        assert f"`--{name}`" in text, name
    for name in (*HIDDEN, *ALLOWED):
        assert f"`{name}`" in text, name
    for name in shape.keys(shape.Theme):
        assert re.search(rf"^(\[+theme\.)?{name}\b", text, re.MULTILINE), name


# --- in a browser -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with a theme of its own, built."""
    folder = tmp_path_factory.mktemp("themed")
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    texts = {
        "book.toml": THEME,
        "page.md": "# Water\n\n## Top\n\nIt $x$ flows.\n\n## More\n",
        "img/logo.svg": svg,
        "img/logo-dark.svg": svg,
        "theme/book.css": ".imprint { --mine: 1px; }\n",
        "theme/scripts/mine.js": "window.mine = document.querySelectorAll('footer').length;\n",
        "theme/templates/states.html": "<p class='mine'>{{ page.name }}</p>\n",
        "theme/static/ground.png": "",
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (font,) = list((SRC / "assets/katex/fonts").glob("KaTeX_Main-Regular.woff2"))
    (folder / "fonts").mkdir()
    (folder / "fonts/literata.woff2").write_bytes(font.read_bytes())
    assert Shelf(folder).build() == ()
    return folder / "_build" / "web"


@pytest.mark.browser
def test_a_themed_page_looks_as_its_theme_says(browser: webdriver.Chrome, root: Path) -> None:
    browser.get((root / "page.html").as_uri())
    css = partial(browser.execute_script, "return getComputedStyle(document.querySelector("
                  "arguments[0])).getPropertyValue(arguments[1])")  # fmt: skip
    assert css("html", "color-scheme") == "dark"
    assert css(".imprint", "--mine").strip() == "1px"
    assert css(".text", "font-family").startswith('Literata, "Source Serif 4"')
    assert browser.execute_script("return window.mine") == 1
    assert browser.find_element(By.CSS_SELECTOR, "p.mine").text == "Water"
    assert browser.find_element(By.CSS_SELECTOR, ".logo-dark").is_displayed()
    assert not browser.find_element(By.CSS_SELECTOR, ".logo-light").is_displayed()
    assert browser.find_elements(By.CSS_SELECTOR, "nav.here") == []
    links = browser.find_elements(By.CSS_SELECTOR, ".bar .links a")
    assert [str(one.get_attribute("href")) for one in links][1] == "https://a.org/"
    assert str(links[0].get_attribute("href")).endswith("/page.html")
    assert [one.text for one in links] == ["The page", "Elsewhere"]
    assert "Made of water." in browser.find_element(By.CSS_SELECTOR, ".imprint .words").text
    assert (root / "files/theme/static/ground.png").is_file()
    browser.execute_script("document.documentElement.dir = 'rtl'")
    assert (css("p", "direction"), css(".katex", "direction")) == ("rtl", "ltr")


@pytest.mark.browser
def test_an_announcement_that_was_closed_stays_so(browser: webdriver.Chrome, root: Path) -> None:
    browser.get((root / "page.html").as_uri())
    box = browser.find_element(By.CSS_SELECTOR, ".announcement")
    assert box.text == "New: a second edition & more"
    box.find_element(By.CSS_SELECTOR, "button.close").click()
    assert not box.is_displayed()
    browser.refresh()
    assert not browser.find_element(By.CSS_SELECTOR, ".announcement").is_displayed()


@pytest.mark.browser
def test_a_book_that_is_kept_opens_without_its_server(
    browser: webdriver.Chrome, root: Path
) -> None:
    wait = WebDriverWait(browser, 20)
    with serve(root.parent) as address:
        site = f"{address}/web"
        browser.get(f"{site}/page.html")
        assert (
            browser.execute_async_script(
                "navigator.serviceWorker.getRegistrations().then((all) => arguments[0](all.length))"
            )
            == 0
        )  # nothing unasked
        button = browser.find_element(By.CSS_SELECTOR, "button.offline")
        wait.until(lambda _: button.is_displayed())
        browser.execute_script("arguments[0].click()", button)
        wait.until(lambda _: button.get_attribute("data-now") == "kept")
    browser.get(f"{site}/index.html")
    assert browser.find_element(By.CSS_SELECTOR, "h1").text == "Rivers"
    browser.get(f"{site}/page.html?variant=x#more")
    assert browser.execute_script("return document.styleSheets.length") == 2
    assert browser.find_element(By.CSS_SELECTOR, "h1").text.split() == ["1", "Water"]
    browser.get(f"{site}/none.html")
    assert "not kept" in browser.page_source
    browser.get(f"{site}/page.html")
    button = browser.find_element(By.CSS_SELECTOR, "button.offline")
    wait.until(lambda _: button.get_attribute("data-now") == "kept")
    browser.execute_script("arguments[0].click()", button)
    wait.until(lambda _: button.get_attribute("data-now") == "")
    left = "caches.keys().then((names) => arguments[0](names.length))"
    assert browser.execute_async_script(left) == 0


@pytest.mark.browser
def test_what_is_kept_follows_the_site(browser: webdriver.Chrome, tmp_path: Path) -> None:
    shelf = Shelf(small_book(tmp_path / "book", "", page="# P\n\nold\n", other="# Other\n"))
    assert shelf.build() == ()
    root = tmp_path / "book" / "_build" / "web"
    builds = "caches.keys().then((names) => arguments[0](names))"
    wait = WebDriverWait(browser, 20)
    with serve(root) as site:
        browser.get(f"{site}/page.html")
        button = browser.find_element(By.CSS_SELECTOR, "button.offline")
        wait.until(lambda _: button.is_displayed())
        browser.execute_script("arguments[0].click()", button)
        wait.until(lambda _: button.get_attribute("data-now") == "kept")
        before = browser.execute_async_script(builds)
        shelf.edit("page.md", "old", "new")
        assert shelf.build() == ()
        browser.get(f"{site}/other.html")
        wait.until(lambda _: browser.execute_async_script(builds) not in (before, []))
        wait.until(lambda _: len(browser.execute_async_script(builds)) == 1)
    browser.get(f"{site}/page.html")
    assert browser.find_element(By.CSS_SELECTOR, ".text").text == "new"


def test_what_is_kept_is_named_with_its_digest(root: Path) -> None:
    code = (root / "offline.js").read_text(encoding="utf-8")
    given = json.loads(code.partition("const HEXAPLA = ")[2].partition(";\n")[0])
    listed = {path: digest for path, digest, _ in given["files"]}
    on_disk = {str(path.relative_to(root)) for path in root.rglob("*.*") if path.is_file()}
    assert listed.keys() <= on_disk
    assert {"page.html", "assets/book.css", "files/fonts/literata.woff2"} <= listed.keys()
    manifest = json.loads((root / "site.webmanifest").read_text(encoding="utf-8"))
    assert (manifest["name"], manifest["icons"][0]["src"]) == ("Rivers", "assets/icon.svg")
