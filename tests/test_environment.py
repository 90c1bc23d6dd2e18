"""Environments: what is in them, how they differ from a lock, how they are made."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hexapla.execute import install
from hexapla.execute.environment import (
    PLATFORM,
    alone,
    describe,
    differences,
    to_lock,
)
from hexapla.execute.install import create
from hexapla.execute.where import environments, python
from hexapla.model.book import Lock, Variant
from hexapla.source import lock
from wheels import wheel

LANGUAGE = f"{sys.version_info.major}.{sys.version_info.minor}"
VARIANT = Variant("small", "Small", environment="environments/small.in")


# --- describe and differences ---------------------------------------------------------------------


def distribution(
    site: Path, name: str, version: str, requires: tuple[str, ...] = (), **files: str
) -> None:
    """Lay an installed distribution into a folder of packages."""
    folder = site / f"{name}-{version}.dist-info"
    folder.mkdir(parents=True)
    text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    text += "".join(f"Requires-Dist: {one}\n" for one in requires)
    (folder / "METADATA").write_text(text)
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


def test_a_lock_says_what_only_some_platforms_need(tmp_path: Path) -> None:
    site = tmp_path / "small" / "lib" / "python3.11" / "site-packages"
    shell = ('pexpect; sys_platform != "win32"', 'psutil; python_version >= "3"', "six")
    distribution(site, "shell", "1", (*shell, 'uv; extra == "fast"'), REQUESTED="")
    distribution(site, "pexpect", "1", ("ptyprocess",))
    distribution(site, "ptyprocess", "1")
    distribution(site, "psutil", "1")
    distribution(site, "six", "1", ('both; sys_platform == "linux"', 'asked; os_name == "nt"'))
    distribution(site, "both", "1", ("ring; platform_machine == 'arm64'", 'six; os_name == "nt"'))
    distribution(site, "ring", "1", ("not a requirement",))
    distribution(site, "other", "1", ('both; sys_platform == "darwin"',))
    distribution(site, "asked", "1", REQUESTED="")
    distribution(site, "uv", "1")
    (tmp_path / "small" / "pyvenv.cfg").write_text("version = 3.11.7\n")
    held = to_lock(tmp_path, "small")
    assert held is not None
    assert held.platform == PLATFORM
    both = '(sys_platform == "darwin") or (sys_platform == "linux")'
    darwin = '(sys_platform == "darwin") and (platform_machine == "arm64")'
    linux = '(sys_platform == "linux") and (platform_machine == "arm64")'
    assert held.markers == {
        "both": both,
        "pexpect": 'sys_platform != "win32"',
        "ptyprocess": 'sys_platform != "win32"',
        "ring": f"({darwin}) or ({linux})",
    }
    read, problems = lock.read(lock.write(held), "small.lock")
    assert (read, problems) == (held, ())


def test_what_this_platform_does_not_need_is_not_missing() -> None:
    elsewhere, here = 'sys_platform == "elsewhere"', f'sys_platform == "{sys.platform}"'
    packages = {"uvloop": "1", "pexpect": "2", "odd": "3"}
    markers = {"uvloop": elsewhere, "pexpect": here, "odd": "no marker"}
    want = Lock("3.11", packages, {}, "beos m68k", markers)
    assert differences(Lock("3.11", {}, {}), want) == ("odd is missing", "pexpect is missing")
    have = Lock("3.11", {"uvloop": "9", "pexpect": "2", "odd": "3"}, {})
    assert differences(have, want) == ("uvloop 9 instead of 1",)


# --- create ---------------------------------------------------------------------------------------


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip installs from, and from nowhere else, with two releases of one package."""
    folder = tmp_path / "shop"
    folder.mkdir()
    for version in ("1.0", "2.0"):
        wheel(folder, "tiny", version)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setattr(install, "KERNEL", "tiny")  # the real one is not in the shop
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
    assert locked.read_text() == f"# python {LANGUAGE}\n# platform {PLATFORM}\ntiny==2.0\n"
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


@pytest.mark.kernel
@pytest.mark.usefixtures("shop")
def test_a_lock_of_another_platform_is_followed_and_said(book: Path) -> None:
    locked = book / "environments" / "small.lock"
    elsewhere = 'tiny-elsewhere==9 ; sys_platform == "elsewhere"'
    locked.write_text(f"# python {LANGUAGE}\n# platform beos m68k\n{elsewhere}\ntiny==1.0\n")
    said: list[str] = []
    assert create(book, VARIANT, book / ".hexapla" / "environments", False, said.append) == ()
    assert any("beos m68k" in line and PLATFORM in line for line in said)
    assert differences(*both(book / ".hexapla" / "environments", locked)) == ()


# Ends itself, as kill -9 would, before the nth renaming.
KILLED = """
import os, signal, sys
from pathlib import Path
from hexapla.execute.install import replacing
left, rename = int(sys.argv[2]), Path.replace
def counted(self, to):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return rename(self, to)
Path.replace = counted
with replacing(Path(sys.argv[1]), "small") as part:
    (part / "bin").mkdir(parents=True)
    (part / "pyvenv.cfg").write_text("new")
"""


@pytest.mark.slow
@pytest.mark.parametrize(("nth", "stands"), [(1, "old"), (2, "old"), (3, "new")])
def test_an_environment_is_whole_whenever_its_maker_is_killed(
    nth: int, stands: str, tmp_path: Path
) -> None:
    places = environments(tmp_path)
    (places / "small").mkdir(parents=True)
    (places / "small" / "pyvenv.cfg").write_text("old")
    ended = subprocess.run([sys.executable, "-c", KILLED, places, str(nth)], check=False)
    assert ended.returncode == (-signal.SIGKILL if nth < 3 else 0)
    assert (environments(tmp_path) / "small" / "pyvenv.cfg").read_text() == stands
    with install.replacing(places, "small") as part:  # and nothing of it is in the way of the next
        assert not part.exists()
        (part / "bin").mkdir(parents=True)
        (part / "pyvenv.cfg").write_text("newer")
    assert [path.name for path in places.iterdir()] == ["small"]
    assert (places / "small" / "pyvenv.cfg").read_text() == "newer"


HOLDER = """
import sys, time
from pathlib import Path
from hexapla.execute.environment import alone
with alone(Path(sys.argv[1]), seconds=0) as free:
    print(free, flush=True)
    time.sleep(60)
"""


def test_environments_are_made_by_one_process_at_a_time(tmp_path: Path) -> None:
    places = environments(tmp_path)
    (places / "small.old").mkdir(parents=True)
    command = [sys.executable, "-c", HOLDER, str(places)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "True\n"
        with alone(places, seconds=0) as free:
            assert not free
        environments(tmp_path)
        assert not (places / "small").exists()  # its maker is at work
        holder.kill()
    environments(tmp_path)
    assert (places / "small").exists()
    with alone(places, seconds=0) as free:
        assert free


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
