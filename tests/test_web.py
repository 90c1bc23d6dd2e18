"""The website, as text: what each kind of node becomes, and what hostile content cannot do."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import MappingProxyType

import pytest

from fakes import settled
from hexapla.model.book import Book, Variant
from hexapla.model.nodes import (
    Admonition,
    Bibliography,
    Block,
    Break,
    Cell,
    Citation,
    Cited,
    CodeBlock,
    CodeSpan,
    Display,
    Emphasis,
    Figure,
    Footnote,
    FootnoteReference,
    Image,
    Inline,
    Item,
    Link,
    Listing,
    Math,
    Place,
    Quote,
    RawBlock,
    RawInline,
    Reference,
    Rule,
    Solution,
    Strikethrough,
    Strong,
    Table,
    Target,
    Text,
    Unknown,
    VariantBlock,
    Work,
)
from hexapla.model.outputs import BOKEH, ERROR, PLOTLY, STDERR, STDOUT, Output
from hexapla.ports import Edition, Original
from hexapla.render.formulas import Formula
from hexapla.render.web.ansi import terminal
from hexapla.render.web.context import Context
from hexapla.render.web.inlines import inlines
from hexapla.render.web.markup import address, clean
from hexapla.render.web.maths import Typesetter
from hexapla.render.web.nodes import blocks
from hexapla.render.web.site import Web
from hexapla.source.fragment import fragment
from small_site import (
    BROKEN,
    FIGURE,
    JAX,
    TORCH,
    edition,
    heading,
    page_of,
    paragraph,
    row,
    with_run,
    words,
    written,
)

BACK = Reference("cite", "g", words("↩"), "one", "x")
PAGE = Context(
    page="one",
    variants=(TORCH,),
    files=MappingProxyType({"img/line.svg": "", "data/a b.csv": ""}),
)


def text_of(edition: Edition) -> str:
    """The text of a book's one page, between its title and its foot."""
    found = re.search(r'<div class="text">\n(.*?)\n</div>\n', written(edition)["one.html"], re.S)
    assert found
    return found[1]


# --- each kind of node ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("node", "html"),
    [
        (Emphasis(words("a < b")), "<em>a &lt; b</em>"),
        (Strong(words("a")), "<strong>a</strong>"),
        (Strikethrough(words("a")), "<del>a</del>"),
        (CodeSpan("a<b"), "<code>a&lt;b</code>"),
        (Break(), "\n"),
        (Break(hard=True), "<br>\n"),
        (Link(words("a"), "https://a.org/?x=1&y"), '<a href="https://a.org/?x=1&amp;y">a</a>'),
        (Link(words("a"), "data/a b.csv"), '<a href="files/data/a%20b.csv">a</a>'),
        (Reference("ref", "x", words("X"), "other", "é"), '<a href="other.html#%C3%A9">X</a>'),
        (Reference("ref", "x", words("X"), "one", "x"), '<a href="#x">X</a>'),
        (Reference("ref", "nowhere"), '<span class="unresolved">nowhere</span>'),
        (
            Image("img/line.svg", "A line", width="60%"),
            '<img src="files/img/line.svg" alt="A line" style="width:60%">',
        ),
        (Image("img/gone.svg", "A line"), '<span class="unresolved">A line</span>'),
        (
            Citation(
                "textual",
                (Cited("leg"),),
                inside=(Reference("cite", "leg", words("L. (1805)"), "other", "cite-leg"),),
            ),
            '<a href="other.html#cite-leg">L. (1805)</a>',
        ),
        (
            Citation("textual", (), inside=words("Gauss"), anchor="cited-1"),
            '<span id="cited-1">Gauss</span>',
        ),
        (FootnoteReference("gone"), '<sup class="unresolved">[gone]</sup>'),
    ],
)
def test_what_stands_in_a_line(node: Inline, html: str) -> None:
    assert inlines((node,), PAGE) == html


@pytest.mark.parametrize(
    ("node", "html"),
    [
        (paragraph("a & b"), "<p>a &amp; b</p>"),
        (Rule(), "<hr>"),
        (Target("here"), '<div id="here" class="target"></div>'),
        (Quote((paragraph("a"),)), "<blockquote><p>a</p></blockquote>"),
        (Listing((Item((paragraph("a"),)),), tight=True), "<ul><li>a</li></ul>"),
        (
            Listing((Item((paragraph("a"),)),), start=3, tight=False),
            '<ol start="3"><li><p>a</p></li></ol>',
        ),
        (Unknown("mystery", (paragraph("a"),)), '<div class="unknown"><p>a</p></div>'),
        (Footnote("a", (paragraph("a"),), 1), ""),
        (
            Admonition("tip", (), (paragraph("a"),)),
            '<div class="admonition tip" role="note"><p class="title">Tip</p><p>a</p></div>',
        ),
        (
            Admonition("note", words("More"), (paragraph("a"),), folded=True, label="more"),
            '<details class="admonition note" id="more"><summary>More</summary><p>a</p></details>',
        ),
        (
            Solution("ex", (paragraph("a"),), number="1.2", folded=False, page="other"),
            '<section class="solution"><p class="title">Solution <span class="of">'
            '<a href="other.html#ex">Exercise 1.2</a></span></p><p>a</p></section>',
        ),
        (
            Bibliography((Work("gauss", words("Gauss"), "cite-gauss"),)),
            '<ul class="references"><li id="cite-gauss">Gauss</li></ul>',
        ),
        (
            Bibliography((Work("g", words("Gauss"), "a", "1", (BACK,)),)),
            '<ul class="references"><li id="a" class="marked"><span class="mark">[1]</span> Gauss '
            '<span class="cited-at"><a href="#x" aria-label="Back to where it is cited">↩</a>'
            "</span></li></ul>",
        ),
        (
            heading(2, "A", "a", "1.2"),
            '<h2 id="a"><a class="permalink" href="#a"><span class="number">1.2</span> A</a></h2>',
        ),
        (
            Figure(Image("img/line.svg"), words("A line."), label="fig", number="3.1"),
            '<figure class="figure" id="fig"><a class="zoom" href="files/img/line.svg">'
            '<img src="files/img/line.svg" alt="A line."></a><figcaption>'
            '<a class="number permalink" href="#fig">Figure 3.1:</a> A line.</figcaption></figure>',
        ),
        (
            Table(row("a", "b"), (row("1", "2"),), ("", "right"), words("T")),
            '<figure class="table"><figcaption>T</figcaption><div class="scroll"><table>'
            '<thead><tr><th scope="col">a</th><th class="right" scope="col">b</th></tr></thead>'
            '<tbody><tr><td>1</td><td class="right">2</td></tr></tbody></table></div></figure>',
        ),
    ],
)
def test_what_stands_in_a_block(node: Block, html: str) -> None:
    assert blocks((node,), PAGE) == html


def test_code_is_highlighted_and_keeps_its_words() -> None:
    html = blocks((CodeBlock("x = '<b>'\n", "python"),), PAGE)
    assert """<span class="s1">'&lt;b&gt;'</span>""" in html
    assert html.endswith("</code></pre></div>")
    assert "plain &lt;words&gt;" in blocks((CodeBlock("plain <words>", "no-such"),), PAGE)
    assert "pip install" in blocks((CodeBlock("pip install", "console"),), PAGE)


def test_formulas_are_set_and_numbered() -> None:
    page = text_of(page_of(paragraph(Math("x^2")), Display("y \\in \\R", "eq-y", "1.1")))
    assert page.count('<span class="katex">') == 2
    assert page.count("<math xmlns") == 2
    assert '<div class="equation" id="eq-y">' in page
    assert '<a class="number permalink" href="#eq-y">(1.1)</a>' in page


def test_no_line_ends_between_a_formula_and_the_stops_at_it() -> None:
    def line(*nodes: Inline) -> str:
        return re.sub("<code.*?</code>", "x", inlines(nodes, PAGE))  # a formula not set

    x = Math("x")
    assert line(Text("a ("), x, Text("), b")) == 'a <span class="held">(x),</span> b'
    assert line(x, Text(". b")) == '<span class="held">x.</span> b'
    assert line(Text("(a "), x, Text(" b")) == "(a x b"
    assert line(x, x, Text("<"), x) == "xx&lt;x"
    long = replace(PAGE, formulas=Typesetter()([Formula("a + b")], {}))
    assert "held" not in inlines((Math("a + b"), Text(".")), long)


def test_footnotes_stand_at_the_end_and_lead_back_to_each_mark() -> None:
    mark = FootnoteReference("a", 1)
    note = Footnote("a", (paragraph("Words."),), 1)
    page = written(page_of(paragraph("x", mark), note, paragraph("y", replace(mark))))["one.html"]
    marks = re.findall(r'<a href="#fn-1" id="([^"]+)"', page)
    assert marks == ["fn-mark-1", "fn-mark-1-2"]
    assert re.findall(r'href="#(fn-mark[^"]*)"', page) == marks
    assert page.index("Words.") > page.index(">y<")


def test_references_have_a_heading_and_stand_in_the_list_of_headings() -> None:
    page = written(edition())["linear.html"]
    assert '<h2 id="book-references">References</h2>' in page
    assert '<a href="#book-references"><span>References</span></a>' in page


def test_a_page_has_one_heading_of_level_1() -> None:
    page = written(page_of(heading(1, "Again", "again"), paragraph("x")))["one.html"]
    assert page.count("<h1") == 1


# --- cells and variants ---------------------------------------------------------------------------


def test_neighbouring_cells_and_prose_make_one_set_of_tabs() -> None:
    page = text_of(
        page_of(
            Cell("a = 1", ("pytorch",)),
            Cell("b = 2", ("jax",)),
            VariantBlock(("jax",), (paragraph("Of JAX."),)),
            Cell("c = 3"),
            paragraph("Between."),
            Cell("d = 4", ("jax",)),
        )
    )
    assert page.count('role="tablist"') == 2
    torch, jax = re.findall(r'<div data-in="\w+">(.*?)(?=<div data-in|Between)', page, re.S)
    assert [name in torch for name in ("a =", "b =", "Of JAX", "c =")] == [
        *(True, False, False, True)
    ]
    assert [name in jax for name in ("a =", "b =", "Of JAX", "c =")] == [*(False, True, True, True)]
    assert 'data-has="jax"' in page  # the last set has no panel in PyTorch


def test_what_all_variants_share_needs_no_tabs() -> None:
    page = text_of(page_of(Cell("a = 1", label="cell"), paragraph("x")))
    assert "tablist" not in page
    assert page.count('id="cell"') == 1


def test_a_book_of_one_variant_has_no_trace_of_variants() -> None:
    body = (Cell("a = 1", ("pytorch",)), Cell("b = 2", ("jax",)))
    pages = written(page_of(*body, variants=(TORCH,)))
    assert not re.search(r"tablist|panel|data-variants|JAX|<select", pages["one.html"])
    assert ">b<" not in pages["one.html"]


def test_code_of_a_book_without_variants_is_shown() -> None:
    assert "a = <" in text_of(page_of(Cell("a = 1"), variants=()))


def test_ids_are_unique_where_panels_share_a_block() -> None:
    both = VariantBlock(("pytorch", "jax"), (heading(2, "H", "h"), paragraph("x")))
    page = text_of(page_of(both, Cell("a", ("jax",)), Cell("b", label="b")))
    ids = re.findall(r' id="([^"]+)"', page)
    assert sorted(ids) == ["b", "b--jax", "cell-1--jax", "h", "h--jax"]


@pytest.mark.parametrize(
    ("tag", "code", "out", "err"),
    [
        ("", True, True, True),
        ("remove-input", False, True, True),
        ("remove-output", True, False, False),
        ("remove-cell", False, False, False),
        ("remove-stderr", True, True, False),
        ("remove-stdout", True, False, True),
    ],
)
def test_tags_remove(tag: str, code: bool, out: bool, err: bool) -> None:
    made = page_of(Cell("a = 1", tags=(tag,)), paragraph("x"), variants=(TORCH,))
    outputs = (Output(STDOUT, "OUT\n"), Output(STDERR, "ERR\n"))
    page = text_of(with_run(made, "pytorch", outputs))
    assert ("<code>a" in page, "OUT" in page, "ERR" in page) == (code, out, err)


@pytest.mark.parametrize(
    ("tag", "summary"),
    [
        ("hide-input", "Show code"),
        ("hide-output", "Show output"),
        ("hide-cell", "Show code and output"),
        ("hide-stderr", "Show messages"),
    ],
)
def test_tags_fold(tag: str, summary: str) -> None:
    made = page_of(Cell("a = 1", tags=(tag,)), paragraph("x"), variants=(TORCH,))
    page = text_of(with_run(made, "pytorch", (Output(STDERR, "ERR"),)))
    assert f'<details class="folded"><summary>{summary}</summary>' in page
    assert "<code>a" in page
    assert "ERR" in page


def test_pictures_are_files_and_the_best_form_that_can_be_shown_is_taken() -> None:
    plot = Output("application/x-odd", "?", (Output("image/svg+xml", FIGURE),))
    pixels = Output("image/png", b"\x89PNG\r\n\x1a\n" + bytes(8) + bytes((0, 0, 2, 0, 0, 0, 1, 0)))
    made = with_run(page_of(Cell("a"), variants=(TORCH,)), "pytorch", (plot, pixels))
    page = text_of(made)
    assert '<img src="media/one/pytorch-1-1.svg" alt="Output of the code above" width="480"' in page
    assert '<img src="media/one/pytorch-1-2.png" alt="Output of the code above" width="512"' in page
    described = with_run(page_of(Cell("a", alt='A "map"'), variants=(TORCH,)), "pytorch", (plot,))
    assert 'alt="A &quot;map&quot;"' in text_of(described)
    files = {one.path: one.data for one in settled(Web(), made)[0]}
    assert files["media/one/pytorch-1-1.svg"] == FIGURE.encode()
    assert files["media/one/pytorch-1-2.png"] == pixels.data


def shown(one: Output) -> str:
    """What a page shows of one output."""
    made = with_run(page_of(Cell("a"), variants=(TORCH,)), "pytorch", (one,))
    return text_of(made).partition("</code></pre></div>")[2].removesuffix("</div>")


@pytest.mark.parametrize(
    ("form", "html"),
    [
        (Output("text/latex", "$\\nope$"), '<pre class="out text">$\\nope$</pre>'),
        (Output("text/latex", "$x$ and $y$"), '<pre class="out text">$x$ and $y$</pre>'),
        (Output("text/markdown", "**b**"), '<pre class="out text">**b**</pre>'),
        (
            Output("application/x-odd", "?"),
            '<p class="out">An output of the kind application/x-odd.</p>',
        ),
    ],
)
def test_what_cannot_be_set_is_shown_as_its_source_or_named(form: Output, html: str) -> None:
    assert shown(form) == html
    assert (
        shown(replace(form, others=(Output("text/plain", "p"),))) == '<pre class="out text">p</pre>'
    )


@pytest.mark.parametrize(
    "picture",
    [
        Output("image/png", b"\x89PNG"),
        Output("image/svg+xml", '<svg width="1.2.3" height="9"/>'),
        Output("image/svg+xml", f'<svg width="{"9" * 400}" height="9"/>'),
    ],
)
def test_a_picture_whose_size_cannot_be_told_has_none(picture: Output) -> None:
    assert "<img" in shown(picture)
    assert "width" not in shown(picture)


def test_what_is_not_fresh_is_said() -> None:
    pages = written(edition())
    assert (
        '<p class="state stale" data-in="jax">The outputs in JAX are stale' in pages["linear.html"]
    )
    assert pages["linear.html"].count("Not run yet.") == 1
    assert '<p class="state missing" data-in="jax">' in pages["decay.html"]
    assert "Not run yet." not in pages["decay.html"]  # its top has said so
    assert "This page has no code in JAX yet." in pages["fit.html"]
    assert 'data-coded="pytorch"' in pages["fit.html"]
    assert 'class="state' not in pages["preface.html"]


def test_the_foot_says_what_the_code_ran_with() -> None:
    page = written(edition())["linear.html"]
    assert "Outputs produced with matplotlib 3.10.7, numpy 2.4.6, torch 2.13.0." in page
    assert "Outputs produced with jax 0.10.0, matplotlib 3.10.7, numpy 2.4.6." in page


def test_the_colours_of_a_terminal() -> None:
    said = "\x1b[1;31mNo\x1b[0m \x1b[38;5;12mblue\x1b[39m \x1b[2K<b>\x1b[0"
    assert terminal(said) == (
        '<span class="ansi-bold ansi-fg-red">No</span> '
        '<span class="ansi-fg-bright-blue">blue</span> &lt;b&gt;[0'
    )


# --- the site -------------------------------------------------------------------------------------


def test_the_cover_lists_the_parts_and_pages_with_their_numbers() -> None:
    cover = written(edition())["index.html"]
    assert "<h1>Lines &amp; Losses</h1>" in cover
    assert re.findall(r'<p class="part">(.*?)</p>', cover) == [
        "Front matter",
        '<span class="number">I</span> Foundations',
    ]
    assert re.findall(r'<li><a href="(\w+).html">', cover) == ["preface", "linear", "fit", "decay"]


def test_pages_know_their_neighbours_and_their_place() -> None:
    page = written(edition())["linear.html"]
    assert '<a class="previous" rel="prev" href="preface.html">' in page
    assert '<a class="next" rel="next" href="fit.html">' in page
    assert page.count('aria-current="page"') == 1
    assert "<title>1 Linear regression — Lines &amp; Losses</title>" in page


LICENSES = "https://creativecommons.org/licenses/"


def test_every_address_within_the_site_is_relative_and_leads_to_a_file() -> None:
    artifacts, _ = settled(Web(), edition())
    paths = {one.path for one in artifacts}
    pages = written(edition())
    for name in (path for path in pages if path.endswith(".html")):
        ids = re.findall(r' id="([^"]+)"', pages[name])
        assert len(ids) == len(set(ids)), name
        for url in re.findall(r'(?:href|src)="([^"]+)"', pages[name]):
            if url.startswith(("https://example.org", "https://doi.org", LICENSES)):  # named alone
                continue
            path, _, anchor = url.partition("#")
            assert (path or name) in paths, url
            assert not anchor or f'id="{anchor}"' in pages[path or name], url


def test_the_ids_of_the_page_itself_cannot_be_taken_by_labels() -> None:
    labels = ("main", "contents", "references", "here", "variant")
    pages = written(page_of(*(heading(2, label.title(), label) for label in labels)))
    ids = re.findall(r' id="([^"]+)"', pages["one.html"])
    assert len(ids) == len(set(ids))
    assert set(labels) < set(ids)


def test_a_page_called_index_is_not_the_cover() -> None:
    made = page_of(paragraph("The page."))
    part = made.book.parts[0]
    page = replace(part.pages[0], id="index")
    book: Book = replace(made.book, parts=(replace(part, pages=(page,)),))
    pages = written(replace(made, book=book))
    assert "The page." in pages["index.page.html"]
    assert '<a href="index.page.html">' in pages["index.html"]


def test_figures_go_along_as_they_are() -> None:
    artifacts, _ = settled(Web(), edition())
    originals = [one for one in artifacts if isinstance(one.data, Original)]
    assert [(one.path, one.data) for one in originals] == [
        ("files/img/line.svg", Original("img/line.svg", "0" * 64))
    ]


def test_the_same_book_gives_the_same_bytes() -> None:
    assert settled(Web(), edition()) == settled(Web(), edition())


def test_a_formula_that_cannot_be_set_is_a_problem_and_shows_its_source() -> None:
    made = page_of(paragraph(BROKEN), Display("a \\nope b"), Display("\\gdef\\x{1} \\x"))
    _, problems = settled(Web(), made)
    assert [(problem.code, problem.at.line) for problem in problems] == [
        ("bad-formula", 7),
        ("bad-formula", 0),
    ]
    page = text_of(made)
    deep = Display("a \\\\\nb \\nope", at=Place("page.md", 3))
    _, problems = settled(Web(), page_of(deep))
    assert [str(problem.at) for problem in problems] == ["page.md:4"]
    assert '<code class="bad-formula" title="This formula cannot be set: ' in page
    assert "\\frac{1</code>" in page


def test_macros_of_one_formula_do_not_reach_the_next() -> None:
    _, problems = settled(Web(), page_of(Display("\\gdef\\x{1} \\x"), Display("\\x")))
    assert len(problems) == 1


# --- hostile content ------------------------------------------------------------------------------

SCRIPT = "<script>alert(1)</script>"
HANDLER = '<img src=x onerror="alert(1)">'
HOSTILE = (
    paragraph(SCRIPT, HANDLER, RawInline(SCRIPT), RawInline("<b onclick='alert(1)'>"), "bold"),
    RawBlock(f"<div style='position:fixed' onclick='alert(1)'>{SCRIPT}{HANDLER}</div>"),
    RawBlock("<iframe src='https://evil.example'></iframe><form action=/x><input></form>"),
    RawBlock("<svg onload=alert(1)><script>alert(1)</script></svg><base href='//evil.example'>"),
    RawBlock("<a href='javascript:alert(1)'>x</a><img src='https://evil.example/x.png'>"),
    RawBlock("<!-- --><math><mtext></p><style><img src=x onerror=alert(1)></style>"),
    paragraph(Link(words("x"), "javascript:alert(1)"), Link(words("x"), " JaVa\tScript:alert(1)")),
    paragraph(Link(words("x"), "data:text/html,<script>"), Link(words("x"), "vbscript:x")),
    paragraph(Image("javascript:alert(1)", "x"), Image("data:text/html,x", '"><script>')),
    paragraph(Math("\\href{javascript:alert(1)}{x}"), Math("\\text{</span><script>}")),
    paragraph(Math("\\htmlData{x=1}{x} \\includegraphics{https://evil.example/x}")),
    Display("\\def\\a{\\a\\a}\\a"),
    Admonition('x" onclick="alert(1)', words(SCRIPT), (), label='" onclick="alert(1)'),
    Figure(Image("img/line.svg", '" onload="alert(1)', width='1px"onload="x'), words(SCRIPT)),
    Cell(f"'{SCRIPT}'", label='"><script>'),
    CodeBlock(SCRIPT, '"><script>'),
)


SCRIPTS = ("assets/early.js", "assets/book.js")


class Acting(HTMLParser):
    """Finds whatever in a page could act."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        is_data = values == {"type": "application/ld+json"}
        if tag == "script" and not is_data and values.get("src") not in SCRIPTS:
            self.found.append("script")
        own = str(values.get("src")).startswith("media/one/")
        if tag == "iframe" and own and values.get("sandbox") == "allow-scripts":
            return  # what may act there reaches nothing
        if tag in ("iframe", "object", "embed", "form", "input", "base", "style"):
            self.found.append(tag)
        for name, value in attrs:
            url = re.sub(r"\s", "", value or "").lower()
            acts = url.startswith(("javascript:", "vbscript:", "data:text"))
            calls = "evil.example" in url and name in ("src", "href", "action", "style")
            if name.startswith("on") or (name in ("href", "src") and acts) or calls:
                self.found.append(f"{tag} {name}={value}")


def test_hostile_content_of_a_book_cannot_act() -> None:
    outputs = (
        Output("text/html", f"<div onclick=alert(1)>{SCRIPT}{HANDLER}</div><style>*{{}}</style>"),
        Output(STDOUT, SCRIPT),
        Output(STDERR, f"\x1b]8;;javascript:alert(1)\x07{SCRIPT}\x1b]8;;\x07"),
        Output(ERROR, f"\x1b[31m{HANDLER}"),
        Output('x"><script>', "?"),
    )
    made = with_run(page_of(*HOSTILE), "pytorch", outputs)
    book = replace(
        made.book, config=replace(made.book.config, title=SCRIPT, repository="javascript:alert(1)")
    )
    pages = written(replace(made, book=book))
    for name in ("one.html", "index.html"):
        reader = Acting()
        reader.feed(pages[name])
        assert reader.found == []
        assert "&lt;script&gt;" in pages[name]


BREAKS_OUT = '"></iframe><script>alert(1)</script><iframe srcdoc="'
FORMS = (
    Output("text/html", f"<div>{BREAKS_OUT}{SCRIPT}</div>"),
    Output("text/html", f"<style>body {{ display: none }}</style><form action=/x>{SCRIPT}</form>"),
    Output(
        "text/html",
        "<table id=T_a><style>#T_abcde_row0_col0 {position: fixed; color: red; "
        'background: url(//evil.example/x)}</style><td id="T_abcde_row0_col0">x</td></table>',
    ),
    Output("text/html", "<td style='background:u\\rl(//evil.example);color:var(--x)'>x</td>"),
    Output("text/html", '<div id="a"></div><script src="https://evil.example/x.js"></script>'),
    Output(PLOTLY, '{"data": [], "layout": {"title": "</script><script>alert(1)</script>"}}'),
    Output(BOKEH, f'"\u2028{BREAKS_OUT}"', (Output("text/html", SCRIPT),)),
    Output(
        "application/vnd.vega.v5+json", BREAKS_OUT, (Output("image/svg+xml", f"<svg>{SCRIPT}"),)
    ),
    Output("text/latex", "$\\href{javascript:alert(1)}{x}$"),
    Output("text/latex", "\\begin{align}\\htmlData{x=1}{<script>}\\end{align}"),
    *(
        Output("text/markdown", said, nodes=fragment(said))
        for said in (
            f"{SCRIPT}\n\n[x](javascript:alert(1)) ![x](https://other.example/x.png)",
            "```{raw} html\n<iframe src=https://other.example></iframe>\n```",
            f"(label)=\n# {HANDLER}\n\n{{raw}}`x` $\\href{{javascript:alert(1)}}{{x}}$",
        )
    ),
)


@pytest.mark.parametrize("form", FORMS)
def test_a_hostile_output_stays_in_its_frame(form: Output) -> None:
    reader = Acting()
    page = text_of(with_run(page_of(Cell("a", alt=BREAKS_OUT)), "pytorch", (form,)))
    reader.feed(page)
    assert reader.found == []
    assert not re.search("evil.example|display: none|position", page)
    assert page.count("<iframe") == page.count("</iframe>") <= 1


@pytest.mark.parametrize("form", FORMS)
def test_a_frame_is_a_file_under_a_policy_of_its_own(form: Output) -> None:
    made = with_run(page_of(Cell("a")), "pytorch", (form,))
    framed = [one for one in Web().write(made)[0] if re.fullmatch("media/.*html", one.path)]
    assert len(framed) == text_of(made).count("<iframe")
    for one in framed:
        assert isinstance(one.data, bytes)
        head, policy, rest = re.split(
            r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', one.data.decode()
        )
        assert head == '<!DOCTYPE html><html><head><meta charset="utf-8">'
        assert policy.startswith("default-src 'none';")
        assert "http" not in policy
        assert rest.startswith('<script nonce="hexapla">// First of all in a frame')


def test_the_data_of_a_chart_are_a_string_to_its_script() -> None:
    odd = '{"__proto__": 1, "a": "</script><!--\u2028"}'
    made = with_run(page_of(Cell("a")), "pytorch", (Output(PLOTLY, odd),))
    files = {one.path: one.data for one in settled(Web(), made)[0]}
    script = files["media/one/pytorch-1-1.js"].decode()  # type: ignore[union-attr]
    assert "<" not in script
    assert json.loads(json.loads(script[script.index("parse(") + 6 : script.rindex(");\n}")])) == {
        "__proto__": 1,
        "a": "</script><!--\u2028",
    }


@pytest.mark.parametrize(
    ("form", "scripts"),
    [
        (Output("application/vnd.vegalite.v5+json", "{}"), {"vega", "vega-lite", "vega-embed"}),
        (Output(PLOTLY, '{"data": [{"x": [1]}, {"type": "bar"}]}'), {"plotly-cartesian"}),
        (Output(PLOTLY, '{"data": [{"type": "surface"}]}'), {"plotly"}),
        (Output(BOKEH, "{}"), {"bokeh", "bokeh-widgets", "bokeh-tables"}),
        (Output("text/html", SCRIPT), set()),
        (Output(STDOUT, "x"), set()),
    ],
)
def test_a_site_has_the_libraries_that_its_charts_need(form: Output, scripts: set[str]) -> None:
    made = with_run(page_of(Cell("a")), "pytorch", (form,))
    paths = {one.path for one in settled(Web(), made)[0]}
    found = {path for path in paths if path.startswith("assets/charts/") and path.endswith(".js")}
    assert found == {f"assets/charts/{name}.js" for name in scripts}
    assert ("assets/frame.js" in paths) == bool(scripts)
    for needed in re.findall(r'data-needs="(.*?)"', text_of(made)):
        assert paths.issuperset(needed.split())


def test_a_chart_has_its_still_picture_below_it() -> None:
    given = Output(PLOTLY, "{}", (Output("image/png", b"\x89PNG"), Output("text/plain", "p")))
    assert re.search(
        r'<div class="out live"><iframe sandbox="allow-scripts" src="media/one/pytorch-1-1.html" '
        r'loading="lazy" title="Interactive output of the code above" tabindex="0" '
        r'data-needs="assets/charts/[^"]*"></iframe>'
        r'<div class="still"><div class="out picture"><img src="media/one/pytorch-1-1.png"',
        shown(given),
    )
    assert "drawn by Plotly: it needs JavaScript" in shown(Output(PLOTLY, "{}"))
    html = Output("text/html", f"{SCRIPT}<b>x</b>", (Output("text/plain", "plain"),))
    assert '<div class="still"><pre class="out text">plain</pre>' in shown(html)
    assert '<div class="still"><div class="out html"><b>x</b>' in shown(replace(html, others=()))
    assert "interactive output: it needs" in shown(Output("text/html", SCRIPT))


@pytest.mark.slow
def test_a_chart_of_vega_is_drawn_without_a_browser() -> None:
    spec = {
        "data": {"values": [{"a": 1}, {"a": 2}]},
        "mark": "bar",
        "encoding": {"x": {"field": "a", "title": "A & <b>"}},
    }
    chart = Output("application/vnd.vegalite.v5+json", json.dumps(spec))
    made = with_run(page_of(Cell("a"), Cell("b")), "pytorch", (chart,), None)
    files = {one.path: one.data for one in settled(Web(), made)[0]}
    assert files == {one.path: one.data for one in settled(Web(), made)[0]}
    picture = files["media/one/pytorch-1-1.svg"].decode()  # type: ignore[union-attr]
    assert "A &amp; &lt;b&gt;" in picture
    assert '<img src="media/one/pytorch-1-1.svg"' in text_of(made)


@pytest.mark.parametrize(
    "spec",
    [
        {"data": {"url": "https://evil.example/x.json"}, "mark": "bar"},
        {"mark": "no such mark"},
        {"data": [{"name": "x", "transform": [{"type": "sequence", "start": 0, "stop": 1e12}]}]},
    ],
)
def test_a_chart_that_cannot_be_drawn_has_no_picture(
    spec: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hexapla.render.stills.SECONDS", 1.0)
    kind = "application/vnd.vegalite.v5+json" if "mark" in spec else "application/vnd.vega.v5+json"
    assert "<img" not in shown(Output(kind, json.dumps(spec)))


def test_formulas_and_markdown_that_code_gave_are_set() -> None:
    given = "# Title\n\n**b** $x^2$\n\n| a |\n|---|\n| 1 |\n"
    assert '<div class="out formula"><span class="katex">' in shown(Output("text/latex", "$x<y$"))
    lines = Output("text/latex", "\\begin{align}a&=b\\\\&=c\\end{align}")
    assert "tag" not in shown(lines).replace("vlist", "")
    page = shown(Output("text/markdown", given, nodes=fragment(given)))
    for part in ('<div class="out prose"><h4>Title</h4>', "<strong>b</strong>", "katex", "<table>"):
        assert part in page
    picture = Output("text/latex", "$\\nope$", (Output("image/png", b"\x89PNG"),))
    assert "<img" in shown(picture)


def test_a_table_that_pandas_styled_keeps_its_colours() -> None:
    case = Path(__file__).parent / "cases" / "tidy" / "ids-styled-table.json"
    (said,) = json.loads(case.read_text(encoding="utf-8"))["outputs"]
    page = shown(Output("text/html", said["text"]))
    assert page.count('<td style="background-color: yellow"') == 2
    assert "T_" not in page


def test_what_another_site_would_have_to_give_is_said_to_be_missing() -> None:
    html = '<b>Map</b><script src="https://a.example/x.js"></script><script>draw()</script>'
    page = shown(Output("text/html", html))
    assert "<b>Map</b>" in page
    assert "would have to come from another site" in page
    assert "a.example" not in page


def test_a_hostile_name_of_a_variant_stays_within_its_rule() -> None:
    odd = Variant('x"]{}*{display:none}', "</style><script>alert(1)</script>")
    made = page_of(Cell("a", (odd.name,)), Cell("b", ("jax",)), variants=(odd, JAX))
    pages = {one.path: one.data for one in settled(Web(), made)[0]}
    style = pages["assets/book.css"]
    assert isinstance(style, bytes)
    assert b"*{display" not in style
    assert b"<script>alert" not in pages["one.html"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.org/b?c#d", "https://a.org/b?c#d"),
        ("mailto:a@b.org", "mailto:a@b.org"),
        ("other.html#x:y", "other.html#x:y"),
        ("../a b.html", "../a%20b.html"),
        ("javascript:alert(1)", None),
        ("\x01java\nscript:alert(1)", None),
        ("JAVASCRIPT:alert(1)", None),
        ("&#106;avascript:alert(1)", "&#106;avascript:alert(1)"),  # a path, once escaped
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
    ],
)
def test_addresses(url: str, safe: str | None) -> None:
    assert address(url) == safe


def test_raw_html_within_a_line_is_kept_and_closed() -> None:
    line = (RawInline("<sub>"), *words("2"), RawInline("</sub>"), RawInline("<b>"), *words("x"))
    assert inlines(line, PAGE) == "<sub>2</sub><b>x</b>"
    assert inlines((RawInline("</div>"), RawInline("<br>")), PAGE) == "<br>"


def test_harmless_html_is_kept() -> None:
    html = '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>'
    assert clean(html) == html


# --- the look -------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1])
def test_all_text_can_be_told_from_its_ground(theme: int) -> None:
    style = written(edition())["assets/book.css"]
    pair = r"light-dark\((#\w{6}), (#\w{6})\)"
    named = {m[1]: m.group(2, 3)[theme] for m in re.finditer(rf"--([\w-]+): {pair}", style)}
    grounds = [named[name] for name in ("paper", "tint", "accent-tint")]
    inks = ["ink", "soft", "accent", "note", "tip", "caution", "danger"]
    tokens = [m.group(1, 2)[theme] for m in re.finditer(rf"[{{ ]color: {pair}", style)]
    texts = [*(named[name] for name in inks), *tokens]
    assert len(tokens) >= 8
    weak = [(a, b) for a in texts for b in grounds if contrast(a, b) < 4.5]
    assert weak == []
    assert contrast(named["ink"], named["caution-tint"]) > 7
    assert contrast(named["danger"], named["danger-tint"]) > 4.5
