"""A made-up project of d2lbook with every mark and every flaw: what comes of it."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from books import Shelf
from hexapla.build import read
from hexapla.cli.migrate import migrate
from hexapla.model.book import Book
from hexapla.model.nodes import Display, Figure, Heading, Reference, Table
from hexapla.model.walk import cells_of, walk
from saving import extract

TIDES = Path(__file__).parent / "projects" / "tides"
EXPECTED = Path(__file__).parent / "projects.expected" / "tides"
VARIANTS = ("numpy", "floats", "decimal", "fractions")
# The pages with a notebook in each variant: the default one has all.
THERE = {
    "numpy": {"fit", "flaws", "gauge", "harmonic", "pull", "record"},
    "floats": {"fit", "flaws", "gauge", "harmonic", "record"},
    "decimal": {"gauge", "harmonic", "pull"},
    "fractions": {"gauge", "harmonic", "pull"},
}
IDLE = {"no-effect", "variant-gap"}
OUTPUTS = 'outputs = ["web", "notebooks", "package"]\n'


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """The project as a book of ours, built."""
    folder = tmp_path_factory.mktemp("tides") / "book"
    done = CliRunner().invoke(migrate, [str(TIDES), str(folder)])
    assert "hexapla build" in done.output, done.output
    made = Shelf(folder)
    toml = folder / "book.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace("authors =", f"{OUTPUTS}authors =", 1), encoding="utf-8")
    made.build()
    toml.write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def book(migrated: Shelf) -> Book:
    found, _ = read(migrated.folder)
    assert found is not None
    return found


def source(made: Shelf) -> dict[str, bytes]:
    tree = made.tree(".")
    hidden = (path for path in tree if path.startswith(("_build/", ".hexapla")))
    return {path: tree[path] for path in tree.keys() - {*hidden}}


@pytest.mark.slow
def test_the_migrated_source_is_as_it_should_read(migrated: Shelf) -> None:
    found = source(migrated)
    if os.environ.get("BLESS"):
        shutil.rmtree(EXPECTED, ignore_errors=True)
        for path, data in found.items():
            (EXPECTED / path).parent.mkdir(parents=True, exist_ok=True)
            (EXPECTED / path).write_bytes(data)
    assert found == Shelf(EXPECTED).tree(".")


@pytest.mark.slow
def test_migrating_again_gives_equal_bytes_and_the_counts_stay(
    migrated: Shelf, tmp_path: Path
) -> None:
    done = CliRunner().invoke(migrate, [str(TIDES), str(tmp_path / "again")])
    assert source(Shelf(tmp_path / "again")) == source(migrated), done.output
    said = CliRunner().invoke(migrate, [str(TIDES), "--report", "--json"]).output
    rows = [json.loads(line) for line in said.splitlines() if '"of the pages"' in line]
    counts = {row["of the pages"]: (row["before"], row["after"]) for row in rows}
    assert [name for name, (before, after) in counts.items() if before != after] == []
    assert counts["cells of numpy"] == ("17", "17")
    assert counts.keys() >= {"labels", "references", "citations", "equations", "figures", "tables"}


def test_only_the_page_of_flaws_has_any() -> None:
    _, problems = read(TIDES)
    found = sorted((p.at.file, p.at.line, p.code) for p in problems if p.code not in IDLE)
    assert found == [
        ("flaws.md", 5, "bad-mark"),
        ("flaws.md", 5, "bad-mark"),
        ("flaws.md", 8, "missing-file"),
        ("flaws.md", 12, "unknown-variant"),
        ("flaws.md", 19, "bad-tab"),
        ("flaws.md", 23, "unknown-label"),
        ("flaws.md", 25, "bad-mark"),
        ("shore/index.md", 10, "bad-mark"),
    ]
    (keys,) = {p.text for p in problems if p.code == "no-effect" and p.at.file == "config.ini"}
    assert "deploy.google_analytics_tracking_id (line 86)" in keys


def test_numbers_are_those_that_the_original_had(book: Book) -> None:
    numbers = {
        node.label: node.number
        for page in book.pages()
        for node in walk(page.body)
        if isinstance(node, Heading | Figure | Table | Display) and node.label
    }
    pages = {page.id: page.number for page in book.pages()}
    assert pages["preface"] == pages["references"] == pages["index"] == ""
    assert pages["shore-index"] == "1"
    assert (pages["model-harmonic"], pages["flaws"]) == ("3.1", "4")
    assert numbers["subsec_springs"] == "2.2.1"
    assert (numbers["fig_gauge"], numbers["fig_bulge"]) == ("1.1.1", "2.1.1")
    assert (numbers["tab_day"], numbers["tab_month"]) == ("1.2.1", "2.2.1")
    assert (numbers["eq_toy"], numbers["eq_pull"], numbers["eq_both"]) == (
        "1.1.1",
        "2.1.1",
        "2.1.2",
    )


def test_what_is_saved_is_saved_whole(book: Book) -> None:
    """Every mark's code is in the companion: nothing is lost between pages and variants."""
    library, problems = extract(book)
    assert problems == ()
    assert {variant: [one.name for one in library.items[variant]] for variant in VARIANTS} == SAVED


def test_every_reference_leads_somewhere_but_the_one_of_the_flaws(book: Book) -> None:
    nodes = [(page, node) for page in book.pages() for node in walk(page.body)]
    found = [(page.id, node) for page, node in nodes if isinstance(node, Reference)]
    assert len(found) > 15
    assert [page for page, node in found if not node.page] == ["flaws"]


# --- notebooks ------------------------------------------------------------------------------------

MARK = re.compile(
    r":(?:num|eq)?(?:ref|label|cite[tp]?|width|begin_tab|end_tab):|%%tab|#\s*@tab|\[\*\*"
)


def test_notebooks_of_a_variant_have_its_code_and_no_marks(migrated: Shelf) -> None:
    files = migrated.tree("_build/notebooks")
    for variant in VARIANTS:
        mine = {path: data for path, data in files.items() if path.startswith(f"{variant}/")}
        coded = set()
        for path, data in mine.items():
            if not path.endswith(".ipynb"):
                continue
            cells = json.loads(data)["cells"]
            text = "\n".join("".join(cell["source"]) for cell in cells)
            assert not MARK.search(text), path
            assert "tab.selected" not in text.replace("tab.selected(name)", ""), path
            if any(cell["cell_type"] == "code" for cell in cells):
                coded.add(re.split(r"[/-]", path.removesuffix(".ipynb"))[-1])
        assert coded == THERE[variant], variant


# --- code -----------------------------------------------------------------------------------------


def test_code_of_each_variant_is_python_and_has_none_of_the_aliases(book: Book) -> None:
    for variant in VARIANTS:
        for page in book.pages():
            for cell in cells_of(page.body, variant):
                text = cell.code.replace("%matplotlib inline\n", "")
                ast.parse(text)
                left = set(re.findall(r"d2l\.(\w+)", text))
                assert left <= {"HARBOURS", "Tide", "add_to_class", "wave"}, page.id


MODEL = ["add_to_class", "Tide", "wave"]
SAVED = {
    "numpy": ["toy", "HARBOURS", "mean", "spread", "pull", *MODEL],
    "floats": ["toy", "HARBOURS", "mean", "spread", *MODEL],
    "decimal": ["toy", "HARBOURS", "pull", *MODEL],
    "fractions": ["toy", "HARBOURS", "pull", *MODEL],
}
WAVES = ["Waves:", "    one of twelve hours", ""]
# What the code of the pages says, which is what it said in the original.
SAID = {
    "numpy": [
        *("36 284", "0.0 0.0 m in 3 hours", "1.0", *WAVES[:2], " [2 4]"),
        "[4.0, 3.9, 3.5] ['toy', 'quay']",
    ],
    "floats": [
        *("36.0 284.0", "0.0 0.0 m in 3 hours", "1.0", *WAVES),
        *("    and others [0.0, 1.0, 2.0, 3.0]", "[4.0, 3.9, 3.5] ['toy', 'quay']"),
    ],
    "decimal": [
        *("36 284", "1", *WAVES),
        "    and others [Decimal('0'), Decimal('1'), Decimal('2'), Decimal('3')]",
    ],
    "fractions": ["36 284", "1", *WAVES[:2], " [Fraction(0, 1), Fraction(0, 1)]"],
}
RUN = """
import json, os, sys
for folder, page in json.load(sys.stdin):
    os.chdir(folder)
    exec(page, {})
"""


@pytest.mark.parametrize("variant", VARIANTS)
def test_pages_run_in_each_variant_with_the_companion_that_they_make(
    variant: str, book: Book, migrated: Shelf
) -> None:
    pages = [
        (
            str((migrated.folder / page.file).parent),
            "\n".join(cell.code for cell in cells_of(page.body, variant)).replace("%mat", "#"),
        )
        for page in book.pages()
        if page.id != "flaws"
    ]
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        env={"PYTHONPATH": str(migrated.folder / "_build/package"), "PYTHONDONTWRITEBYTECODE": "1"},
        input=json.dumps(pages),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.splitlines(), done.stderr) == (SAID[variant], "")


def test_the_companion_has_what_pages_save(migrated: Shelf) -> None:
    tree = migrated.tree("_build/package/tidelib")
    assert {path for path in tree if path.startswith("numpy/")} == {
        "numpy/__init__.py",
        "numpy/__init__.pyi",
        "numpy/model_harmonic.py",
        "numpy/moon_pull.py",
        "numpy/shore_gauge.py",
        "numpy/shore_record.py",
    }
    tide = tree["fractions/model_harmonic.py"].decode()
    assert "    def height(self, hour):" in tide
    assert "limit_denominator" in tide
    assert "def day" not in tide
    assert "def day" in tree["floats/model_harmonic.py"].decode()
    assert 'd2l.HARBOURS["quay"] = 6' in tree["floats/shore_gauge.py"].decode()
