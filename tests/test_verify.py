"""Verify: which pages are looked at, what is said of them, and that nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from books import Shelf, small_book
from commands import hexapla, lines, process
from fakes import MemoryArchive, MemoryStore
from hexapla.execute.compare import Difference, Tolerance
from hexapla.execute.record import to_files
from hexapla.execute.trial import Trial, trials
from hexapla.execute.verify import chosen, differing, estimate, honest
from hexapla.model.book import Book, Config, Page, Part, Variant
from hexapla.model.library import Library
from hexapla.model.nodes import Cell, Place
from hexapla.model.outputs import ERROR, STDOUT, Failure, Output, Result
from hexapla.plan.jobs import plan
from hexapla.plan.sample import sample, week, windows
from hexapla.ports import Job, Tools, Workplace

# --- the sample -----------------------------------------------------------------------------------

names = st.lists(st.tuples(st.text(max_size=5), st.sampled_from("ab")), max_size=40, unique=True)
shares = st.floats(0.01, 1)


@given(names, shares, st.integers())
def test_consecutive_seeds_cover_every_name_once(
    names: list[tuple[str, str]], share: float, seed: int
) -> None:
    turns = range(seed, seed + windows(len(names), share))
    drawn = [name for turn in turns for name in sample(names, share, turn)]
    assert sorted(drawn) == sorted(names)


@given(names, shares, st.integers())
def test_a_sample_is_a_share_of_the_names_and_never_empty(
    names: list[tuple[str, str]], share: float, seed: int
) -> None:
    drawn = sample(names, share, seed)
    assert bool(drawn) == bool(names)
    assert len(drawn) < len(names) * share + 1
    assert list(drawn) == [name for name in names if name in drawn]
    assert set(sample(names[::-1], share, seed)) == set(drawn)


def test_ten_seeds_of_ten_percent_cover_a_book() -> None:
    names = [(f"page-{n}", variant) for n in range(24) for variant in ("a", "b", "c")]
    samples = [sample(names, 0.1, seed) for seed in range(7, 17)]
    assert {len(each) for each in samples} == {7, 8}
    assert {name for each in samples for name in each} == set(names)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_weeks_are_numbered_without_a_gap(day: date) -> None:
    monday = day - timedelta(day.weekday())
    assert {week(monday + timedelta(n)) for n in range(7)} == {week(day)}
    assert week(monday + timedelta(7)) == week(day) + 1


# --- trials, with fakes ---------------------------------------------------------------------------

A, B = Variant("a", "A"), Variant("b", "B")
AT = Workplace(Path("nowhere"), Path("nowhere"))


def made_book(**codes: tuple[str, ...]) -> Book:
    """A book with a page for each name, with these cells in both variants."""
    pages = tuple(
        Page(name, f"{name}.md", 1, (), tuple(map(made_cell, [name] * 9, codes[name])), {})
        for name in codes
    )
    return Book(Config("Book", variants=(A, B)), (Part("", True, pages),), {}, {}, {})


def made_cell(page: str, code: str) -> Cell:
    tags = ("nbval-ignore-output",) if "ignored" in code else ()
    tags += ("skip-execution",) if "skipped" in code else ()
    return Cell(code, (), tags, at=Place(f"{page}.md", 10))


@dataclass
class Says:
    """A runner that prints what each cell's code is said to print; an exception is a failure."""

    words: dict[str, str] = field(default_factory=dict)
    jobs: list[Job] = field(default_factory=list)

    def run(self, job: Job, at: Workplace, started: Callable[[int], None]) -> Result:
        self.jobs.append(job)
        texts = [self.words.get(cell.code, cell.code) for cell in job.cells]
        if (failing := next((n for n, text in enumerate(texts) if text == "!"), None)) is not None:
            cells = tuple((Output(ERROR, "Oops: no"),) for _ in texts[: failing + 1])
            return Result(cells, 1.0, failure=Failure("raised", failing, "Oops: no"))
        if "?" in texts:
            return Result((), failure=Failure("environment", -1, "no kernel"))
        return Result(tuple((Output(STDOUT, text),) for text in texts), 4.0)


@dataclass
class Desk:
    """A book whose outputs are committed, and the means to try it again."""

    book: Book
    runner: Says = field(default_factory=Says)
    store: MemoryStore = field(default_factory=MemoryStore)
    archive: MemoryArchive = field(default_factory=MemoryArchive)

    def __post_init__(self) -> None:
        self.commit(self.jobs())

    def jobs(self) -> tuple[Job, ...]:
        return plan(self.book, Library({}))[0]

    def commit(self, jobs: tuple[Job, ...]) -> None:
        for job in jobs:
            result = Says().run(job, AT, lambda _: None)
            self.archive.keep(job.page, job.variant.name, to_files(job.inputs, result))

    def tried(self, **words: str) -> tuple[Trial, ...]:
        self.runner = Says(words)
        before = {name: dict(files) for name, files in self.archive.items.items()}
        tools = Tools((), self.store, self.archive, lambda _: None, self.runner)
        done, problems = trials(self.book, self.jobs(), tools, AT, Tolerance())
        assert {problem.code for problem in problems} <= {"no-kernel"}
        assert (self.store.items, self.archive.items) == ({}, before)
        return done


def verdicts(done: tuple[Trial, ...]) -> list[tuple[str, str, str]]:
    return [(trial.job.page, trial.job.variant.name, trial.verdict) for trial in done]


def test_every_job_runs_again_and_is_compared() -> None:
    desk = Desk(made_book(p=("x", "y 1.0", "skipped", "ignored"), q=("z",)))
    assert verdicts(desk.tried()) == [
        ("p", "a", "equal"),
        ("p", "b", "equal"),
        ("q", "a", "equal"),
        ("q", "b", "equal"),
    ]
    assert len(desk.runner.jobs) == 4
    done = desk.tried(**{"y 1.0": "y 1.00001", "ignored": "what?"})
    assert [each for _, _, each in verdicts(done)] == ["within tolerance"] * 2 + ["equal"] * 2
    assert list(differing(done)) == []


def test_a_difference_is_an_error_at_its_cell() -> None:
    desk = Desk(made_book(p=("x", "y 1.0", "z"), q=("z",)))
    done = desk.tried(**{"y 1.0": "y 2.0", "z": "!"})
    assert [each for _, _, each in verdicts(done)] == ["fails"] * 4
    done = desk.tried(**{"y 1.0": "y 2.0"})
    assert [each for _, _, each in verdicts(done)] == ["differs"] * 2 + ["equal"] * 2
    problem = next(differing(done))
    assert (problem.code, problem.severity, problem.at) == (
        "outputs-differ", "error", Place("p.md", 10)
    )  # fmt: skip
    assert "y 2.0; committed is y 1.0" in problem.text


def test_a_failing_page_is_told_by_its_own_problem() -> None:
    desk = Desk(made_book(p=("x",), q=("z",)))
    done = desk.tried(z="!")
    assert [trial.problem.code for trial in done if trial.problem] == ["cell-raised"] * 2
    assert {problem.at for problem in differing(done)} == {Place("q.md", 10)}


def test_what_could_not_run_is_not_taken_for_equal() -> None:
    desk = Desk(made_book(p=("x",)))
    assert [each for _, _, each in verdicts(desk.tried(x="?"))] == ["not run"] * 2


def test_another_picture_is_only_a_warning() -> None:
    trial = Desk(made_book(p=("x",))).tried()[0]
    picture = replace(trial, verdict="differs", differences=(_difference("picture"),))
    both = replace(picture, differences=(_difference("picture"), _difference("text")))
    assert [p.code for p in differing([picture, both])] == ["pictures-differ", "outputs-differ"]
    assert [p.severity for p in differing([picture, both])] == ["warning", "error"]


def _difference(kind: str) -> Difference:
    return Difference(0, kind, "was", "now")


def test_what_is_committed_of_other_code_is_not_compared() -> None:
    desk = Desk(made_book(p=("x",)))
    desk.book = made_book(p=("x # new",))
    assert [each for _, _, each in verdicts(desk.tried())] == ["passes", "passes"]


def test_only_fresh_outputs_can_be_honest() -> None:
    desk = Desk(made_book(p=("x",), q=("z",), r=("y",)))
    desk.book = made_book(p=("x",), q=("z # new",), r=("y",))
    del desk.archive.items["r", "a"]
    desk.archive.items["r", "b"]["record.json"] += b"}"
    fresh, problems = honest(desk.jobs(), desk.archive)
    assert [(job.page, job.variant.name) for job in fresh] == [("p", "a"), ("p", "b")]
    assert sorted(problem.code for problem in problems) == [
        "damaged-record", "never-run", "stale", "stale"
    ]  # fmt: skip


def test_what_it_costs_is_known_where_all_were_timed() -> None:
    desk = Desk(made_book(p=("x",), q=("z",)))
    assert estimate(desk.jobs(), desk.archive, 1) == 16.0  # four jobs of 4 s
    assert estimate(desk.jobs(), desk.archive, 2) == 8.0
    del desk.archive.items["q", "a"]
    assert estimate(desk.jobs(), desk.archive, 2) is None


def test_the_sample_does_not_hang_on_what_is_fresh() -> None:
    desk = Desk(made_book(**{f"p{n}": ("x",) for n in range(10)}))
    drawn = [job for seed in range(10) for job in chosen(desk.jobs(), 0.1, seed)]
    assert len(drawn) == 20
    assert {job.key for job in drawn} == {job.key for job in desk.jobs()}


# --- the command ----------------------------------------------------------------------------------

RAISES = "import os\nbroken = os.environ.get('BREAK')\nprint(1 / (0 if broken else 4))"
PAGE = "# {}\n\nWords.\n\n```{{code-cell}}\n{}\n```\n"


@pytest.fixture(scope="module")
def run_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with committed outputs, one of which is not what its code gives."""
    folder = tmp_path_factory.mktemp("verify") / "book"
    small_book(
        folder,
        same=PAGE.format("Same", "print(0.1 + 0.2)"),
        random=PAGE.format("Random", "import time\nprint(time.time_ns())"),
        raises=PAGE.format("Raises", RAISES),
    )
    process("run", folder)
    return folder


@pytest.mark.kernel
def test_a_dishonest_output_is_found_and_nothing_is_kept(run_book: Path) -> None:
    before = Shelf(run_book).tree(".")
    said = lines("verify", run_book, "--sample", "100%", code=1, by=process)
    rows = {line["page"]: line for line in said if "result" in line}
    assert {page: row["result"] for page, row in rows.items()} == {
        "same": "equal", "random": "differs", "raises": "equal"
    }  # fmt: skip
    assert rows["random"]["at"] == "random.md:5"
    assert rows["random"]["was"] != rows["random"]["now"]
    (problem,) = [line["problem"] for line in said if "problem" in line]
    assert (problem["code"], problem["at"]) == ("outputs-differ", {"file": "random.md", "line": 5})
    assert Shelf(run_book).tree(".") == before


@pytest.mark.kernel
def test_a_page_that_fails_by_now_is_told(run_book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BREAK", "yes")
    said = process("verify", run_book, "--page", "raises", "--seed", "1", code=1)
    assert "Sample 1 of 1: 1 of 1 results, about" in said
    assert "raises.md:8: error: the cell raises in python: ZeroDivisionError" in said


@pytest.mark.kernel
def test_what_is_stale_is_said_and_not_run(run_book: Path) -> None:
    shelf = Shelf(run_book)
    shelf.edit("same.md", "0.1 + 0.2", "0.1 + 0.3")
    said = lines("verify", run_book, "--page", "same", by=process)
    shelf.edit("same.md", "0.1 + 0.3", "0.1 + 0.2")
    assert [line["problem"]["code"] for line in said if "problem" in line] == ["stale"]
    assert not any("result" in line for line in said)


def test_a_share_is_a_percentage(tmp_path: Path) -> None:
    Shelf.copy("rivers", tmp_path)
    for share in ("0%", "101%", "ten", "-5%", "nan%"):
        assert "write 10%" in hexapla("verify", tmp_path, "--sample", share, code=2)


def test_of_a_book_that_never_ran_there_is_nothing_to_verify(tmp_path: Path) -> None:
    shelf = Shelf.copy("rivers", tmp_path)
    said = lines("verify", tmp_path, "--sample", "100%")
    assert {line["problem"]["code"] for line in said if "problem" in line} == {"never-run"}
    assert not any("result" in line for line in said)
    assert not (shelf.folder / "outputs").exists()
