"""What was published from an edition is not written again, unless something of it changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from hexapla.events import Tell, Waiting
from hexapla.model.book import Book, Config
from hexapla.model.library import Library
from hexapla.model.nodes import Place
from hexapla.model.outputs import Outputs
from hexapla.model.problems import Problems, bad_formula
from hexapla.ports import Artifact, Edition
from hexapla.publish.editions import publish_edition
from hexapla.turns import turn

EDITION = Edition(Book(Config("A"), (), {}, {}, {}), Outputs(), Library({}), ())
SILENT: Tell = lambda event: None  # noqa: E731
PROBLEM = bad_formula("no", Place("a.md", 3))


@dataclass
class Counting:
    """A writer of two files that counts how often it was asked, and has one problem."""

    name: str = "counting"
    asked: int = 0

    def write(self, edition: Edition) -> tuple[Iterable[Artifact], Problems]:
        self.asked += 1
        title = edition.book.config.title.encode()
        return (Artifact("a.txt", title), Artifact("sub/b.txt", b"b")), (PROBLEM,)


@pytest.fixture
def writer(tmp_path: Path) -> Counting:
    """It has published once, to the folder out/."""
    made = Counting()
    wrote, problems = publish_edition(made, EDITION, tmp_path / "out", tmp_path, SILENT)
    assert (wrote.written, wrote.unchanged, problems) == (2, 0, (PROBLEM,))
    return made


def test_an_equal_edition_is_not_written_again_and_its_problems_are_said(
    writer: Counting, tmp_path: Path
) -> None:
    wrote, problems = publish_edition(writer, EDITION, tmp_path / "out", tmp_path, SILENT)
    assert (wrote.written, wrote.unchanged, problems) == (0, 2, (PROBLEM,))
    assert writer.asked == 1


def test_another_edition_is_written(writer: Counting, tmp_path: Path) -> None:
    book = replace(EDITION.book, config=Config("B"))
    wrote, _ = publish_edition(
        writer, replace(EDITION, book=book), tmp_path / "out", tmp_path, SILENT
    )
    assert (wrote.written, wrote.unchanged) == (1, 1)
    assert (tmp_path / "out/a.txt").read_text() == "B"


@pytest.mark.parametrize("harm", ["change", "remove", "forget", "garble"])
def test_what_was_touched_by_others_is_made_good(
    writer: Counting, tmp_path: Path, harm: str
) -> None:
    file = tmp_path / "out/a.txt"
    (memory,) = (tmp_path / ".hexapla/published").iterdir()
    match harm:
        case "change":
            file.write_text("X")
        case "remove":
            file.unlink()
        case "forget":
            memory.unlink()
        case "garble":
            memory.write_bytes(memory.read_bytes()[:-9])
    publish_edition(writer, EDITION, tmp_path / "out", tmp_path, SILENT)
    assert file.read_text() == "A"
    assert writer.asked == 2


def test_another_folder_is_written_too(writer: Counting, tmp_path: Path) -> None:
    publish_edition(writer, EDITION, tmp_path / "elsewhere", tmp_path, SILENT)
    assert (tmp_path / "elsewhere/sub/b.txt").exists()


def test_who_finds_another_at_work_says_so_waits_and_finds_it_done(
    writer: Counting, tmp_path: Path
) -> None:
    book = replace(EDITION.book, config=Config("B"))
    edition = replace(EDITION, book=book)
    told: list[object] = []
    at_work = turn(tmp_path / "out")
    at_work.__enter__()

    def tell(event: object) -> None:
        told.append(event)
        at_work.__exit__(None, None, None)

    publish_edition(writer, edition, tmp_path / "out", tmp_path, tell)
    assert told == [Waiting("counting", str(tmp_path / "out"))]
    assert (tmp_path / "out/a.txt").read_text() == "B"


def test_who_is_killed_while_publishing_leaves_nothing_to_be_trusted(
    writer: Counting, tmp_path: Path
) -> None:
    part = tmp_path / "out" / "sub" / f".{'0' * 32}.part"

    class Killed(BaseException):
        pass

    class Dying(Counting):
        def write(self, edition: Edition) -> tuple[Iterable[Artifact], Problems]:
            def artifacts() -> Iterable[Artifact]:
                part.write_bytes(b"half")
                raise Killed
                yield

            return artifacts(), ()

    book = replace(EDITION.book, config=Config("B"))
    with pytest.raises(Killed):
        publish_edition(Dying(), replace(EDITION, book=book), tmp_path / "out", tmp_path, SILENT)
    publish_edition(writer, EDITION, tmp_path / "out", tmp_path, SILENT)  # as it was before
    assert not part.exists()
