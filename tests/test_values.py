"""Values that code gave, shown elsewhere: within a line, glued, embedded; on both writers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from books import Shelf, small_book
from hexapla.build import prepare, read
from hexapla.execute import record
from hexapla.execute.fresh import Fresh
from hexapla.execute.tidy import Message, tidy
from hexapla.execute.warm import Warm
from hexapla.model.book import Limits, Variant
from hexapla.model.nodes import Cell, Exercise, Item, Value, VariantBlock
from hexapla.model.outputs import STDOUT, Inputs, Output, Result
from hexapla.model.walk import walk
from hexapla.ports import Job, Runner, Workplace
from hexapla.render.values import Given, in_words

TWO = """outputs = ["web", "notebooks"]
[[variants]]
name = "one"
title = "One"
[[variants]]
name = "two"
title = "Two"
"""


@dataclass
class Told:
    """A runner that gives for each cell what is told of its code in its variant."""

    outputs: Mapping[tuple[str, str], tuple[Output, ...]]

    def run(self, job: Job, at: Workplace, started: Callable[[int], None]) -> Result:
        name = job.variant.name
        return Result(tuple(self.outputs.get((name, cell.code), ()) for cell in job.cells), 1.0)


def plain(text: str, name: str = "", *, hidden: bool = False) -> tuple[Output, ...]:
    return (Output("text/plain", text, name=name, hidden=hidden),)


def built(
    folder: Path, outputs: Mapping[tuple[str, str], tuple[Output, ...]] | Runner, **pages: str
) -> tuple[Shelf, list[str]]:
    """A book of two variants, and what was said of it."""
    small_book(folder, TWO, **{name: f"# {name}\n\n{text}" for name, text in pages.items()})
    runner = Told(outputs) if isinstance(outputs, Mapping) else outputs
    shelf = Shelf(folder, runner)
    problems = [str(problem) for problem in shelf.build()]
    return shelf, problems


def text(shelf: Shelf, page: str) -> str:
    """The words of a page's body."""
    html = shelf.tree()[f"web/{page}.html"].decode()
    body = html.split('<div class="text">')[1].split("</article>")[0]
    return " ".join(re.sub(r"<[^>]*>", "", body).split())


def notebook(shelf: Shelf, variant: str, page: str) -> tuple[str, list[str]]:
    """The text of a notebook, and the code in it."""
    cells = json.loads(shelf.tree()[f"notebooks/{variant}/{page}.ipynb"])["cells"]
    sources: dict[str, list[str]] = {"markdown": [], "code": []}
    for cell in cells:
        sources[cell["cell_type"]].append("".join(cell["source"]))
    return "\n".join(sources["markdown"]), sources["code"]


PRINTS = "print(format(x, '.1f'))"


def test_each_reader_sees_the_value_of_the_chosen_variant(tmp_path: Path) -> None:
    outputs = {
        ("one", PRINTS): (Output(STDOUT, "0.5\n"),),
        ("two", PRINTS): (Output(STDOUT, "7.0\n"),),
    }
    shelf, problems = built(tmp_path, outputs, page="It is {eval}`x:.1f`.\n")
    assert problems == []
    assert text(shelf, "page") == "It is 0.5 (One), 7.0 (Two)."
    html = shelf.tree()["web/page.html"].decode()
    assert '<span data-in="one">0.5<span class="whose"> (One), </span></span><' in html
    assert notebook(shelf, "two", "page") == ('<a id="page"></a>\n\n# 1 page\n\nIt is 7.0.', [])


def test_a_value_that_is_the_same_stands_once(tmp_path: Path) -> None:
    outputs = {(name, "print(x)"): (Output(STDOUT, "5\n"),) for name in ("one", "two")}
    shelf, _ = built(tmp_path, outputs, page="- It is {eval}`x`.\n")
    assert text(shelf, "page") == "It is 5."


def test_its_cell_stands_before_the_list_or_table_and_after_the_cells_before_it(
    tmp_path: Path,
) -> None:
    page = """# Page

- a list: {eval}`1`

:::{variant} one
Words: {eval}`2`.
:::

::::{exercise}
A caption of {eval}`3`.

```{code-cell} python
y = 4
```

{eval}`y` is 4.
::::
"""
    small_book(tmp_path, TWO, page=page)
    book, _ = read(tmp_path)
    assert book is not None
    body = next(book.pages()).body
    cells = [node for node in walk(body) if isinstance(node, Cell)]
    codes = [cell.code for cell in cells]
    assert codes == ["print(1)", "print(2)", "print(3)", "y = 4", "print(y)"]
    assert [cell.variants for cell in cells] == [(), ("one",), (), (), ()]
    (exercise,) = (node for node in body if isinstance(node, Exercise))
    assert [type(node).__name__ for node in exercise.body] == [
        "Paragraph",
        "Cell",
        "Cell",
        "Paragraph",
    ]
    lists = (node for node in walk(body) if isinstance(node, Item | VariantBlock))
    assert not any(isinstance(node, Cell) for each in lists for node in walk((each,)))
    assert len({node.name for node in walk(body) if isinstance(node, Value)}) == 4


@pytest.mark.kernel
def test_what_is_wrong_with_a_value_is_said_in_its_line(tmp_path: Path) -> None:
    runner = Fresh(Limits())
    small_book(tmp_path, "", page="# P\n\nwords\nand {eval}`nothing`\n")
    problems = Shelf(tmp_path, runner).build()
    raised = [str(problem) for problem in problems if problem.code == "cell-raised"]
    assert raised[0].startswith("page.md:4: error: the cell raises")
    assert "name 'nothing' is not defined" in raised[0]


@pytest.mark.parametrize(
    ("said", "form", "shown"),
    [
        ("np.float64(0.12345)", ".2f", "0.12"),
        ("tensor(0.5, device='cuda:0')", "", "0.5"),
        ("Array(1e-3, dtype=float32)", ".1e", "1.0e-03"),
        ("12345", ",d", "12,345"),
        ("'two words'", "", "two words"),
        ("'a'", ">3", "  a"),
        ("(1, 2)", "", "(1, 2)"),
        ("''' unbalanced", "", "''' unbalanced"),
    ],
)
def test_a_value_in_words(said: str, form: str, shown: str) -> None:
    given = (Given(Output("text/plain", said), "page", 0, 0),)
    assert in_words(given, form) == shown


@pytest.mark.parametrize("form", [".2f", ">999999999", "!"])
def test_a_value_that_does_not_fit_its_format(form: str) -> None:
    with pytest.raises(ValueError, match=r"format|cannot be written"):
        in_words((Given(Output("text/plain", "'words'"), "page", 0, 0),), form)


CELL = "```{{code-cell}}\nglue({})\n```\n\n".format


def test_what_is_glued_is_found_on_the_page_and_then_in_the_book(tmp_path: Path) -> None:
    outputs = {
        **{(v, "glue(1)"): plain("1.25", "number", hidden=True) for v in ("one", "two")},
        **{(v, "glue(2)"): plain("2.5", "number", hidden=True) for v in ("one", "two")},
    }
    first = CELL(1) + "Here {glue:text}`number:.1f`, there {glue}`second.md::number`.\n"
    shelf, problems = built(
        tmp_path,
        outputs,
        first=first,
        second=CELL(2) + "{glue}`number`\n",
        third="{glue:text}`number`, `{glue:text}`\n",
    )
    assert problems == []
    assert text(shelf, "first").endswith("Here 1.2, there 2.5.")
    assert text(shelf, "second").endswith("2.5")
    assert text(shelf, "third").startswith("1.25,")
    assert notebook(shelf, "one", "third")[0].endswith("1.25, `{glue:text}`")


def test_a_name_that_nothing_is_glued_by_is_said(tmp_path: Path) -> None:
    outputs = {(v, "glue(1)"): plain("'many'", "number") for v in ("one", "two")}
    page = CELL(1) + "{glue}`numbr`\nand {glue:text}`number:.1f`\n"
    _, problems = built(tmp_path, outputs, page=page)
    assert problems == [
        "page.md:7: error: no cell of the book glues a value named 'numbr'; did you mean 'number'? "
        "[unknown-value]",
        "page.md:8: error: 'glue:text': 'many' cannot be written as '.1f' [bad-role]",
    ]


def test_outcomes_are_shown_again_on_other_pages(tmp_path: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(8) + (3).to_bytes(4) + (2).to_bytes(4)
    outputs = {
        ("one", "draw()"): (Output("image/png", png, name="river"),),
        ("two", "draw()"): (Output("image/png", png + b"2", name="river"),),
    }
    draw = "```{code-cell}\n:label: fig-river\n:caption: A river.\ndraw()\n```\n"
    again = "```{glue:figure} river\nAgain.\n```\n\n```{embed} #fig-river\n```\n\n![](#fig-river)\n"
    shelf, problems = built(tmp_path, outputs, first=draw, second=again)
    assert problems == []
    html = shelf.tree()["web/second.html"].decode()
    pictures = re.findall(r'<img src="([^"]*)"', html)
    assert pictures == ["media/first/one-1-1.png", "media/first/two-1-1.png"] * 3
    assert {f"web/{picture}" for picture in pictures} <= shelf.tree().keys()
    assert html.count('id="fig-river"') == 0
    assert html.count("Figure 1.1:") == 2  # the number that it has
    assert html.count("draw()</code>") == 2  # the code with {embed}, in both variants
    words, code = notebook(shelf, "one", "second")
    assert code == []
    assert words.count("](attachment:") == 3


def test_the_protocol_of_glue_is_understood_and_kept() -> None:
    def display(name: str, prefix: str) -> Message:
        glue = {"scrapbook": {"name": name, "mime_prefix": prefix}}
        return Message("display_data", {"data": {f"{prefix}text/plain": "1"}, "metadata": glue})

    outputs = tidy((display("seen", ""), display("aside", "application/papermill.record/")))
    assert outputs == (*plain("1", "seen"), *plain("1", "aside", hidden=True))
    inputs, result = Inputs(("",), "3"), Result((outputs,))
    assert record.from_files(record.to_files(inputs, result))[1] == result
    assert record.from_bytes(record.to_bytes(inputs, result))[1] == result


GLUES = """```{code-cell}
from myst_nb import glue
x = 1 / 3
glue("third", x, display=False)
glue("words", "a *word*")
```

It is {eval}`x:.3f`, {eval}`{"a": x}["a"]:.1%`, {glue:text}`third:.2f` and {glue}`words`.
"""


@pytest.mark.kernel
@pytest.mark.parametrize("kind", [Fresh, Warm])
def test_a_kernel_gives_values_without_myst_nb(tmp_path: Path, kind: type[Fresh | Warm]) -> None:
    runner = kind(Limits())
    try:
        shelf, problems = built(tmp_path, runner, page=GLUES)
    finally:
        runner.stop()
    assert problems == []
    assert text(shelf, "page").endswith("'a *word*' It is 0.333, 33.3%, 0.33 and a *word*.")
    assert "0.3333333" not in text(shelf, "page")
    _, (code,) = notebook(shelf, "one", "page")
    assert code.startswith("from myst_nb")
    found, _ = read(tmp_path)
    assert found is not None
    jobs = prepare(found, tmp_path)[1]
    assert [cell.code for cell in jobs[0].cells][1:] == [
        "print(format(x, '.3f'))",
        'print(format({"a": x}["a"], \'.1%\'))',
    ]


@pytest.mark.kernel
def test_the_real_myst_nb_goes_before_ours(tmp_path: Path) -> None:
    library = tmp_path / "library" / "myst_nb"
    library.mkdir(parents=True)
    (library / "__init__.py").write_text("def glue(*_): print('the real one')\n")
    (library / "more.py").write_text("")
    code = "import myst_nb, myst_nb.more\nmyst_nb.glue(1, 2)"
    job = Job("page", Variant("plain", "Plain"), (Cell(code),), Inputs((code,), ""), "key")
    result = Fresh(Limits()).run(job, Workplace(Path("nowhere"), library.parent), lambda _: None)
    assert result.cells == ((Output(STDOUT, "the real one\n"),),)
