"""Pages as Typst: what a text says it stays, and every kind of thing is set."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import cache
from importlib.resources import files

import pytest
import typst
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import test_manual as manual
from hexapla.model.nodes import (
    Block,
    Break,
    CodeBlock,
    Display,
    Footnote,
    FootnoteReference,
    Group,
    Heading,
    Image,
    Listing,
    Media,
    Node,
    Paragraph,
    Place,
    RawBlock,
    Reference,
    Span,
    Table,
    Text,
)
from hexapla.model.walk import plain, rewrite, walk
from hexapla.render.elements import elements
from hexapla.render.formulas import Formula, formula_of
from hexapla.render.paper.frame import Frame, Picture
from hexapla.render.paper.marks import CONTROLS, SPACES, UNITS, escaped, label, string
from hexapla.render.paper.maths import Set
from hexapla.render.paper.nodes import body

AT = Place("pages/a.md", 3)
FRAME = Frame("a")
ASSETS = files("hexapla.render.paper") / "assets"
SETTINGS = """#let settings = (
  edition: "screen", colour: true, code-size: 7pt, words: (at-page: ", page {}"),
  fonts: (code: ("DejaVu Sans Mono",)),
)
"""
MAIN = '#import "/blocks.typ": *\n#set document(title: "A")\n#show: blocks\n'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><path d="M0 0h9v9z"/></svg>'
# What Typst would take for something, at one place or another.
HOSTILE = (
    *(
        "#panic()",
        "#[",
        "]",
        "[",
        "{",
        "}",
        "(x).y",
        ";",
        ".len()",
        "(1)",
        "$x$",
        "$",
        "*b*",
        "_i_",
    ),
    *("`c`", "```", "@ref", "<lab>", ">", "\\", "\\u{41}", "\\ ", '"', "'", "// c", "/* c", "*/"),
    *("- a", "+ b", "1. x", "12.", "= h", "== h", "/ t: d", "--", "---", "...", "-?", "-1", "~"),
    *("https://a.b/c", "a:", ":", "\n", "\n\n", "\r\n", "\u2028", "\x00", "\ud800", "日本", "5 %"),
    *("5  %", "\t", "5\t%", "%", "5", " ", "-ⅹ", "㊉"),
)
texts = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=6), max_size=8).map("".join)


def compiler(main: str = "", **pages: str) -> typst.Compiler:
    """A book of these pages, and what its first file says besides."""
    includes = "".join(f'#include "/{name}.typ"\n' for name in pages)
    made = {f"{name}.typ": f'#import "/blocks.typ": *\n{text}' for name, text in pages.items()}
    looks = {name: (ASSETS / name).read_text("utf-8") for name in ("blocks.typ", "maths.typ")}
    made |= {"main": MAIN + includes + main, "settings.typ": SETTINGS, **looks, "p.svg": SVG}
    sources = {name: text.encode() for name, text in made.items()}
    return typst.Compiler(sources, ignore_system_fonts=True)


def frame_of(nodes: tuple[Block, ...], page: str) -> Frame:
    """A frame in which all pictures of the examples are there, and formulas are words."""
    formulas = [formula for node in walk(nodes) if (formula := formula_of(node))]
    return Frame(
        page,
        addresses={page: f"https://example.org/{page}.html"},
        formulas={one: Set(string(one.tex)) for one in formulas},
        pictures=dict.fromkeys(manual.FILES, Picture("/p.svg", 20, 10)),
    )


# --- texts ----------------------------------------------------------------------------------------

SAID = """
#let said(it) = if it == [ ] { " " } else if it.has("children") {
  it.children.map(said).join(default: "")
} else { it.text }
"""


@given(st.lists(texts, min_size=80, max_size=80))
@settings(max_examples=2, phases=[Phase.generate])
def test_a_text_says_what_it_says(words: list[str]) -> None:
    """Typst itself finds the text in the markup, and nothing else."""
    listed = (*words, *HOSTILE)
    pairs = ((f"({escaped(one)}{escaped(')')}", string(f"({as_a_line(one)})")) for one in listed)
    lines = (f"#assert.eq(said[{made}#[];], {wanted})\n" for made, wanted in pairs)
    compiler(SAID + "".join(lines)).compile()


def as_a_line(text: str) -> str:
    """A text in a line: spaces and ends of lines in a row are one space."""
    shown = re.sub(r"[ \t]+", " ", SPACES.sub(" ", CONTROLS.sub("", text)))
    return UNITS.sub("\u00a0", shown)


@given(st.tuples(texts, texts), st.tuples(texts, texts))
@settings(max_examples=30)
def test_labels_are_as_different_as_what_they_name(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    one, other = ((CONTROLS.sub("", a), CONTROLS.sub("", b)) for a, b in (one, other))
    assert (label(*one) == label(*other)) == (one == other)


def test_no_name_of_ours_hides_one_of_typsts() -> None:
    """Formulas find their functions by name."""
    main = '#import "/blocks.typ" as ours\n#for name in dictionary(ours).keys() {\n'
    compiler(
        main + "  assert(name not in dictionary(math) and name not in dictionary(std))\n}"
    ).compile()


# --- every kind of thing --------------------------------------------------------------------------


@cache
def every_kind() -> tuple[tuple[Block, ...], ...]:
    """The examples of the manual, each as its blocks."""
    pages = (manual.fences(path.read_text(encoding="utf-8"))[0] for path in manual.PAGES)
    examples = (example for found in pages for example, _ in manual.examples(found))
    books = (manual.book_of(example.body)[0] for example in examples)
    return tuple(manual.seen_on_paper(next(book.pages())) for book in books)


@pytest.mark.slow
def test_every_kind_of_thing_is_set_for_those_who_listen_too() -> None:
    frames = ((f"p{n}", one, frame_of(one, f"p{n}")) for n, one in enumerate(every_kind()))
    pages = {page: body(nodes, frame)[0] for page, nodes, frame in frames}
    assert compiler(**pages).compile(format="pdf", pdf_standards=["ua-1"]).startswith(b"%PDF")


@pytest.mark.slow
def test_no_text_of_any_node_changes_what_there_is() -> None:
    """As many headings, lists, links come out as of texts that are harmless."""
    nodes = tuple(one for page in every_kind() for one in page)
    wanted = counted(rewrite(nodes, with_text("harmless")))
    assert wanted["heading"] > 9
    for text in ('#]"`$*_\\ @<a> // /*', "\n\n= h\n- a\n", "](x).y;{}"):
        assert counted(rewrite(nodes, with_text(text))) == wanted


KEPT = {"kind", "form", "format", "width", "height", "page", "source", "poster", "language", "url"}


def with_text(words: str) -> Callable[[Node], Node]:
    """Puts words into every field of a node that may hold any."""

    def change(node: Node) -> Node:
        held = {one.name: getattr(node, one.name) for one in fields(node) if one.name not in KEPT}
        said = {name: text + words for name, text in held.items() if text and isinstance(text, str)}
        return replace(node, **said)

    return change


def counted(nodes: tuple[Block, ...]) -> Mapping[str, int]:
    return count(body(nodes, frame_of(nodes, "a"))[0])


def count(text: str) -> dict[str, int]:
    """How many elements of some kinds a page has, as Typst finds."""
    kinds = ("heading", "figure", "footnote", "list", "enum", "table", "link", "emph")
    counts = ", ".join(f"{kind}: query({kind}).len()" for kind in kinds)
    made = compiler(f"#context [#metadata(({counts}))<counts>]", a=text)
    found: dict[str, int] = json.loads(made.query("<counts>", field="value", one=True))
    return found


# --- what paper cannot show -----------------------------------------------------------------------


def test_what_paper_cannot_show_is_a_problem_and_has_a_mark() -> None:
    formula = Formula("\\frac{", display=True)
    nodes: tuple[Block, ...] = (
        Paragraph((Image("https://a.b/c.png", "A river", at=AT),)),
        Display(formula.tex, at=AT),
        RawBlock("<script>x</script>", at=AT),
        Media("video", "flow.webm", "It flows", at=AT),
    )
    text, problems = body(nodes, replace(FRAME, formulas={formula: Set("", "it has no end")}))
    assert [(one.code, one.at) for one in problems] == [
        *[("not-on-paper", AT), ("bad-formula", AT), ("not-on-paper", AT), ("not-on-paper", AT)]
    ]
    assert [mark in text for mark in ("A river", '"\\\\frac{"', "It flows", "script")] == [
        *[True, True, True, False]
    ]
    compiler(a=text).compile()


def test_lines_that_are_too_long_are_broken_where_it_is_seen_and_told() -> None:
    line = "x = (" + ", ".join(map(str, range(90))) + ")"
    text, _ = body((CodeBlock(line, "python", at=AT),), FRAME)
    made = compiler(a=text)
    told = json.loads(made.query("<hexapla-report>", field="value", one=True))
    assert (told["kind"], told["at"]) == ("code", "pages/a.md:3")
    assert told["width"] > told["room"]


def test_a_place_begins_a_line_only_where_a_block_does() -> None:
    """What cannot be set can be cut out from one such line to the next."""
    inner = Paragraph((Text("// no place\n// none"),), at=AT)
    text, _ = body((Heading(1, (Text("A"),), at=AT), Paragraph((), at=AT), inner), FRAME)
    assert [line for line in text.split("\n") if line.startswith("//")] == [f"// {AT}"] * 2


def test_a_note_stands_where_it_is_first_marked() -> None:
    marks = tuple(FootnoteReference("a", 1) for _ in range(2))
    note = Footnote("a", (Paragraph((Text("Said once."),)),), 1)
    text, _ = body((Paragraph(marks), note), FRAME)
    assert text.count("Said once") == 1
    assert count(text)["footnote"] == 2


def test_a_reference_to_what_is_not_there_is_words() -> None:
    text, _ = body((Paragraph((Reference("ref", "x", (Text("Gone"),), "b", "x"),)),), FRAME)
    assert count(text)["link"] == 0


def test_what_acts_has_a_code_that_leads_to_it() -> None:
    said = CodeBlock("<altair.Chart object>", "text")
    nodes = (Group(("output", "live"), (said,)), Group(("output",), (said,)))
    text, _ = body(nodes, replace(FRAME, addresses={"a": "https://a.b/a.html"}))
    assert text.count("altair") == 1
    assert 'url: "https://a.b/a.html", qr: "<svg' in text


def test_a_medium_has_no_code_where_none_can_hold_its_address() -> None:
    for url in ("http://[x", "https://x.org/\ud800", f"https://x.org/{'a' * 5000}"):
        text, _ = body((Media("iframe", url, at=AT),), Frame("a"))
        assert (text.count("url:"), text.count("qr:")) == (1, int(len(url) < 100))


def test_an_abbreviation_is_explained_once_where_no_words_do_so() -> None:
    sgd, api = (Span("abbr", (Text(a),), b) for a, b in (("SGD", "slow descent"), ("API", "an x")))
    again = replace(sgd)
    text, _ = body((Paragraph((sgd, again, api, Text(" is an X"))),), FRAME)
    assert text.count("slow descent") == 1
    assert "an x" not in text


def test_chinese_lines_are_joined_without_a_space() -> None:
    text, _ = body((Paragraph((Text("深度"), Break(), Text("学习"), Break(), Text("a"))),), FRAME)
    assert "深度学习\na" in text


# --- HTML -----------------------------------------------------------------------------------------


def test_html_is_the_nodes_that_it_shows() -> None:
    html = "<table><tr><th>a<td>b <b>c</b></tr></table><script>x</script><p>one<p>two &amp; <br>"
    table, one, two = elements(RawBlock(html, at=AT))
    assert [node.at for node in (table, one, two)] == [AT] * 3
    assert table.rows[0].data[0].head  # type: ignore[union-attr]
    assert one == Paragraph((Text("one"),))
    assert two == Paragraph((Text("two &"),))


def test_what_html_leaves_out_is_there_and_nothing_is_lost() -> None:
    (table,) = elements(RawBlock("<table><td rowspan=99>a<tr><td>b<td><p>c<tbody><tr><th>d"))
    assert isinstance(table, Table)
    data = [[plain(one.inside) for one in row.data] for row in table.rows]
    assert data == [["a"], ["b", "c"], ["d"]]
    assert table.rows[0].data[0].rows == 3
    (listing,) = elements(RawBlock(f"<ol start={'9' * 5000}><li><p>a<li>b</li><ul><li>c</ul></ol>"))
    assert isinstance(listing, Listing)
    assert (listing.start, len(listing.items)) == (1, 3)


TAGS = ("<p>", "</p>", "<table>", "<tr>", "<td>", "</td>", "<ul>", "<li>", "<b>", "</b>", "<a")


@given(st.lists(st.sampled_from(TAGS), max_size=30))
@settings(max_examples=20)
def test_no_html_is_too_much(parts: list[str]) -> None:
    elements(RawBlock("x".join(parts * 9) + "<div>" * 900))
