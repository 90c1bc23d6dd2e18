"""hexapla check: what it finds besides, how it is silenced, and the forms that it speaks in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from books import small_book
from commands import hexapla
from hexapla.build import read
from hexapla.inspect.checks import Inspector
from hexapla.inspect.report import github, sarif
from hexapla.inspect.silence import audible
from hexapla.model.codes import CODES
from hexapla.model.library import Library
from hexapla.model.nodes import NOWHERE, Cell, Place
from hexapla.model.outputs import Output, Outputs
from hexapla.model.problems import Problem
from hexapla.ports import Edition
from small_site import page_of, with_run

VARIANTS = "".join(
    f'[[variants]]\nname = "{name}"\ntitle = "{name}"\n' for name in ("one", "two", "three")
)


def found(folder: Path, toml: str = "", **pages: str) -> list[str]:
    """What is said of a book of these pages; each begins with a title of its own."""
    whole = {
        name: text if text.startswith(("# ", "---")) else f"# {name}\n\n{text}"
        for name, text in pages.items()
    }
    book, problems = read(small_book(folder, toml, **whole))
    assert book is not None
    texts = {f"{name}.md": text for name, text in whole.items()}
    edition = Edition(book, Outputs(), Library({}), book.config.variants)
    problems += Inspector(texts).write(edition)[1]
    return [f"{p.at} {p.severity} {p.code}" for p in audible(problems, book)]


# What a page says, and what is found on it; its text begins on line 3.
CASES = {
    "a picture without words": ("![](data:image/png;base64,AA)", ["a.md:3 warning no-alt"]),
    "a picture with words": ("![a dot](data:image/png;base64,AA)", []),
    "a figure without words": (
        "```{figure} data:image/png;base64,AA\nA caption.\n```",
        ["a.md:3 warning no-alt"],
    ),
    "a figure with words": (
        "```{figure} data:image/png;base64,AA\n:alt: a dot\nA caption.\n```",
        [],
    ),
    "a wide cell": (
        "```{code-cell} python\n:tags: [hide-input]\nx = 1\n" + "y = 'y" + "y" * 90 + "'\n```",
        ["a.md:6 warning wide-code"],
    ),
    "a wide cell that is not shown": (
        "```{code-cell} python\n:tags: [remove-input]\n" + "y = 'y" + "y" * 90 + "'\n```",
        [],
    ),
    "a wide block": (
        "```python\n" + "x" * 91 + "\n" + "x" * 91 + "\n```",
        ["a.md:4 warning wide-code"],
    ),
    "an address cannot be broken": ("```\n# https://example.org/" + "x" * 91 + "\n```", []),
    "a label without a use": ("$$\nx\n$$ (eq-x)", ["a.md:4 note unused-label"]),
    "a label that a formula uses": (
        "$$\nx\n$$ (eq-x)\n\nBy $x \\eqref{eq-x}$.",
        [],
    ),
    "a label with a use": ("$$\nx\n$$ (eq-x)\n\n{eq}`eq-x`", []),
    "a spot without a use": ("(here)=\nHere.", ["a.md:3 note unused-label"]),
    "a heading is an address": ("(here)=\n## Here", []),
    "something to do": ("TODO: write this\nand that", ["a.md:3 note todo"]),
    "a list of things to do": ("This is the TODO list of TODOs.", []),
    "code is not prose": ("Write `TODO: this`.\n\n```\n% TODO: nothing\n# TODO\n```", []),
    "a comment": ("Said.\n% TODO say more", ["a.md:4 note todo"]),
    "a comment of HTML": ("<!-- all is well\nFIXME: not so -->", ["a.md:4 note todo"]),
    "a directive": ("```{note}\nMind.\n\n% XXX mind what\n```", ["a.md:6 note todo"]),
    "a box that none sees": (
        ":::{todo} all\n:::\n\n```{todo}\n```",
        ["a.md:3 note todo", "a.md:6 note todo"],
    ),
    "a comment in a cell": (
        "```{code-cell} python\n:tags: [hide-input]\n\nx = 1  # FIXME: 2\n```",
        ["a.md:6 note todo"],
    ),
    "a misspelt tag": (
        "```{code-cell} python\n:tags: [hide-inptu, remove_output]\nx = 1\n```",
        ["a.md:3 warning unknown-tag"],
    ),
    "tags of others": (
        "```{code-cell} python\n:tags: [thebe-init, parameters, slideshow, mine]\nx = 1\n```",
        [],
    ),
    "a misspelt language": ("```pyhton\nx = 1\n```", ["a.md:3 warning unknown-language"]),
    "a language of another tool": ("```mermaid\ngraph\n```\n\n```aleph\n```", []),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_found_on_a_page(case: str, tmp_path: Path) -> None:
    text, expected = CASES[case]
    assert found(tmp_path, a=text) == expected


def test_works_that_nothing_cites(tmp_path: Path) -> None:
    works = "@misc{one, title={A}, year=1900}\n@misc{two, title={B}, year=1900}\n"
    (tmp_path / "works.bib").write_text(works)
    said = found(tmp_path, 'bibliography = ["works.bib"]', a="{cite}`one`")
    assert said == ["works.bib:2 note uncited-work"]


def test_files_that_are_no_pages(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    for name in ("README.md", "a.ipynb", "lost.md", "notes/lost.ipynb"):
        (tmp_path / name).write_text("{}")
    said = found(tmp_path, a="All.")
    assert [one for one in said if "unlisted" in one] == [
        "lost.md:1 warning unlisted-page",
        "notes/lost.ipynb:1 warning unlisted-page",
    ]


def test_prose_that_one_of_three_variants_lacks(tmp_path: Path) -> None:
    code = "```{code-cell} python\n1\n```\n\n"
    pair = ":::{variant} one\nA.\n:::\n:::{variant} two\nB.\n:::\n"
    alone = ":::{variant} one\nA.\n:::\n"
    said = found(tmp_path, VARIANTS, a=code + pair, b=pair, c=code + alone)
    assert said == ["a.md:7 note variant-prose"]


@pytest.mark.parametrize(
    ("output", "cell", "told"),
    [
        (Output("image/png", b""), Cell("draw()"), True),
        (Output("image/svg+xml", "<svg/>"), Cell("draw()"), True),
        (Output("image/png", b""), Cell("draw()", alt="a line"), False),
        (Output("image/png", b""), Cell("draw()", tags=("remove-output",)), False),
        (Output("text/plain", "1"), Cell("draw()"), False),
    ],
)
def test_cells_that_draw_are_known_by_their_outputs(
    output: Output, cell: Cell, *, told: bool
) -> None:
    edition = with_run(page_of(cell, Cell("1")), "jax", (output,), None)
    edition = with_run(edition, "pytorch", (output,), None)
    said = [problem.code for problem in Inspector({}).write(edition)[1]]
    assert said == (["no-alt"] if told else [])


def test_a_book_and_a_page_ignore_what_they_say(tmp_path: Path) -> None:
    page = "---\ncheck: {ignore: [unused-label]}\n---\n# A\n\nTODO: it\n\n(x)=\nX.\n"
    said = found(
        tmp_path, '[check]\nignore = ["no-alt"]', a=page, b="![](data:image/x,)\n\n(y)=\nY."
    )
    assert said == ["b.md:5 note unused-label", "a.md:6 note todo"]


def test_what_cannot_be_ignored_is_told(tmp_path: Path) -> None:
    page = "---\ncheck:\n  ignore: [todos]\n---\n# A\n\n{ref}`gone`\n"
    toml = '[check]\nignore = ["unknown-label",\n  "stael"]'
    assert found(tmp_path, toml, a=page) == [
        "book.toml:3 warning never-silent",
        "book.toml:4 warning unknown-code",
        "a.md:3 warning unknown-code",
        "a.md:7 error unknown-label",
    ]


def test_a_page_that_ignores_in_no_known_way_is_told(tmp_path: Path) -> None:
    page = "---\ncheck: [todo]\n---\n# A\n\nTODO: it\n"
    assert found(tmp_path, a=page) == ["a.md:2 error bad-front-matter", "a.md:6 note todo"]


# --- forms ----------------------------------------------------------------------------------------

ODD = Problem("no-alt", "50% of it,\nor: less", Place("a b/ü,1.md", 7), "warning")
LOST = Problem("no-environment", "there is none", NOWHERE)


def test_annotations_are_escaped_as_github_reads_them() -> None:
    first, second = github([ODD, LOST], "docs/my book")
    assert first == (
        "::warning file=docs/my book/a b/ü%2C1.md,line=7,title=no-alt::50%25 of it,%0Aor: less"
    )
    assert second == "::error title=no-environment::there is none"


def test_sarif_is_what_the_standard_asks_for() -> None:
    log = sarif([ODD, LOST, ODD], "docs/my book", "1.2")
    valid(log)
    results = log["runs"][0]["results"]
    assert [result["level"] for result in results] == ["warning", "error", "warning"]
    places = [result["locations"][0]["physicalLocation"] for result in results]
    assert [place["region"]["startLine"] for place in places] == [7, 1, 7]
    assert places[0]["artifactLocation"]["uri"] == "docs/my%20book/a%20b/%C3%BC%2C1.md"
    assert places[1]["artifactLocation"]["uri"] == "docs/my%20book/book.toml"


def valid(log: dict[str, Any]) -> None:
    """What the standard demands of each object that we write (SARIF 2.1.0, section 3)."""
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    for run in log["runs"]:
        driver = run["tool"]["driver"]
        assert driver["name"]
        rules = driver["rules"]
        assert len({rule["id"] for rule in rules}) == len(rules)
        assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
        for rule in rules:
            assert rule["shortDescription"]["text"]
            assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
            assert result["level"] in ("none", "note", "warning", "error")
            assert result["message"]["text"]
            for location in result["locations"]:
                place = location["physicalLocation"]
                uri = place["artifactLocation"]["uri"]
                assert " " not in uri
                assert not uri.startswith("/")
                assert place["region"]["startLine"] >= 1


def test_every_code_can_be_a_rule() -> None:
    problems = [Problem(code, "it", severity=how) for code, (how, _) in CODES.items()]
    valid(sarif(problems, "", "1"))


def test_the_command_speaks_all_forms(tmp_path: Path) -> None:
    small_book(tmp_path / "book", a="# A\n\n{ref}`gone`\n\nTODO: it\n")
    (tmp_path / ".git").mkdir()
    words = ("check", tmp_path / "book", "--format")
    text = hexapla(*words, "text", code=1)
    assert "a.md:5: note: still to be done: TODO: it [todo]" in text
    assert text.endswith("1 error, 1 note\n")
    lines = hexapla(*words, "github", code=1).splitlines()
    assert lines[0].startswith("::error file=book/a.md,line=3,title=unknown-label::")
    assert lines[1].startswith("::notice file=book/a.md,line=5,title=todo::")
    log = json.loads(hexapla(*words, "sarif", code=1))
    valid(log)
    assert [result["ruleId"] for result in log["runs"][0]["results"]] == ["unknown-label", "todo"]
    told = [json.loads(line) for line in hexapla(*words, "json", code=1).splitlines()]
    assert [one["problem"]["code"] for one in told if "problem" in one] == ["unknown-label", "todo"]


def test_notes_never_make_a_command_fail(tmp_path: Path) -> None:
    small_book(tmp_path, a="# A\n\nTODO: it\n")
    assert "1 note" in hexapla("check", tmp_path, "--strict")
    assert ": note" not in hexapla("build", tmp_path, "--strict")
