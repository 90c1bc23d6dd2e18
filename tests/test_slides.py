"""Slides: what of a page is on which, and the deck that is made of it."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pikepdf
import pytest
from pypdfium2 import PdfDocument
from selenium.webdriver import Keys
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.remote.webdriver import WebDriver

from hexapla.build import read
from hexapla.model.library import Library
from hexapla.model.outputs import STDOUT, Output, Outputs, Run
from hexapla.model.problems import Problems
from hexapla.ports import Edition
from hexapla.publish.files import publish
from hexapla.publish.typeset import Printer
from hexapla.render.slides.writer import Slides

DOT = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'
BOOK = """
title = "Lines"
authors = ["Ada"]
[[parts]]
title = "All"
chapters = ["one.md"]
[[variants]]
name = "torch"
title = "PyTorch"
[[variants]]
name = "jax"
title = "JAX"
"""
PAGE = """
# Points

Not on a slide, but (far)=

+++ {"slide": {"slide_type": "slide"}}

## First

By $x^2$ and a note[^n], see [](#points) and <https://example.org>.

+++ {"slideshow": {"slide_type": "fragment"}}

Later.

+++ {"slide": {"slide_type": "notes"}}

To the speaker.

+++ {"slide": {"slide_type": "subslide"}}

:::{variant} jax
Only in JAX.
:::

```{code-cell} torch
:alt: A line
print(1)
```

+++ {"slide": {"slide_type": "skip"}}

Left out, with {slide:new}`words *on* slides` and {slide:only}`more words`.

This is left out.

```{code-cell} torch
print(2)
```

Left out, too.

```{code-cell} torch
print(3)
```

:::{slide}
:title: The <end>
:class: last
All.
:::

[^n]: It is small.
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"><script>1</script></svg>'
RUN = Run(
    (
        (Output("image/svg+xml", SVG),),
        (Output(STDOUT, "2\n"),),
        (Output(STDOUT, "3\n"),),
    ),
    "fresh",
)
WRITER = Slides()


def written(folder: Path, **files: str) -> tuple[dict[str, str], Problems]:
    """What is made of a book of these files, by path, in its folder `out`."""
    for name, text in {"book.toml": BOOK, "one.md": PAGE, **files}.items():
        (folder / name).write_text(text.lstrip(), encoding="utf-8")
    book, _ = read(folder)
    assert book
    outputs = Outputs({("one", "torch"): RUN} if "code-cell" in files.get("one.md", PAGE) else {})
    edition = Edition(book, outputs, Library({}), book.config.variants)
    artifacts, problems = WRITER.write(edition)
    printer = Printer(folder / "sources", folder)
    _, found = publish("slides", map(printer.made, artifacts), folder / "out", folder)
    made = {path.name: path.read_text("utf-8") for path in folder.glob("out/*.html")}
    return made, (*problems, *found)


def slides(html: str) -> list[str]:
    return re.findall(r"<section[^>]*>\n(.*?)\n</section>", html, re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = tmp_path_factory.mktemp("slides")
    decks, problems = written(there)
    assert (sorted(decks), problems) == (["one-jax.html", "one-torch.html"], ())
    return there


@pytest.fixture(scope="module")
def torch(folder: Path) -> str:
    return (folder / "out/one-torch.html").read_text("utf-8")


def test_a_deck_has_what_its_marks_say(torch: str) -> None:
    title, first, second, words, end = slides(torch)
    assert title.startswith('<h1>Points</h1>\n<p class="book">Lines (PyTorch)</p>')
    assert "First</h2>" in first
    assert 'class="katex"' in first
    assert '<div class="fragment"><p>Later.</p></div>' in first
    assert '<aside class="notes" aria-label="Note"><p>To the speaker.</p></aside>' in first
    assert 'id="fn-2-1">1. <p>It is small.</p></aside>' in first
    assert re.search(r'<img src="files/drawn/[^"]*svg" alt="A line"', second)
    assert "<p>words <em>on</em> slides</p>\n<p>more words</p>" in words
    assert "2</code>" in words
    assert end == "<h2>The &lt;end&gt;</h2>\n<p>All.</p>"
    assert 'class="slide last"' in torch
    assert 'class="slide below"' in torch
    assert "Left out" not in torch
    assert "3</code>" not in torch


def test_each_variant_has_its_own(folder: Path, torch: str) -> None:
    jax = (folder / "out/one-jax.html").read_text("utf-8")
    assert "Only in JAX." in jax
    assert "Only in JAX." not in torch
    assert "print" not in jax


def test_links_lead_out_or_nowhere(torch: str) -> None:
    links = re.findall(r'<a [^>]*href="([^"]*)"', torch)
    assert set(links) == {"#fn-2-1", "https://example.org"}


def test_pictures_cannot_act(folder: Path) -> None:
    drawn = next(folder.glob("out/files/drawn/**/*.svg")).read_text("utf-8")
    assert "script" not in drawn


def test_the_pdf_has_the_same_slides(folder: Path) -> None:
    with pikepdf.open(folder / "out/one-torch.pdf") as pdf:
        assert len(pdf.pages) == 5
    with pikepdf.open(folder / "out/one-jax.pdf") as pdf:
        width, height = (float(one) for one in pdf.pages[0].mediabox[2:])
        assert (len(pdf.pages), round(width / height, 2)) == (5, 1.78)


def test_each_slide_has_the_notes_and_pictures_that_it_needs(tmp_path: Path) -> None:
    slide = '+++ {"slide": {"slide_type": "slide"}}'
    dot = base64.b64encode(DOT).decode()
    said = f"One[^a], again[^a]. ![dot](data:image/svg+xml;base64,{dot})"
    page = f"# One\n\n{slide}\n\n{said}\n\n{slide}\n\n{said}\n\n[^a]: Note.\n"
    decks, problems = written(tmp_path, **{"one.md": page})
    assert problems == ()
    ids = re.findall(r' id="([^"]*)"', decks["one-jax.html"])
    assert len(ids) == len(set(ids))
    with pikepdf.open(tmp_path / "out/one-jax.pdf") as pdf:
        assert len(pdf.pages) == 3


def test_a_cover_shows_all_that_a_title_holds(tmp_path: Path) -> None:
    said = "Of $x^2$ `c_d` *em* H{sub}`2`O {kbd}`Ctrl` {bdg}`new` ![dot](a.svg)"
    files = {"one.md": f'# {said}\n\n+++ {{"slide": "slide"}}\n\nHere.\n', "a.svg": DOT.decode()}
    _, problems = written(tmp_path, **files)
    assert problems == ()
    deck = PdfDocument(tmp_path / "out/one-jax.pdf")
    words = " ".join(deck[0].get_textpage().get_text_range().split())
    deck.close()
    assert words.startswith("Of 𝑥 2 c_d em H2O Ctrl new Lines")


def test_a_book_without_slides_is_told_so(tmp_path: Path) -> None:
    decks, problems = written(tmp_path, **{"one.md": "# One\n\nText.\n"})
    assert (decks, [one.code for one in problems]) == ({}, ["no-slides"])


def test_a_notebook_says_it_in_its_cells(tmp_path: Path) -> None:
    said = {"slideshow": {"slide_type": "slide"}}
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# One"},
        {"cell_type": "markdown", "metadata": said, "source": "Shown."},
        {"cell_type": "markdown", "metadata": {"slideshow": {"slide_type": "-"}}, "source": "Too."},
    ]
    notebook = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    toml = BOOK.replace("one.md", "one.ipynb")
    decks, _ = written(tmp_path, **{"book.toml": toml, "one.ipynb": notebook})
    assert slides(decks["one-jax.html"])[1:] == ["<p>Shown.</p>\n<p>Too.</p>"]


@pytest.mark.browser
def test_keys_turn_the_slides(folder: Path, browser: WebDriver) -> None:
    browser.get((folder / "out/one-torch.html").as_uri())

    def press(*keys: str) -> str:
        ActionChains(browser).send_keys(*keys).perform()
        return str(browser.execute_script("return document.activeElement.id"))

    def seen(selector: str) -> bool:
        found = browser.find_element("css selector", selector)
        asked = "return arguments[0].checkVisibility({visibilityProperty: true})"
        return bool(browser.execute_script(asked, found))

    assert press(Keys.ARROW_RIGHT) == "slide-2"
    assert not seen(".fragment")
    assert press(" ") == "slide-2"
    assert seen(".fragment")
    assert not seen(".notes")
    press("s")
    assert seen(".notes")
    assert press(Keys.PAGE_DOWN) == "slide-3"
    assert browser.find_element("class name", "place").text == "3 / 5"
    assert press(Keys.ARROW_LEFT) == "slide-2"
    assert seen(".fragment")
    assert press(Keys.END) == "slide-5"
    press("o")
    assert seen("#slide-1")
