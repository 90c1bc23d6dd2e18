"""Reading code in a real browser: variants in the address, cells, copies, folds, and pop-ups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.pointer_input import PointerInput
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from fakes import settled
from hexapla.model.nodes import (
    Cell,
    CodeBlock,
    Definition,
    Definitions,
    Footnote,
    FootnoteReference,
    Heading,
    Item,
    Reference,
    Solution,
    Term,
    VariantBlock,
)
from hexapla.model.outputs import ERROR, STDOUT, Output, Outputs, Run
from hexapla.ports import Edition
from hexapla.render.web.site import Web
from serving import STRICT, serve
from small_site import edition, page_of, paragraph, publish, words

pytestmark = pytest.mark.browser
Open = Callable[..., webdriver.Chrome]

SESSION = """$ cd book
$ ls \\
    --all
book.toml
$ hexapla build
"""
PYTHON = """>>> for i in range(2):
...     print(i)
...
0
1
"""
LONG = "".join(f"line {n}\n" for n in range(1, 124))


def code_page() -> Edition:
    """A page with all that code does on a page, in PyTorch and in JAX."""
    made = page_of(
        Cell("shared = 1"),
        paragraph("Between."),
        Cell("import torch\nx = torch.ones(2)   \nx.mean()\n", ("pytorch",)),
        Cell("from jax import numpy as jnp\nx = jnp.ones(2)   \nx.mean()\n", ("jax",)),
        Cell("y = x.sum()\ny", ("jax",)),
        VariantBlock(("jax",), (paragraph("Arrays of JAX never change."),)),
        paragraph("Training:"),
        Cell("fit()", label="train"),
        Cell("boom()", tags=("raises-exception",)),
        paragraph("Sessions:"),
        CodeBlock(SESSION, "console"),
        CodeBlock(PYTHON, "pycon"),
        CodeBlock("a = 1\nb = 2", "python", first=7),
        Solution("ex", (paragraph("It is."), Cell("secret = 1", tags=("hide-input",))), number="1"),
    )
    outputs = (Output(STDOUT, "one  \ntwo\n"),)
    trained = (Output(STDOUT, LONG), Output("text/plain", "0.5"))
    wrong = (Output(ERROR, LONG + "OverflowError: too long"),)
    other = (Output(STDOUT, LONG), Output("text/plain", "0.7"))
    failed = (Output(ERROR, LONG + "FloatingPointError: too long"),)
    runs = {
        ("one", "pytorch"): Run((None, outputs, trained, wrong, None), "fresh"),
        ("one", "jax"): Run((None, outputs, None, other, failed, None), "fresh"),
    }
    return Edition(made.book, Outputs(runs), made.library, made.variants)


def terms_page() -> Edition:
    """Terms, notes and sections, and what refers to them."""
    return page_of(
        paragraph(
            "A ",
            Reference("term", "tensor", words("tensor"), "one", "term-tensor"),
            " and a note.",
            FootnoteReference("n", 1),
            " See ",
            Reference("ref", "there", words("there"), "one", "there"),
            ".",
        ),
        *(paragraph(f"Filling {n}. " * 40) for n in range(12)),
        Definitions(
            (
                Definition(
                    (Term(words("tensor"), "term-tensor"),),
                    (Item((paragraph("An array of numbers."),)),),
                ),
            )
        ),
        Heading(2, words("There"), "there"),
        paragraph("The beginning of the section."),
        Footnote("n", (paragraph("A note of one line."),), 1),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("code")
    publish(tuple(settled(Web(), edition())[0]), root / "book")
    publish(tuple(settled(Web(), code_page())[0]), root / "code")
    publish(tuple(settled(Web(), terms_page())[0]), root / "terms")
    return root


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    with serve(folder, policy=STRICT) as address:
        yield address


@pytest.fixture
def visit(browser: webdriver.Chrome, site: str, folder: Path) -> Open:
    """Open a page as a reader who has never been here; `file`: without a server."""

    def opened(page: str, *, width: int = 1400, file: bool = False) -> webdriver.Chrome:
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": [still]})
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        root = folder.as_uri() if file else site
        browser.get(f"{root}/code/index.html")
        browser.execute_script("localStorage.clear()")
        browser.get(f"{root}/{page}")
        browser.execute_script(
            "navigator.clipboard && (navigator.clipboard.writeText = async (t) => { copied = t })"
        )
        return browser

    return opened


def one(browser: webdriver.Chrome, selector: str, number: int = 0) -> WebElement:
    return browser.find_elements(By.CSS_SELECTOR, selector)[number]


def press(browser: webdriver.Chrome, element: WebElement) -> None:
    browser.execute_script("arguments[0].click()", element)


def hover(browser: webdriver.Chrome, element: WebElement) -> None:
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    ActionChains(browser).move_to_element(element).perform()


def popup(browser: webdriver.Chrome) -> WebElement | None:
    found = browser.find_elements(By.CSS_SELECTOR, "#book-popup:popover-open")
    return found[0] if found else None


def opened(browser: webdriver.Chrome) -> WebElement:
    found = WebDriverWait(browser, 5, 0.02).until(popup)
    assert found is not None
    return found


def closed(browser: webdriver.Chrome) -> None:
    WebDriverWait(browser, 5, 0.02).until(lambda one: popup(one) is None)


def visible(browser: webdriver.Chrome, name: str) -> bool:
    return one(browser, f"[id='{name}']").is_displayed()


# --- the variant in the address -------------------------------------------------------------------


@pytest.mark.parametrize("file", [False, True])
def test_a_change_of_variant_stands_in_the_address(visit: Open, file: bool) -> None:
    browser = visit("code/one.html#train", file=file)
    assert "variant=" not in browser.current_url
    press(browser, one(browser, "[data-tab=jax]"))
    assert browser.current_url.endswith("/one.html?variant=jax#train")
    assert visible(browser, "train--jax")
    browser.get(browser.current_url.partition("?")[0])  # the choice holds, and is said again
    assert browser.current_url.endswith("?variant=jax")
    assert visible(browser, "train--jax")


def test_what_another_variant_has_is_hidden_from_all_who_read(visit: Open) -> None:
    browser = visit("code/one.html?variant=jax")
    bare = browser.execute_script("""
        const page = document.cloneNode(true);
        for (const one of page.querySelectorAll("[hidden], script, style, button")) one.remove();
        return page.querySelector(".text").textContent;
    """)
    assert "jnp.ones" in bare
    assert "torch" not in bare.lower()  # nor a title that names it


def test_a_selection_over_several_cells_is_the_text_of_one_variant(visit: Open) -> None:
    browser = visit("code/one.html?variant=jax")
    chosen = browser.execute_script("""
        getSelection().selectAllChildren(document.querySelector(".text"));
        return getSelection().toString();
    """)
    assert "jnp.ones" in chosen
    for other in ("torch", "Copy", "Compare", "Show all", "$ ", ">>>"):
        assert other not in chosen


def test_print_has_the_chosen_variant_and_all_lines(visit: Open) -> None:
    browser = visit("code/one.html?variant=jax")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    shown = one(browser, "[id='train--jax'] pre.out")
    assert shown.size["height"] > 123 * 8
    assert not visible(browser, "train")
    assert not any(b.is_displayed() for b in browser.find_elements(By.CSS_SELECTOR, "main button"))


def test_keys_step_through_tabs_as_they_are_read(visit: Open) -> None:
    browser = visit("code/one.html")
    browser.execute_script("document.documentElement.dir = 'rtl'")
    one(browser, "[data-tab=pytorch]").send_keys(Keys.ARROW_LEFT)
    assert "variant=jax" in browser.current_url
    browser.switch_to.active_element.send_keys(Keys.HOME)
    assert "variant=pytorch" in browser.current_url


def test_where_nothing_can_be_kept_links_carry_the_choice(visit: Open) -> None:
    browser = visit("book/linear.html")
    forget = "Storage.prototype.setItem = () => { throw new Error('private') }"
    added = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": forget})
    try:
        browser.get(browser.current_url)
        press(browser, one(browser, "[data-tab=jax]"))
        press(browser, one(browser, ".contents a[href='decay.html']"))
        WebDriverWait(browser, 5).until(lambda seen: "decay.html?variant=jax" in seen.current_url)
        assert one(browser, ".variants > [data-in=jax]").is_displayed()
    finally:
        browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)


# --- addresses of cells ---------------------------------------------------------------------------


def test_every_cell_has_an_address_of_its_own(visit: Open) -> None:
    browser = visit("code/one.html")
    ids = [e.get_attribute("id") for e in browser.find_elements(By.CSS_SELECTOR, ".cell")]
    assert ids == [
        *("cell-1", "cell-2", "cell-2--jax", "cell-3--jax", "train", "cell-5"),
        *("train--jax", "cell-5--jax", "cell-6"),
    ]


@pytest.mark.parametrize(
    ("asked", "shown", "hidden"),
    [
        ("?variant=jax#cell-2", "cell-2--jax", "cell-2"),
        ("?variant=pytorch#cell-2", "cell-2", "cell-2--jax"),
        ("#cell-3--jax", "cell-3--jax", "cell-2"),
        ("?variant=jax#cell-3", "cell-3--jax", "cell-2"),
        ("?variant=jax#train", "train--jax", "train"),
    ],
)
def test_an_address_leads_to_the_cell_in_its_variant(
    visit: Open, asked: str, shown: str, hidden: str
) -> None:
    browser = visit(f"code/one.html{asked}", width=500)
    assert visible(browser, shown)
    assert not visible(browser, hidden)
    top = "return document.getElementById(arguments[0]).getBoundingClientRect().top"
    assert 0 < browser.execute_script(top, shown) < 900


def test_an_address_into_a_solution_opens_it(visit: Open) -> None:
    browser = visit("code/one.html#cell-6")
    assert visible(browser, "cell-6")


def test_the_link_beside_a_cell_names_its_variant(visit: Open) -> None:
    browser = visit("code/one.html?variant=jax")
    link = one(browser, "[id='cell-2--jax'] > .permalink")
    assert str(link.get_attribute("href")).endswith("/one.html?variant=jax#cell-2")
    assert link.get_attribute("aria-label") == "Link to this cell"
    browser.execute_script("window.same = true")
    link.send_keys(Keys.ENTER)
    assert browser.current_url.endswith("?variant=jax#cell-2")
    assert browser.execute_script("return window.same") is True  # nothing was loaded again
    assert link.value_of_css_property("opacity") == "1"  # it has the focus


# --- copies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("selector", "text"),
    [
        ("[id='cell-2'] .code > .copy", "import torch\nx = torch.ones(2)\nx.mean()"),
        ("[id='cell-2'] > .copy", "one\ntwo"),
        (".text > .code > .copy", "cd book\nls \\\n    --all\nhexapla build"),
        (".text > .code ~ .code > .copy", "for i in range(2):\n    print(i)"),
        (".code.numbered > .copy", "a = 1\nb = 2"),
    ],
)
def test_a_copy_is_clean(visit: Open, selector: str, text: str) -> None:
    browser = visit("code/one.html")
    press(browser, one(browser, selector))
    assert browser.execute_script("return window.copied") == text


# --- outputs --------------------------------------------------------------------------------------


def test_a_long_output_folds_and_the_choice_is_kept(visit: Open) -> None:
    browser = visit("code/one.html")
    out, button = one(browser, "#train pre.out"), one(browser, "#train > .more")
    assert button.text == "Show all (123 lines)"
    short = out.size["height"]
    button.send_keys(Keys.ENTER)
    assert (button.text, button.get_attribute("aria-expanded")) == ("Show less", "true")
    assert out.size["height"] > 3 * short
    # The page is made anew, as the preview does it.
    browser.execute_script("""
        const cell = document.getElementById("train"), fresh = document.createElement("div");
        fresh.innerHTML = cell.outerHTML;
        for (const one of fresh.querySelectorAll(".whole")) one.classList.remove("whole");
        for (const one of fresh.querySelectorAll(".more")) one.removeAttribute("aria-expanded");
        cell.replaceWith(fresh.firstElementChild);
        hexapla.renew();
    """)
    assert one(browser, "#train pre.out").size["height"] > 3 * short
    one(browser, "#train > .more").send_keys(Keys.ENTER)
    assert one(browser, "#train pre.out").size["height"] == short
    assert one(browser, "#train > .more").text == "Show all (123 lines)"


def test_of_a_long_error_the_end_is_seen(visit: Open) -> None:
    browser = visit("code/one.html")
    gone = browser.execute_script("""
        const out = document.querySelector("#cell-5 pre.error");
        return out.scrollHeight - out.clientHeight - out.scrollTop;
    """)
    assert abs(gone) < 2


def test_without_scripts_a_long_output_scrolls(visit: Open, site: str) -> None:
    browser = visit("code/one.html")
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(f"{site}/code/one.html")
        assert one(browser, "#train pre.out").value_of_css_property("overflow-y") == "auto"
        assert one(browser, "#train pre.out").size["height"] < 500
        assert not one(browser, "#train > .more").is_displayed()
        assert not browser.find_elements(By.CSS_SELECTOR, ".compared, .copy")
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


# --- comparing ------------------------------------------------------------------------------------


def rows(browser: webdriver.Chrome) -> list[tuple[str, str, str]]:
    return [
        (str(row.get_attribute("class")), left.text.rstrip(), right.text.rstrip())
        for row in browser.find_elements(By.CSS_SELECTOR, ".comparison tbody tr")
        for left, right in [row.find_elements(By.TAG_NAME, "td")]
    ]


def test_two_variants_side_by_side(visit: Open) -> None:
    browser = visit("code/one.html")
    buttons = browser.find_elements(By.CSS_SELECTOR, ".compared")
    assert len(buttons) == 1  # where the code is the same there is nothing to compare
    buttons[0].send_keys(Keys.ENTER)
    dialog = one(browser, "dialog.comparison[open]")
    heads = [e.text for e in dialog.find_elements(By.TAG_NAME, "th")]
    assert heads == ["PyTorch", "JAX"]
    assert rows(browser) == [
        ("changed", "import torch", "from jax import numpy as jnp"),
        ("changed", "x = torch.ones(2)", "x = jnp.ones(2)"),
        ("same", "x.mean()", "x.mean()"),
        ("right", "", ""),
        ("right", "", "y = x.sum()"),
        ("right", "", "y"),
    ]
    marks = [e.text for e in dialog.find_elements(By.CSS_SELECTOR, "tr:nth-child(2) mark")]
    assert marks == ["torch", "jnp"]
    assert dialog.find_elements(By.CSS_SELECTOR, "td .kn, td .mi")  # the colours are there
    assert dialog.find_element(By.CSS_SELECTOR, "[role=status]").text == "1 of 6 lines are the same"
    Select(dialog.find_elements(By.TAG_NAME, "select")[1]).select_by_visible_text("PyTorch")
    assert {kind for kind, _, _ in rows(browser)} == {"same"}
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not browser.find_elements(By.CSS_SELECTOR, "dialog.comparison")
    assert browser.switch_to.active_element == buttons[0]


def test_on_a_phone_lines_stand_one_below_the_other(visit: Open) -> None:
    browser = visit("code/one.html", width=390)
    press(browser, one(browser, ".compared"))
    left, right = browser.find_elements(By.CSS_SELECTOR, ".comparison tr.changed td")[:2]
    assert right.location["y"] >= left.location["y"] + left.size["height"] - 1
    assert not one(browser, ".comparison tr.same td:last-child").is_displayed()
    wide = browser.execute_script("return document.documentElement.scrollWidth")
    assert wide <= 390


# --- pop-ups --------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", [False, True])
@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("a[href='#term-tensor']", "tensor\nAn array of numbers."),
        ("a[href='#fn-1']", "A note of one line."),
        ("a[href='#there']", "There\nThe beginning of the section."),
    ],
)
def test_what_a_link_leads_to_is_shown(visit: Open, link: str, said: str, file: bool) -> None:
    browser = visit("terms/one.html", file=file)
    hover(browser, one(browser, f".text {link}"))
    box = opened(browser)
    assert box.text == said
    assert not box.find_elements(By.CSS_SELECTOR, ".text [id], .text script, .permalink")
    box_at, window = box.rect, browser.execute_script("return [innerWidth, innerHeight]")
    assert box_at["x"] >= 0
    assert box_at["x"] + box_at["width"] <= window[0]


def test_a_pop_up_can_be_entered_stays_and_is_dismissed(visit: Open) -> None:
    browser = visit("terms/one.html")
    hover(browser, one(browser, ".text a[href='#term-tensor']"))
    ActionChains(browser).move_to_element(opened(browser)).pause(0.6).perform()
    assert popup(browser) is not None
    ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    assert popup(browser) is None
    hover(browser, one(browser, ".text a[href='#there']"))
    opened(browser)
    ActionChains(browser).move_to_element(one(browser, "h1")).perform()
    closed(browser)


def test_a_pop_up_by_keyboard(visit: Open) -> None:
    browser = visit("terms/one.html")
    one(browser, "h1").click()
    ActionChains(browser).send_keys(Keys.TAB, Keys.TAB).perform()  # over the menu
    link = browser.switch_to.active_element
    assert link.text == "tensor"
    opened(browser)
    assert link.get_attribute("aria-describedby") == "book-popup"
    ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    assert popup(browser) is None
    assert browser.switch_to.active_element == link
    assert link.get_attribute("aria-describedby") is None
    ActionChains(browser).send_keys(Keys.TAB).perform()
    assert opened(browser).text == "A note of one line."


def test_a_note_opens_at_the_bottom_on_touch(visit: Open) -> None:
    browser = visit("terms/one.html", width=390)
    mark = one(browser, ".text a[href='#fn-1']")
    touch = ActionBuilder(browser, mouse=PointerInput("touch", "finger"))
    touch.pointer_action.move_to(mark).pointer_down().pointer_up()
    touch.perform()
    box = opened(browser)
    assert "A note of one line." in box.text
    bottom = browser.execute_script("return arguments[0].getBoundingClientRect().bottom", box)
    assert bottom == 900
    assert "#" not in browser.current_url
    box.find_element(By.CSS_SELECTOR, ".close").click()
    assert popup(browser) is None
    assert browser.switch_to.active_element == mark


def test_what_stands_on_another_page_is_fetched_once(visit: Open, site: str) -> None:
    browser = visit("book/preface.html?variant=jax")
    link = one(browser, ".text a[href*='fig-line']")
    for _ in range(2):
        hover(browser, link)
        assert "Figure 1.1: A line fitted to five points" in opened(browser).text
        image = one(browser, "#book-popup img")
        assert image.get_attribute("src") == f"{site}/book/files/img/line.svg"
        ActionChains(browser).move_to_element(one(browser, "h1")).perform()
        closed(browser)
    fetched = browser.execute_script("""
        const asked = performance.getEntriesByType("resource");
        return asked.filter((one) => one.initiatorType === "fetch").map((one) => one.name);
    """)
    assert fetched == [f"{site}/book/linear.html"]
    hover(browser, one(browser, ".text a[href='linear.html']"))
    assert opened(browser).text.startswith("1 Linear regression\nSuppose that")


def test_pop_ups_show_the_chosen_variant(visit: Open) -> None:
    browser = visit("book/linear.html?variant=jax")
    browser.execute_script("""
        const link = document.createElement("a");
        Object.assign(link, { href: "#plot-cell", textContent: "the plot", id: "to-plot" });
        document.querySelector(".text > p").append(link);
    """)
    hover(browser, one(browser, "#to-plot"))
    image = opened(browser).find_element(By.TAG_NAME, "img")
    assert str(image.get_attribute("src")).endswith("/media/linear/jax-3-1.svg")


def test_nothing_goes_wrong_on_the_way(visit: Open, site: str) -> None:
    browser = visit("code/one.html")
    assert [
        entry
        for entry in browser.get_log("browser")
        if "favicon" not in entry["message"]
        # Of a page that is a file, browsers do not fetch fonts ahead, and say so.
        and not ("file://" in entry["message"] and ".woff2" in entry["message"])
    ] == []


@pytest.mark.parametrize("spot", ["#100%", "#%E0%A4", "#nowhere", "#%22%3E%3Cimg%20src=x%3E"])
def test_whatever_an_address_ends_with_the_script_does_its_work(visit: Open, spot: str) -> None:
    browser = visit(f"terms/one.html{spot}")
    hover(browser, one(browser, "main .text a[href='#term-tensor']"))
    assert "An array of numbers." in opened(browser).text
