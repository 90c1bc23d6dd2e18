"""Edits of a notebook, back in the source: exactly, or not at all and said why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from books import Shelf
from fakes import settled
from hexapla.cli.main import hexapla
from hexapla.model.book import Book, Config, PageEntry, PartEntry, Variant
from hexapla.model.library import Library
from hexapla.model.nodes import Place
from hexapla.model.outputs import Outputs
from hexapla.model.problems import Problems
from hexapla.model.written import bare
from hexapla.ports import Edition
from hexapla.render.notebook import Notebooks
from hexapla.resolve.passes import resolve
from hexapla.source import jupyter, parse
from hexapla.source.tree import Sources
from hexapla.sync.edited import written
from hexapla.sync.taken import Source, Taken, take

VARIANTS = (Variant("pytorch", "PyTorch"), Variant("jax", "JAX"))
PAGE = """\
# Page

Words of a page.

```{code-cell} pytorch
:tags: [hide-input]
:label: first

import torch
x = 1
```
```{code-cell} jax
from jax import numpy
```

Between them.

~~~{code-cell}
for i in range(3):

    print(i)
~~~

:::{exercise} Try
:label: ex-try

Inside:

```{code-cell} pytorch
y = 2
```
:::

1. An item

   ```{code-cell} pytorch
   if y:
       z = 3
   ```

> ```{code-cell} pytorch
> quoted = 4
>
> lines = 5
> ```

The end.
"""
Cells = list[dict[str, Any]]


@dataclass(frozen=True)
class Desk:
    """A page of a book, and the notebook that was made of it."""

    text: str = PAGE
    file: str = "parts/page.md"
    variant: str = "pytorch"
    variants: tuple[Variant, ...] = VARIANTS
    texts: tuple[tuple[str, str], ...] = ()

    @property
    def source(self) -> Source:
        entry = PageEntry(self.file, 1, Place("book.toml", 1))
        config = Config("A", variants=self.variants, parts=(PartEntry("P", True, (entry,)),))
        return Source(entry, self.text, config, dict(self.texts), tuple(dict(self.texts)))

    def notebook(self) -> dict[str, Any]:
        made: dict[str, Any] = json.loads(made_of(self))
        for cell in made["cells"]:
            cell["source"] = "".join(cell["source"])
        return made

    def codes(self) -> list[str]:
        return [c["source"] for c in self.notebook()["cells"] if c["cell_type"] == "code"]

    def sync(
        self, notebook: dict[str, Any], *, delete: bool = False
    ) -> tuple[str, tuple[Taken, ...], Problems]:
        read = jupyter.read(json.dumps(notebook))
        before = written(read)
        assert before
        return take(self.source, read, before, "page.ipynb", delete=delete)

    def edited(self, **cells: str) -> tuple[str, tuple[Taken, ...], Problems]:
        """What comes of giving the cells that hold these words other code."""
        made = self.notebook()
        for word, code in cells.items():
            (cell,) = (c for c in made["cells"] if word in c["source"])
            cell["source"] = code
        return self.sync(made)


@lru_cache(maxsize=8)
def made_of(desk: Desk) -> bytes:
    """The bytes of its notebook; a test asks for them more than once."""
    entry, config = desk.source.entry, desk.source.config
    files = dict.fromkeys(dict(desk.texts), "")
    sources = Sources(config, ((entry, desk.text),), (), {}, files, texts=dict(desk.texts))
    draft, _ = parse.book(sources)
    book: Book = resolve(draft)[0]
    edition = Edition(book, Outputs(), Library({}), config.variants)
    path = f"{desk.variant}/page.ipynb"
    (data,) = (a.data for a in settled(Notebooks(), edition, path)[0])
    assert isinstance(data, bytes)
    return data


def new(code: str, **metadata: Any) -> dict[str, Any]:
    cell = {"cell_type": "code", "execution_count": 1, "outputs": [], "id": "0a1b2c3d"}
    return {**cell, "metadata": metadata, "source": code}


def changed(before: str, after: str) -> list[str]:
    """The lines that differ, as patches write them."""
    a, b = before.splitlines(), after.splitlines()
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    return [*(f"-{line}" for line in a), *(f"+{line}" for line in b)]


# --- one edit -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "code", "lines"),
    [
        ("torch", "import torch\nx = 10", ["-x = 1", "+x = 10"]),
        ("torch", "\n\nimport torch\nx = 1\n\n", []),
        ("torch", "", ["-import torch", "-x = 1"]),
        ("quoted", "quoted = 4\n\n\nlines = 5", ["+>"]),
        ("if y", "if y:\n    z = 4", ["-       z = 3", "+       z = 4"]),
        ("torch", "import torch\n```\nx = 1", [
            "-```{code-cell} pytorch", "-:tags: [hide-input]", "-:label: first", "-",
            "-import torch", "-x = 1", "-```",
            "+````{code-cell} pytorch", "+:tags: [hide-input]", "+:label: first", "+",
            "+import torch", "+```", "+x = 1", "+````",
        ]),
        ("y = 2", ":a: option", ["-y = 2", "+", "+:a: option"]),
        ("y = 2", "---\n---\ny", ["-y = 2", "+", "+---", "+---", "+y"]),
    ],
)  # fmt: skip
def test_a_changed_cell_changes_its_lines(word: str, code: str, lines: list[str]) -> None:
    text, _, problems = Desk().edited(**{word: code})
    assert problems == ()
    assert changed(PAGE, text) == lines
    assert bare(code) in Desk(text).codes()


def test_an_edit_of_a_shared_cell_is_one_of_all_its_variants() -> None:
    _, (taken,), problems = Desk().edited(range="for i in range(4):\n    print(i)")
    assert (taken.done, taken.variants, problems) == ("changed", (), ())
    assert str(taken.at) == "parts/page.md:18"


def test_ends_of_lines_stay_as_they_are() -> None:
    windows = PAGE.replace("\n", "\r\n")
    text, _, problems = Desk(windows).edited(torch="import torch\nx = 2\nw = 3")
    assert problems == ()
    assert text.replace("x = 2\r\nw = 3", "x = 1") == windows


def test_an_edit_that_the_source_has_too_is_nothing_to_do() -> None:
    made = Desk().notebook()
    made["cells"][1]["source"] = "import torch\nx = 2"
    there = PAGE.replace("x = 1", "x = 2")
    assert Desk(there).sync(made) == (there, (), ())


def test_an_edit_on_both_sides_is_a_conflict_and_the_other_edits_are_taken() -> None:
    made = Desk().notebook()
    made["cells"][1]["source"] = "import torch\nx = 2"
    made["cells"][3]["source"] = "pass"
    there = PAGE.replace("x = 1", "x = 3").replace("Words", "New words")
    text, taken, (problem,) = Desk(there).sync(made)
    assert problem.code == "sync-conflict"
    assert str(problem.at) == "parts/page.md:5"
    assert "cell 2 (page.ipynb:1) was edited" in problem.text
    assert [one.done for one in taken] == ["changed"]
    assert "x = 3" in text
    assert "pass\n~~~" in text


def test_a_cell_is_found_where_the_source_has_moved_it() -> None:
    made = Desk().notebook()
    made["cells"][1]["source"] = "import torch\nx = 2"
    before = "```{code-cell} pytorch\nearlier = 0\n```\n\n```{code-cell} pytorch\n:tags"
    there = PAGE.replace("```{code-cell} pytorch\n:tags", before, 1).replace(
        "Words", "More\n\nWords"
    )
    text, _, problems = Desk(there).sync(made)
    assert problems == ()
    assert text == there.replace("x = 1", "x = 2")


def test_a_cell_that_the_source_has_lost_is_a_conflict() -> None:
    made = Desk().notebook()
    made["cells"][1]["source"] = "import torch\nx = 2"
    lost = PAGE.replace("import torch\nx = 1\n", "").replace(
        "{code-cell} pytorch\n:tags", "{code-cell} jax\n:tags"
    )
    text, taken, (problem,) = Desk(lost).sync(made)
    assert (text, taken, problem.code) == (lost, (), "sync-conflict")


# --- cells that are new, gone, moved --------------------------------------------------------------


def test_new_cells_follow_the_one_that_they_follow() -> None:
    made = Desk().notebook()
    made["cells"][2:2] = [new("a = 1"), new("b = 2\n```"), new("  \n")]
    text, taken, problems = Desk().sync(made)
    assert problems == ()
    assert [(one.done, one.variants) for one in taken] == [("added", ("pytorch",))] * 2
    assert changed(PAGE, text) == [
        "+", "+```{code-cell} pytorch", "+a = 1", "+```",
        "+", "+````{code-cell} pytorch", "+b = 2", "+```", "+````",
    ]  # fmt: skip
    assert Desk(text).sync(made) == (text, (), ())  # not a second time


def test_new_cells_stand_before_the_one_that_they_precede() -> None:
    made = Desk().notebook()
    made["cells"].insert(3, new("before = 1"))  # between the text and its next cell
    made["cells"].append(new("last = 1"))
    text, taken, problems = Desk().sync(made)
    assert problems == ()
    assert "Between them.\n\n```{code-cell} pytorch\nbefore = 1\n```\n\n~~~{code-cell}" in text
    assert text.endswith("The end.\n\n```{code-cell} pytorch\nlast = 1\n```\n")
    assert [str(one.at) for one in taken] == ["parts/page.md:18", "parts/page.md:47"]


def test_a_new_cell_beside_one_that_is_set_in_is_set_in_too() -> None:
    made = Desk().notebook()
    at = next(n for n, c in enumerate(made["cells"]) if "quoted" in c["source"])
    made["cells"].insert(at + 1, new("more = 1"))
    text, _, problems = Desk().sync(made)
    assert problems == ()
    assert changed(PAGE, text) == ["+>", "+> ```{code-cell} pytorch", "+> more = 1", "+> ```"]


def test_in_a_book_without_variants_a_new_cell_names_none() -> None:
    desk = Desk(
        "# P\n\n```{code-cell} ipython3\nx\n```\n",
        variants=(Variant("python", "Python"),),
        variant="python",
    )
    made = desk.notebook()
    made["cells"].append(new("y"))
    text, _, problems = desk.sync(made)
    assert problems == ()
    assert text == desk.text + "\n```{code-cell} python\ny\n```\n"


def test_a_copied_cell_is_new() -> None:
    made = Desk().notebook()
    copy = dict(made["cells"][1], source="copied = 1")
    made["cells"].insert(2, copy)
    text, _, problems = Desk().sync(made)
    assert problems == ()
    assert changed(PAGE, text) == ["+", "+```{code-cell} pytorch", "+copied = 1", "+```"]


def test_a_cell_that_is_gone_stays_unless_told_otherwise() -> None:
    made = Desk().notebook()
    at = next(n for n, c in enumerate(made["cells"]) if "y = 2" in c["source"])
    del made["cells"][at]
    text, taken, (problem,) = Desk().sync(made)
    assert (text, taken, problem.code) == (PAGE, (), "not-synced")
    assert "--delete" in problem.text
    text, (gone,), problems = Desk().sync(made, delete=True)
    assert (gone.done, problems) == ("removed", ())
    assert text == PAGE.replace("```{code-cell} pytorch\ny = 2\n```\n", "")


def test_what_would_name_something_else_is_not_done() -> None:
    """A label stands before the cell: without the cell it would be that of what follows."""
    desk = Desk("# P\n\n(named)=\n```{code-cell} pytorch\nx\n```\n\n## Next\n")
    made = desk.notebook()
    del made["cells"][1]
    text, taken, (problem,) = desk.sync(made, delete=True)
    assert (text, taken, problem.code) == (desk.text, (), "not-synced")


def test_code_that_would_end_what_holds_it_is_not_taken() -> None:
    text, taken, (problem,) = Desk().edited(**{"y = 2": "y = 2\n:::"})
    assert (text, taken, problem.code) == (PAGE, (), "not-synced")
    assert str(problem.at) == "parts/page.md:29"


def test_code_of_a_file_that_is_taken_in_is_edited_there() -> None:
    desk = Desk(
        "# P\n\n```{include} /more.md\n```\n", texts=(("more.md", "```{code-cell}\nx\n```\n"),)
    )
    text, taken, (problem,) = desk.edited(x="y")
    assert (text, taken, str(problem.at)) == (desk.text, (), "more.md:1")


def test_text_and_order_are_made_from_the_source() -> None:
    made = Desk().notebook()
    cells: Cells = made["cells"]
    cells[0]["source"] += "\nMore."
    cells.append({"cell_type": "markdown", "metadata": {}, "source": "Mine."})
    cells.append(cells.pop(1))
    text, taken, problems = Desk().sync(made)
    assert (text, taken) == (PAGE, ())
    assert [p.text.split(" ", 3)[3].partition(":")[0] for p in problems] == [
        "is text, which is made from the source, and was edited",
        "is new text, and only code is taken back",
        "was moved, and cells of the source stay where they are",
    ]  # fmt: skip


def test_of_moved_cells_as_few_are_named_as_can_be() -> None:
    made = Desk().notebook()
    made["cells"].insert(0, made["cells"].pop())
    assert len(Desk().sync(made)[2]) == 1


@pytest.mark.parametrize("lost", ["notebook", "cells"])
def test_a_notebook_that_has_lost_its_metadata_is_nobody_s(lost: str) -> None:
    made = Desk().notebook()
    for one in [made] if lost == "notebook" else made["cells"]:
        del one["metadata"]["hexapla"]
    assert written(jupyter.read(json.dumps(made))) is None


# --- any edits ------------------------------------------------------------------------------------

CODE = st.text(alphabet="ab \n`~:-#>=(\t", max_size=24) | st.sampled_from(
    [":::", "```", "~~~", "---\n---", ":a: b", "% c", "```{code-cell} jax\nx\n```", "$$", "+++"]
)
WORD = st.integers(0, 999).map(lambda n: f"x{n} = {n}")
DONE = st.lists(
    st.tuples(st.sampled_from(["change", "add", "delete"]), st.integers(0, 20), CODE | WORD),
    max_size=5,
)
SETS = ("# P\n\n```{code-cell} pytorch\na\n```\n```{code-cell} jax\nb\n```\nWords\n\n"
        "````{code-cell}\n:tags: [x]\nc\n````\n\n~~~{code-cell} jax pytorch\nd\n~~~\n")  # fmt: skip


def do(cells: Cells, done: list[tuple[str, int, str]]) -> Cells:
    """The cells after some edits of code."""
    cells = [dict(cell) for cell in cells]
    for what, number, code in done:
        coded = [n for n, cell in enumerate(cells) if cell["cell_type"] == "code"]
        at = coded[number % len(coded)] if coded else len(cells) - 1
        match what:
            case "change" if coded:
                cells[at]["source"] = code
            case "delete" if coded:
                del cells[at]
            case _ if bare(code):
                cells.insert(number % len(cells) + 1, new(code))
    return cells


def words(cells: Cells) -> list[str]:
    """The words of the text, whatever Jupyter needs around boxes with and without cells."""
    text = "".join(c["source"] + "\n" for c in cells if c["cell_type"] == "markdown")
    return text.replace(">", " ").split()


def codes_of(cells: Cells) -> list[str]:
    return [bare(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def filled(cells: Cells) -> list[str]:
    """Without cells that were emptied: of those it is all one whether they are there."""
    return list(filter(None, codes_of(cells)))


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(DONE)
def test_what_was_edited_is_what_is_written_after_sync(done: list[tuple[str, int, str]]) -> None:
    desk = Desk(SETS)
    made = desk.notebook()
    made["cells"] = do(made["cells"], done)
    text, _, problems = desk.sync(made, delete=True)
    assert problems == ()
    again = Desk(text).notebook()
    assert filled(again["cells"]) == filled(made["cells"])
    assert Desk(text).sync(again) == (text, (), ())
    other = Desk(text, variant="jax").notebook()["cells"]
    assert "b" in codes_of(other)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(DONE)
def test_where_cells_stand_deep_each_edit_is_there_or_said(
    done: list[tuple[str, int, str]],
) -> None:
    desk = Desk()
    made = desk.notebook()
    made["cells"] = do(made["cells"], done)
    text, _, problems = desk.sync(made, delete=True)
    again = Desk(text)
    if not problems:
        assert filled(again.notebook()["cells"]) == filled(made["cells"])
    assert again.sync(again.notebook()) == (text, (), ())
    before, after = desk.notebook()["cells"], again.notebook()["cells"]
    assert words(after) == words(before)


# --- a source that is a notebook itself -----------------------------------------------------------


def own_notebook(indent: int | None, *, listed: bool = True, minor: int = 5) -> Desk:
    def cell(kind: str, source: str, number: int, **more: Any) -> dict[str, Any]:
        ids = {"id": f"{number:08x}"} if minor >= 5 else {}
        lines: Any = source.splitlines(keepends=True) if listed else source
        return {"cell_type": kind, "metadata": {}, "source": lines, **ids, **more}

    ran = {
        "execution_count": 3,
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "é"}],
    }
    whole = {
        "cells": [
            cell("markdown", "# P\n\nWords é", 1),
            cell("code", "a = 1\nb = 2\n", 2, **ran),
            cell("markdown", "Between", 3),
            cell("code", "c = 3", 4, **ran),
            cell("markdown", "End", 5),
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": minor,
    }
    return Desk(json.dumps(whole, indent=indent, ensure_ascii=False) + "\n", "parts/page.ipynb")


@pytest.mark.parametrize("indent", [1, 2, 4, None])
@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("minor", [4, 5])
def test_a_source_that_is_a_notebook_keeps_all_else(
    indent: int | None, listed: bool, minor: int
) -> None:
    desk = own_notebook(indent, listed=listed, minor=minor)
    made = desk.notebook()
    made["cells"][1]["source"] = "a = 1\nb = 20\né"
    made["cells"].insert(2, new("new = 1\n"))
    made["cells"].append(new("last = 1"))
    del made["cells"][4]
    text, taken, problems = desk.sync(made, delete=True)
    assert problems == ()
    assert [one.done for one in taken] == ["changed", "added", "removed", "added"]
    was, now = json.loads(desk.text)["cells"], json.loads(text)["cells"]
    assert ["".join(cell["source"]) for cell in now] == [
        "# P\n\nWords é", "a = 1\nb = 20\né", "new = 1\n", "Between", "End", "last = 1",
    ]  # fmt: skip
    assert (now[0], now[3], now[4]) == (was[0], was[2], was[4])
    assert (now[1]["outputs"], now[1]["execution_count"]) == ([], None)
    assert now[2]["metadata"] == {"hexapla": {"variants": ["pytorch"]}}
    assert len({cell.get("id", n) for n, cell in enumerate(now)}) == len(now)
    assert ("id" in now[2]) is (minor >= 5)
    assert codes_of(Desk(text, desk.file).notebook()["cells"]) == codes_of(made["cells"])
    if indent:
        assert text == json.dumps(json.loads(text), indent=indent, ensure_ascii=False) + "\n" or (
            not listed
        )


def test_only_the_lines_of_the_changed_cell_differ() -> None:
    desk = own_notebook(1)
    text, _, problems = desk.edited(**{"a = 1": "a = 1\nb = 20\n"})
    assert problems == ()
    assert [line.strip() for line in changed(desk.text, text)] == [
        '-   "execution_count": 3,', '-   "outputs": [', "-    {",
        '-     "output_type": "stream",', '-     "name": "stdout",', '-     "text": "é"',
        "-    }", "-   ]", "+   \"execution_count\": null,", '+   "outputs": []',
    ] or '+    "b = 20\\n"' in changed(desk.text, text)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(DONE)
def test_any_edits_of_a_notebook_come_back_into_one(done: list[tuple[str, int, str]]) -> None:
    desk = own_notebook(1)
    made = desk.notebook()
    made["cells"] = do(made["cells"], done)
    text, _, problems = desk.sync(made, delete=True)
    assert problems == ()
    again = Desk(text, desk.file)
    assert filled(again.notebook()["cells"]) == filled(made["cells"])
    assert again.sync(again.notebook()) == (text, (), ())


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def rivers(tmp_path: Path) -> Shelf:
    shelf = Shelf.copy("rivers", tmp_path / "rivers")
    shelf.build()
    return shelf


def edit(notebook: Path, old: str, to: str) -> None:
    text = notebook.read_text()
    assert old in text
    notebook.write_text(text.replace(old, to))


def sync(*words: str | Path) -> Result:
    return CliRunner().invoke(hexapla, ["sync", *map(str, words)])


def test_sync_finds_the_book_above_the_notebook_and_writes_its_source(rivers: Shelf) -> None:
    notebook = rivers.folder / "_build/notebooks/numpy/speed.ipynb"
    source = rivers.folder / "pages/speed.md"
    before = source.read_bytes()
    edit(notebook, "print(speed(50, 1.0, 0.001))", "print(speed(60, 1.0, 0.001))")
    tried = sync(notebook, "--dry-run")
    assert (tried.exit_code, source.read_bytes()) == (0, before)
    assert "Nothing was written" in tried.output
    done = sync(notebook, "--json")
    assert done.exit_code == 0
    (said,) = map(json.loads, done.output.splitlines())
    assert (said["done"], said["variants"]) == ("changed", "numpy, plain")
    assert source.read_bytes() == before.replace(b"speed(50, 1.0", b"speed(60, 1.0")
    assert "Nothing to take back" in sync(notebook).output


@pytest.mark.slow
def test_sync_of_a_copy_needs_the_book_and_says_what_it_could_not_do(
    rivers: Shelf, tmp_path: Path
) -> None:
    copy = tmp_path / "mine.ipynb"
    copy.write_bytes((rivers.folder / "_build/notebooks/plain/speed.ipynb").read_bytes())
    edit(copy, "print(speed(50, 1.0, 0.001))", "print(1)")
    rivers.edit("pages/speed.md", "print(speed(50, 1.0, 0.001))", "print(2)")
    done = sync(copy, "--book", rivers.folder)
    assert done.exit_code == 1
    assert "sync-conflict" in done.output
    assert "mine.ipynb:" in done.output
    (rivers.folder / "pages/speed.md").write_bytes(
        b"\xef\xbb\xbf# S\n\n```{code-cell} plain\nx\n```\n"
    )
    rivers.build()
    notebook = rivers.folder / "_build/notebooks/plain/speed.ipynb"
    edit(notebook, '"x"', '"y"')
    assert sync(notebook).exit_code == 0
    assert (rivers.folder / "pages/speed.md").read_bytes().startswith(b"\xef\xbb\xbf# S\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "to", "why"),
    [
        ('"page": "speed"', '"page": "haste"', "no page 'haste'"),
        ('"variant": "numpy"', '"variant": "cupy"', "no variant 'cupy'"),
        ('"page": "speed"', '"pages": "speed"', "does not say of which page it is"),
        ('{\n "cells"', '{\n cells', "broken"),
    ],
)  # fmt: skip
def test_a_notebook_that_is_of_no_page_is_said(rivers: Shelf, old: str, to: str, why: str) -> None:
    notebook = rivers.folder / "_build/notebooks/numpy/speed.ipynb"
    edit(notebook, old, to)
    done = sync(notebook)
    assert done.exit_code == 1
    assert why in done.output.replace("\n", " ")


@pytest.mark.slow
def test_what_jupyter_does_when_it_saves_is_no_edit(rivers: Shelf) -> None:
    for path in sorted((rivers.folder / "_build/notebooks").rglob("*.ipynb")):
        nbformat.write(nbformat.read(path, 4), path)  # type: ignore[no-untyped-call]
        done = sync(path)
        assert (done.exit_code, done.output.partition(":")[0]) == (0, "Nothing to take back")
