"""Markdown into nodes: what each piece of syntax becomes, where it stands, what is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla.model.book import Config, Page, PageEntry, PartEntry, Variant
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
    Datum,
    Display,
    Emphasis,
    Exercise,
    Figure,
    Footnote,
    FootnoteReference,
    Heading,
    Image,
    IndexMark,
    IndexTerm,
    Inline,
    Item,
    Link,
    Listing,
    Math,
    Paragraph,
    Place,
    Quote,
    RawBlock,
    RawInline,
    Reference,
    Row,
    Rule,
    Solution,
    Strikethrough,
    Strong,
    Table,
    Target,
    Text,
    Unknown,
    VariantBlock,
    Varied,
)
from hexapla.model.problems import Problems
from hexapla.model.walk import walk
from hexapla.source import parse
from hexapla.source.tree import Sources

ENTRY = PageEntry("part/page.md", 1, Place("book.toml", 1))
OTHERS = tuple(replace(ENTRY, file=file) for file in ("part/other.md", "third.md"))
CONFIG = Config(
    "Book",
    variants=(Variant("torch", "Torch"), Variant("jax", "JAX")),
    parts=(PartEntry("Part", True, (ENTRY, *OTHERS)),),
)


def page(text: str, config: Config = CONFIG) -> tuple[Page, Problems]:
    return parse.page(ENTRY, text, config)


def body(text: str) -> tuple[Block, ...]:
    """What stands under the title of a page with nothing wrong."""
    read, problems = page(f"# T\n\n{text}")
    assert problems == ()
    return read.body[1:]


def line(text: str) -> tuple[Inline, ...]:
    (paragraph,) = body(text)
    assert isinstance(paragraph, Paragraph)
    return paragraph.inside


def wrong(text: str) -> list[tuple[str, int]]:
    """The codes and lines of what is wrong with a page that begins with these lines."""
    return [(p.code, p.at.line) for p in page(f"{text}\n\n# T")[1]]


def words(text: str) -> Paragraph:
    return Paragraph((Text(text),))


# --- within a line --------------------------------------------------------------------------------

LINES: dict[str, tuple[Inline, ...]] = {
    "a *b* **c** ~~d~~": (
        Text("a "),
        Emphasis((Text("b"),)),
        Text(" "),
        Strong((Text("c"),)),
        Text(" "),
        Strikethrough((Text("d"),)),
    ),
    "`x*y`": (CodeSpan("x*y"),),
    "$x_1$": (Math("x_1"),),
    r"{math}`\R`": (Math(r"\R"),),
    r"\$5 &amp; \*": (Text("$5 & *"),),
    "a\nb\\\nc": (Text("a"), Break(), Text("b"), Break(hard=True), Text("c")),
    "<b>x</b>": (Strong((Text("x"),)),),
    "<q>x": (RawInline("<q>"), Text("x")),
    "<kbd>x": (RawInline("<kbd>"), Text("x")),
    "x</b>": (Text("x"), RawInline("</b>")),
    "[a](https://x.org 'T')": (Link((Text("a"),), "https://x.org", "T"),),
    "<https://x.org>": (Link((Text("https://x.org"),), "https://x.org"),),
    "[a](#fig)": (Reference("link", "fig", (Text("a"),)),),
    "[](#fig)": (Reference("link", "fig"),),
    "[a](other.md)": (Reference("link", "part/other.md", (Text("a"),)),),
    "[a](other.md#x)": (Reference("link", "part/other.md#x", (Text("a"),)),),
    "[a](other)": (Reference("link", "part/other.md", (Text("a"),)),),
    "[a](../third.md)": (Reference("link", "third.md", (Text("a"),)),),
    "[a](/third.md)": (Reference("link", "third.md", (Text("a"),)),),
    "[a](some-id)": (Reference("link", "some-id", (Text("a"),)),),
    "[a](<../my data.csv>)": (Link((Text("a"),), "my data.csv"),),
    "![a *b*](../img/x.png 'T'){width=5em}": (Image("img/x.png", "a b", "T", "5em"),),
    "![](https://x.org/a.png)": (Image("https://x.org/a.png"),),
    "{numref}`fig`": (Reference("numref", "fig"),),
    "{numref}`Figure %s <fig>`": (Reference("numref", "fig", (Text("Figure %s"),)),),
    "{ref}`words <fig>`": (Reference("ref", "fig", (Text("words"),)),),
    "{eq}`e`": (Reference("eq", "e"),),
    "{doc}`other`": (Reference("doc", "part/other.md"),),
    "{doc}`words <../third>`": (Reference("doc", "third.md", (Text("words"),)),),
    "{doc}`third`": (Reference("doc", "third"),),
    "{cite}`a, b`": (Citation("parenthetical", (Cited("a"), Cited("b"))),),
    "{cite:t}`a`": (Citation("textual", (Cited("a"),)),),
    "{cite:p}`a`": (Citation("parenthetical", (Cited("a"),)),),
    "{cite}`{see}a{p. 3}, b`": (
        Citation("parenthetical", (Cited("a", (Text("see"),), (Text("p. 3"),)), Cited("b"))),
    ),
    "{cite:cauthors}`a`": (Citation("author", (Cited("a"),), everyone=True, capital=True),),
    "@a-1.": (Reference("any", "a-1"), Text(".")),
    "(@a:b)": (Text("("), Reference("any", "a:b"), Text(")")),
    "x@a.org @ \\@a `@a`": (Text("x@a.org @ @a "), CodeSpan("@a")),
    "[@a](#b)": (Reference("link", "b", (Reference("any", "a"),)),),
    "[-@a, p. 3; see @b]": (
        Citation(
            "parenthetical",
            (Cited("a", (), (Text("p. 3"),), bare=True), Cited("b", (Text("see"),))),
            written=(
                Text("["),
                Text("-"),
                Reference("any", "a"),
                Text(", p. 3; see "),
                Reference("any", "b"),
                Text("]"),
            ),
        ),
    ),
    "{term}`tensors <tensor>`": (Reference("term", "tensor", (Text("tensors"),)),),
    "{index}`a <pair: b; c>`": (
        IndexMark(
            (
                IndexTerm(((Text("b"),), (Text("c"),))),
                IndexTerm(((Text("c"),), (Text("b"),))),
            )
        ),
        Text("a"),
    ),
    "{index}`!a`": (IndexMark((IndexTerm(((Text("a"),),), main=True),)), Text("a")),
    "{variant}`jax, torch: a`": (Varied(("jax", "torch"), (Text("a"),)),),
    "a[^n]": (Text("a"), FootnoteReference("n")),
}


@pytest.mark.parametrize("text", LINES)
def test_within_a_line(text: str) -> None:
    assert line(text) == LINES[text]


def test_a_note_within_a_line_stands_at_the_end_of_the_page() -> None:
    text, note = body("a^[*b*]")
    assert text == Paragraph((Text("a"), FootnoteReference("note 1")))
    assert note == Footnote("note 1", (Paragraph((Emphasis((Text("b"),)),)),))


# --- blocks ---------------------------------------------------------------------------------------

BLOCKS: dict[str, tuple[Block, ...]] = {
    "> a": (Quote((words("a"),)),),
    "***": (Rule(),),
    "- a\n- b": (Listing((Item((words("a"),)), Item((words("b"),)))),),
    "3. a\n\n4. b": (Listing((Item((words("a"),)), Item((words("b"),))), 3, False),),
    "<div>\nx": (words("x"),),
    "<table>\nx": (RawBlock("<table>\nx\n"),),
    "    code": (CodeBlock("code"),),
    "```python title\ncode\n```": (CodeBlock("code", "python"),),
    "```{code} python\n\ncode\n```": (CodeBlock("code", "python"),),
    "% a comment": (),
    '+++ {"tags": []}': (),
    "a\n$$\nx\n$$ (e)\nb": (words("a"), Display("x", "e"), words("b")),
    "a $$x$$, $$y$$": (words("a "), Display("x"), words(", "), Display("y")),
    "[^n]: a": (Footnote("n", (words("a"),)),),
    "(spot)=\na": (Target("spot"), words("a")),
    "(my spot)=\na": (Target("my-spot"), words("a")),
    "$$\nx\n$$": (Display("x"),),
    "$$ x $$ (e)": (Display("x", "e"),),
    "(e)=\n$$ x $$": (Display("x", "e"),),
    "\\begin{align}\nx\n\\end{align}": (Display("\\begin{align*}\nx\n\\end{align*}"),),
    "```{math}\n:label: e\nx\n```": (Display("x", "e"),),
    "```{math} x\n```": (Display("x"),),
    "## A B\n\n## A B": (Heading(2, (Text("A B"),), "a-b"), Heading(2, (Text("A B"),), "a-b-2")),
    "(s)=\n## A": (Heading(2, (Text("A"),), "s"),),
    "{#s}\n## A": (Heading(2, (Text("A"),), "s"),),
    "(a)=\n(b)=\n## A": (Target("a"), Heading(2, (Text("A"),), "b")),
    "## T": (Heading(2, (Text("T"),), "t-2"),),
    "# Again": (Heading(2, (Text("Again"),), "again"),),
    "| a | b |\n|:-:|---|\n| 1 | 2 |": (
        Table(
            Row((Datum((Text("a"),)), Datum((Text("b"),)))),
            (Row((Datum((Text("1"),)), Datum((Text("2"),)))),),
            ("center", ""),
        ),
    ),
    "```{table} C *d*\n:name: t\n| a |\n|--:|\n```": (
        Table(
            Row((Datum((Text("a"),)),)), (), ("right",), (Text("C "), Emphasis((Text("d"),))), "t"
        ),
    ),
    "```{list-table}\n:header-rows: 1\n* - a\n  - b\n* - c\n  - d\n\n    e\n```": (
        Table(
            Row((Datum((Text("a"),)), Datum((Text("b"),)))),
            (Row((Datum((Text("c"),)), Datum((Text("d"),), (words("e"),)))),),
            ("", ""),
        ),
    ),
    "```{list-table} C\n* - a\n```": (
        Table(Row(()), (Row((Datum((Text("a"),)),)),), ("",), (Text("C"),)),
    ),
    "```{figure} ../x.png\n:alt: A\n:width: 50\n:label: f\nCap\n\nLegend\n```": (
        Figure(Image("x.png", "A", "", "50px"), (Text("Cap"),), (words("Legend"),), "f"),
    ),
    "```{image} x.png\n:name: i\n```": (Target("i"), Paragraph((Image("part/x.png"),))),
    ":::{note}\na\n:::": (Admonition("note", (), (words("a"),)),),
    ":::{tip} Title\n:class: dropdown\na\n:::": (
        Admonition("tip", (Text("Title"),), (words("a"),), folded=True),
    ),
    ":::{warning} All there is.\n:::": (Admonition("warning", (), (words("All there is."),)),),
    ":::{admonition} Title\n:class: tip\n:label: b\na\n:::": (
        Admonition("tip", (Text("Title"),), (words("a"),), label="b"),
    ),
    ":::{admonition} Title\na\n:::": (Admonition("admonition", (Text("Title"),), (words("a"),)),),
    ":::{dropdown} Title\na\n:::": (Admonition("dropdown", (Text("Title"),), (words("a"),), True),),
    ":::{dropdown} Title\n:open:\na\n:::": (
        Admonition("dropdown", (Text("Title"),), (words("a"),), open=True),
    ),
    ":::{exercise} Title\n:label: e\na\n:::": (Exercise((Text("Title"),), (words("a"),), "e"),),
    ":::{solution} e\n:class: dropdown\na\n:::": (Solution("e", (words("a"),)),),
    ":::{variant} jax torch\na\n:::": (VariantBlock(("jax", "torch"), (words("a"),)),),
    "```{bibliography}\n```": (Bibliography(),),
    "```{code-cell}\nx = 1\n```": (Cell("x = 1"),),
    "```{code-cell} python\nx = 1\n```": (Cell("x = 1"),),
    "```{code-cell} ipython3\nx = 1\n```": (Cell("x = 1"),),
    "```{code-cell} jax torch\nx = 1\n```": (Cell("x = 1", ("jax", "torch")),),
    "```{code-cell} jax\n:tags: [hide_input, remove-output]\n"
    ":topic: nn\n:label: c\n:alt: d\nx\n```": (
        Cell("x", ("jax",), ("hide-input", "remove-output"), "c", "nn", "d"),
    ),
    "```{code-cell} jax\n---\ntags: [hide-input]\nlabel: c\n---\nx\n```": (
        Cell("x", ("jax",), ("hide-input",), "c"),
    ),
    "```{code-cell}\n:tags: a, b\n\nx\n\n  y\n\n```": (Cell("x\n\n  y", (), ("a", "b")),),
}


@pytest.mark.parametrize("text", BLOCKS)
def test_blocks(text: str) -> None:
    assert body(text) == BLOCKS[text]


def test_directives_hold_anything() -> None:
    text = (
        "::::{exercise}\n- a\n\n  ```{code-cell} jax\n  x\n  ```\n\n:::{note}\n$$ y $$\n:::\n::::"
    )
    items = Listing((Item((words("a"), Cell("x", ("jax",)))),), None, False)
    note = Admonition("note", (), (Display("y"),))
    assert body(text) == (Exercise((), (items, note)),)


def test_addresses_of_the_page_hold_within_its_directives() -> None:
    (note, *_) = body(":::{note}\n[a][b]\n:::\n\n[b]: https://x.org")
    assert note == Admonition("note", (), (Paragraph((Link((Text("a"),), "https://x.org"),)),))


def test_a_book_without_variants_has_cells_of_none() -> None:
    read, problems = page("# T\n\n```{code-cell} python\nx\n```", Config("Book"))
    assert (read.body[1:], problems) == ((Cell("x"),), ())


# --- places ---------------------------------------------------------------------------------------


def lines_of(text: str) -> dict[str, int]:
    """The line of each text on a page."""
    texts = [node for node in walk(page(text)[0].body) if isinstance(node, Text)]
    return {node.text: node.at.line for node in texts if node.text.strip()}


def test_words_know_their_line() -> None:
    text = (
        "---\na: b\n---\n# T\n\none *two\nthree* `four\nfive`{eq}`six\nseven`\neight $n\n$ nine\n\n"
        "> ten\n> eleven\n\n- twelve\n\n  thirteen\n\n| fourteen |\n|--|\n| fifteen |"
    )
    found = lines_of(text)
    assert len(found) == 12
    assert all(words.strip() in text.split("\n")[at - 1] for words, at in found.items())


def test_words_within_directives_know_their_line() -> None:
    text = (
        "# T\n\n- a\n\n  ````{note}\n  :class: dropdown\n\n  b\n\n  ```{tip}\n  ---\n  label: x\n"
        "  ---\n  c\n  d\n  ```\n  ````\n\n> ```{figure} x.png\n> :alt: x\n>\n> e\n> ```"
    )
    found = lines_of(text)
    assert all(words in text.split("\n")[at - 1] for words, at in found.items())
    assert (found["b"], found["c"], found["d"], found["e"]) == (8, 14, 15, 22)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_of_code_are_counted_from_the_fence(line_end: str) -> None:
    text = "# T\n\n```{code-cell}\n:tags: [a]\n:topic: b\n\nfirst\nsecond\n```"
    cell = page(text.replace("\n", line_end))[0].body[1]
    assert isinstance(cell, Cell)
    assert cell.code == "first\nsecond"
    for number, code in enumerate(cell.code.split("\n"), 1):
        assert text.split("\n")[cell.at.line + cell.offset + number - 1] == code


# --- a page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "text", "name"),
    [
        ("a/linear.md", "# T", "linear"),
        ("a/linear.md", "---\nid: lr\n---\n# T", "lr"),
        ("a/index.md", "# T", "a"),
        ("index.md", "# T", "index"),
        ("a/My page!.md", "# T", "My-page"),
    ],
)
def test_the_name_of_a_page(file: str, text: str, name: str) -> None:
    read, problems = parse.page(replace(ENTRY, file=file), text, CONFIG)
    assert (read.id, problems) == (name, ())


def test_the_title_stands_first() -> None:
    read, problems = page("```{code-cell}\nx\n```\n\n(top)=\n# A *b*\n\nc")
    title = (Text("A "), Emphasis((Text("b"),)))
    assert read.title == title
    assert read.body == (Heading(1, title, "top"), Cell("x"), words("c"))
    assert problems == ()


def test_a_page_without_title_gets_the_name_of_its_file() -> None:
    read, (problem,) = page("## A")
    assert read.title == (Text("page"),)
    assert read.body == (Heading(1, (Text("page"),), "page"), Heading(2, (Text("A"),), "a"))
    assert (problem.code, problem.at) == ("no-title", Place("part/page.md", 1))


def test_the_front_matter_may_give_the_title() -> None:
    read, problems = page("---\ntitle: A *b*\nteaches: [c]\n---\nd")
    assert read.title == (Text("A "), Emphasis((Text("b"),)))
    assert read.meta == {"title": "A *b*", "teaches": ["c"]}
    assert problems == ()


@pytest.mark.parametrize("text", ["---\n\na", "---\n---\na", "---\nid:\ntitle:\n---\na"])
def test_what_is_no_mistake_in_front_of_a_page(text: str) -> None:
    assert wrong(text) == []


def test_a_title_may_be_a_number() -> None:
    assert page("---\ntitle: 1984\n---\na")[0].title == (Text("1984"),)


def test_pages_of_one_name_get_names_of_their_own() -> None:
    entries = [PageEntry(f"{f}/intro.md", 1, Place("book.toml", n)) for n, f in enumerate("abc")]
    config = Config("Book", parts=(PartEntry("P", True, tuple(entries)),))
    sources = Sources(config, tuple((entry, "# T") for entry in entries), (), {}, {})
    book, problems = parse.book(sources)
    assert [read.id for read in book.pages()] == ["intro", "intro-2", "intro-3"]
    assert [(p.code, p.at.file) for p in problems] == [
        ("duplicate-page", "b/intro.md"),
        ("duplicate-page", "c/intro.md"),
    ]


def test_a_page_that_is_not_there_is_left_out() -> None:
    sources = Sources(CONFIG, ((OTHERS[0], "# T"),), (), {}, {})
    book, _ = parse.book(sources)
    assert [read.id for read in book.pages()] == ["other"]


def test_works_of_one_key_in_two_bibliographies() -> None:
    texts = (("a.bib", "@book{k, title={A}}"), ("b.bib", "\n@book{k, title={B}}"))
    book, (problem,) = parse.book(Sources(Config("Book"), (), texts, {}, {}))
    assert book.entries["k"].title == "A"
    assert (problem.code, str(problem.at)) == ("bad-entry", "b.bib:2")


# --- mistakes -------------------------------------------------------------------------------------

MISTAKES: dict[str, list[tuple[str, int]]] = {
    "\n:::{noet}\na\n:::": [("unknown-directive", 2)],
    "\n\n{reff}`a`": [("unknown-role", 3)],
    "a\n{cite}` `": [("bad-role", 2)],
    "{ref}`< >`": [("bad-role", 1)],
    "```{note}\n:clas: dropdown\na\n```": [("unknown-option", 2)],
    "```{code-cell}\n---\ntags: [a\n---\nx\n```": [("bad-directive", 1)],
    "```{code-cell}\n:tags: [a\nx\n```": [("bad-directive", 1)],
    "```{code-cell}\n:topic: a b\nx\n```": [("bad-directive", 1)],
    "```{code-cell} tensorflw\nx\n```": [("unknown-variant", 1)],
    ":::{variant} jaxx\nx\n:::": [("unknown-variant", 1)],
    ":::{variant}\nx\n:::": [("bad-directive", 1)],
    ":::{solution}\nx\n:::": [("bad-directive", 1)],
    ":::{admonition}\nx\n:::": [("bad-directive", 1)],
    ":::note\nx\n:::": [("bad-directive", 1)],
    "```{figure} x.png\n:width: wide\n```": [("bad-directive", 1)],
    "```{table} C\nx\n```": [("bad-directive", 1)],
    "```{list-table}\nx\n```": [("bad-directive", 1)],
    "```{list-table}\n:stub-columns: x\n* - a\n```": [("bad-directive", 2)],
    "```{csv-table}\n:widths: 1 2 3\na, b\n```": [("bad-directive", 2)],
    "```{figure} ../../x.png\n```": [("outside", 1)],
    "```{image} file:///x.png\n```": [("outside", 1)],
    "a\n![](../../x.png)": [("outside", 2)],
    "[a](../../x.md)": [("outside", 1)],
    "[a](..\\\\..\\\\x.md)": [("outside", 1)],
    "---\na: [\n---": [("bad-front-matter", 2)],
    "---\n- a\n---": [("bad-front-matter", 2)],
    "---\na: &b c\nd: *b\n---": [("bad-front-matter", 3)],
    "---\na: 1\nid: a b\n---": [("bad-front-matter", 3)],
    "---\nid: [a]\n---": [("bad-front-matter", 2)],
    "---\ntopic: linear algebra\n---": [("bad-front-matter", 2)],
    "---\ntopic: [a]\n---": [("bad-front-matter", 2)],
    "---\ntitle: {a: b}\n---": [("bad-front-matter", 2)],
    "---\nid: lr\n\na": [("unclosed", 1)],
    "$$\nx": [("unclosed", 1)],
    ":::{image} a.png\nWords.\n:::": [("bad-directive", 2)],
    "::::{variant} torch\n:::{variant} jax\nx\n:::\n::::": [("bad-directive", 2)],
    "\\begin{align}\nx": [("unclosed", 1)],
    ":::{note}\n:::{tip}\na\n:::\n:::": [("unclosed", 2), ("bad-directive", 5)],
    "a\n![]()": [("bad-directive", 2)],
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_said_with_its_line(text: str) -> None:
    assert wrong(text) == MISTAKES[text]


@pytest.mark.parametrize("fence", ["```python", "```{note}", ":::{note}", "> ```{note}"])
def test_a_fence_without_an_end_is_said(fence: str) -> None:
    assert [(p.code, p.at.line) for p in page(f"# T\n\n{fence}\na")[1]] == [("unclosed", 3)]


def test_the_content_of_what_is_unknown_is_kept() -> None:
    read, _ = page("# T\n\n:::{noet} a\n:label: b\n*c*\n:::\n\n{reff}`d`")
    assert read.body[1:] == (
        Target("b"),
        Unknown("noet", (Paragraph((Emphasis((Text("c"),)),)),)),
        Paragraph((CodeSpan("d"),)),
    )


def test_a_cell_of_an_unknown_variant_is_only_shown() -> None:
    assert page("# T\n\n```{code-cell} jaxx\nx\n```")[0].body[1] == CodeBlock("x", "python")
    assert page("# T\n\n```{code-cell} jaxx jax\nx\n```")[0].body[1] == Cell("x", ("jax",))


def test_suggestions_come_from_the_book() -> None:
    (_, (problem,)) = page("# T\n\n```{code-cell} jaxx\nx\n```")
    assert str(problem) == (
        "part/page.md:3: error: the book has no variant 'jaxx'; did you mean 'jax'?; "
        "book.toml lists its variants [unknown-variant]"
    )


# --- any text at all ------------------------------------------------------------------------------


def nested(deep: int) -> dict[str, str]:
    fences = [":" * (deep + 3 - n) + "{note}\n" for n in range(deep)]
    ends = [":" * (n + 4) + "\n" for n in range(deep)]
    return {
        "quotes": ">" * deep + " x",
        "lists": "".join(f"{'  ' * n}- x\n" for n in range(deep)),
        "footnotes": "".join(f"{'    ' * n}[^{n}]: x\n" for n in range(deep)),
        "directives": "".join((*fences, "x\n", *ends)),
        "pictures": "![" * deep + "x" + "](x)" * deep,
        "marks": "*x **x " * deep + "x" + "** *" * deep,
        "links": "[" * deep + "x" + "](x)" * deep,
        "html": "<div class='a'>\n" * deep + "x\n" + "</div>\n" * deep,
        "tags": "<b>" * deep + "x" + "</b>" * deep,
        "front matter": f"---\na: {'[' * deep}\n---\nx",
    }


@pytest.mark.slow
@pytest.mark.parametrize("kind", nested(1))
def test_nesting_without_measure_loses_nothing_unsaid(kind: str) -> None:
    read, problems = page(f"{nested(400)[kind]}\n\n# T")
    said = {problem.code for problem in problems}
    shown = "".join(node.text for node in walk(read.body) if isinstance(node, Text))
    assert shown.count("x") >= 1 or "too-deep" in said
    assert ("too-deep" in said) == (kind in ("quotes", "lists", "footnotes", "directives", "html"))


@given(st.text())
def test_any_text_is_a_page(text: str) -> None:
    assert is_whole(text)


PIECES = (
    "``` ```` {code-cell} {note} {figure} {table} {list-table} {math} {variant} {image} {exercise} "
    "{solution} {dropdown} {bibliography} ::: :::: :label: :tags: :class: :width: --- +++ % > - * "
    "1. # ## | |-| $ $$ (e) (t)= {#i} {.c} {ref} {cite} {eq} {doc} ` ** ~~ [ ]( ](#x) ](x.md) ! "
    "@a [@a @a] [-@b; ^[ {{ }} {{a}} {term} {index} {cite:t} {glossary} {genindex} {footcite} ; "
    "[^a] [^a]: <b> <!-- \\begin{align} \\end{align} \\ & &amp; : , ../ jax x é 漢 \t \r \x00 "
    "\u2028 \ufeff <div> <div\nclass=a> </div> <details> <summary> </summary> </details> <p> "
    "</p> <img\tsrc=x> <a\tid=i> </a> </b> <figure> <table> <td> ~ [!NOTE] [x] {#i\t.c} ^^^ "
    "{grid} {card} {tab-set} {tab-item} {tabbed} {panels} {csv-table} {hlist} {margin} "
    "{epigraph} -- {sub} {samp} {bdg-ref-info} {download} {button-ref} {todo} {versionadded} "
    ':open: :columns: :link: :header: "'
)
MANGLED = st.lists(
    st.tuples(
        st.sampled_from(PIECES.split(" ")), st.sampled_from(["", " ", "\n", "\n\n", "\n    "])
    ),
    max_size=40,
).map(lambda pieces: "".join(piece + after for piece, after in pieces))


@pytest.mark.slow
@settings(max_examples=150)
@given(MANGLED)
def test_mangled_syntax_is_a_page(text: str) -> None:
    assert is_whole(text)


def is_whole(text: str) -> bool:
    """Whether a page came out whose first block is its title, and whose places are all on it."""
    read, problems = page(text)
    last = max(1, len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
    places = [node.at for node in walk(read.body)] + [problem.at for problem in problems]
    labels = [node.label for node in walk(read.body) if isinstance(node, Heading)]
    return (
        isinstance(read.body[0], Heading)
        and read.body[0].level == 1
        and all(labels)
        and all(at.file == ENTRY.file and 1 <= at.line <= last for at in places)
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[data/*.csv, ../x.txt]", ("data/*.csv", "../x.txt")),
        ("one.csv", ("one.csv",)),
        ("\n  - one.csv\n  - b c.txt", ("one.csv", "b c.txt")),
        ("", ()),
    ],
)
def test_files_of_the_front_matter(written: str, read: tuple[str, ...]) -> None:
    found, problems = page(f"---\nfiles: {written}\n---\n# T")
    assert (found.meta["files"], problems) == (read, ())


def test_files_of_the_front_matter_that_are_no_list() -> None:
    found, (problem,) = page("---\ntopic: a\nfiles: {a: b}\n---\n# T")
    assert "files" not in found.meta
    assert (problem.code, problem.at.line) == ("bad-front-matter", 3)
