"""The doctor: what a machine lacks for a book, or to run its notebooks."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from books import Shelf
from commands import hexapla, lines
from hexapla.build import read
from hexapla.cli.author import of_book
from hexapla.cli.findings import Finding
from hexapla.execute import machine
from hexapla.execute.environment import LANGUAGE

HERE = Path(sys.executable)


def told(*words: str | Path, code: int = 0) -> dict[str, dict[str, Any]]:
    """What the doctor says, by what it looked at."""
    found = lines("doctor", *words, code=code)
    assert all(set(one) == {"what", "state", "says", "do"} for one in found)
    assert all(one["do"] for one in found if one["state"] == "needed")
    return {one["what"]: one for one in found}


# --- what a machine has ---------------------------------------------------------------------------


def module(folder: Path, name: str, code: str) -> str:
    (folder / f"{name}.py").write_text(code)
    return name


def imported(folder: Path, *modules: str, seconds: float = 60) -> dict[str, machine.Imported]:
    found = machine.imports(HERE, modules, library=folder, seconds=seconds)
    return {one.module: one for one in found}


def test_imports_are_tried_and_timed_in_another_process(tmp_path: Path) -> None:
    module(tmp_path, "slow", "import time; time.sleep(0.3); print('{\"module\": 3}')")
    module(tmp_path, "bad", "raise ValueError('no such device')")
    module(tmp_path, "quits", "import sys; sys.exit('enough')")
    found = imported(tmp_path, "json", "slow", "bad", "quits", "nowhere", "colorsys")
    wrong = {name: one.wrong for name, one in found.items()}
    assert wrong == {
        "json": "",
        "slow": "",
        "bad": "ValueError: no such device",
        "quits": "SystemExit: enough",
        "nowhere": "ModuleNotFoundError: No module named 'nowhere'",
        "colorsys": "",
    }
    assert 0.3 <= found["slow"].seconds < 20
    assert "slow" not in sys.modules


def test_what_never_ends_or_kills_the_process_is_told(tmp_path: Path) -> None:
    module(tmp_path, "hangs", "import time; time.sleep(60)")
    module(tmp_path, "dies", "import os; os.abort()")
    found = imported(tmp_path, "json", "hangs", "colorsys", seconds=2)
    assert {name: one.wrong for name, one in found.items()} == {
        "json": "",
        "hangs": "not done after 2 s",
    }
    assert imported(tmp_path, "dies")["dies"].wrong
    (gone,) = machine.imports(tmp_path / "python", ("json",), library=None, seconds=5)
    assert "No such file" in gone.wrong


def test_a_framework_is_asked_for_the_gpus_that_its_build_sees(tmp_path: Path) -> None:
    module(tmp_path, "torch", "class cuda:\n    device_count = staticmethod(lambda: 2)")
    found = imported(tmp_path, "torch", "json")
    assert (found["torch"].gpus, found["json"].gpus) == (2, -1)


def test_gpus_are_as_the_driver_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert machine.gpus() == ()
    tool = tmp_path / "nvidia-smi"
    tool.write_text("#!/bin/sh\necho 'NVIDIA L4, 580.65.06'\n")
    tool.chmod(0o755)
    assert machine.gpus() == ("NVIDIA L4, 580.65.06",)
    tool.write_text("#!/bin/sh\necho broken; exit 9\n")
    assert machine.gpus() == ()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    assert machine.unwritable(tmp_path) == ""
    assert machine.unwritable(tmp_path / "nowhere") != ""
    assert machine.free_disk(tmp_path / "nowhere" / "yet") > 0


# --- a book ---------------------------------------------------------------------------------------


def environment(book: Path, variant: str, **packages: str) -> Path:
    """An environment that uses the Python of these tests, and holds packages of one module each."""
    folder = book / ".hexapla" / "environments" / variant
    site = folder / "lib" / f"python{LANGUAGE}" / "site-packages"
    for name, version in packages.items():
        info = site / f"{name}-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        (site / f"{name}.py").write_text(f"version = {version!r}\n")
    (folder / "bin").mkdir()
    (folder / "bin" / "python").symlink_to(HERE.resolve())
    (folder / "pyvenv.cfg").write_text(f"home = {HERE.resolve().parent}\nversion = {LANGUAGE}.0\n")
    return site


def test_a_new_book_lacks_nothing_that_is_needed(tmp_path: Path) -> None:
    hexapla("new", tmp_path / "book")
    found = told(tmp_path / "book")
    assert found["outputs"]["says"].endswith("fresh")
    assert found["KaTeX"]["state"] == "ok"
    assert found["numpy: environment"]["state"] == "advice"
    assert found["numpy: environment"]["do"].startswith("hexapla env create numpy")
    assert "numpy: imports" not in found


def test_an_environment_is_needed_where_outputs_are_stale(tmp_path: Path) -> None:
    Shelf.copy("rivers", tmp_path)
    found = told(tmp_path, code=1)
    assert found["outputs"] == {
        "what": "outputs",
        "state": "advice",
        "says": found["outputs"]["says"],
        "do": "hexapla run",
    }
    assert found["numpy: environment"]["state"] == "needed"
    assert found["plain: environment"]["state"] == "ok"  # it runs on the kernel of Jupyter


@pytest.mark.slow
def test_an_environment_is_compared_with_its_lock_and_tried(tmp_path: Path) -> None:
    Shelf.copy("rivers", tmp_path)
    lock = tmp_path / "environments" / "numpy.lock"
    lock.write_text(f"# python {LANGUAGE}\nnumpy==2.0.0\n")
    site = environment(tmp_path, "numpy", numpy="2.0.0")
    found = told(tmp_path)
    assert found["numpy: environment"]["says"] == "as its lock says, 1 packages"
    assert found["numpy: imports"]["says"].endswith("s for numpy")
    assert found["numpy: companion"]["do"] == "hexapla build"
    hexapla("build", tmp_path, "--to", "package")
    assert told(tmp_path)["numpy: companion"]["state"] == "ok"
    (site / "numpy.py").write_text("raise ImportError('libmissing.so')")
    lock.write_text(f"# python {LANGUAGE}\nnumpy==2.0.1\n")
    found = told(tmp_path, code=1)
    assert found["numpy: environment"]["says"] == "numpy 2.0.0 instead of 2.0.1"
    assert found["numpy: imports"]["says"] == "numpy: ImportError: libmissing.so"
    assert found["numpy: imports"]["do"] == "hexapla env create numpy"


def test_a_build_that_sees_no_gpu_is_told_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Shelf.copy("rivers", tmp_path)
    environment(tmp_path, "numpy", numpy="2.0.0")
    book, _ = read(tmp_path)
    assert book is not None
    monkeypatch.setattr(machine, "gpus", lambda: ("NVIDIA L4, 580.65.06",))
    for seen, told_of in ((0, True), (1, False), (-1, False)):
        blind = (machine.Imported("torch", 1.0, gpus=seen),)
        monkeypatch.setattr(machine, "imports", lambda *_, found=blind, **__: found)
        findings = {one.what: one for one in of_book(book, tmp_path)}
        assert ("numpy: GPU" in findings) == told_of
    assert isinstance(findings["git"], Finding)


def test_no_book_is_a_problem(tmp_path: Path) -> None:
    assert "hexapla new" in hexapla("doctor", tmp_path, code=1)


# --- notebooks ------------------------------------------------------------------------------------


def notebook(file: Path, *cells: str, **metadata: Any) -> None:
    made = [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
    made.append({"cell_type": "markdown", "source": ["import nothing"]})
    file.write_text(json.dumps({"cells": made, "metadata": metadata}))


def test_what_a_notebook_imports_is_looked_for(tmp_path: Path) -> None:
    notebook(tmp_path / "a.ipynb", "%matplotlib inline\nimport json, yaml.nodes", "!pip list")
    (tmp_path / "here.py").write_text("")
    notebook(tmp_path / "b.ipynb", "import here\nfrom click import echo")
    found = told(tmp_path)
    assert found["packages"]["state"] == "ok"
    assert found["imports"]["says"].endswith("s for click, yaml")


def test_what_is_missing_is_named_with_the_command_that_installs_it(tmp_path: Path) -> None:
    notebook(tmp_path / "a.ipynb", "import nosuch, skimage\nimport click")
    found = told("--notebook", tmp_path / "a.ipynb", code=1)
    assert found["packages"]["says"] == "missing: nosuch, skimage"
    assert found["packages"]["do"] == "python -m pip install nosuch scikit-image"


def test_the_requirements_beside_the_notebooks_are_heeded(tmp_path: Path) -> None:
    notebook(tmp_path / "a.ipynb", "import nosuch, click")
    (tmp_path / "requirements.txt").write_text("# python 3.8\nnosuch==1.0\nclick==0.1\n")
    found = told(tmp_path, code=1)
    assert found["packages"]["do"] == f"python -m pip install -r {tmp_path / 'requirements.txt'}"
    assert found["Python's version"]["state"] == "advice"
    assert "instead of 0.1" in found["releases"]["says"]


def test_a_books_own_package_is_never_looked_for_in_an_index(tmp_path: Path) -> None:
    notebook(tmp_path / "a.ipynb", "from rivers import numpy", hexapla={"package": "rivers"})
    found = told(tmp_path, code=1)
    assert "zip" in found["book's package"]["do"]
    assert found["packages"]["state"] == "ok"
    (tmp_path / "rivers").mkdir()
    assert "book's package" not in told(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", '{"cells": 3}', '{"cells": [{"cell_type": "code"}]}'])
def test_a_broken_notebook_is_told(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text(text)
    assert told(tmp_path, code=1)["a.ipynb"]["do"] == "get the notebook again"


def test_the_notebooks_of_a_book_name_its_package(tmp_path: Path) -> None:
    hexapla("new", tmp_path / "book")
    hexapla("build", tmp_path / "book", "--to", "notebooks")
    found = told(tmp_path / "book" / "_build" / "notebooks" / "plain")
    assert "book's package" not in found
    assert found["packages"]["state"] == "ok"


def test_where_there_is_no_notebook_it_is_said(tmp_path: Path) -> None:
    assert "no notebook" in hexapla("doctor", "--notebook", tmp_path, code=2)
    assert "no notebook" in hexapla("doctor", "--notebook", tmp_path / "a.ipynb", code=2)
