"""Whole small books, built with fakes: what comes out, what runs again, what goes wrong."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from books import BOOKS, Shelf, small_book
from fakes import Echo
from hexapla.build import Wish
from hexapla.model.problems import Problem

NAMES = sorted(path.parent.name for path in BOOKS.glob("*/book.toml"))
UNRUN = {"shore"}  # a book that is shown with the outputs that its notebooks hold
# What is compared of a site: its pages. Styles, scripts and fonts are the same for every book.
SHOWN = {".html", ".ipynb", ".md", ".py", ".pyi", ".svg", ".toml"}
TWICE = "web/notebooks/"  # what the site has of another output


@pytest.fixture
def rivers(tmp_path: Path) -> Shelf:
    return Shelf.copy("rivers", tmp_path / "rivers")


# --- what comes out -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_book_gives_its_expected_tree(name: str, tmp_path: Path) -> None:
    shelf = Shelf.copy(name, tmp_path / name)
    shelf.runner = None if name in UNRUN else shelf.runner
    problems = shelf.build()
    tree = shelf.tree().items()
    made = {p: data for p, data in tree if Path(p).suffix in SHOWN and not p.startswith(TWICE)}
    made["problems.txt"] = "".join(f"{p}\n" for p in problems).encode()
    expected = BOOKS / f"{name}.expected"
    if os.environ.get("BLESS") or not expected.exists():
        bless(expected, made)
    on_disk = {p.relative_to(expected).as_posix(): p.read_bytes() for p in files(expected)}
    assert sorted(made) == sorted(on_disk)
    for path, data in made.items():
        assert data.decode() == on_disk[path].decode(), path


@pytest.mark.slow
def test_two_builds_give_equal_bytes(rivers: Shelf, tmp_path: Path) -> None:
    rivers.build()
    again = Shelf.copy("rivers", tmp_path / "again")
    again.build()
    assert rivers.tree() == again.tree()


# --- what runs again ------------------------------------------------------------------------------


def ran(shelf: Shelf) -> set[tuple[str, str]]:
    """What a build runs now."""
    shelf.runner = Echo()
    shelf.run()
    return set(shelf.runner.jobs)


def test_what_is_known_runs_no_more(rivers: Shelf) -> None:
    assert ran(rivers) == {
        ("speed", "numpy"),
        ("speed", "plain"),
        ("depth", "numpy"),
        ("depth", "plain"),
        ("end", "plain"),
    }
    assert ran(rivers) == set()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("pages/speed.md", "The speed of water is", "The velocity of water is"),
        ("pages/speed.md", "Units are metres", "The units are metres"),
        ("pages/speed.md", "in m/s.", "in metres per second."),  # a saved function's docstring …
        ("pages/depth.md", ":tags: [hide-input]", ":tags: [hide-output]"),
        ("pages/flow.md", "# Flow", "# Flows"),
        ("book.toml", 'title = "Rivers"', 'title = "Streams"'),
    ],
)
def test_prose_and_display_run_nothing_elsewhere(
    rivers: Shelf, file: str, old: str, new: str
) -> None:
    rivers.run()
    rivers.edit(file, old, new)
    # … which is code of its own page, but nothing to the page that imports the function
    own = {("speed", "numpy"), ("speed", "plain")} if "m/s" in old else set()
    assert ran(rivers) == own


def test_a_changed_cell_runs_its_page_alone(rivers: Shelf) -> None:
    rivers.run()
    rivers.edit("pages/depth.md", "2.0", "3.0")
    assert ran(rivers) == {("depth", "numpy"), ("depth", "plain")}


def test_a_changed_saved_function_runs_the_pages_that_use_it(rivers: Shelf) -> None:
    rivers.run()
    rivers.edit("pages/speed.md", "c * np.sqrt(r * i)", "c * np.sqrt(i * r)")
    assert ran(rivers) == {("speed", "numpy"), ("depth", "numpy")}


def test_a_new_version_runs_the_pages_that_import_it(rivers: Shelf) -> None:
    rivers.run()
    rivers.edit("environments/numpy.lock", "numpy==2.0.0", "numpy==2.1.0")
    assert ran(rivers) == {("speed", "numpy"), ("depth", "numpy")}


@pytest.mark.slow
def test_without_a_runner_stale_outputs_are_shown_and_said(rivers: Shelf) -> None:
    rivers.build()
    rivers.edit("pages/depth.md", "rv.speed(50, 2.0, 0.001)", "rv.speed(50, 3.0, 0.001)")
    rivers.runner = None
    problems = rivers.build()
    assert codes(problems) == ["variant-gap", "stale", "stale"]
    assert b"stale" in rivers.tree()["web/depth.html"]


def test_a_variant_can_be_written_alone(rivers: Shelf) -> None:
    rivers.build(Wish(variants=("plain",)))
    assert not any(path.startswith("notebooks/numpy/") for path in rivers.tree())
    assert "notebooks/plain/speed.ipynb" in rivers.tree()


# --- incremental equals clean ---------------------------------------------------------------------

EDITS = (
    ("pages/speed.md", "The speed of water is", "The speed is"),
    ("pages/speed.md", "print(speed(50, 1.0, 0.001))", "print(speed(60, 1.0, 0.001))"),
    ("pages/speed.md", "c * sqrt(r * i)", "sqrt(r * i) * c"),
    ("pages/speed.md", ":label: ex-steep", ":label: ex-renamed"),
    ("pages/speed.md", "(first-cells)=\n", ""),
    ("pages/depth.md", "## Import", "## Use"),
    ("pages/depth.md", "```{code-cell} plain\nfrom rivers import plain as rv\n```\n", ""),
    ("pages/flow.md", "# Flow", "# Stream"),
    ("book.toml", '"pages/speed.md", "pages/depth.md"', '"pages/depth.md", "pages/speed.md"'),
    ("book.toml", '  "pages/end.md",\n', ""),
    ("book.toml", 'outputs = ["web", "notebooks", "package"]', 'outputs = ["web"]'),
    ("book.toml", "[package]", '[web]\nurl = "https://example.org/b/"\n\n[package]'),
    ("book.toml", 'subtitle = "A', 'language = "zh"\nsubtitle = "A'),
    ("book.toml", 'title = "Water"', 'title = "Water & wind"'),
    ("book.toml", 'title = "Plain Python"', 'title = "Python"'),
    ("book.toml", "[macros]", '[theme]\nfooter = "See [](pages/flow.md)."\n\n[macros]'),
    ("pages/flow.md", "teaches: [flow]", "teaches: [flowing]"),
    ("pages/end.md", "# The end", "---\nneeds: [flowing]\n---\n\n# The end"),
    ("pages/preface.md", "# Preface", "---\ndescription: Read me\n---\n\n# Preface {math}`x`"),
    ("references.bib", "Manning, Robert", "Manning, R."),
    ("img/river.svg", "#06c", "#08c"),
)


@pytest.mark.slow
@settings(
    max_examples=int(os.environ.get("EXAMPLES", "12")),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to make less of a case takes minutes
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(st.lists(st.sampled_from(EDITS), max_size=3), min_size=1, max_size=3))
def test_after_any_edits_an_incremental_build_equals_a_clean_one(
    rounds: list[list[tuple[str, str, str]]],
) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        shelf = Shelf.copy("rivers", Path(temporary) / "rivers")
        shelf.build()
        for edits in rounds:
            for file, old, new in edits:
                toggle(shelf.folder / file, old, new)
            problems = shelf.build()
        clean = Shelf(Path(temporary) / "clean")
        ignore = shutil.ignore_patterns("_build", ".hexapla")
        shutil.copytree(shelf.folder, clean.folder, ignore=ignore)
        assert problems == clean.build()
        assert without_unlisted(shelf) == without_unlisted(clean)


def toggle(path: Path, old: str, new: str) -> None:
    """Make an edit, or take it back where it was made before."""
    text = path.read_text(encoding="utf-8")
    if new and new in text:  # first: some edits put something before the old text
        path.write_text(text.replace(new, old), encoding="utf-8")
    else:
        path.write_text(text.replace(old, new), encoding="utf-8")


def without_unlisted(shelf: Shelf) -> dict[str, bytes]:
    """The tree without outputs that book.toml no longer lists: a build leaves those alone."""
    listed = '"notebooks"' in (shelf.folder / "book.toml").read_text(encoding="utf-8")
    tree = shelf.tree()
    return {p: d for p, d in tree.items() if listed or not p.startswith("notebooks/")}


# --- what goes wrong ------------------------------------------------------------------------------

MISTAKES = {
    "unknown-label": ("pages/speed.md", "{eq}`chezy`, $R$", "{eq}`chezzy`, $R$"),
    "unknown-directive": ("pages/speed.md", ":::{note}", ":::{noet}"),
    "unknown-role": ("pages/speed.md", "{math}`v`", "{mth}`v`"),
    "duplicate-label": ("pages/speed.md", ":label: river", ":label: cell-speed"),
    "missing-file": ("pages/speed.md", "../img/river.svg", "../img/rivers.svg"),
    "bad-config": ("book.toml", "[macros]", "[macros"),
    "unknown-key": ("book.toml", "subtitle =", "subtitel ="),
    "missing-page": ("book.toml", '"pages/end.md"', '"pages/ende.md"'),
    "unknown-variant": ("pages/end.md", "{code-cell} plain", "{code-cell} plian"),
    "unknown-citation": ("pages/speed.md", "`manning1891`", "`manning1981`"),
    "unknown-exercise": ("pages/speed.md", "{solution} ex-steep", "{solution} ex-step"),
    "unknown-footnote": ("pages/preface.md", "twice[^why]", "twice{ref}`why`"),
    "bad-formula": ("pages/speed.md", "C \\sqrt{R i}", "C \\sqrtt{R i}"),
    "bad-code": ("pages/end.md", 'print("done")', 'print("done"'),
    "unknown-saved": ("pages/depth.md", "rv.speed(50", "rv.sped(50"),
    "outside": ("pages/speed.md", "../img/river.svg", "../../../secret.svg"),
    "bad-lock": ("environments/numpy.lock", "numpy==2.0.0", "numpy is new"),
    "bad-entry": ("references.bib", "year = {1775}", "year = {1775"),
}


@pytest.mark.slow
@pytest.mark.parametrize("code", sorted(MISTAKES))
def test_a_mistake_is_named_with_its_place_and_the_rest_is_built(rivers: Shelf, code: str) -> None:
    file, old, new = MISTAKES[code]
    rivers.edit(file, old, new)
    problems = rivers.build()
    code = "unknown-label" if code == "unknown-footnote" else code
    found = [problem for problem in problems if problem.code == code]
    assert found, f"only {codes(problems)}"
    assert found[0].at.file.endswith(Path(file).name)
    assert found[0].at.line > 0
    if code != "bad-config":
        assert "web/flow.html" in rivers.tree()


def test_an_output_folder_that_cannot_be_written_is_one_problem(rivers: Shelf) -> None:
    (rivers.folder / "_build").write_text("a file stands here")
    assert codes(rivers.build()).count("not-writable") >= 1
    assert (rivers.folder / "_build").read_text() == "a file stands here"


def test_a_book_of_which_no_page_is_there_has_a_cover(tmp_path: Path) -> None:
    folder = small_book(tmp_path / "book", gone="# Gone\n")
    (folder / "gone.md").unlink()
    shelf = Shelf(folder)
    assert "missing-page" in codes(shelf.build())
    assert "web/index.html" in shelf.tree()


def test_a_failing_cell_leaves_the_rest_of_the_book(rivers: Shelf) -> None:
    class Failing(Echo):
        def run(self, job, at, started):  # type: ignore[no-untyped-def]
            from hexapla.model.outputs import Failure  # noqa: PLC0415

            result = super().run(job, at, started)
            if job.page != "speed":
                return result
            return replace(result, failure=Failure("raised", 0, "ValueError: no"))

    rivers.runner = Failing()
    problems = rivers.build()
    assert codes(problems).count("cell-raised") == 2
    assert "web/depth.html" in rivers.tree()
    assert ran(rivers) == {("speed", "numpy"), ("speed", "plain")}


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def bless(expected: Path, made: dict[str, bytes]) -> None:
    shutil.rmtree(expected, ignore_errors=True)
    for path, data in made.items():
        (expected / path).parent.mkdir(parents=True, exist_ok=True)
        (expected / path).write_bytes(data)


def files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
