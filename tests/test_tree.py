"""The folder of a book: what is read from it, and what is said when something is not there."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from hexapla.source import tree

CONFIG = """\
title = "A"
bibliography = ["r.bib"]
[[variants]]
name = "numpy"
environment = "env/numpy.in"
[[parts]]
title = "P"
chapters = [
  "a.md",
  "sub/b.md",
]
"""
FILES = {
    "book.toml": CONFIG,
    "r.bib": "@book{k, title={T}}",
    "env/numpy.in": "numpy",
    "env/numpy.lock": "# python 3.11\nnumpy==2.0\n",
    "a.md": "# A",
    "sub/b.md": "# B",
    "sub/unlisted.md": "# C",
    "img/x.svg": "<svg/>",
    ".hexapla/store/k": "",
    ".hidden": "",
    "_build/web/a.html": "",
    "outputs/numpy/a.json": "",
    "lib/__pycache__/x.pyc": "",
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def said(folder: Path) -> list[tuple[str, str]]:
    return [(problem.code, str(problem.at)) for problem in tree.read(folder)[1]]


def test_what_a_book_is_made_from(book: Path) -> None:
    sources, problems = tree.read(book)
    assert sources is not None
    assert problems == ()
    assert [(entry.file, text) for entry, text in sources.pages] == [
        ("a.md", "# A"),
        ("sub/b.md", "# B"),
    ]
    assert sources.bibliographies == (("r.bib", "@book{k, title={T}}"),)
    assert sources.locks["numpy"].packages == {"numpy": "2.0"}


def test_digests_of_other_files_without_those_that_are_made(book: Path) -> None:
    sources, _ = tree.read(book)
    assert sources is not None
    assert list(sources.files) == [
        "book.toml",
        "env/numpy.in",
        "env/numpy.lock",
        "img/x.svg",
        "r.bib",
        "sub/unlisted.md",
    ]
    assert sources.files["img/x.svg"] == hashlib.sha256(b"<svg/>").hexdigest()


def test_no_book(tmp_path: Path) -> None:
    sources, (problem,) = tree.read(tmp_path)
    assert (sources, problem.code) == (None, "no-book")
    assert str(tmp_path) in problem.text


def test_a_missing_page_is_said_with_the_nearest_one(book: Path) -> None:
    (book / "book.toml").write_text(CONFIG.replace("sub/b.md", "sub/bb.md"))
    sources, (problem,) = tree.read(book)
    assert sources is not None
    assert [entry.file for entry, _ in sources.pages] == ["a.md"]
    assert (problem.code, str(problem.at)) == ("missing-page", "book.toml:10")
    assert "did you mean 'sub/b.md'?" in problem.text


def test_a_missing_bibliography(book: Path) -> None:
    (book / "r.bib").unlink()
    assert said(book) == [("missing-file", "book.toml:2")]


def test_a_missing_lock_is_a_warning(book: Path) -> None:
    (book / "env/numpy.lock").unlink()
    sources, (problem,) = tree.read(book)
    assert sources is not None
    assert sources.locks == {}
    assert (problem.code, problem.severity) == ("no-lock", "warning")


def test_an_environment_that_is_not_there_is_said_with_the_nearest(book: Path) -> None:
    (book / "book.toml").write_text(CONFIG.replace("env/numpy.in", "env/nunpy.in"))
    _, (problem,) = tree.read(book)
    assert (problem.code, str(problem.at)) == ("missing-file", "book.toml:5")
    assert "did you mean 'env/numpy.in'?" in problem.text


def test_a_book_without_pages_is_told_how_to_list_them(book: Path) -> None:
    (book / "book.toml").write_text('title = "A"')
    _, (problem,) = tree.read(book)
    assert problem.code == "bad-config"
    assert "chapters = " in problem.text


def test_no_lock_is_missed_where_there_is_no_environment(book: Path) -> None:
    (book / "book.toml").write_text(CONFIG.replace('environment = "env/numpy.in"', ""))
    assert said(book) == []


@pytest.mark.parametrize("file", ["a.md", "r.bib", "env/numpy.lock"])
def test_a_file_that_is_no_text_is_said_and_left_out(book: Path, file: str) -> None:
    (book / file).write_bytes(b"# A \xff")
    sources, _ = tree.read(book)
    assert sources is not None
    assert said(book) == [("unreadable", f"{file}:1")]


def test_a_configuration_that_is_no_text(book: Path) -> None:
    (book / "book.toml").write_bytes(b"\xff")
    assert tree.read(book)[0] is None
    assert said(book) == [("unreadable", "book.toml:1")]


def test_a_mark_at_the_start_of_a_file_is_not_part_of_it(book: Path) -> None:
    (book / "a.md").write_bytes(b"\xef\xbb\xbf# A")
    sources, _ = tree.read(book)
    assert sources is not None
    assert sources.pages[0][1] == "# A"


def test_links_out_of_the_book_are_refused(book: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Secret")
    (tmp_path / "secrets").mkdir()
    (book / "a.md").unlink()
    (book / "a.md").symlink_to("../secret.md")
    (book / "img/secret.svg").symlink_to(tmp_path / "secret.md")
    (book / "more").symlink_to("../secrets")
    sources, _ = tree.read(book)
    assert sources is not None
    assert [entry.file for entry, _ in sources.pages] == ["sub/b.md"]
    assert not {"img/secret.svg", "a.md"} & set(sources.files)
    assert sorted(said(book)) == [
        ("outside", "a.md:1"),
        ("outside", "book.toml:9"),
        ("outside", "img/secret.svg:1"),
        ("outside", "more:1"),
    ]


def test_links_within_the_book_are_files_like_others(book: Path) -> None:
    (book / "img/y.svg").symlink_to("x.svg")
    sources, _ = tree.read(book)
    assert sources is not None
    assert sources.files["img/y.svg"] == sources.files["img/x.svg"]


def test_what_is_no_file_is_left_alone(book: Path) -> None:
    os.mkfifo(book / "img/pipe")
    (book / "img/nowhere").symlink_to("not-there")
    sources, problems = tree.read(book)
    assert sources is not None
    assert problems == ()
    assert "img/pipe" not in sources.files


def test_the_modules_of_a_book_are_read_in_their_own_encoding(book: Path) -> None:
    (book / "sub/plain.py").write_text("import numpy  # ä\n", encoding="utf-8")
    (book / "sub/old.py").write_bytes("# coding: latin-1\nx = 'ä'\n".encode("latin-1"))
    (book / "sub/broken.py").write_bytes(b"x = '\xff'")
    sources, problems = tree.read(book)
    assert sources is not None
    assert problems == ()
    assert dict(sources.modules) == {
        "sub/old.py": "# coding: latin-1\nx = 'ä'\n",
        "sub/plain.py": "import numpy  # ä\n",
    }
    assert "sub/broken.py" in sources.files
