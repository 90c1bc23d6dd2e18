"""Refresh: a book on newer releases than its lock's, and the report on it."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import ipykernel
import pytest

from books import Shelf, small_book
from commands import hexapla, lines, process
from hexapla.execute.compare import Difference
from hexapla.execute.refresh import moves
from hexapla.execute.report import Refreshed, markdown
from hexapla.execute.trial import Trial
from hexapla.model.book import Lock, Variant
from hexapla.model.nodes import Cell, Place
from hexapla.model.outputs import Inputs
from hexapla.model.problems import environment_failed, kernel_died
from hexapla.ports import Job

SMALL = Variant("small", "Small", environment="environments/small.in")


# --- packages and the report ----------------------------------------------------------------------


def test_packages_that_moved_came_or_went_are_told() -> None:
    old = Lock("3.11", {"torch": "2.12.0+cpu", "same": "1", "gone": "1.0"}, {})
    new = Lock("3.12", {"torch": "2.13.0", "Same": "1+local", "new_one": "3.0"}, {})
    assert moves(old, new) == (
        ("gone", "1.0", ""),
        ("new-one", "", "3.0"),
        ("python", "3.11", "3.12"),
        ("torch", "2.12.0", "2.13.0"),
    )
    assert moves(old, old) == ()


def trial(page: str, *differences: Difference) -> Trial:
    cells = (Cell("x", at=Place(f"{page}.md", 7)),)
    return Trial(Job(page, SMALL, cells, Inputs(("x",), "3.11"), "key"), "equal", differences)


def test_the_report_names_packages_pages_and_what_changed() -> None:
    number = Difference(0, "number", "loss | 1.0", "loss | 2.0")
    died = kernel_died("small", "Oops", Place("b.md", 3))
    tried = (
        trial("still"),
        replace(trial("moves", number), verdict="differs"),
        replace(trial("breaks"), verdict="fails", problem=died),
    )
    text = markdown("Book", [Refreshed(SMALL, (("torch", "1", "2"),), tried)], "full")
    assert "# Book on the newest releases\n\n## Small\n" in text
    assert "| torch | 1 | 2 |" in text
    assert "Pages: 1 differs, 1 equal, 1 fails." in text
    assert "| still | equal | – |" in text
    assert "| moves | passes, shows something else | moves.md:7 |" in text
    assert "| moves.md:7 | loss \\| 1.0 | loss \\| 2.0 |" in text
    assert "### breaks fails\n\n`b.md:3`: the kernel died" in text
    assert "hexapla env create small --upgrade && hexapla run --variant small" in text


def test_the_report_says_why_nothing_was_run() -> None:
    failed = environment_failed("small", "pip failed: <no> such thing")
    text = markdown("Book", [Refreshed(SMALL, problems=(failed,))], "smoke")
    assert "In the profile smoke" in text
    assert "pip failed: \\<no>" in text
    assert "No page was run." in text


def test_a_book_without_environments_has_nothing_to_refresh(tmp_path: Path) -> None:
    small_book(tmp_path, one="# One\n")
    assert "no variant of the book has an environment" in hexapla("refresh", tmp_path, code=2)


# --- the command ----------------------------------------------------------------------------------

CODE = {
    "1.0": "def one(): return 1.0\ndef loss(): return 0.25\ndef old(): return 'old'\n",
    "2.0": "def one(): return 1.00001\ndef loss(): return 0.5\n",
}
TOML = 'outputs = ["web"]\n[[variants]]\nname = "small"\nenvironment = "environments/small.in"\n'
PAGE = """# {0}

```{{code-cell}}
import tiny
```

```{{code-cell}}
print('it is', tiny.{0}())
```
"""


def wheel(folder: Path, name: str, version: str, **files: str) -> None:
    """A package that pip can install, with these files."""
    info = f"{name}-{version}.dist-info"
    files |= {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{file},,\n" for file in (*files, f"{info}/RECORD"))
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip installs from, and from nowhere else: kernels are those of the tests."""
    folder = tmp_path / "shop"
    real = str(Path(ipykernel.__file__).parent.parent)
    wheel(folder, "ipykernel", "99", **{"tests_own.pth": f"{real}\n"})
    wheel(folder, "tiny", "1.0", **{"tiny.py": CODE["1.0"]})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.mark.kernel
def test_a_book_is_tried_on_a_new_release_and_stays_as_it_is(tmp_path: Path, shop: Path) -> None:
    pages = {name: PAGE.format(name) for name in ("one", "loss", "old")}
    book = small_book(tmp_path / "book", TOML, **pages)
    (book / "environments").mkdir()
    (book / "environments/small.in").write_text("tiny\n")
    process("env", "create", "--book", book)
    process("run", book)
    wheel(shop, "tiny", "2.0", **{"tiny.py": CODE["2.0"]})
    before = Shelf(book).tree(".")

    assert "[no-scratch]" in process("refresh", book, code=1)
    said = lines("refresh", "--upgrade", book, code=1, by=process)
    moved = [line for line in said if "package" in line]
    assert moved == [{"variant": "small", "package": "tiny", "was": "1.0", "now": "2.0"}]
    rows = {line["page"]: line for line in said if "result" in line}
    assert {page: row["result"] for page, row in rows.items()} == {
        "one": "within tolerance", "loss": "differs", "old": "fails"
    }  # fmt: skip
    assert (rows["loss"]["was"], rows["loss"]["now"]) == ("it is 0.25", "it is 0.5")
    problems = [line["problem"] for line in said if "problem" in line]
    assert [(p["code"], p["severity"], p["at"]["file"]) for p in problems] == [
        ("cell-raised", "error", "old.md"),
        ("outputs-move", "warning", "loss.md"),
    ]
    report = (book / "_build/refresh.md").read_text(encoding="utf-8")
    assert "| tiny | 1.0 | 2.0 |" in report
    assert "no attribute 'old'" in report

    # without --upgrade the same scratch environment is used again; in smoke only passing counts
    again = process("refresh", book, "--profile", "smoke", code=1)
    assert "Small: 1 fails, 2 passes." in again.replace("small: ", "Small: ")
    after = {
        path: data
        for path, data in Shelf(book).tree(".").items()
        if not path.startswith((".hexapla/scratch/", "_build/refresh.md"))
    }
    assert after == before
    assert json.loads((book / "outputs/small/loss.json").read_text())["inputs"]["packages"]
    # and what cannot be made says so
    (book / "environments/small.in").unlink()
    assert "small.in' is not there" in process("refresh", "--upgrade", book, code=1)
