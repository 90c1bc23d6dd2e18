"""Environments: what is in them, how they differ from a lock, how they are made."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from hexapla.execute import environment
from hexapla.execute.environment import create, describe, differences, python
from hexapla.model.book import Lock, Variant
from hexapla.source import lock

LANGUAGE = f"{sys.version_info.major}.{sys.version_info.minor}"
VARIANT = Variant("small", "Small", environment="environments/small.in")


# --- describe and differences ---------------------------------------------------------------------


def distribution(site: Path, name: str, version: str, **files: str) -> None:
    """Lay an installed distribution into a folder of packages."""
    folder = site / f"{name}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    for file, text in files.items():
        (folder / file.replace("_txt", ".txt")).write_text(text)


def test_an_environment_is_told_by_its_packages_and_their_modules(tmp_path: Path) -> None:
    site = tmp_path / "small" / "lib" / "python3.11" / "site-packages"
    distribution(site, "Scikit_Learn", "1.7.0", top_level_txt="sklearn\n")
    distribution(site, "torch", "2.13.0+cpu", RECORD="torch/__init__.py,,\ntorch/x/y.py,,\n")
    distribution(site, "six", "1.17", RECORD="six.py,,\n_six_private.py,,\nbin/six.txt,,\n")
    distribution(site, "pip", "25.0")
    (tmp_path / "small" / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.11.7\n")
    assert describe(tmp_path, "small") == Lock(
        language="3.11",
        packages={"scikit-learn": "1.7.0", "six": "1.17", "torch": "2.13.0"},
        modules={"six": "six", "sklearn": "scikit-learn", "torch": "torch"},
    )
    assert describe(tmp_path, "other") is None


def test_differences_are_told_in_words() -> None:
    want = Lock("3.11", {"numpy": "2.4.0", "flax": "0.12", "torch": "2.13.0", "Typing_X": "1"}, {})
    have = {"numpy": "2.3.1", "torch": "2.13.0+cu128", "more": "1", "typing-x": "1"}
    assert differences(Lock("3.12", have, {}), want) == (
        "Python 3.12 instead of 3.11",
        "flax is missing",
        "numpy 2.3.1 instead of 2.4.0",
    )
    assert differences(want, want) == ()


# --- create ---------------------------------------------------------------------------------------


def wheel(folder: Path, name: str, version: str) -> None:
    """A package that pip can install, as small as it can be."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"version = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{file},,\n" for file in (*files, f"{info}/RECORD"))
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for file, text in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(file, text)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip installs from, and from nowhere else, with two releases of one package."""
    folder = tmp_path / "shop"
    folder.mkdir()
    for version in ("1.0", "2.0"):
        wheel(folder, "tiny", version)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setattr(environment, "KERNEL", "tiny")  # the real one is not in the shop
    return folder


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The folder of a book that wants that package."""
    (tmp_path / "book" / "environments").mkdir(parents=True)
    (tmp_path / "book" / "environments" / "small.in").write_text("tiny\n")
    return tmp_path / "book"


@pytest.mark.kernel
@pytest.mark.usefixtures("shop")
def test_an_environment_is_made_locked_and_made_again_as_locked(book: Path) -> None:
    places, said = book / ".hexapla" / "environments", []
    locked = book / "environments" / "small.lock"
    assert create(book, VARIANT, places, False, said.append) == ()
    assert locked.read_text() == f"# python {LANGUAGE}\ntiny==2.0\n"
    assert imported(places) == "2.0"
    assert [path.name for path in places.iterdir()] == ["small"]
    pip = places / "small" / "bin" / "pip"
    assert subprocess.run([pip, "--version"], check=True, capture_output=True).stdout
    # given an older lock, the environment follows it
    locked.write_text(f"# python {LANGUAGE}\ntiny==1.0\n")
    assert create(book, VARIANT, places, False, said.append) == ()
    assert imported(places) == "1.0"
    assert differences(*both(places, locked)) == ()
    # and it stays whole when a new one cannot be made
    locked.write_text(f"# python {LANGUAGE}\ntiny==3.0\n")
    (problem,) = create(book, VARIANT, places, False, said.append)
    assert problem.code == "environment-failed"
    assert "tiny==3.0" in problem.text
    assert imported(places) == "1.0"
    assert differences(*both(places, locked)) == ("tiny 1.0 instead of 3.0",)
    assert [path.name for path in places.iterdir()] == ["small"]


def test_a_lock_of_another_python_says_which_is_needed(book: Path) -> None:
    (book / "environments" / "small.lock").write_text("# python 3.8\ntiny==1.0\n")
    (problem,) = create(book, VARIANT, book / "made", False, print)
    assert problem.code == "environment-failed"
    assert "Python 3.8" in problem.text
    assert not (book / "made").exists()


def test_a_broken_lock_is_a_problem_with_its_line(book: Path) -> None:
    (book / "environments" / "small.lock").write_text(f"# python {LANGUAGE}\ntiny is new\n")
    (problem,) = create(book, VARIANT, book / "made", False, print)
    assert str(problem.at) == "environments/small.lock:2"
    assert not (book / "made").exists()


def test_a_list_that_is_not_there_is_a_problem(book: Path) -> None:
    (book / "environments" / "small.in").unlink()
    (problem,) = create(book, VARIANT, book / "made", False, print)
    assert problem.code == "environment-failed"
    assert "small.in" in problem.text


def imported(places: Path) -> str:
    """The release that code in the environment imports, by the environment's final name."""
    command = [python(places, VARIANT), "-c", "import tiny; print(tiny.version, tiny.__file__)"]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    version, file = run.stdout.split()
    assert Path(file).is_relative_to(places / "small")
    return version


def both(places: Path, locked: Path) -> tuple[Lock, Lock]:
    have, (want, _) = describe(places, "small"), lock.read(locked.read_text(), "small.lock")
    assert have
    assert want
    return have, want
