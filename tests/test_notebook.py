"""Pages as Markdown and as notebooks: what a reader of Jupyter sees, and runs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from drafts import JAX, TORCH, book, cell, page, said, words
from fakes import settled
from hexapla.model.book import ALONE, Book, Variant
from hexapla.model.library import Library, Saved
from hexapla.model.nodes import (
    NOWHERE,
    Admonition,
    Bibliography,
    Block,
    Break,
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
    Inline,
    Item,
    Link,
    Listing,
    Math,
    Only,
    Paragraph,
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
    Work,
)
from hexapla.model.outputs import BOKEH, ERROR, PLOTLY, STDERR, STDOUT, Output, Outputs, Run
from hexapla.ports import Artifact, Bundle, Edition, Original
from hexapla.render.markdown import blocks, pieces
from hexapla.render.markdown_inlines import Frame, inlines
from hexapla.render.notebook import Notebooks, notebook

FRAME = Frame("model", "pytorch", "en", frozenset({"img/a.svg", "data/a b.csv"}))
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(dollarmath_plugin)


def shown(*nodes: Block) -> str:
    return blocks(nodes, FRAME)


def line(*nodes: Inline) -> str:
    return inlines(nodes, FRAME)


# --- what is read back is what was meant ----------------------------------------------------------


def tokens(text: str) -> Iterator[Token]:
    for token in READER.parse(text):
        yield from token.children if token.children is not None else (token,)


def read_back(text: str) -> list[str]:
    """The words and formulas that a text holds, and, in angle brackets, what holds them."""
    found: list[str] = []
    for token in tokens(text):
        if token.type in ("text", "softbreak"):
            found += token.content.split()
        elif token.type in ("code_inline", "math_inline"):
            found.append(f"<{token.type}>{token.content}")
        elif token.type != "html_inline":
            found.append(f"<{token.type}>")
        elif token.content != "<!-- -->":
            name = token.content.strip("</>")
            found.append(f"<{name}_{'close' if token.content.startswith('</') else 'open'}>")
    return found


SPECIAL = st.text(alphabet="ab1 .:)(*_`~#+-=>|<&;![]{}\\$/\"'é\t", max_size=14)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(SPECIAL)
def test_words_stay_the_words_they_are(text: str) -> None:
    plain = [*text.split()]
    assert read_back(shown(said(Text(text)))) in (
        ["<paragraph_open>", *plain, "<paragraph_close>"],
        plain,  # nothing but spaces
    )


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.lists(SPECIAL.filter(str.strip), min_size=2, max_size=3))
def test_words_stay_words_on_every_line(lines: list[str]) -> None:
    nodes = [node for text in lines for node in (Text(text), Break())][:-1]
    plain = [word for text in lines for word in text.split()]
    assert read_back(shown(said(*nodes))) == ["<paragraph_open>", *plain, "<paragraph_close>"]


@settings(max_examples=100, deadline=None)
@given(SPECIAL.filter(str.strip))
def test_words_stay_words_wherever_they_stand(text: str) -> None:
    plain = text.split()
    inside = words(text)
    row = Row((Datum(inside), Datum(words("b"))))
    places: dict[Block, tuple[str, str]] = {
        Heading(2, inside, ""): ("<heading_open>", "<heading_close>"),
        Quote((Paragraph(inside),)): ("<paragraph_open>", "<paragraph_close>"),
        Listing((Item((Paragraph(inside),)),)): ("<paragraph_open>", "<paragraph_close>"),
        Listing((Item((Paragraph(inside),)),), 7): ("<paragraph_open>", "<paragraph_close>"),
        Table(row, (row,), ("", "")): ("<td_open>", "<td_close>"),
        said(Link(inside, "x.html")): ("<link_open>", "<link_close>"),
    }
    for node, (opening, closing) in places.items():
        found = read_back(shown(node))
        at = found.index(opening) + 1
        assert found[at : found.index(closing, at)] == plain, (node, shown(node))


def trees(inside: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
    several = st.lists(inside, min_size=1, max_size=3).map(tuple)
    return st.one_of(several.map(Emphasis), several.map(Strong), several.map(Strikethrough), inside)


LEAVES: st.SearchStrategy[Inline] = st.one_of(
    st.sampled_from(["a", " ", "b c", "(", "*", "a*", "_", " d", "e ", "!", "[x]", "~"]).map(Text),
    st.sampled_from(["x", "`", "a``b", "a|b", " "]).map(CodeSpan),
    st.sampled_from(["x^2", "a_1", "\\frac{1}{2}"]).map(Math),
)
KINDS = {Emphasis: "em", Strong: "strong", Strikethrough: "s"}


def meant(nodes: Iterable[Inline]) -> Iterator[str]:
    """What reading back should find; words are told one letter at a time."""
    for node in nodes:
        match node:
            case Text(text):
                yield from "".join(text.split())
            case CodeSpan(code):
                yield f"<code_inline>{code}"
            case Math(tex):
                yield f"<math_inline>{tex}"
            case Emphasis(inside) | Strong(inside) | Strikethrough(inside):
                yield f"<{KINDS[type(node)]}_open>"
                yield from meant(inside)
                yield f"<{KINDS[type(node)]}_close>"
            case _:
                raise AssertionError(node)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(st.lists(st.recursive(LEAVES, trees, max_leaves=5), min_size=1, max_size=4))
def test_marks_within_a_line_stay_what_they_are(nodes: list[Inline]) -> None:
    text = f"x {line(*nodes)} y"
    found: list[str] = []
    for word in read_back(text):
        found += [word] if word.startswith("<") else word
    assert found == ["<paragraph_open>", "x", *meant(nodes), "y", "<paragraph_close>"], text


def test_readable_text_is_left_readable() -> None:
    text = "snake_case, a < b > c & d, 3 - 2, e.g. (x); f(n)! 50% of 1.5"
    assert line(Text(text)) == text
    assert line(Text("An "), Emphasis(words("old")), Text(" one, "), Strong((Math("x"),))) == (
        "An *old* one, **$x$**"
    )


# --- what each kind of node becomes ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (Heading(3, words("Loss"), "loss", "3.2.1"), '<a id="loss"></a>\n\n### 3.2.1 Loss'),
        (Heading(1, (Text("A"), Break(), Text("B #")), ""), "# A B \\#"),
        (said(Text("a"), Break(hard=True), Text("b")), "a\\\nb"),
        (said(Math("a\n= b")), "$a = b$"),
        (said(Math(" "), Text("a")), "a"),
        (said(Math("a"), Math("b")), "$a$<!-- -->$b$"),
        (Display("a\n\n= b", "", ""), "$$\na\n= b\n$$"),
        (Display("x", "loss", "3.1"), '<a id="loss"></a>\n\n$$\nx \\tag{3.1}\n$$'),
        (
            Display("\\begin{align*}\na&=b\n\\end{align*}", "", "3.1"),
            "$$\n\\begin{aligned}\na&=b\n\\end{aligned} \\tag{3.1}\n$$",
        ),
        (CodeBlock("a\n```\nb", "sh"), "````sh\na\n```\nb\n````"),
        (Rule(), "---"),
        (Target("here"), '<a id="here"></a>'),
        (RawBlock("<div>\n<script>x</script>a\n\nb</div>"), "<div>\na\nb</div>"),
        (said(RawInline("<kbd>"), Text("Q"), RawInline("</kbd>")), "<kbd>Q</kbd>"),
        (said(RawInline("<b onclick='x'>"), Text("Q")), "<b>Q</b>"),
        (said(RawInline("</b>"), Text("Q"), RawInline("<br>"), RawInline("<script>")), "Q<br>"),
        (said(CodeSpan("a`b")), "``a`b``"),
        (said(Image("img/a.svg", "A [pic]")), "![A \\[pic\\]](files/img/a.svg)"),
        (
            said(Link(words("data"), "data/a b.csv", 'a "t"')),
            '[data](<files/data/a b.csv> "a \\"t\\"")',
        ),
        (said(Link(words("part"), "img/a.svg#x")), "[part](files/img/a.svg#x)"),
        (said(Link(words("x"), "https://x.org/a_(b)<c>")), "[x](<https://x.org/a_(b)%3Cc%3E>)"),
        (said(Reference("numref", "x", words("Figure 1"), "model", "x")), "[Figure 1](#x)"),
        (
            said(Reference("numref", "x", words("Section 2"), "data", "sec x")),
            "[Section 2](<data.ipynb#sec x>)",
        ),
        (said(Reference("doc", "data", words("Data"), "data")), "[Data](data.ipynb)"),
        (said(Reference("ref", "no_such*")), "no_such\\*"),
        (
            said(
                Citation(
                    "textual",
                    (Cited("g"),),
                    inside=(Reference("cite", "g", words("Gauss (1809)"), "data", "cite-g"),),
                )
            ),
            "[Gauss (1809)](data.ipynb#cite-g)",
        ),
        (said(IndexMark((), "index-1"), Text("a")), '<a id="index-1"></a>a'),
        (said(Varied(("jax",), (Text("a"),)), Varied(("pytorch",), (Text("b"),))), "b"),
        (said(FootnoteReference("a", 2)), "<sup>[2](#note-2)</sup>"),
        (said(FootnoteReference("unknown")), ""),
        (
            Bibliography((Work("g", words("Gauss."), "cite-g", "1"),), heading=True),
            '## References\n\n- <a id="cite-g"></a>\\[1\\] Gauss.',
        ),
        (Bibliography(), ""),
        (Quote((said(Text("a")), said(Text("b")))), "> a\n>\n> b"),
        (Unknown("x", (said(Text("a")),)), "a"),
        (VariantBlock(("pytorch",), (said(Text("a")),)), "a"),
        (VariantBlock(("jax",), (said(Text("a")),)), ""),
        (
            Admonition("note", words("Mind"), (said(Text("a")),)),
            "> **Mind**\n>\n> a",
        ),
        (
            Admonition("note", words("Hint < 1"), (said(Text("a")),), folded=True, label="h"),
            '<a id="h"></a>\n<details><summary>Hint &lt; 1</summary>\n\na\n\n</details>',
        ),
        (
            Exercise(words("Try"), (said(Text("a")),), "ex", "3.1"),
            '> <a id="ex"></a>**Exercise 3.1** (Try)\n>\n> a',
        ),
        (
            Solution("ex", (said(Text("a")),), number="3.1"),
            "<details><summary>Solution: Exercise 3.1</summary>\n\na\n\n</details>",
        ),
        (
            Solution("ex", (said(Text("a")),), folded=False, number="3.1"),
            "> **Solution: Exercise 3.1**\n>\n> a",
        ),
        (
            Figure(Image("img/a.svg", "alt"), words("A *b*."), (), "f", "3.1"),
            '<a id="f"></a>![alt](files/img/a.svg)\n\n**Figure 3.1.** A \\*b\\*.',
        ),
        (
            Listing((Item((said(Text("a")), Listing((Item((said(Text("b")),)),)))),), 3),
            "3. a\n   - b",
        ),
        (
            Listing((Item((said(Text("a")), said(Text("b")))), Item(())), tight=False),
            "- a\n\n  b\n\n-",
        ),
        (
            Listing((Item((said(Text("a")), CodeBlock("x\n\ny", "py"))),)),
            "- a\n\n  ```py\n  x\n\n  y\n  ```",
        ),
    ],
    ids=str,
)
def test_a_node_as_markdown(node: Block, text: str) -> None:
    assert shown(node) == text


def test_a_table_has_one_line_a_row_and_pipes_only_between_columns() -> None:
    head = Row((Datum(words("a|b")), Datum((CodeSpan("c|d"),))))
    row = Row((Datum((Math("|x| \\le \\|y\\|"),)), Datum((Text("e"), Break(hard=True), Text("f")))))
    assert shown(Table(head, (row,), ("", "right"), words("Cap"), "t", "3.1")) == (
        '<a id="t"></a>\n\n**Table 3.1.** Cap\n\n'
        "| a\\|b | `c\\|d` |\n| --- | --: |\n"
        "| $\\vert x\\vert \\le \\Vert y\\Vert$ | e<br>f |"
    )


def test_two_lists_stay_two() -> None:
    one = Listing((Item((said(Text("a")),)),))
    assert shown(one, one) == "- a\n\n<!-- -->\n\n- a"
    assert "".join(str(piece) for piece in pieces((one, one), FRAME)).count("<!-- -->") == 1


# --- pages as notebooks ---------------------------------------------------------------------------


def edition(of: Book, runs: dict[tuple[str, str], Run] | None = None, *saved: Saved) -> Edition:
    library = Library({"pytorch": saved})
    return Edition(of, Outputs(runs or {}), library, of.config.variants)


def sources(*body: Block, variant: Variant = TORCH) -> list[tuple[str, str]]:
    """The cells of a page with this body, after its title."""
    made = book(page("model", *body))
    cells = notebook(next(made.pages()), variant, edition(made))["cells"]
    kinds = {"markdown": "text", "code": "code"}
    found = [(kinds[each["cell_type"]], each["source"]) for each in cells]
    title = '<a id="model"></a>\n\n# Model'
    assert found[0][1].startswith(title)
    rest = found[0][1].removeprefix(title).strip()
    return [*([("text", rest)] if rest else []), *found[1:]]


def test_text_between_cells_is_one_cell() -> None:
    assert sources(said(Text("a")), said(Text("b")), cell("x"), cell("y"), said(Text("c"))) == [
        ("text", "a\n\nb"),
        ("code", "x"),
        ("code", "y"),
        ("text", "c"),
    ]


def test_of_another_variant_there_is_no_trace() -> None:
    body = (
        cell("import torch", "pytorch"),
        cell("import jax", "jax"),
        cell("both", "jax", "pytorch"),
        VariantBlock(("jax",), (said(Text("As JAX …")), cell("more"))),
    )
    assert sources(*body) == [("code", "import torch"), ("code", "both")]
    assert sources(*body, variant=JAX) == [
        ("code", "import jax"),
        ("code", "both"),
        ("text", "As JAX …"),
        ("code", "more"),
    ]


def test_what_holds_cells_is_taken_apart() -> None:
    body = (said(Text("a")), cell("x"), said(Text("b")))
    for box, opening in (
        (Exercise((), body, "", "3.1"), "**Exercise 3.1**\n\n"),
        (
            Solution("ex", body, label="s", number="3.1"),
            '<a id="s"></a>**Solution: Exercise 3.1**\n\n',
        ),
        (Admonition("tip", (), body), "**Tip**\n\n"),
        (Quote(body), ""),
        (Unknown("no", body), ""),
        (Only(("html",), body), ""),
        (Listing((Item(body),)), "- "),
    ):
        assert sources(box) == [("text", f"{opening}a"), ("code", "x"), ("text", "b")]


def test_a_figure_with_cells_keeps_its_picture() -> None:
    figure = Figure(Image("img/a.svg", "alt"), words("A."), (cell("x"),), "f", "3.1")
    assert sources(figure) == [
        ("text", '<a id="f"></a>![alt](img/a.svg)\n\n**Figure 3.1.** A.'),
        ("code", "x"),
    ]


def test_a_quotation_with_cells_keeps_its_source() -> None:
    assert sources(Quote((cell("x"),), words("Euler"))) == [("code", "x"), ("text", "— Euler")]


def test_what_is_not_for_websites_is_not_in_notebooks() -> None:
    assert sources(said(Text("a")), Only(("latex",), (cell("x"),))) == [("text", "a")]


def test_items_without_cells_stay_items_among_those_with() -> None:
    items = (Item((said(Text("a")),)), Item((said(Text("b")), cell("x"))), Item((said(Text("c")),)))
    assert sources(Listing(items, 1)) == [
        ("text", "1. a\n\n2. b"),
        ("code", "x"),
        ("text", "3. c"),
    ]


def test_what_holds_only_cells_of_others_is_left_whole() -> None:
    assert sources(Quote((said(Text("a")), cell("x", "jax")))) == [("text", "> a")]


def test_notes_stand_at_the_end_in_their_order() -> None:
    notes = (Footnote("b", (said(Text("B")),), 2), Footnote("a", (said(Text("A")),), 1))
    unused = Footnote("c", (said(Text("C")),))
    assert sources(*notes, unused, said(Text("text"))) == [
        ("text", 'text\n\n<a id="note-1"></a>1\\. A\n\n<a id="note-2"></a>2\\. B')
    ]


def with_outputs(*outputs: Output) -> list[dict[str, Any]]:
    made = book(page("model", cell("x")))
    runs = {("model", "pytorch"): Run((outputs,), "fresh")}
    node = notebook(next(made.pages()), TORCH, edition(made, runs))
    nbformat.validate(nbformat.from_dict(node))  # type: ignore[no-untyped-call]
    found: list[dict[str, Any]] = node["cells"][-1]["outputs"]
    return found


def test_outputs_keep_all_their_forms() -> None:
    png = Output("image/png", b"\x89PNG", (Output("text/plain", "<Figure>"),))
    assert with_outputs(Output(STDOUT, "1\n"), Output(STDERR, "oh\n"), png) == [
        {"output_type": "stream", "name": "stdout", "text": "1\n"},
        {"output_type": "stream", "name": "stderr", "text": "oh\n"},
        {
            "output_type": "display_data",
            "data": {"image/png": "iVBORw==", "text/plain": "<Figure>"},
            "metadata": {},
        },
    ]


@pytest.mark.parametrize("mime", ["application/json", "application/vnd.plotly.v1+json"])
def test_json_is_data_not_text(mime: str) -> None:
    assert with_outputs(Output(mime, '{"a": [1]}'))[0]["data"] == {mime: {"a": [1]}}
    assert with_outputs(Output(mime, "no json"))[0]["data"] == {mime: "no json"}


@pytest.mark.parametrize(
    ("traceback", "name", "value"),
    [
        ("Traceback …\nValueError: no", "ValueError", "no"),
        ("\x1b[31mValueError\x1b[39m: no: \x1b[1mnever\x1b[0m", "ValueError", "no: never"),
        ("…\nlib.MemoryError: a\n  b: c\nd", "lib.MemoryError", "a\n  b: c\nd"),
        ("Traceback …\nStopTraining: enough", "StopTraining", "enough"),
        ("Traceback …\n  File x\nKeyboardInterrupt", "KeyboardInterrupt", ""),
        ("ValueError: first\n\nDuring …\n\nKeyError: 'second'", "KeyError", "'second'"),
        ("", "Error", ""),
    ],
)  # fmt: skip
def test_an_error_has_its_name_and_value(traceback: str, name: str, value: str) -> None:
    (found,) = with_outputs(Output(ERROR, traceback))
    assert (found["ename"], found["evalue"]) == (name, value)
    assert "\n".join(found["traceback"]) == traceback


def test_a_chart_keeps_its_data_and_its_picture() -> None:
    chart = Output(PLOTLY, '{"data": []}', (Output("image/svg+xml", "<svg/>"),))
    assert with_outputs(chart)[0]["data"] == {PLOTLY: {"data": []}, "image/svg+xml": "<svg/>"}
    (bokeh,) = with_outputs(Output(BOKEH, "{}"))  # which Jupyter cannot show by itself
    assert bokeh["data"] == {BOKEH: {}, "text/plain": "A chart of Bokeh: run the cell to see it."}


def test_cells_that_never_ran_have_no_outputs() -> None:
    made = book(page("model", cell("x"), cell("x")))
    runs = {("model", "pytorch"): Run((None, (Output(STDOUT, "1"),)), "failed")}
    cells = notebook(next(made.pages()), TORCH, edition(made, runs))["cells"]
    assert [each.get("outputs") for each in cells] == [
        None,
        [],
        [{"output_type": "stream", "name": "stdout", "text": "1"}],
    ]


@pytest.mark.parametrize(
    ("tag", "hidden"),
    [
        ("hide-input", {"source_hidden": True}),
        ("remove-input", {"source_hidden": True}),
        ("hide-output", {"outputs_hidden": True}),
        ("remove-cell", {"source_hidden": True, "outputs_hidden": True}),
        ("raises-exception", None),
    ],
)
def test_tags_are_kept_and_hide_what_they_hide(tag: str, hidden: dict[str, bool] | None) -> None:
    made = book(page("model", cell("x", tags=(tag,))))
    metadata = notebook(next(made.pages()), TORCH, edition(made))["cells"][-1]["metadata"]
    assert metadata["tags"] == [tag]
    assert metadata.get("jupyter") == hidden


def test_each_cell_has_an_id_of_its_own() -> None:
    labelled = [
        replace(cell("x"), label=name) for name in ("cell-4", "loss", "", "not:fit", "loss")
    ]
    made = book(page("model", *labelled))
    ids = [each["id"] for each in notebook(next(made.pages()), TORCH, edition(made))["cells"]]
    assert ids[1:3] == ["cell-4", "loss"]
    assert len({*ids}) == len(ids) == 6


def test_macros_that_formulas_use_stand_first_with_those_that_they_use() -> None:
    made = book(page("model", said(Math("\\E x"))))
    macros = {"\\E": "\\op{E}_{#1}", "\\op": "\\mathrm{#1}", "\\Ex": "no", "\\loop": "\\loop"}
    made = replace(made, config=replace(made.config, macros=macros))
    first = notebook(next(made.pages()), TORCH, edition(made))["cells"][0]["source"]
    assert first.startswith(
        "$\\newcommand{\\E}[1]{\\op{E}_{#1}} \\newcommand{\\op}[1]{\\mathrm{#1}}$\n\n<a"
    )


# --- a whole book ---------------------------------------------------------------------------------


def whole(of: Book) -> dict[str, bytes | Original | Bundle]:
    saved = Saved("f", ("f",), "pytorch", "base", "model", "f = 1", "", (), (), NOWHERE)
    artifacts, problems = settled(Notebooks(), edition(of, None, saved))
    assert problems == ()
    return {artifact.path: artifact.data for artifact in artifacts}


PICTURES = (
    said(Image("img/a.svg")),
    said(Link(words("data"), "data.csv#rows")),
    said(Image("https://example.org/b.png")),
    VariantBlock(("jax",), (said(Image("img/jax.svg")),)),
)
FILES = ("data.csv", "img/a.svg", "img/jax.svg", "img/unused.svg")


def test_a_set_of_notebooks_holds_all_that_it_needs() -> None:
    made = whole(book(page("model", *PICTURES), page("later"), files=FILES))
    assert [path for path in made if not path.startswith("jax")] == [
        "pytorch/model.ipynb",
        "pytorch/later.ipynb",
        "pytorch/files/data.csv",
        "pytorch/files/img/a.svg",
        "pytorch/bydoing/__init__.py",
        "pytorch/bydoing/__init__.pyi",
        "pytorch/bydoing/py.typed",
        "pytorch/bydoing/pytorch/__init__.py",
        "pytorch/bydoing/pytorch/__init__.pyi",
        "pytorch/bydoing/pytorch/base.py",
        "pytorch/requirements.txt",
        "a-book-pytorch.zip",
        "a-book-jax.zip",
    ]
    assert made["pytorch/files/img/a.svg"] == Original("img/a.svg", "0")
    assert "jax/files/img/jax.svg" in made
    assert made["a-book-pytorch.zip"] == Bundle(
        tuple(
            Artifact(path.removeprefix("pytorch/"), data)
            for path, data in made.items()
            if path.startswith("pytorch/")
        )
    )


def test_a_book_without_variants_has_one_set() -> None:
    made = whole(book(page("model", cell("x")), variants=(ALONE,)))
    assert "python/model.ipynb" in made
    assert "a-book-python.zip" in made
    written = made["python/model.ipynb"]
    assert isinstance(written, bytes)
    assert json.loads(written)["metadata"]["kernelspec"] == {
        "name": "python3",
        "display_name": "Python",
        "language": "python",
    }


def test_a_notebook_is_valid_and_equal_for_equal_books() -> None:
    def of() -> bytes | Original | Bundle:
        return whole(book(page("model", cell("print(1)"), said(Text("é")))))["pytorch/model.ipynb"]

    written = of()
    assert isinstance(written, bytes)
    assert written == of()
    assert written.endswith(b"}\n")
    nbformat.validate(nbformat.reads(written.decode(), 4))  # type: ignore[no-untyped-call]
    assert "é".encode() in written


def test_titles_of_any_script_name_a_zip() -> None:
    made = book(page("model"))
    made = replace(made, config=replace(made.config, title="深度学习: Ein Übungsbuch"))
    assert "深度学习-ein-übungsbuch-pytorch.zip" in whole(made)
