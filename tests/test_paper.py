"""Pages as Typst: what a text says it stays, and every kind of thing is set."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from functools import cache
from importlib.resources import files

import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import test_manual as manual
from hexapla.model.nodes import (
    Block,
    CodeBlock,
    Datum,
    Display,
    Footnote,
    FootnoteReference,
    Heading,
    Image,
    Math,
    Media,
    Node,
    Paragraph,
    Place,
    RawBlock,
    RawInline,
    Reference,
    Row,
    Strong,
    Table,
    Text,
)
from hexapla.model.walk import rewrite, walk
from hexapla.render.elements import elements
from hexapla.render.paper.frame import Frame, Picture
from hexapla.render.paper.marks import CONTROLS, SPACES, escaped, label, string
from hexapla.render.paper.nodes import body
from hexapla.render.seen import Shows, seen
from hexapla.render.values import NO_VALUES
from hexapla.render.web.maths import Formula

AT = Place("pages/a.md", 3)
SETTINGS = """#let settings = (
  edition: "screen", colour: true, code-size: 7pt, words: (at-page: ", page {}"),
  fonts: (code: ("DejaVu Sans Mono",)),
)
"""
MAIN = '#import "/blocks.typ": blocks\n#set document(title: "A")\n#show: blocks\n'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><path d="M0 0h9v9z"/></svg>'
# What Typst would take for something, wherever it stands.
HOSTILE = (
    *("#panic()", "#[", "]", "[", "{", "}", "(x).y", ";", ".len()", "(1)", "$x$", "$", "*b*", "_i_"),
    *("`c`", "```", "@ref", "<lab>", ">", "\\", "\\u{41}", "\\ ", '"', "'", "// c", "/* c", "*/"),
    *("- a", "+ b", "1. x", "12.", "= h", "== h", "/ t: d", "--", "---", "...", "-?", "-1", "~"),
    *("https://a.b/c", "a:", ":", "\n", "\n\n", "\r\n", "\u2028", "\x00", "\ud800", "日本", "é"),
)
texts = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=6), max_size=8).map("".join)


class Set:
    """A formula that is set as words."""

    error, tags = "", 0

    def __init__(self, tex: str) -> None:
        self.typst = string(tex)


def frame_of(nodes: Iterable[Block], page: str = "a") -> Frame:
    """A frame in which all pictures of the examples are there, and all formulas are set."""
    listed = [*walk(nodes)]
    tex = [Formula(one.tex, isinstance(one, Display)) for one in listed if isinstance(one, Math | Display)]
    pictures = {file: Picture("/p.svg", 20, 10) for file in manual.FILES}
    addresses = {page: f"https://example.org/{page}.html"}
    return Frame(page, addresses=addresses, formulas={one: Set(one.tex) for one in tex}, pictures=pictures)


def sources(**pages: str) -> dict[str, bytes]:
    """The files of a book of these pages."""
    includes = "".join(f'#include "/{name}.typ"\n' for name in pages)
    texts = {f"{name}.typ": f'#import "/blocks.typ": *\n{text}' for name, text in pages.items()}
    made = {"main": MAIN + includes, "settings.typ": SETTINGS, "blocks.typ": look(), **texts}
    return {**{name: text.encode() for name, text in made.items()}, "p.svg": SVG}


@cache
def look() -> str:
    return (files("hexapla.render.paper") / "assets" / "blocks.typ").read_text(encoding="utf-8")


def compiler(main: str | None = None, /, **pages: str) -> typst.Compiler:
    made = sources(**pages)
    made["main"] += (main or "").encode()
    return typst.Compiler(made, ignore_system_fonts=True)


# --- texts ----------------------------------------------------------------------------------------

SAYS = """
#let said(it) = if it.has("text") and it.func() != raw { it.text } else if it == [ ] { " " } else if it.has(
  "children",
) { it.children.map(said).join(default: "") } else { panic(it) }
"""


@given(st.lists(texts, min_size=60, max_size=60))
@settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow])
def test_a_text_says_what_it_says(words: list[str]) -> None:
    """Typst itself finds in the markup the text and nothing else."""
    lines = (
        f"#assert.eq(said([#\"(\";{escaped(one)}#\")\";]), {string('(' + flat(one) + ')')})\n"
        f"#assert.eq({string(one)}.codepoints().len(), {len(CONTROLS.sub('', one))})\n"
        for one in (*words, *HOSTILE)
    )
    compiler(SAYS + "".join(lines)).compile()


def flat(text: str) -> str:
    """A text as a line has it: spaces that Typst knows as such count as one."""
    return SPACES.sub(" ", CONTROLS.sub("", text))


@given(texts, texts, texts, texts)
def test_labels_are_as_different_as_what_they_name(a: str, b: str, c: str, d: str) -> None:
    bare = tuple(CONTROLS.sub("", one) for one in (a, b, c, d))
    assert (label(a, b) == label(c, d)) == (bare[:2] == bare[2:])


# --- every kind of thing --------------------------------------------------------------------------


@cache
def every_kind() -> tuple[tuple[Block, ...], ...]:
    """The examples of the manual, each as its blocks."""
    pages = (manual.fences(path.read_text(encoding="utf-8"))[0] for path in manual.PAGES)
    examples = (example for found in pages for example, _ in manual.examples(found))
    books = (manual.book_of(example.body) for example in examples)
    shows = Shows(manual.CONFIG.variants[0], None, NO_VALUES, "output:", "pdf")
    return tuple(seen(next(book.pages()), shows).page.body for book in books)


def test_every_kind_of_thing_in_the_manual_is_set() -> None:
    pages = {f"p{n}": body(one, frame_of(one, f"p{n}"))[0] for n, one in enumerate(every_kind())}
    pdf = compiler(**pages).compile(format="pdf", pdf_standards=["ua-1"])
    assert pdf.startswith(b"%PDF")


@pytest.mark.parametrize("text", ['#]"`$*_\\ @<a> // /*', "\n\n= h\n- a\n", "](x).y;{}"])
def test_no_text_of_any_node_changes_what_there_is(text: str) -> None:
    """As many headings, lists, links, … come out as of texts that are all harmless."""
    blocks = tuple(one for page in every_kind() for one in page)
    counts = [counted(rewrite(blocks, with_text(words))) for words in ("harmless", text)]
    assert counts[0] == counts[1]


def with_text(words: str):  # type: ignore[no-untyped-def]
    """Puts words into every field of a node that may hold any."""
    kept = {"kind", "format", "width", "height", "page", "source", "poster", "language", "url", "form"}

    def change(node: Node) -> Node:
        held = {one.name: getattr(node, one.name) for one in fields(node) if one.name not in kept}
        return replace(node, **{k: v + words for k, v in held.items() if isinstance(v, str) and v})

    return change


def counted(blocks: tuple[Block, ...]) -> Mapping[str, int]:
    text, _ = body(blocks, frame_of(blocks))
    made = compiler(a=text)
    kinds = ("heading", "figure", "footnote", "list", "enum", "table", "link", "raw", "math.equation")
    return {kind: len(json.loads(made.query(kind, field="func"))) for kind in kinds}
