"""Bringing artifacts into a folder: what is written, what is removed, what is left alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafts import codes
from hexapla.model.problems import Problems
from hexapla.ports import Artifact, Bundle, Made, Original
from hexapla.publish.bundle import pack
from hexapla.publish.files import publish
from hexapla.whole import MANIFEST

NO_BOOK = Path("no-book")


def given_files(**texts: str) -> tuple[Artifact, ...]:
    """Artifacts from words: `a__b="x"` is the file a/b."""
    return tuple(Artifact(name.replace("__", "/"), text.encode()) for name, text in texts.items())


def tree(folder: Path) -> dict[str, str]:
    """All files but the manifest, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def manifest(folder: Path) -> list[str]:
    return (folder / MANIFEST).read_text().splitlines()


def put(folder: Path, artifacts: Iterable[Artifact], book: Path = NO_BOOK) -> Problems:
    return publish("web", artifacts, folder, book)[1]


# --- what is written ------------------------------------------------------------------------------


def test_files_are_written_and_listed(tmp_path: Path) -> None:
    wrote, problems = publish("web", given_files(b="2", a__c="1"), tmp_path / "out", NO_BOOK)
    assert tree(tmp_path / "out") == {"b": "2", "a/c": "1"}
    assert manifest(tmp_path / "out") == ["a/c", "b"]
    assert (wrote.writer, wrote.written, wrote.unchanged, wrote.removed) == ("web", 2, 0, 0)
    assert problems == ()


def test_only_what_changed_is_written_again(tmp_path: Path) -> None:
    put(tmp_path, given_files(a="1", b="2"))
    before = (tmp_path / "a").stat()
    wrote, _ = publish("web", given_files(a="1", b="3"), tmp_path, NO_BOOK)
    assert (tmp_path / "a").stat() == before
    assert (wrote.written, wrote.unchanged) == (1, 1)


def test_what_is_no_longer_made_goes_with_the_folders_it_leaves_empty(tmp_path: Path) -> None:
    put(tmp_path, given_files(a__b__c="1", d="2"))
    wrote, _ = publish("web", given_files(d="2"), tmp_path, NO_BOOK)
    assert wrote.removed == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [MANIFEST, "d"]


def test_nothing_made_and_nothing_there_makes_no_folder(tmp_path: Path) -> None:
    assert put(tmp_path / "out", ()) == ()
    assert not (tmp_path / "out").exists()


def test_files_of_others_stay(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "mine.txt").write_text("mine")
    (tmp_path / "notes.txt").write_text("mine too")
    put(tmp_path, given_files(a__b="1"))
    put(tmp_path, ())
    assert tree(tmp_path) == {"a/mine.txt": "mine", "notes.txt": "mine too"}


PATHS = st.sampled_from(["a", "b", "c", "a/b", "a/c", "b/a/c", "c/b"])
TREES = st.dictionaries(PATHS, st.sampled_from(["", "1", "2"]), max_size=5).filter(
    lambda files: not any(f"{one}/" in two for one in files for two in files)
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(TREES, min_size=1, max_size=4))
def test_after_any_publishing_the_folder_is_as_after_the_last_alone(
    rounds: list[Mapping[str, str]],
) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        often, once = Path(temporary) / "often", Path(temporary) / "once"
        often.mkdir()
        (often / "foreign.txt").write_text("mine")
        for files in rounds:
            assert put(often, [Artifact(path, text.encode()) for path, text in files.items()]) == ()
        put(once, [Artifact(path, text.encode()) for path, text in rounds[-1].items()])
        assert tree(often) == {**tree(once), "foreign.txt": "mine"}
        made = {path for path in often.rglob("*") if path.is_dir()}
        assert all(any(path.iterdir()) for path in made)


# --- files of the book ----------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    (folder / "img").mkdir(parents=True)
    (folder / "img" / "a.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "loop").symlink_to(folder / "loop")
    return folder


def test_originals_are_copied(book: Path, tmp_path: Path) -> None:
    put(tmp_path / "out", [Artifact("files/a.svg", Original("img/a.svg"))], book)
    assert tree(tmp_path / "out") == {"files/a.svg": "<svg/>"}


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("img/b.svg", "missing-file"),
        ("img", "unreadable"),
        ("loop", "unreadable"),
        ("nul\0", "unreadable"),
        ("../secret.txt", "outside"),
        ("/etc/hostname", "outside"),
        ("link.txt", "outside"),
    ],
)
def test_an_original_that_cannot_go_along_is_a_problem(
    book: Path, tmp_path: Path, file: str, code: str
) -> None:
    artifacts = (Artifact("files/x", Original(file)), *given_files(a="1"))
    assert codes(put(tmp_path / "out", artifacts, book)) == [code]
    assert tree(tmp_path / "out") == {"a": "1"}


# --- zips -----------------------------------------------------------------------------------------


def test_what_shares_work_is_made_one_after_another(tmp_path: Path) -> None:
    order: list[int] = []

    def made(number: int) -> Made:
        def make() -> tuple[bytes, Problems]:
            is_beside = order[-1:] == [number]
            order.append(number)
            return str(is_beside).encode(), ()

        return Made(f"{number}.{len(artifacts)}", make, beside=str(number))

    artifacts: list[Artifact] = []
    for path in ("first", "second"):
        artifacts += [Artifact(f"{path}/{n}", made(n)) for n in range(40)]
    publish("web", artifacts, tmp_path, tmp_path)
    assert {one.read_text() for one in (tmp_path / "first").iterdir()} == {"False"}
    assert {one.read_text() for one in (tmp_path / "second").iterdir()} == {"True"}


def test_a_bundle_becomes_a_zip_of_equal_bytes(book: Path, tmp_path: Path) -> None:
    members = (*given_files(b="2", a="1"), Artifact("files/a.svg", Original("img/a.svg")))
    for name, held in (("one", members), ("two", members[::-1])):
        assert put(tmp_path / name, [Artifact("all.zip", Bundle(held))], book) == ()
    data = (tmp_path / "one" / "all.zip").read_bytes()
    assert data == (tmp_path / "two" / "all.zip").read_bytes()
    with ZipFile(BytesIO(data)) as bundle:
        assert bundle.namelist() == ["a", "b", "files/a.svg"]
        assert bundle.read("files/a.svg") == b"<svg/>"
        assert {info.date_time[0] for info in bundle.infolist()} == {1980}


def test_a_bundle_leaves_out_what_is_wrong_and_says_it_once(book: Path, tmp_path: Path) -> None:
    gone = Artifact("files/b.svg", Original("img/b.svg"))
    members = (*given_files(a="1"), gone, Artifact("../evil", b""))
    problems = put(tmp_path / "out", [gone, Artifact("all.zip", Bundle(members))], book)
    assert codes(problems) == ["missing-file", "bad-path"]
    assert (tmp_path / "out" / "all.zip").read_bytes() == pack({"a": b"1"})


# --- what must never happen -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "/etc/x",
        "../x",
        "a/../../x",
        "a/..",
        "a//b",
        "./a",
        "a\\b",
        "a\nb",
        "a\0b",
        MANIFEST,
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(tmp_path: Path, path: str) -> None:
    problems = put(tmp_path / "out", [Artifact(path, b"x"), *given_files(good="1")])
    assert codes(problems) == ["bad-path"]
    assert tree(tmp_path) == {"out/good": "1"}


def test_a_link_in_the_folder_is_not_followed_out_of_it(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").symlink_to(tmp_path / "elsewhere")
    assert codes(put(tmp_path / "out", given_files(a__b="1"))) == ["bad-path"]
    assert tree(tmp_path / "elsewhere") == {}


def test_a_manifest_made_by_others_removes_nothing_outside(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / MANIFEST).write_bytes(b"../precious\n\xff\n/etc/hostname\n\n..\n")
    assert put(tmp_path / "out", given_files(a="1")) == ()
    assert tree(tmp_path) == {"precious": "mine", "out/a": "1"}
    assert manifest(tmp_path / "out") == ["a"]


def test_a_file_where_the_folder_should_be_is_one_problem_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    wrote, problems = publish("web", given_files(a="1", b__c="2"), tmp_path / "out", NO_BOOK)
    assert codes(problems) == ["not-writable"]
    assert f"'{tmp_path / 'out'}'" in problems[0].text
    assert (tmp_path / "out").read_text() == "mine"
    assert (wrote.written, wrote.unchanged, wrote.removed) == (0, 0, 0)


def test_a_foreign_folder_where_a_file_should_be_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "mine.txt").write_text("mine")
    problems = put(tmp_path, given_files(a="1"))
    assert codes(problems) == ["not-writable"]
    assert ".part" not in problems[0].text
    assert tree(tmp_path) == {"a/mine.txt": "mine"}


def test_after_a_failure_midway_the_next_publishing_goes_on(tmp_path: Path) -> None:
    put(tmp_path, given_files(old="0", same="1"))
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "c").mkdir()  # a folder stands where a file should be
    (tmp_path / "c" / "theirs").write_text("theirs")
    midway = given_files(same="1", b="2", c="3", d="4", mine="ours")
    assert codes(put(tmp_path, midway)) == ["not-writable"]
    assert tree(tmp_path) == {"same": "1", "b": "2", "c/theirs": "theirs", "mine": "mine"}
    # What was never written over is not ours to remove.
    assert put(tmp_path, given_files(same="1", e="5")) == ()
    assert tree(tmp_path) == {"same": "1", "e": "5", "c/theirs": "theirs", "mine": "mine"}


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("1")
    (tmp_path / "out").mkdir()
    for name in ("a", "b"):
        (tmp_path / "out" / name).symlink_to(tmp_path / "theirs")
    assert put(tmp_path / "out", given_files(a="1", b="2")) == ()
    assert not any(path.is_symlink() for path in (tmp_path / "out").iterdir())
    assert tree(tmp_path) == {"theirs": "1", "out/a": "1", "out/b": "2"}


def test_a_folder_that_a_killed_build_began_goes_too(tmp_path: Path) -> None:
    put(tmp_path, given_files(a="1", b__c="2"))
    (tmp_path / "b" / "c").unlink()
    (tmp_path / "b" / f".{'0' * 32}.part").write_text("half")
    publish("web", given_files(a="1"), tmp_path, NO_BOOK, alone=True)
    assert not (tmp_path / "b").exists()
