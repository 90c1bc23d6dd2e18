"""The companion's index: what is known of each name, what the page says, where variants differ."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from books import Shelf
from drafts import JAX, TORCH, book, cell, codes, page
from hexapla.model.book import Page, Variant
from hexapla.model.nodes import (
    Admonition,
    Block,
    Cell,
    CodeBlock,
    CodeSpan,
    Definitions,
    Group,
    Heading,
    PackageIndex,
    Paragraph,
    Place,
    Reference,
    Table,
    Text,
    VariantBlock,
    Varied,
)
from hexapla.model.problems import Problems
from hexapla.model.walk import applies, plain, walk
from hexapla.resolve.passes import resolve
from hexapla.serve.preview import Preview
from hexapla.variant.catalogue import Named, catalogue
from hexapla.variant.listed import filled
from hexapla.variant.parity import parity
from hexapla.variant.shapes import Shapes
from hexapla.variant.signature import signature
from saving import extract
from serving import serve

# --- how a name is used ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "text", "parameters"),
    [
        ("def f(): pass", "f()", ()),
        ("def f(x, y=1): pass", "f(x, y=1)", ("x", "y=")),
        ("def f(x, /, y, *, z=None): pass", "f(x, /, y, *, z=None)", ("x", "/", "y", "*", "z=")),
        ("def f(*xs, y, **z): pass", "f(*xs, y, **z)", ("*xs", "y", "**z")),
        ("def f(x: int = 2) -> str: pass", "f(x: int = 2) -> str", ("x=",)),
        ("async def f(x): pass", "f(x)", ("x",)),
        ("def f(x='" + "a" * 50 + "'): pass", "f(x=...)", ("x=",)),
        ("class f:\n def __init__(self, n, *, k=1): pass", "f(n, *, k=1)", ("n", "*", "k=")),
        ("class f(B):\n n: int\n k: float = 1.0", "f(n: int, k: float = 1.0)", ("n", "k=")),
        ("class f(B):\n n: ClassVar[int] = 1", "class f(B)", None),
        ("class f: pass", "class f", None),
        ("f = 0.1", "f = 0.1", None),
        ("f: float = 0.1", "f: float = 0.1", None),
        ("f = g = 2", "f", None),
        ("f = [" + "1, " * 40 + "]", "f = ...", None),
        ("f = 1\ndef f(x): pass", "f(x)", ("x",)),  # the last definition is the one that holds
    ],
)
def test_how_a_name_is_used(code: str, text: str, parameters: tuple[str, ...] | None) -> None:
    found = signature("f", code)
    assert found
    assert (found.text, found.parameters) == (text, parameters)


def test_a_wide_signature_has_a_line_for_each_parameter() -> None:
    names = [f"parameter_{n}" for n in range(6)]
    found = signature("f", f"def f({', '.join(names)}): pass")
    assert found
    assert found.text.split("\n") == ["f(", *(f"    {name}," for name in names), ")"]


def test_what_is_only_imported_is_no_name_of_the_companion() -> None:
    assert signature("nn", "from torch import nn") is None


def test_the_first_paragraph_says_what_it_does_and_a_comment_what_a_constant_is() -> None:
    code = 'def f():\n    """Do this\n    and that.\n\n    More.\n    """\nRATE = 0.1  # a step'
    said = [signature(name, code) for name in ("f", "RATE")]
    assert [one and one.summary for one in said] == ["Do this and that.", "a step"]


def test_public_methods_have_their_first_line() -> None:
    code = '''
class Net(Base):
    """A net."""
    def __init__(self, n): pass
    def forward(self, X, *, deep=True):
        """What it gives."""
    def _own(self): pass
    def __call__(self, X): pass
    @property
    def size(self):
        """How big."""
    @size.setter
    def size(self, n): pass
    @staticmethod
    def load(path): pass
    async def wait(self): pass
'''
    found = signature("Net", code)
    assert found
    assert [(one.text, one.summary) for one in found.methods] == [
        ("forward(X, *, deep=True)", "What it gives."),
        ("__call__(X)", ""),
        ("size", "How big."),
        ("load(path)", ""),
        ("wait()", ""),
    ]


# --- shapes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "shapes"),
    [
        ('def f(X, y):\n """X (n, d), y (n, 1)."""', (("X", "(n, d)"), ("y", "(n, 1)"))),
        ('def f(y_hat, y):\n """y_hat and y (n, 1)"""', (("y_hat", "(n, 1)"), ("y", "(n, 1)"))),
        ('def f(y, X):\n """Of X (n, d)."""', (("X", "(n, d)"),)),
        ('def f(X):\n """w (d, 1) of X (n, 2d + 1)."""', (("X", "(n, 2d + 1)"), ("w", "(d, 1)"))),
        ('def f(image):\n """image (N, C, h // 2, w)"""', (("image", "(N, C, h // 2, w)"),)),
        ('def f(x):\n """Pairs (x, y), see Adam (Kingma, 2014)."""', ()),
        ('def f(x):\n """x (a list), or x (n)."""', ()),
        ("def f(\n    X,  # (n, d), scaled\n    y,\n): pass", (("X", "(n, d)"),)),
        ("def f(X, y):  # (n, d)\n    pass", ()),  # of which?
        ("def f(x):\n    return x  # (n, 1)", (("", "(n, 1)"),)),
        ("def f(x):\n    if x:\n        return x, 1  # (n, 1), (n,)", (("", "(n, 1), (n,)"),)),
        ("def f(x):\n    def g():\n        return 1  # (n, 1)\n    return g", ()),
        ('class f:\n """A net."""\n def __init__(self, X):\n  """X (n, d)"""', (("X", "(n, d)"),)),
        ('class f:\n """Of X (n, d)."""\n def __init__(self, X): pass', (("X", "(n, d)"),)),
        ("f = zeros(2, 3)  # (2, 3)", (("f", "(2, 3)"),)),
    ],
)
def test_shapes_are_those_that_the_code_tells(code: str, shapes: Shapes) -> None:
    found = signature("f", code)
    assert found
    assert found.shapes == shapes


# --- which names, and where they are used ---------------------------------------------------------

SAVE = "def fit(x, n=1):  #@save\n    return step(x)\ndef step(x):  #@save\n    return x"


def listed(*pages: Page, variants: tuple[Variant, ...] = (TORCH, JAX)) -> dict[str, Named]:
    whole = book(*pages, variants=variants)
    library, problems = extract(whole)
    assert problems == ()
    return {one.name: one for one in catalogue(whole, library)}


def test_names_are_by_topic_and_private_ones_are_not_listed() -> None:
    code = "#@save\nb = 1\n_own = 2\nimport math"
    found = listed(page("p", cell(code), cell("A = 1  #@save", topic="data"), meta={"topic": "z"}))
    assert [(one.topic, one.name) for one in found.values()] == [("data", "A"), ("z", "b")]


@pytest.mark.parametrize(
    ("code", "used"),
    [
        ("from bydoing.pytorch import fit\nfit(1)", {"fit"}),  # and step only by way of fit
        ("from bydoing import pytorch as bd\nbd.step(2)", {"step"}),
        ("from bydoing.pytorch import p\np.fit(1)", {"fit"}),
        ("from bydoing.pytorch import *\nfit(2)", {"fit"}),  # of all that it takes, what it names
        ("import bydoing.pytorch", set()),
        ("fit = 'bydoing'", set()),  # a word may be the package's name and mean nothing
        ("fit(1)", set()),
    ],
)
def test_a_page_uses_what_its_own_code_takes(code: str, used: set[str]) -> None:
    found = listed(page("p", cell(SAVE, "pytorch")), page("q", cell(code, "pytorch")))
    assert {name for name, one in found.items() if one.by["pytorch"].used == ("q",)} == used


# --- where variants differ ------------------------------------------------------------------------


def at(line: int, code: str, variant: str, only: str = "") -> Cell:
    return Cell(code, (variant,), only=only, at=Place("parts/p.md", line))


def uneven(*cells: Cell) -> Problems:
    whole = book(page("p", *cells))
    return parity(whole, extract(whole)[0])


def test_a_name_that_a_variant_lacks_is_told_with_both_places() -> None:
    far, near = at(10, "x = 1", "jax"), at(40, "x = 2", "jax")
    (problem,) = uneven(far, at(30, "def f(): pass  #@save", "pytorch"), near)
    assert (problem.code, problem.severity) == ("saved-in-some", "warning")
    assert problem.at == Place("parts/p.md", 31)
    assert "saved for PyTorch and not for JAX (parts/p.md:40)" in problem.text


def test_a_page_without_code_of_a_variant_is_a_gap_and_told_as_such() -> None:
    assert uneven(at(10, "def f(): pass  #@save", "pytorch")) == ()


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("x, n=1", True),
        ("x, n=5", True),  # another default: frameworks have their own
        ("x: int, n: int = 1", True),
        ("x, n", False),
        ("n=1, x=1", False),
        ("y, n=1", False),
        ("x, *, n=1", False),
        ("x, n=1, k=2", False),
    ],
)
def test_parameters_are_alike_in_name_order_and_which_may_be_left_out(
    other: str, *, same: bool
) -> None:
    one = at(10, "def f(x, n=1): pass  #@save", "pytorch")
    problems = uneven(one, at(20, f"def f({other}): pass  #@save", "jax"))
    assert codes(problems) == ([] if same else ["other-parameters"])
    if not same:
        assert problems[0].at == Place("parts/p.md", 21)
        assert "PyTorch (parts/p.md:11) (x, n=)" in problems[0].text


def test_what_a_constant_or_an_inherited_class_takes_is_not_known() -> None:
    assert uneven(at(1, "def f(x): pass #@save", "pytorch"), at(5, "f = g #@save", "jax")) == ()


@pytest.mark.parametrize("code", ["x = 1", "def f(y): pass  #@save"])
def test_only_says_why_and_nothing_is_told(code: str) -> None:
    saved = at(10, "def f(x): pass  #@save", "pytorch", only="JAX has its own")
    assert uneven(saved, at(20, code, "jax")) == ()


def test_only_with_nothing_to_excuse_is_a_note() -> None:
    code = "def f(x): pass  #@save"
    problems = uneven(at(10, code, "pytorch", only="who knows"), at(20, code, "jax"))
    assert [(one.code, one.severity) for one in problems] == [("idle-only", "note")]


def test_an_index_of_a_topic_that_is_not_there_is_told() -> None:
    whole = book(page("p", PackageIndex("nets", at=Place("parts/p.md", 7))))
    (problem,) = parity(whole, extract(whole)[0])
    assert (problem.code, problem.at.line) == ("bad-directive", 7)


# --- what the page says ---------------------------------------------------------------------------


def shown(*pages: Page, variants: tuple[Variant, ...] = (TORCH, JAX)) -> dict[str, Page]:
    """The pages with an index, filled in, by their ids."""
    whole, problems = resolve(book(*pages, variants=variants))
    assert problems == ()
    return {one.id: one for one in filled(whole, extract(whole)[0])}


def indexed(*cells: Cell, variants: tuple[Variant, ...] = (TORCH, JAX)) -> tuple[Block, ...]:
    pages = page("p", *cells), page("names", PackageIndex())
    return shown(*pages, variants=variants)["names"].body[1:]


def headings(body: tuple[Block, ...]) -> list[tuple[int, str, str]]:
    found = [one for one in walk(body) if isinstance(one, Heading)]
    return [(one.level, plain(one.inside), one.label) for one in found]


def rows(body: tuple[Block, ...]) -> list[list[str]]:
    tables = [one for one in walk(body) if isinstance(one, Table)]
    return [
        [plain(datum.inside) for datum in row.data]
        for table in tables
        for row in (table.head, *table.rows)
    ]


def seen(body: tuple[Block, ...], variant: str) -> str:
    """The words of a name's entry, as the readers of a variant see them."""
    texts: list[str] = []

    def read(node: object) -> None:
        match node:
            case VariantBlock(variants) | Varied(variants) if not applies(variants, variant):
                pass
            case Text(text) | CodeBlock(text) | CodeSpan(text):
                texts.append(text)
            case _:
                for name in ("body", "inside", "terms", "items"):
                    for one in getattr(node, name, ()):
                        read(one)

    for one in body:
        if isinstance(one, Group):
            read(one)
    return "|".join(texts)


def test_every_name_is_a_heading_below_its_topic() -> None:
    body = indexed(cell("def fit_all(): pass  #@save", topic="train"), cell("A = 1  #@save"))
    assert headings(body) == [
        (2, "p", "topic-p"),
        (3, "A", "p-A"),
        (2, "train", "topic-train"),
        (3, "fit_all", "train-fit_all"),
    ]


def test_headings_of_the_index_stand_below_the_one_before_it_and_take_no_label() -> None:
    there = Heading(2, (Text("Names"),), "topic-p")
    pages = page("p", cell("A = 1  #@save")), page("names", there, PackageIndex())
    body = shown(*pages)["names"].body[1:]
    assert headings(body) == [(2, "Names", "topic-p"), (3, "p", "saved-topic-p"), (4, "A", "p-A")]


def test_an_index_within_something_else_is_filled_in_too() -> None:
    box = Admonition("note", (), (PackageIndex(),))
    body = shown(page("p", cell("A = 1  #@save")), page("names", box))["names"].body
    assert [one.label for one in walk(body) if isinstance(one, Heading)][1:] == ["topic-p", "p-A"]


def test_a_topic_is_listed_once_on_a_page_and_tables_lead_there() -> None:
    saved = page("p", cell("A = 1  #@save"))
    pages = shown(
        saved,
        page("names", PackageIndex(), PackageIndex("p")),
        page("parity", PackageIndex(parity=True)),
    )
    assert len(headings(pages["names"].body)) == 3  # the title, the topic, the name
    assert len(rows(pages["names"].body)) == 4
    links = [one for one in walk(pages["parity"].body) if isinstance(one, Reference)]
    assert [(one.page, one.anchor) for one in links] == [("names", "p-A")]


def test_a_table_says_which_variant_has_what() -> None:
    body = indexed(
        cell("def a(x): pass  #@save"),
        cell("def b(x): pass  #@save", "pytorch"),
        cell("def b(x, y=1): pass  #@save", "jax"),
        replace(cell("def c(x): pass  #@save", "jax"), only="the other has its own"),
    )
    assert rows(body) == [
        ["Name", "PyTorch", "JAX", "Why"],
        ["a", "✓", "✓", ""],
        ["b", "(x)", "(x, y=)", ""],
        ["c", "–", "✓", "the other has its own"],
    ]


def test_with_one_variant_the_table_says_what_names_do() -> None:
    body = indexed(cell('def a():\n    """Do it."""  #@save'), variants=(TORCH,))
    assert body == (Paragraph((Text("No page saves code here yet."),)),)  # no mark there
    body = indexed(cell('def a():  #@save\n    """Do it."""'), variants=(TORCH,))
    assert rows(body) == [["Name", "What it does"], ["a", "Do it."]]


def test_readers_see_what_is_true_in_their_variant() -> None:
    one = 'def a(x):  #@save\n    """One: x (n, d)."""'
    body = indexed(cell(one, "pytorch"), cell('def a(x, y):  #@save\n    """Other."""', "jax"))
    assert seen(body, "pytorch") == "a(x)|One: x (n, d).|Shapes|x| (n, d)|Explained in|1\u00a0|P"
    assert seen(body, "jax") == "a(x, y)|Other.|Shapes|–|Explained in|1\u00a0|P"
    assert not [one for one in walk(indexed(cell(one))) if isinstance(one, VariantBlock | Varied)]


def test_who_lacks_a_name_sees_that_only_others_have_it() -> None:
    third = Variant("mxnet", "MXNet")
    body = indexed(
        cell('def a(x):  #@save\n    """One."""', "pytorch"),
        cell('def a(x):  #@save\n    """Other."""', "jax"),
        variants=(TORCH, JAX, third),
    )
    assert seen(body, "mxnet") == "a(x)|One.|Explained in|1\u00a0|P|Only in|PyTorch| · |JAX"


def test_pages_without_an_index_are_as_they_were() -> None:
    assert shown(page("p", cell("A = 1  #@save"))) == {}


def test_it_speaks_the_language_of_the_book() -> None:
    whole, _ = resolve(book(page("p", cell("A = 1  #@save")), page("names", PackageIndex())))
    chinese = replace(whole, config=replace(whole.config, language="zh"))
    (made,) = filled(chinese, extract(chinese)[0])
    terms = [one for one in walk(made.body) if isinstance(one, Definitions)]
    assert plain(terms[0].inside[0].terms[0].inside) == "讲解于"


# --- in step with the pages -----------------------------------------------------------------------


@pytest.fixture
def quarry(tmp_path: Path) -> Shelf:
    return Shelf.copy("quarry", tmp_path / "quarry")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("pages/stone.md", "Blocks of sizes", "Heaps of sizes"),
        ("pages/stone.md", "def add(self", "def put(self"),
        ("pages/stone.md", "# Stone", "# Rock"),
        ("pages/walls.md", "q.weights(", "q.Pile("),
    ],
)
def test_an_edit_renews_the_index_as_a_clean_build_would(
    quarry: Shelf, tmp_path: Path, file: str, old: str, new: str
) -> None:
    quarry.build()
    before = quarry.tree()["web/names.html"]
    quarry.edit(file, old, new)
    quarry.build()
    after = quarry.tree()
    assert after["web/names.html"] != before
    clean = Shelf.copy("quarry", tmp_path / "clean")
    clean.edit(file, old, new)
    clean.build()
    assert after["web/names.html"] == clean.tree()["web/names.html"]


@pytest.mark.slow
def test_the_preview_shows_what_a_build_writes(quarry: Shelf) -> None:
    preview = Preview(quarry.folder)
    for file, old, new in (
        ("pages/stone.md", "Blocks of sizes", "Heaps of sizes"),
        ("pages/names.md", "All that is saved", "What is saved"),
    ):
        quarry.edit(file, old, new)
        preview.refresh([quarry.folder / file])
        assert new.encode() in (preview.file("names.html") or b"")
    quarry.runner = None
    preview.settle()
    shown = preview.file("names.html")
    quarry.build()
    assert shown == quarry.tree()["web/names.html"]


# --- in a browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    shelf = Shelf.copy("quarry", tmp_path_factory.mktemp("quarry"))
    shelf.build()
    with serve(shelf.folder / "_build" / "web") as address:
        yield address


def sought(browser: webdriver.Chrome, words: str) -> dict[str, str]:
    """Type into the search: the titles of what is found, and where they lead."""
    browser.execute_script("document.querySelector('button.search').click()")
    field = browser.find_element(By.CSS_SELECTOR, ".find input")
    field.clear()
    field.send_keys(words)
    script = "const f = document.querySelector('.find'); return f.dataset.term === arguments[0]"
    wait = WebDriverWait(browser, 10, 0.02)
    wait.until(lambda page: page.execute_script(f"{script} && f.dataset.took", words))
    options = browser.find_elements(By.CSS_SELECTOR, ".find [role=option]")
    titles = [one.find_element(By.CSS_SELECTOR, ".title").text for one in options]
    links = [one.get_attribute("href") or "" for one in options]
    return dict(zip(titles, links, strict=True))


@pytest.mark.browser
@pytest.mark.parametrize(("name", "topic"), [("weights", "stone"), ("DENSITY", "stone")])
def test_the_search_finds_names(
    browser: webdriver.Chrome, site: str, name: str, topic: str
) -> None:
    browser.get(f"{site}/stone.html?variant=plain")
    assert f"#{topic}-{name}" in sought(browser, name)[name]


@pytest.mark.browser
def test_by_keyboard_from_the_table_to_a_name_and_on_to_its_page(
    browser: webdriver.Chrome, site: str
) -> None:
    browser.get(f"{site}/names.html?variant=numpy")
    link = browser.find_element(By.CSS_SELECTOR, "table a[href='#stone-Pile']")
    link.send_keys(Keys.ENTER)
    assert browser.current_url.endswith("#stone-Pile")
    heading = browser.find_element(By.ID, "stone-Pile")
    script = "return arguments[0].getBoundingClientRect().top"
    assert 0 <= browser.execute_script(script, heading) < 900
    there = browser.find_element(By.CSS_SELECTOR, "#stone-Pile + .saved-name dd a")
    there.send_keys(Keys.ENTER)
    WebDriverWait(browser, 10, 0.02).until(lambda page: "stone.html" in page.current_url)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_keeps_anyone_out(
    browser: webdriver.Chrome, site: str, scheme: str, width: int
) -> None:
    package = importlib.util.find_spec("axe_playwright_python")
    if package is None or not package.submodule_search_locations:
        pytest.skip("axe-playwright-python is not installed")
    axe = Path(package.submodule_search_locations[0], "axe.min.js").read_text(encoding="utf-8")
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get(f"{site}/names.html")
    browser.execute_script(axe)
    done = "const end = arguments[0]; axe.run(document).then((found) => end(found.violations))"
    assert browser.execute_async_script(done) == []
    wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert browser.execute_script(wide) == 0
