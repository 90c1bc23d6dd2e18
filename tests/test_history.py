"""The days on which outputs were committed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from books import Shelf
from hexapla.model.outputs import Outputs, Run
from hexapla.source.history import dated

RUNS = Outputs({name: Run((), "fresh") for name in (("p", "a"), ("q", "a"), ("new", "a"))})


def git(folder: Path, *words: str, day: str = "2026-11-20") -> None:
    when = f"{day}T12:00:00+0000"
    own = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "GIT_CONFIG_GLOBAL": os.devnull}
    user = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    command = ["git", "-C", str(folder), *user, *words]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | own)


def commit(book: Path, file: str, text: str, day: str) -> None:
    path = book / "outputs" / "a" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    git(book, "add", ".")
    git(book, "commit", "-m", f"{file} {text}", day=day)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book within a repository, whose two pages were committed on different days."""
    (tmp_path / "repository" / "book").mkdir(parents=True)
    git(tmp_path / "repository", "init", "-b", "main")
    made = tmp_path / "repository" / "book"
    commit(made, "p.json", "one", "2026-01-01")
    commit(made, "q.json", "one", "2026-01-02")
    commit(made, "p.json", "two", "2026-01-03")
    commit(made, "other.json", "one", "2026-01-04")
    return made


def days(book: Path) -> dict[str, str]:
    return {page: run.since for (page, _), run in dated(RUNS, book).runs.items()}


def test_outputs_know_the_day_of_the_commit_that_brought_them(book: Path) -> None:
    assert days(book) == {"p": "2026-01-03", "q": "2026-01-02", "new": ""}
    assert dated(Outputs(), book) == Outputs()


def test_what_has_changed_since_has_no_day(book: Path) -> None:
    (book / "outputs/a/p.json").write_text("three")
    assert days(book) == {"p": "", "q": "2026-01-02", "new": ""}
    (book / "outputs/a/q.json").unlink()
    git(book, "add", ".")
    assert days(book) == {"p": "", "q": "", "new": ""}


def test_a_shallow_clone_does_not_know_what_came_before_it(book: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--depth", "2", f"file://{book.parent}", str(clone))
    assert days(clone / "book") == {"p": "", "q": "", "new": ""}
    commit(clone / "book", "p.json", "three", "2026-01-05")
    assert days(clone / "book") == {"p": "2026-01-05", "q": "", "new": ""}


def test_without_a_repository_there_are_no_days(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dated(RUNS, tmp_path) == RUNS
    monkeypatch.setenv("PATH", str(tmp_path))
    assert dated(RUNS, book) == RUNS


@pytest.mark.slow
def test_the_foot_of_a_page_says_when_it_was_last_verified(tmp_path: Path) -> None:
    shelf = Shelf.copy("rivers", tmp_path)
    git(tmp_path, "init", "-b", "main")
    shelf.build()
    page = shelf.tree()["web/speed.html"].decode()
    assert "Outputs produced with numpy 2.0.0.</p>" in page
    for (name, variant), files in shelf.archive.items.items():
        path = tmp_path / "outputs" / variant / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files["record.json"])
    git(tmp_path, "add", "outputs")
    git(tmp_path, "commit", "-m", "outputs", day="2026-02-03")
    shelf.build()
    page = shelf.tree()["web/speed.html"].decode()
    assert "Outputs produced with numpy 2.0.0; last verified on 2026-02-03.</p>" in page
