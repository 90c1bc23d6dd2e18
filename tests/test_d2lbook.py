"""Pages of d2lbook as pages of ours: each mark, each flaw, and where they stand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.model.book import Config, PageEntry
from hexapla.model.nodes import Cell, Emphasis, Figure, Image, Node, Place, Reference
from hexapla.model.tabs import Tabs
from hexapla.model.walk import walk
from hexapla.source import parse, tree
from hexapla.source.config import load
from hexapla.source.d2lbook import ini
from hexapla.source.d2lbook.pages import translated
from hexapla.source.project.found import project
from hexapla.source.project.said import Project
from hexapla.stages import edited, understood
from small_site import page_of, paragraph, written

TIDES = Path(__file__).parent / "projects" / "tides"
TABS = Tabs(("mxnet", "pytorch", "jax"))
PAGES = frozenset({"a/page.md", "a/other.md", "index.md"})


def of(text: str) -> str:
    return translated(text, "a/page.md", TABS, PAGES).text


def flaws(text: str) -> list[tuple[int, str]]:
    found = translated(text, "a/page.md", TABS, PAGES).problems
    return [(problem.at.line, problem.text) for problem in found]


# Each mark, and what it becomes.
MARKS = {
    "section": ("## Nets\n:label:`sec_nets`\n", "(sec_nets)=\n## Nets\n"),
    "section and text": ("# N\n:label:`n`\nText.\n", "(n)=\n# N\nText.\n"),
    "section, a line between": ("# N\n\n:label:`n`\n", "(n)=\n# N\n\n"),
    "references": (
        "See :numref:`fig_a`, :eqref:`eq_a`, :ref:`sec_a`.\n",
        "See {numref}`fig_a`, {eq}`eq_a`, {ref}`sec_a`.\n",
    ),
    "citations": (
        ":citet:`a` and others :cite:`b,c` :citep:`d`\n",
        "{cite:t}`a` and others {cite}`b,c` {cite:p}`d`\n",
    ),
    "figure": (
        "![A *net*\nin lines.](../img/net.svg)\n:width:`400px`\n:label:`fig_net`\n",
        "```{figure} ../img/net.svg\n:label: fig_net\n:width: 400px\n\nA *net*\nin lines.\n```\n",
    ),
    "figure without marks": ("![A net.](n.png)\n", "```{figure} n.png\nA net.\n```\n"),
    "figure with a title": (
        '![A net.](n.png "Why")\n:label:`n`\n',
        "```{figure} n.png\n:label: n\n:title: Why\n\nA net.\n```\n",
    ),
    "figure and its marks on one line": (
        "![N](n.png) :width:`3px` :label:`n`\n",
        "```{figure} n.png\n:label: n\n:width: 3px\n\nN\n```\n",
    ),
    "two pictures": (
        "![a](b.png)\n![c](d.png)\n:label:`two`\n",
        "(two)=\n![a](b.png)\n![c](d.png)\n",
    ),
    "picture": ("![](n.png)\n:width:`30%`\n", '![](n.png){width="30%"}\n'),
    "picture in a line": ("So ![n](n.png)\n:width:`3em`\n", "So ![n](n.png){width=3em}\n"),
    "figure in a list": (
        "* Item\n\n  ![N](n.png)\n  :label:`n`\n",
        "* Item\n\n  ```{figure} n.png\n  :label: n\n\n  N\n  ```\n",
    ),
    "figure in a quotation": (
        "> ![N :cite:`k`](n.png)\n> :label:`n`\n",
        "> ```{figure} n.png\n> :label: n\n>\n> N {cite}`k`\n> ```\n",
    ),
    "table": (
        ":Two\nlines of :cite:`k`.\n\n|a|b|\n|-|-|\n|1|:numref:`x`|\n:label:`tab_a`\n",
        ":::{table} Two lines of {cite}`k`.\n:label: tab_a\n\n|a|b|\n|-|-|\n|1|{numref}`x`|\n:::\n",
    ),
    "table of a tab": (
        ":begin_tab:`jax`\n:A :cite:`k`\n\n|a|\n|-|\n|1|\n:end_tab:\n",
        ":::{variant} jax\n~~~{table} A {cite}`k`\n\n|a|\n|-|\n|1|\n~~~\n:::\n",
    ),
    "bars in formulas and code": (
        "| $|x|$ | b |\n|---|---|\n| `a|b` | $\\|x\\|$, $5 :ref:`t` |\n\n$|x|$\n",
        "| $\\|x\\|$ | b |\n|---|---|\n| `a\\|b` | $\\\\|x\\\\|$, \\$5 {ref}`t` |\n\n$|x|$\n",
    ),
    "cells alike, and bars in them": (
        "|:cite:`a`|:cite:`a`|\n|-|-|\n|`x\\|y` :cite:`b`|\\| :cite:`a`|\n",
        "|{cite}`a`|{cite}`a`|\n|-|-|\n|`x\\|y` {cite}`b`|\\| {cite}`a`|\n",
    ),
    "table without a label": (
        ": Words\n\n|a|\n|-|\n|1|\n\nMore.\n",
        "```{table} Words\n\n|a|\n|-|\n|1|\n```\n\nMore.\n",
    ),
    "table without words": (
        "|a|\n|-|\n|1|\n:label:`t`\n",
        "```{table}\n:label: t\n\n|a|\n|-|\n|1|\n```\n",
    ),
    "plain table": ("|a|\n|-|\n|1|\n", "|a|\n|-|\n|1|\n"),
    "table after a line": (
        "Text:\n|a|\n|-|\n|1|\n:label:`t`\n",
        "Text:\n```{table}\n:label: t\n\n|a|\n|-|\n|1|\n```\n",
    ),
    "formula of a list": (
        "1. $$a = b$$\n   :eqlabel:`e`\n\n   more\n",
        "1. $$a = b$$ (e)\n\n   more\n",
    ),
    "words without blanks": (
        "在:numref:`x`中，*见*:cite:`y`。\n",
        "在{numref}`x`中，*见*{cite}`y`。\n",
    ),
    "formula": ("$$\na = b\n$$\n:eqlabel:`eq_a`\n", "$$\na = b\n$$ (eq_a)\n"),
    "formula in a paragraph": (
        "As\n$$a = b$$\n:eqlabel:`eq_a`\nsays.\n",
        "As\n$$a = b$$ (eq_a)\nsays.\n",
    ),
    "environment": (
        "\\begin{align}\na &= b\n\\end{align}\n:eqlabel:`e`\n",
        "(e)=\n\\begin{align}\na &= b\n\\end{align}\n",
    ),
    "prose of tabs": (
        ":begin_tab:`mxnet, JAX`\nText.\n:end_tab:\n\n:begin_tab:`pytorch`\n* Item\n:end_tab:\n",
        ":::{variant} mxnet jax\nText.\n:::\n\n:::{variant} pytorch\n* Item\n:::\n",
    ),
    "prose for all": ("A\n\n:begin_tab:`all`\nB\n:end_tab:\n", "A\n\nB\n"),
    "cells": (
        "```{.python .input  n=3}\n#@tab pytorch\nx = 1\n```\n",
        "```{code-cell} pytorch\nx = 1\n```\n",
    ),
    "cell of the first tab": (
        "```{.python .input  #here}\nx = 1 \n\ny = '''  \n'''\n```\n",
        "```{code-cell} mxnet\n:label: here\nx = 1 \n\ny = '''  \n'''\n```\n",
    ),
    "cells of a list": (
        "1. One\n\n   ```{.python .input}\n   x = 1\n   ```\n",
        "1. One\n\n   ```{code-cell} mxnet\n   x = 1\n   ```\n",
    ),
    "cells of another language": (
        "```{.bash .input}\n#@tab pytorch, jax\nls -l\n\npwd\n```\n",
        "```{code-cell} pytorch jax\n%%bash\nls -l\n\npwd\n```\n",
    ),
    "cells of another language that say so": (
        "```{.bash .input}\n#@tab all\n%%sh\nls\n```\n\n```{.bash .input}\n!ls\n```\n",
        "```{code-cell} mxnet\n%%sh\nls\n```\n\n```{code-cell} mxnet\n!ls\n```\n",
    ),
    "an empty cell of another language": ("A\n\n```{.bash .input}\n\n```\n\nB\n", "A\n\nB\n"),
    "below and above at once": (
        "SO~4~^2-^ x^2^~i~, e^@foo^\n\n|a|b|\n|-|-|\n|f^a\\|b^|c|\n",
        "SO{sub}`4`{sup}`2-` x{sup}`2`{sub}`i`, e^\\@foo^\n\n|a|b|\n|-|-|\n|f^a\\|b^|c|\n",
    ),
    "below and above the line": (
        "H~2~O, x^2^ and ~~y~~, a ~ b ~ c, `H~2~O`, $x^2^$, [^1] and [^2]: ^up^.\n",
        "H{sub}`2`O, x{sup}`2` and ~~y~~, a ~ b ~ c, `H~2~O`, $x^2^$, [^1] and [^2]: {sup}`up`.\n",
    ),
    "outputs": ("A\n\n```{.json .output n=3}\n[1]\n```\n\nB\n", "A\n\nB\n"),
    "code": ("```{.bash}\nls\n```\n\n```bash\nls\n```\n", "```bash\nls\n```\n\n```bash\nls\n```\n"),
    "contents": (
        "A\n\n```toc\n:maxdepth: 2\n\nb.md\n```\n\nB\n",
        "A\n\n```{toctree}\n:maxdepth: 2\n\nb\n```\n\nB\n",
    ),
    "slides": (
        "[**Bold**] (**and :cite:`k`**) (~~not here~~) [~~nor `x`~~]\n",
        "{slide:new}`Bold` {slide}``and {cite}`k` `` {slide:only}`not here` "
        "{slide:new-only}``nor `x` ``\n",
    ),
    "slides of paragraphs": (
        "(((One\n\ntwo)))\n\nThree\n",
        ":::{slide}\nOne\n\ntwo\n:::\n\nThree\n",
    ),
    "links": (
        "[a](other.ipynb#x) [**b**](other.md) [c](none.ipynb) [d](../index.html)\n",
        "[a](other.md#x) [**b**](other.md) [c](none.ipynb) [d](../index.md)\n",
    ),
    "heading's attributes": ("# A {-}\n\n## B {#b}\n", "{.unnumbered}\n# A\n\n{#b}\n## B\n"),
    "threads": (
        "# A\n\n:begin_tab:`mxnet`\n[Discussions](https://x.org/t/12)\n:end_tab:\n\n"
        ":begin_tab:`jax`\n[Discussions](https://x.org/t/13)\n:end_tab:\n",
        "---\ndiscussion:\n  mxnet: https://x.org/t/12\n  jax: https://x.org/t/13\n---\n\n# A\n",
    ),
    "one thread": (
        "# A\n\n[Discussions](https://x.org/t/12)\n",
        "---\ndiscussion: https://x.org/t/12\n---\n\n# A\n",
    ),
    "bibliography": (
        "# A\n\n:bibliography:`../refs.bib`\n",
        "# A\n\n```{bibliography} ../refs.bib\n```\n",
    ),
    "formula of a role": (":math:`x^2`\n", "$x^2$\n"),
    "reStructuredText": (
        "```eval_rst\n.. only:: html\n\n   Words of ``code``.\n```\n\nB\n",
        "```{only} html\n\nWords of `code`.\n```\n\nB\n",
    ),
    "signs of ours": (
        "It is $5 or $6, @me, a@b.org, {{ x }}\n% no\n+++ no\n",
        "It is \\$5 or \\$6, \\@me, a@b.org, \\{{ x }}\n\\% no\n\\+++ no\n",
    ),
}


@pytest.mark.parametrize(("theirs", "ours"), MARKS.values(), ids=MARKS.keys())
def test_what_a_mark_becomes(theirs: str, ours: str) -> None:
    assert of(theirs) == ours


@pytest.mark.parametrize(
    "text",
    [
        "`:numref:` and ``:label:`x` `` in code\n",
        "```\n:begin_tab:`mxnet`\n:label:`x`\n```\n",
        "    :label:`x`\n",
        "$a :cite:`b`$\n",
        "$$\n:label:`x`\n$$\n",
        "<!-- :numref:`x` -->\n",
        "<div>\n:label:`x`\n</div>\n",
        "[**a link**](other.md) and f(x), a[**kw]\n",
        "A line of words,\na short one,\n\n\n* lists   \n- and more\n\n\tcode\n",
        "",
    ],
)
def test_what_is_no_mark_stays_as_it_is(text: str) -> None:
    assert of(text) == text
    assert flaws(text) == []


FLAWS = {
    "never closed": (
        "A\n\n:begin_tab:`mxnet`\nB\n\n## C\n",
        "A\n\n:::{variant} mxnet\nB\n:::\n\n## C\n",
        3,
        "no `:end_tab:` ends it",
    ),
    "closed by the next": (
        ":begin_tab:`mxnet`\nB\n:begin_tab:`jax`\nC\n:end_tab:\n",
        ":::{variant} mxnet\nB\n:::\n:::{variant} jax\nC\n:::\n",
        1,
        "no `:end_tab:` ends it",
    ),
    "never closed at the end": (
        ":begin_tab:`mxnet`\nB",
        ":::{variant} mxnet\nB\n:::\n",
        1,
        "no `:end_tab:`",
    ),
    "never opened": ("A\n\n:end_tab:\nB\n", "A\n\nB\n", 3, "no `:begin_tab:` stands before it"),
    "double backticks": ("A\n:numref:``x``\n", "A\n{numref}`x`\n", 2, "double backticks"),
    "label in double backticks": ("# A\n:label:``x``\n", "(x)=\n# A\n", 2, "double backticks"),
    "blanks in keys": ("A :cite:`a, b` B\n", "A {cite}`a,b` B\n", 1, "read as `a,b`"),
    "blanks in a label": ("A :numref:` a ` B\n", "A {numref}`a` B\n", 1, "read as `a`"),
    "no role": ("A :nmref:`x`\n", "A :nmref:`x`\n", 1, "there is no such role"),
    "label of nothing": (":label:`x`\n\nA\n", "(x)=\n\nA\n", 1, "below nothing"),
    "size of nothing": ("A\n:width:`3px`\n", "A\n", 2, "below no picture"),
    "no end for slides": ("A (((b\n", "A (((b\n", 1, "nothing ends it"),
    "contents of notebooks": (
        "A\n\n:begin_tab:`toc`\n- [b](b.md)\n:end_tab:\n\nC\n",
        "A\n\nC\n",
        3,
        "every output has its own",
    ),
    "no backticks": (
        "A\n\n:begin_tab:mxnet\nB\n:end_tab:\n",
        "A\n\n:::{variant} mxnet\nB\n:::\n",
        3,
        "in no backticks",
    ),
    "never closed, for all": ("A\n\n:begin_tab:`all`\nB\n", "A\n\nB\n", 3, "no `:end_tab:`"),
    "a language that cannot run": (
        "A\n\n```{.r .input n=2}\nx <- 1\n```\n",
        "A\n\n```r\nx <- 1\n```\n",
        3,
        "cannot run it",
    ),
    "tabs asked for in another language": (
        "```{.bash .input}\n#@tab all\nif tab.selected('jax'): ls\n```\n",
        "```{code-cell} mxnet\n%%bash\nif tab.selected('jax'): ls\n```\n",
        2,
        "no Python: %%bash",
    ),
    "cited in words instead of a picture": (
        "A\n![a :cite:`k` b](p.png)\n",
        "A\n![a {cite}`k` b](p.png)\n",
        2,
        "cite nothing",
    ),
    "a fence never closed": ("```{.python .input}\nx = 1\n", "", 1, "never closed"),
}


def test_what_a_remark_says_of_tabs_asks_nothing() -> None:
    assert flaws("```{.python .input}\n#@tab all\n# tab.selected('jax')\n```\n") == []


def test_lines_of_cells_of_another_language_are_where_they_were() -> None:
    text = "A\n\n```{.bash .input}\n#@tab all\n\nls\n\nfalse\n```\n"
    found = translated(text, "a/page.md", TABS, PAGES)
    lines = dict(zip(found.text.split("\n"), found.lines, strict=False))
    assert (lines["%%bash"], lines["ls"], lines["false"]) == (5, 6, 8)


@pytest.mark.parametrize(("theirs", "ours", "line", "why"), FLAWS.values(), ids=FLAWS.keys())
def test_flaws_are_told_and_mended(theirs: str, ours: str, line: int, why: str) -> None:
    assert not ours or of(theirs) == ours
    assert [(at, why in text) for at, text in flaws(theirs)] == [(line, True)], flaws(theirs)


def test_everything_is_where_it_was_in_the_original() -> None:
    text = (
        "# A\n:label:`a`\n\n![N](no.png)\n:width:`9px`\n:label:`n`\n\n"
        "```{.python .input}\n#@tab jax\nx = 1\n```\n\n:numref:`nothing` {x}\n"
        "\n:begin_tab:`jax`\n[Discussions](https://x.org/t/1)\n:end_tab:\n"
    )
    page, problems = parse.page(*given_page(text))
    places = {type(node): node.at.line for node in walk(page.body) if node.at.line}
    cell = next(node for node in walk(page.body) if isinstance(node, Cell))
    assert (places[Figure], places[Cell]) == (4, 8)
    assert cell.at.line + 1 + cell.offset == 10
    assert page.meta["discussion"] == {"jax": "https://x.org/t/1"}
    assert problems == ()
    last: Node = page.body[-1]
    assert last.at == Place("a/page.md", 13)


def test_what_stands_in_captions_html_and_options_is_where_it_was() -> None:
    text = (
        "# A\n:label:`a`\n\n![See :numref:`b`](no.png)\n:width:`9px`\n:label:`n`\n\n"
        'Words <b>\n*strong* <img src="a.png"></b>.\n\n'
        '<div class="c">\n<p>See</p>\n<img src="b.png">\n</div>\n\n'
        "```{note}\n:nothing: x\n*Words*\n```\n"
    )
    page, problems = parse.page(*given_page(text))
    images = {node.source: node.at.line for node in walk(page.body, Image)}
    assert images == {"a/no.png": 4, "a/a.png": 9, "a/b.png": 13}
    assert [node.at.line for node in walk(page.body, Reference)] == [4]
    assert [node.at.line for node in walk(page.body, Emphasis)] == [9, 18]
    assert [(problem.code, problem.at.line) for problem in problems] == [("unknown-option", 17)]


def given_page(text: str) -> tuple[PageEntry, str, Config]:
    book, _ = load(
        'title = "T"\nvariants = [{name="mxnet"}, {name="pytorch"}, {name="jax"}]\n'
        '[[parts]]\nchapters = ["a/page.md"]\n'
    )
    assert book is not None
    config = replace(book.config, tabs=TABS)
    return config.parts[0].pages[0], text, config


@pytest.mark.parametrize(
    ("said", "found", "told"),
    [
        ("https://x.org/t/1", dict.fromkeys(TABS.names, "https://x.org/t/1"), []),
        ("{jax: https://x.org/t/1}", {"jax": "https://x.org/t/1"}, []),
        ("ftp://x.org", {}, [("bad-front-matter", 2)]),
        ("{jax: 3}", {}, [("bad-front-matter", 2)]),
        ("{torch: https://x.org/t/1}", {}, [("unknown-variant", 2)]),
    ],
)
def test_where_readers_talk(said: str, found: object, told: list[tuple[str, int]]) -> None:
    entry, text, config = given_page(f"---\ndiscussion: {said}\n---\n# A\n")
    page, problems = parse.page(entry, text, replace(config, tabs=None))
    assert page.meta["discussion"] == found
    assert [(problem.code, problem.at.line) for problem in problems] == told


def test_a_page_links_to_where_its_readers_talk() -> None:
    edition = page_of(paragraph("Words."))
    page = next(edition.book.pages())
    meta = {"discussion": {"jax": "https://x.org/t/1", "torch": "javascript:alert(1)"}}
    book = edition.book.each(lambda one: replace(one, meta=meta) if one is page else one)
    html = written(replace(edition, book=book))[f"{page.id}.html"]
    assert '<p data-in="jax"><a href="https://x.org/t/1">Discussion</a></p>' in html
    assert "alert" not in html


@pytest.mark.slow
def test_an_edit_gives_what_reading_all_again_gives() -> None:
    sources, _ = tree.read(TIDES)
    assert sources is not None
    known = understood(sources)
    for file, text in [(entry.file, text) for entry, text in sources.pages][:4]:
        new = text + "\n:numref:`fig_gauge` [**and**]\n\n![more](img/gauge.svg)\n:label:`more`\n"
        done, _ = edited(known, file, new)
        fresh = {page.file: page for page, _ in parse.pages(done.sources)}
        draft = next(page for page in done.drafts.values() if page.file == file)
        assert draft.body == fresh[file].body


PIECES = (
    *(":label:`x`", ":begin_tab:`jax`", ":end_tab:", ":cite:`a, b`", "![a](b)", ":width:`1px`"),
    *("```", "```{.python .input}", "```toc", "```eval_rst", "|a|\n|-|", ":Cap", "$$", "$", "(**"),
    *("**)", "[~~", "~~]", "(((", ")))", "* ", "> ", "  ", "\n", "\n\n", "# ", "{-}", "text", "é"),
    *(
        "\\begin{align}",
        "\\end{align}",
        "[d](x.ipynb)",
        "---",
        "\r\n",
        "\t",
        "%%tab jax",
        "@a",
        "\0",
    ),
)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_whatever_a_page_is_there_is_one_with_a_line_for_each_line(text: str) -> None:
    made = translated(text, "a/page.md", TABS, PAGES)
    assert made.text.count("\n") <= len(made.lines) <= made.text.count("\n") + 1
    last = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(0 < line <= last for line in made.lines)


# --- contents and configuration -------------------------------------------------------------------


def of_files(**files: str) -> Project:
    given = {name.replace("__", "/").replace("_md", ".md"): text for name, text in files.items()}
    given = {"config.ini": given.pop("ini", ""), **given}
    found = project(frozenset(given), given.get)
    assert found is not None
    return found


def test_contents_go_from_the_first_page_downwards() -> None:
    found = of_files(
        index_md="# B\n```toc\n\npre\n```\n\n```toc\n:numbered:\n:caption: Main\n\nc/index\n```\n",
        pre_md="# P\n",
        c__index_md="# C\n\n```toc\n:maxdepth: 2\n\na\n../pre\nb.md\ngone\n```\n",
        c__a_md="# A\n",
        c__b_md="# B\n",
    )
    assert found.table["parts"] == [
        {"title": "", "numbered": False, "chapters": ["index.md"]},
        {"title": "", "numbered": False, "chapters": ["pre.md"]},
        {
            "title": "Main",
            "chapters": [{"page": "c/index.md", "pages": ["c/a.md", "c/b.md", "c/gone.md"]}],
        },
    ]
    assert [(p.code, p.at.file, p.at.line) for p in found.problems] == [
        ("bad-config", "c/index.md", 7),
        ("bad-mark", "c/index.md", 8),
    ]


INI = """\
# What it is.
[project]
title = Nets
author = Ada One, Bo Two and Cy Three
release = 1.2
[build]
notebooks = *.md
    c/*.md
tabs = mxnet, PyTorch
exclusions = drafts
warning_is_error = True
[html]
header_links = Here, a.html, fas fa-a, PDF, https://x.org/a.pdf, fas fa-pdf, Lone
[deploy]
google_analytics_tracking_id = UA-1
[colab]
github_repo = x/notebooks
[pdf]
main_font =
"""


def test_what_config_ini_says() -> None:
    found = of_files(ini=INI, index_md="# B\n\n```toc\np\nc/q\nd/r\n```\n", d__r_md="# R\n")
    assert found.table["authors"] == ["Ada One", "Bo Two", "Cy Three"]
    assert found.table["version"] == "1.2"
    assert found.table["variants"] == [
        {"name": "mxnet", "title": "MXNet"},
        {"name": "pytorch", "title": "PyTorch"},
    ]
    assert found.table["execution"]["skip"] == ["d/r.md"]
    assert found.table["theme"]["links"] == [{"title": "PDF", "url": "https://x.org/a.pdf"}]
    assert found.table["launch"]["notebooks"]["repository"] == "https://github.com/x/notebooks"
    assert [(each.key, each.at.line) for each in found.unused] == [
        ("build.warning_is_error (say --strict)", 11),
        ("html.header_links: Here, a.html", 13),
        ("html.header_links: Lone", 13),
        ("html.header_links: the icon 'fas fa-a'", 13),
        ("html.header_links: the icon 'fas fa-pdf'", 13),
        ("deploy.google_analytics_tracking_id", 15),
    ]
    assert found.origin.at(("authors", 0)) == Place("config.ini", 4)
    assert found.tabs is not None
    assert found.tabs.names == ("mxnet", "pytorch")


@pytest.mark.parametrize("text", ["no section = 1\n", "[a\n", "[a]\n  = b\n", "[a]\nb\n  c\n"])
def test_a_broken_config_ini_is_told_with_its_line(text: str) -> None:
    _, (problem,) = ini.read(text, "config.ini")
    assert (problem.code, problem.at.line > 0) == ("bad-config", True)


def test_a_slip_in_a_key_is_told() -> None:
    found = of_files(ini="[project]\nathor = A\n", index_md="# B\n")
    assert ("unknown-key", 2) in [(p.code, p.at.line) for p in found.problems]


def test_no_first_page() -> None:
    found = of_files(ini="[project]\ntitle = A\n", other_md="# B\n")
    assert [problem.code for problem in found.problems] == ["missing-page"]
