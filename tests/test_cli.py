"""The command line as a user meets it: words in, lines and exit codes out."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import fields
from io import StringIO
from pathlib import Path
from typing import get_args

import pytest
from rich.console import Console as Terminal

from books import BOOKS, Shelf, small_book
from commands import hexapla, lines, process
from hexapla.cli.main import COMMANDS
from hexapla.console import Console
from hexapla.events import (
    CellStarted,
    Event,
    Found,
    JobDone,
    JobRetried,
    JobStarted,
    JobWaiting,
    Planned,
)
from hexapla.execute.record import RECORD, from_files, to_bytes
from hexapla.model.nodes import Place
from hexapla.model.problems import Problem
from hexapla.plan.key import digest
from hexapla.store.folder import Folder


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


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    assert "Usage" in hexapla(command, "--help")


@pytest.mark.slow
def test_a_new_book_builds_at_once_and_nothing_is_wrong(tmp_path: Path) -> None:
    book = tmp_path / "book"
    process("new", book)
    assert "Nothing is wrong" in process("check", book, "--strict")
    process("build", book, "--strict")
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
    process("bild", code=2)


def test_exit_codes_tell_errors_from_warnings(tmp_path: Path) -> None:
    shelf = Shelf.copy("rivers", tmp_path)
    hexapla("check", tmp_path)  # never run: warnings
    hexapla("check", tmp_path, "--strict", code=1)
    shelf.edit("pages/speed.md", "{eq}`chezy`, $R$", "{eq}`chezzy`, $R$")
    said = hexapla("check", tmp_path, code=1)
    assert "pages/speed.md:9: error: nothing in the book is labelled 'chezzy'" in said
    assert "did you mean 'chezy'?" in said


@pytest.mark.slow
def test_no_book_is_a_problem_that_says_what_to_do(tmp_path: Path) -> None:
    assert "hexapla new" in process("build", tmp_path, code=1)


def test_json_is_one_object_a_line(tmp_path: Path) -> None:
    Shelf.copy("rivers", tmp_path)
    events = [line["event"] for line in lines("build", tmp_path, "--to", "web")]
    assert "Wrote" in events
    assert "Found" in events


@pytest.mark.parametrize("command", ["check", "build"])
def test_json_problems_say_what_where_and_how_bad(command: str, tmp_path: Path) -> None:
    shelf = Shelf.copy("rivers", tmp_path)
    shelf.edit("pages/speed.md", "{eq}`chezy`, $R$", "{eq}`chezzy`, $R$")
    found = [line["problem"] for line in lines(command, tmp_path, code=1) if "problem" in line]
    assert found[0] == {
        "code": "unknown-label",
        "severity": "error",
        "text": "nothing in the book is labelled 'chezzy'; did you mean 'chezy'?",
        "at": {"file": "pages/speed.md", "line": 9},
    }
    assert all(set(problem) == set(found[0]) for problem in found)
    assert {problem["severity"] for problem in found[1:]} == {"warning"}


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_every_event_is_a_line_of_json_with_all_that_it_says(
    kind: type[Event], capsys: pytest.CaptureFixture[str]
) -> None:
    problem = Problem("code", "text", Place("a.md", 2))
    values = [problem] if kind is Found else list(range(len(fields(kind))))
    with Console(as_json=True) as console:
        console.tell(kind(*values))
    said = json.loads(capsys.readouterr().out)
    assert said.pop("event") == kind.__name__
    assert set(said) == {field.name for field in fields(kind)}


def test_the_progress_says_what_the_next_in_line_waits_for() -> None:
    with Console() as console:
        console.out = Terminal(file=StringIO(), force_terminal=True)
        console.tell(Planned(0, 3, 90.0))
        assert console.progress
        console.tell(JobStarted("a", "jax", 2))
        console.tell(JobWaiting("b", "jax", "a GPU"))
        assert console.progress.tasks[0].description.endswith(" s left; b · jax waits for a GPU")
        console.tell(JobRetried("a", "jax", "signal 9"))
        console.tell(CellStarted("a", "jax", 1, 2))
        console.tell(JobDone("a", "jax", 1.0, 0))
        console.tell(JobStarted("b", "jax", 2))
        assert console.progress.tasks[0].description.endswith(" s left")


@pytest.mark.slow
def test_problems_decide_the_exit_code_of_a_build(tmp_path: Path) -> None:
    shelf = Shelf.copy("rivers", tmp_path)
    hexapla("build", tmp_path)  # never run: warnings
    hexapla("build", tmp_path, "--strict", code=1)
    shelf.edit("book.toml", 'title = "Rivers"', "title = 3")
    hexapla("build", tmp_path, code=1)
    (tmp_path / "book.toml").write_text("title = ")
    assert "[bad-config]" in hexapla("build", tmp_path, code=1)
    assert [line["event"] for line in lines("check", tmp_path, code=1)] == ["Found"]


def test_why_names_the_saved_function_and_the_page_that_saves_it(tmp_path: Path) -> None:
    book = tmp_path / "book"
    hexapla("new", book)
    fresh = {"it is fresh: nothing that its outputs depend on has changed"}
    assert {line["why"] for line in lines("why", "spread", book)} == fresh
    Shelf(book).edit("pages/averages.md", "np.sum(x) / len(x)", "np.sum(x) / x.size")
    said = {line["variant"]: line["why"] for line in lines("why", "spread", book)}
    assert said == {
        "numpy": "the saved function 'mean' (averages, saved on 'averages') has changed",
        "plain": fresh.pop(),
    }
    assert "'mean'" in hexapla("why", "spread", book)
    assert {line["page"] for line in lines("why", "averages", book)} == {"averages"}


def test_why_names_files_local_modules_and_data_sets(tmp_path: Path) -> None:
    book = tmp_path / "book"
    hexapla("new", book)
    code = "import numpy as np\nimport helpers\nopen('rain.csv')\nload('iris')"
    Shelf(book).edit("pages/spread.md", "import numpy as np", code)
    (book / "pages/helpers.py").write_text("")
    (book / "pages/rain.csv").write_text("")
    with (book / "book.toml").open("a") as toml:
        toml.write(f'[data.iris]\nplaces = ["/nowhere/iris"]\nchecksum = "sha256:{"0" * 64}"\n')
    said = [line["why"] for line in lines("why", "spread", book, "--variant", "numpy")]
    assert said == [
        "cell 1 `import numpy as np` has changed",
        "the data set 'iris' is loaded now and was not before",
        "the local module 'helpers.py' is used now and was not before",
        "the file 'rain.csv' is read now and was not before",
    ]


def test_why_says_what_this_machine_knows_and_the_book_does_not(tmp_path: Path) -> None:
    book = tmp_path / "book"
    hexapla("new", book)
    record = book / "outputs/numpy/spread.json"
    store = Folder(book / ".hexapla/store")
    inputs, result = from_files({RECORD: record.read_bytes()})
    store.put(digest(inputs), to_bytes(inputs, result))
    assert lines("why", "spread", book, "--variant", "numpy")[0]["why"].startswith("it is fresh")
    record.unlink()
    said = [line["why"] for line in lines("why", "spread", book, "--variant", "numpy")]
    assert said == [
        "it has never run: there are no committed outputs",
        "this has run here, and `hexapla run` commits its outputs without running it again",
    ]
    (book / "outputs/plain/spread.json").write_text("{")
    (damaged,) = lines("why", "spread", book, "--variant", "plain")
    assert "'outputs/plain/spread.json' is damaged" in damaged["why"]


def test_data_sets_are_listed_checked_and_fetched(tmp_path: Path) -> None:
    book = tmp_path / "book"
    hexapla("new", book)
    assert "no data sets" in hexapla("data", "--book", book)
    (tmp_path / "a.csv").write_text("1")
    known = hashlib.sha256(b"1").hexdigest()
    with (book / "book.toml").open("a") as toml:
        for name, place in (("one", tmp_path), ("two", "/nowhere")):
            toml.write(
                f'[data.{name}]\ntitle = "A set"\nlicense = "CC0"\n'
                f'places = ["{place}/a.csv"]\nchecksum = "sha256:{known}"\n'
            )
    one = {"name": "one", "title": "A set", "license": "CC0", "where": str(tmp_path)}
    two = {**one, "name": "two", "where": "", "state": "not here"}
    listed = [json.loads(line) for line in hexapla("data", "--book", book, "--json").splitlines()]
    assert listed == [{**one, "state": "not verified"}, two]
    assert "one: verified" in hexapla("data", "check", "one", "--book", book)
    said = hexapla("data", "check", "--book", book, code=1)
    assert "put a.csv into" in said
    assert "[no-data]" in said
    assert "[fetch-failed]" in hexapla("data", "fetch", "two", "--book", book, code=1)
    assert "did you mean 'two'" in hexapla("data", "fetch", "tow", "--book", book, code=2)
    listed = [json.loads(line) for line in hexapla("data", "--book", book, "--json").splitlines()]
    assert listed == [{**one, "state": "verified"}, two]


def test_why_says_of_a_page_without_code_that_it_has_none(tmp_path: Path) -> None:
    Shelf.copy("rivers", tmp_path)
    assert "'preface' has no code to run" in hexapla("why", "preface", tmp_path)


def test_a_new_book_where_none_can_be_written_is_one_line() -> None:
    assert "'/dev/null/book' cannot be written" in hexapla("new", "/dev/null/book", code=1)


def test_an_output_that_does_not_exist_is_named(tmp_path: Path) -> None:
    shelf = Shelf.copy("rivers", tmp_path)
    assert "did you mean 'web'" in hexapla("build", tmp_path, "--to", "wep", code=1)
    shelf.edit("book.toml", '["web", ', '[\n  "wep", ')
    assert "book.toml:6: error: no output is called 'wep'" in hexapla("check", tmp_path, code=1)


def test_paper_tells_what_a_printer_asks(tmp_path: Path) -> None:
    folder = small_book(tmp_path / "book", a="# Seas\n\nSalt.\n", b="# Rivers\n\nSweet.\n")
    hexapla("build", folder, "--profile", "print")
    assert (folder / "_build" / "print" / "small.pdf").is_file()
    rows = lines("paper", folder)
    chapters = [row for row in rows if "chapter" in row]
    assert [row["chapter"] for row in chapters] == ["1 a", "2 b"]
    assert chapters[0]["pages"] == "2"  # the next begins on a right page
    told = {row["what"]: row["is"] for row in rows if "what" in row}
    assert (told["fonts not in it"], told["pages in colour"]) == ("none", "none")
    assert "NewCM10-Regular" in told["fonts in it"]


def test_every_command_is_in_the_readme() -> None:
    readme = (BOOKS.parent.parent / "README.md").read_text(encoding="utf-8")
    names = ("data check", "data fetch", "env create", "env check", "env export")
    for command in (*COMMANDS, *names):
        assert command in readme
