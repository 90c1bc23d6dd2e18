"""Notebooks as pages: their cells into nodes, where these stand, and the outputs they hold."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from books import BOOKS, Shelf, small_book
from drafts import JAX, TORCH, book, codes
from fakes import settled
from hexapla.build import read
from hexapla.execute.record import from_files
from hexapla.memory import from_bytes, to_bytes
from hexapla.model.book import Config, Page, PageEntry, Variant
from hexapla.model.library import Library
from hexapla.model.nodes import (
    Block,
    Cell,
    CodeBlock,
    Exercise,
    Heading,
    Image,
    Link,
    Paragraph,
    Place,
    RawBlock,
    Text,
)
from hexapla.model.outputs import Outputs
from hexapla.model.problems import Problems
from hexapla.model.walk import plain, walk
from hexapla.model.written import bare
from hexapla.ports import Edition
from hexapla.render.notebook import Notebooks
from hexapla.source import jupyter, parse

ENTRY = PageEntry("part/page.ipynb", 1, Place("book.toml", 1))
R = Variant("r", "R", kernel="ir", lexer="r")
ALL = (TORCH, JAX, R)
Made = dict[str, Any]


def text(source: str, **more: Any) -> Made:
    return {"cell_type": "markdown", "metadata": {}, "source": lines(source), **more}


def code(source: str, **more: Any) -> Made:
    made = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    return {**made, "source": lines(source), **more}


def raw(source: str, mime: str = "") -> Made:
    metadata = {"raw_mimetype": mime} if mime else {}
    return {"cell_type": "raw", "metadata": metadata, "source": lines(source)}


def lines(source: str) -> list[str]:
    return source.splitlines(keepends=True)


def file(*cells: Made, metadata: Made | None = None, indent: int | None = 1) -> str:
    whole = {"cells": cells, "metadata": metadata or {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=indent, ensure_ascii=False)


def page(written: str, variants: tuple[Variant, ...] = ALL) -> tuple[Page, Problems]:
    return parse.page(ENTRY, written, Config("A", variants=variants))


def body(*cells: Made, metadata: Made | None = None) -> tuple[Block, ...]:
    """What cells become below the title of a page that is right."""
    found, problems = page(file(text("# Title"), *cells, metadata=metadata))
    assert problems == ()
    return found.body[1:]


def one(*cells: Made, metadata: Made | None = None) -> Cell:
    (cell,) = (node for node in body(*cells, metadata=metadata) if isinstance(node, Cell))
    return cell


# --- text -----------------------------------------------------------------------------------------


def test_text_is_markdown_of_this_book_and_has_its_title() -> None:
    found, problems = page(file(text("Before\n\n# A *title*"), text("## One\n\n{math}`x`")))
    assert problems == ()
    assert plain(found.title) == "A title"
    assert [type(node).__name__ for node in found.body] == [
        "Heading", "Paragraph", "Heading", "Paragraph",
    ]  # fmt: skip
    assert found.id == "page"


def test_addresses_and_footnotes_may_stand_in_a_later_cell() -> None:
    shown = body(text("See [this][a][^n]."), text("[a]: https://example.org\n[^n]: So."))
    (link,) = (node for node in walk(shown) if isinstance(node, Link))
    assert link.url == "https://example.org"


def test_a_target_at_the_end_of_a_cell_names_the_next() -> None:
    assert one(text("(named)=\n"), code("x")).label == "named"


def test_what_one_cell_opens_another_may_shut() -> None:
    opened = text("```{exercise-start} Try\n:label: ex-try\n```\n\nDo this:")
    (exercise,) = body(opened, code("x = 1"), text("So.\n\n```{exercise-end}\n```"))
    assert isinstance(exercise, Exercise)
    assert exercise.label == "ex-try"
    assert [type(node) for node in exercise.body] == [Paragraph, Cell, Paragraph]


@pytest.mark.parametrize("kind", [text, raw])
def test_front_matter_may_begin_the_first_cell(kind: Any) -> None:
    found, problems = page(file(kind("---\nid: other\ntopic: a-b\n---\n# T\n\nWords"), code("1")))
    assert found.id == "other"
    assert [str(p.at) for p in problems][:1] == ["part/page.ipynb:9"]  # of the wrong topic
    found, _ = page(file(kind("---\nid: other\n---"), text("# T")))
    assert (found.id, plain(found.title)) == ("other", "T")


def test_a_rule_is_no_front_matter() -> None:
    assert [type(node).__name__ for node in body(text("---\nNo: matter\n---"))] == [
        "Rule", "Heading",
    ]  # fmt: skip
    found, problems = page(file(text("---\n*Part one*\n\n---\n"), text("# T")))
    assert (problems, plain(found.title)) == ((), "T")


PIXEL = "iVBORw0KGgo="


def test_what_is_attached_is_a_picture() -> None:
    attached = {"a b.png": {"image/png": [PIXEL[:4] + "\n", PIXEL[4:]]}, "c.svg": {}}
    drawing = {"d.svg": {"image/svg+xml": "<svg/>"}}
    (found,) = body(text("![p](attachment:a%20b.png)", attachments=attached))
    assert found == Paragraph((Image(f"data:image/png;base64,{PIXEL}", "p"),))
    (found,) = body(text("![d](attachment:d.svg)", attachments=drawing))
    assert found == Paragraph((Image("data:image/svg+xml,%3Csvg/%3E", "d"),))
    _, problems = page(file(text("# T\n\n![](attachment:a.png)", attachments=attached)))
    (problem,) = problems
    assert "did you mean 'attachment:a b.png'?" in problem.text


def test_raw_cells_are_shown_if_a_page_can_show_them() -> None:
    shown = body(raw("<b>x</b>", "text/html"), raw("*x*", "text/markdown"), raw("x"), raw(" \n"))
    assert [type(node) for node in shown] == [Paragraph, Paragraph, CodeBlock]
    assert body(raw("\\newpage", "text/latex")) == (RawBlock("\\newpage", "latex"),)
    assert isinstance(body(raw("<table><tr><td>1</table>", "text/html"))[0], RawBlock)
    found, problems = page(file(text("# T"), raw("x", "text/restructuredtext")))
    assert len(found.body) == 1
    assert codes(problems) == ["raw-cell"]


# --- code -----------------------------------------------------------------------------------------


@given(st.text(max_size=40))
def test_code_is_what_it_is(source: str) -> None:
    written = file(text("# T"), code(source))
    cells = [node for node in page(written)[0].body if isinstance(node, Cell)]
    assert [cell.code for cell in cells] == ([source] if source.strip() else [])


@pytest.mark.parametrize(
    ("metadata", "source", "tags"),
    [
        ({"tags": ["hide_input", "raises-exception"]}, "x", ("hide-input", "raises-exception")),
        ({"jupyter": {"source_hidden": True}}, "x", ("hide-input",)),
        ({"jupyter": {"outputs_hidden": True}}, "x", ("hide-output",)),
        ({"jupyter": {"source_hidden": True}, "tags": ["remove-cell"]}, "x", ("remove-cell",)),
        ({"jupyter": {"source_hidden": False}}, "x", ()),
        ({}, "#| tags: [hide-output, full_width]\n#| a: b\nx", ("hide-output", "full-width")),
        ({"tags": "no list"}, "x", ("no list",)),
        ({"tags": None, "jupyter": None}, "x\n#| tags: [late]", ()),
    ],
)  # fmt: skip
def test_tags_come_from_metadata_and_options(
    metadata: Made, source: str, tags: tuple[str, ...]
) -> None:
    assert one(code(source, metadata=metadata)).tags == tags


@pytest.mark.parametrize(
    ("more", "source", "label"),
    [
        ({"id": "loss-curve"}, "x", "loss-curve"),
        ({"id": "3f2a91bc"}, "x", ""),
        ({"id": "deadbeef-cafe"}, "x", ""),
        ({"id": "cell-3"}, "x", ""),
        ({"id": "uoN7mIVGDwHX"}, "x", ""),
        ({"id": "#VSC-1a2b3c"}, "x", ""),
        ({"metadata": {"name": "fit it"}}, "x", "fit-it"),
        ({"metadata": {"label": "fit"}, "id": "loss-curve"}, "x", "fit"),
        ({"metadata": {"label": "fit"}}, '# | label: "own"\nx', "own"),
        ({"metadata": {"hexapla": {"label": "ours"}}}, "x", "ours"),
    ],
)
def test_a_label_is_what_someone_gave(more: Made, source: str, label: str) -> None:
    assert one(code(source, **more)).label == label


def test_ids_of_which_all_are_words_were_drawn_by_lot() -> None:
    found, _ = page(file(text("# T", id="adult-radius"), code("x", id="floral-tiger")))
    assert [getattr(node, "label", "") for node in found.body] == ["t", ""]


@pytest.mark.parametrize(
    ("metadata", "variants"),
    [
        ({}, ()),
        ({"kernelspec": {"name": "python3", "language": "python"}}, ("pytorch", "jax")),
        ({"kernelspec": {"name": "conda-env-x-py", "language": "Python"}}, ("pytorch", "jax")),
        ({"kernelspec": {"name": "jax"}}, ("jax",)),
        ({"kernelspec": {"name": "ir", "language": "R"}}, ("r",)),
        ({"kernelspec": {"name": "julia-1.9", "language": "julia"}}, ()),
        ({"hexapla": {"variants": ["jax", "r"]}}, ("jax", "r")),
        ({"hexapla": {"variant": "r"}, "kernelspec": {"name": "jax"}}, ("r",)),
    ],
)
def test_a_notebook_is_of_the_variants_that_its_kernel_runs(
    metadata: Made, variants: tuple[str, ...]
) -> None:
    assert one(code("x"), metadata=metadata).variants == variants


def test_a_cell_may_name_its_own_variants() -> None:
    own = {"hexapla": {"variants": ["r"], "topic": "train", "alt": "A curve."}}
    cell = one(code("x", metadata=own), metadata={"kernelspec": {"name": "jax"}})
    assert (cell.variants, cell.topic, cell.alt) == (("r",), "train", "A curve.")
    assert one(code("#| alt: 'A wave.'\nx")).alt == "A wave."
    _, problems = page(file(text("# T"), code("x", metadata={"hexapla": {"variants": ["torch"]}})))
    assert codes(problems) == ["unknown-variant"]


# --- places ---------------------------------------------------------------------------------------


def test_places_are_the_lines_of_the_file() -> None:
    written = file(text("# T\n\nOne\n\n:::{note}\nTwo {nope}`x`\n:::"), code("a\nb = (\nc"))
    at = {line: number for number, line in enumerate(written.split("\n"), 1)}
    found, problems = page(written)
    assert [p.at.line for p in problems] == [at['    "Two {nope}`x`\\n",']]
    (cell,) = (node for node in found.body if isinstance(node, Cell))
    assert cell.at.line + cell.offset + 2 == at['    "b = (\\n",']


@pytest.mark.parametrize("indent", [None, 0, 2, 4])
def test_however_a_file_is_written_it_says_the_same(indent: int | None) -> None:
    cells = (text("# T\n\nOne {nope}`x`\n\n- two\n"), code("a\nb", metadata={"tags": ["x"]}))
    found, problems = page(file(*cells, indent=indent))
    again, _ = page(file(*(dict(c, source="".join(c["source"])) for c in cells), indent=indent))
    assert found == again == page(file(*cells))[0]
    assert len(problems) == 1
    last = file(*cells, indent=indent).count("\n") + 1
    assert all(0 < node.at.line <= last for node in walk(again.body))


# --- files that are no notebooks ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "line", "why"),
    [
        ("", 1, "it is empty"),
        (" \n", 1, "it is empty"),
        ("version https://git-lfs.github.com/spec/v1", 1, "its JSON is broken here"),
        ('{\n "cells": [\n]\n', 4, "its JSON is broken here"),
        ("[]", 1, "it is JSON, but no notebook"),
        ("{}", 1, "it is JSON, but no notebook"),
        ('{"nbformat": 4}', 1, "it is JSON, but no notebook"),
        ('{"nbformat": 4, "cells": {}}', 1, "it is JSON, but no notebook"),
        ('{"nbformat": 2, "worksheets": []}', 1, "its format is 2"),
        ('{"nbformat": 3, "worksheets": [{"cells": 1}]}', 1, "it is JSON, but no notebook"),
        ("[" * 100_000, 1, "nests too deep"),
    ],
)
def test_what_is_no_notebook_is_a_page_with_a_problem(written: str, line: int, why: str) -> None:
    found, problems = page(written)
    (problem,) = problems
    assert (problem.code, problem.at.line) == ("bad-notebook", line)
    assert why in problem.text
    assert found.body == (Heading(1, (Text("page"),), "page"),)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)
KEYS = ("cell_type", "source", "input", "metadata", "outputs", "attachments", "id", "level")
CELL = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(KEYS, JSON)
) | st.fixed_dictionaries(
    {
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading", "html"]),
        "source": st.text(max_size=5) | st.lists(st.text(max_size=5), max_size=3),
        "metadata": st.dictionaries(st.sampled_from(["tags", "jupyter", "hexapla", "name"]), JSON),
        "outputs": st.lists(
            st.dictionaries(st.sampled_from(["output_type", "data", "text", "traceback"]), JSON)
        ),
    }
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.lists(CELL | JSON, max_size=3), st.sampled_from([3, 4]), JSON)
def test_whatever_a_notebook_holds_it_is_a_page(
    cells: list[Any], number: int, metadata: Any
) -> None:
    whole = {"nbformat": number, "metadata": metadata, "cells": cells}
    sheets = {"nbformat": number, "metadata": metadata, "worksheets": [{"cells": cells}]}
    for made in (whole, sheets):
        found, _ = page(json.dumps(made))
        assert isinstance(found.body[0], Heading)


@given(JSON)
def test_every_value_of_a_file_is_found_where_it_stands(value: Any) -> None:
    for indent in (None, 2):
        written = json.dumps(value, indent=indent)
        for path, (start, end) in jupyter.spans(written).items():
            there = value
            for key in path:
                there = there[key]
            assert json.loads(written[start:end]) == there


# --- outputs --------------------------------------------------------------------------------------


@pytest.fixture
def shore(tmp_path: Path) -> Shelf:
    shelf = Shelf.copy("shore", tmp_path / "shore")
    shelf.runner = None
    return shelf


def test_a_notebook_that_never_ran_here_shows_what_it_holds(shore: Shelf) -> None:
    problems = shore.build()
    assert "never-run" in codes(tuple(p for p in problems if "waves" in p.text))
    assert not [p for p in problems if "tides" in p.at.file]
    html = shore.tree()["web/tides.html"].decode()
    assert "Outputs as stored in the notebook." in html
    assert "Not run yet" not in html
    assert "media/tides/python-2-1.png" in html
    assert "The height is 1.5 m." in re.sub(r"<[^>]*>", "", html)  # glued
    assert shore.tree()["web/media/tides/python-2-1.png"].startswith(b"\x89PNG")


def test_a_picture_that_is_attached_is_a_file_of_the_site_and_attached_in_notebooks(
    shore: Shelf,
) -> None:
    shore.build()
    tree = shore.tree()
    (path,) = (path for path in tree if path.startswith("web/files/attached/"))
    (first, *_) = json.loads(tree["notebooks/python/waves.ipynb"])["cells"]
    (data,) = first["attachments"]["picture-1.png"].values()
    assert tree[path] == b64decode(data)
    assert path.removeprefix("web/").encode() in tree["web/waves.html"]
    assert b"base64" not in tree["web/waves.html"]


def test_what_a_page_ran_to_takes_the_place_of_what_it_held(shore: Shelf) -> None:
    shore.runner = Shelf(shore.folder).runner
    shore.build()
    html = shore.tree()["web/tides.html"].decode()
    assert "Outputs as stored" not in html
    assert "warned at" not in html
    (files,) = (f for (name, _), f in shore.archive.items.items() if name == "tides")
    _, result = from_files(files)
    assert result.cells[-1][0].data == "glue('height', 1.5)\n"
    assert ">after an hour<" in html  # of the cell that is never run


def test_a_stale_page_is_not_shown_with_what_the_notebook_holds(shore: Shelf) -> None:
    shore.runner = Shelf(shore.folder).runner
    shore.build()
    shore.runner = None
    shore.edit("pages/tides.ipynb", "np.sin(1)", "np.sin(2)")
    assert "stale" in codes(shore.build())


@pytest.mark.slow
def test_outputs_alone_are_enough_to_write_again_and_run_nothing(shore: Shelf) -> None:
    shore.build()
    shore.edit("pages/tides.ipynb", '"   wave\\n"', '"   WAVE\\n"')
    shore.edit("pages/tides.ipynb", "<td>1.5</td>", "<td>2.5</td>")
    shore.build()
    assert b"<td>2.5</td>" in shore.tree()["web/tides.html"]
    assert b"WAVE" in shore.tree()["notebooks/python/tides.ipynb"]


def test_a_book_of_notebooks_comes_back_from_memory_as_it_was() -> None:
    there, _ = read(BOOKS / "shore")
    assert repr(from_bytes(to_bytes(there, b"0" * 64), b"0" * 64)) == repr(there)


# --- and back -------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), max_size=4))
def test_code_comes_through_the_notebook_writer_as_it_was(sources: list[str]) -> None:
    found, _ = page(file(text("# T"), *map(code, sources)))
    made = book(found)
    edition = Edition(made, Outputs(), Library({}), made.config.variants)
    (written,) = (a.data for a in settled(Notebooks(), edition, "pytorch/page.ipynb")[0])
    assert isinstance(written, bytes)
    cells = json.loads(written)["cells"]
    kept = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert kept == [source for source in sources if source.strip()]


def test_a_notebook_comes_through_its_writer_and_is_valid(shore: Shelf) -> None:
    shore.build()
    for name in ("tides", "waves"):
        before = nbformat.read(shore.folder / f"pages/{name}.ipynb", 4)  # type: ignore[no-untyped-call]
        after = nbformat.read(  # type: ignore[no-untyped-call]
            shore.folder / f"_build/notebooks/python/{name}.ipynb", 4
        )
        nbformat.validate(after)  # type: ignore[no-untyped-call]
        assert [c.source for c in after.cells if c.cell_type == "code"] == [
            c.source for c in before.cells if c.cell_type == "code" and bare(c.source)
        ]


def test_a_page_may_be_listed_as_a_notebook_and_links_to_it_find_it(tmp_path: Path) -> None:
    folder = small_book(tmp_path / "book", one="# One\n\n[two](two.ipynb), {doc}`two`")
    toml = (folder / "book.toml").read_text().replace("['one.md']", "['one.md', 'two.ipynb']")
    (folder / "book.toml").write_text(toml)
    (folder / "two.ipynb").write_text(file(text("# Two\n\n[one](one)")))
    there, problems = read(folder)
    assert problems == ()
    assert there
    assert [each.id for each in there.pages()] == ["one", "two"]
    missing = replace(ENTRY, file="tow.ipynb")
    (folder / "book.toml").write_text(toml.replace("two.ipynb", missing.file))
    assert "did you mean 'two.ipynb'?" in read(folder)[1][0].text
