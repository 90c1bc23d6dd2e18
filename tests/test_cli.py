"""The command line as a user meets it: words in, lines and exit codes out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from books import BOOKS, Shelf

HEXAPLA = [sys.executable, "-m", "hexapla"]


def hexapla(*words: str | Path, code: int = 0, cwd: Path | None = None) -> str:
    """Run a command; its standard output, after its exit code was checked."""
    command = [*HEXAPLA, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def loaded_by(statement: str) -> set[str]:
    """The top-level modules that a statement loads in a fresh interpreter."""
    script = (
        f"import sys; before = set(sys.modules); {statement}; print(*set(sys.modules) - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_importing_hexapla_loads_only_the_standard_library() -> None:
    assert loaded_by("import hexapla") <= {"hexapla"} | sys.stdlib_module_names


def test_the_command_line_loads_only_click_before_it_knows_the_command() -> None:
    loaded = loaded_by("import hexapla.cli.main")
    assert loaded <= {"hexapla", "click"} | sys.stdlib_module_names


@pytest.mark.parametrize("command", ["new", "build", "run", "check", "why", "env"])
def test_every_command_explains_itself(command: str) -> None:
    assert "Usage" in hexapla(command, "--help")


def test_a_new_book_builds_at_once_and_nothing_is_wrong(tmp_path: Path) -> None:
    book = tmp_path / "book"
    hexapla("new", book)
    assert "Nothing is wrong" in hexapla("check", book, "--strict")
    hexapla("build", book, "--strict")
    assert (book / "_build/web/index.html").exists()
    assert (book / "_build/notebooks/numpy/spread.ipynb").exists()
    assert (book / "_build/package/smallbook/numpy/__init__.py").exists()


def test_new_never_writes_into_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert "not empty" in hexapla("new", tmp_path, code=2)


def test_wrong_words_are_usage_errors(tmp_path: Path) -> None:
    Shelf.copy("rivers", tmp_path)
    assert "did you mean 'plain'" in hexapla("build", tmp_path, "--variant", "plian", code=2)
    assert "did you mean 'speed'" in hexapla("why", "sped", tmp_path, code=2)
    hexapla("bild", code=2)


def test_exit_codes_tell_errors_from_warnings(tmp_path: Path) -> None:
    shelf = Shelf.copy("rivers", tmp_path)
    hexapla("check", tmp_path)  # never run: warnings
    hexapla("check", tmp_path, "--strict", code=1)
    shelf.edit("pages/speed.md", "{eq}`chezy`, $R$", "{eq}`chezzy`, $R$")
    said = hexapla("check", tmp_path, code=1)
    assert "pages/speed.md:9: error: nothing in the book is labelled 'chezzy'" in said
    assert "did you mean 'chezy'?" in said


def test_no_book_is_a_problem_that_says_what_to_do(tmp_path: Path) -> None:
    assert "hexapla new" in hexapla("build", tmp_path, code=1)


def test_json_is_one_object_a_line(tmp_path: Path) -> None:
    Shelf.copy("rivers", tmp_path)
    lines = hexapla("build", tmp_path, "--json", "--to", "web").splitlines()
    events = [json.loads(line)["event"] for line in lines]
    assert "Wrote" in events
    assert "Found" in events


def test_an_output_that_does_not_exist_is_named(tmp_path: Path) -> None:
    Shelf.copy("rivers", tmp_path)
    assert "did you mean 'web'" in hexapla("build", tmp_path, "--to", "wep", code=1)


def test_every_command_is_in_the_readme() -> None:
    readme = (BOOKS.parent.parent / "README.md").read_text(encoding="utf-8")
    for command in ("new", "build", "run", "check", "why", "env create", "env check"):
        assert command in readme
