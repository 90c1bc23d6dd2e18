"""Recalling and running jobs with fakes: what runs, what is shown, what is told and kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from fakes import Echo, MemoryArchive, MemoryStore
from hexapla.events import (
    CellStarted,
    Event,
    JobDone,
    JobFailed,
    JobStarted,
    Planned,
    Recalled,
)
from hexapla.execute.queue import Machine
from hexapla.execute.record import RECORD, to_files
from hexapla.execute.schedule import execute
from hexapla.model.book import Book, Config, Lock, Page, Part, Slots, Variant
from hexapla.model.library import Library
from hexapla.model.nodes import Cell, Paragraph, Place, Text
from hexapla.model.outputs import ERROR, STDOUT, Failure, Output, Outputs, Result
from hexapla.model.problems import Problems
from hexapla.plan.jobs import plan
from hexapla.ports import Job, Runner, Tools, Workplace
from hexapla.store.committed import Committed
from hexapla.store.folder import Folder

PLAIN = Variant("plain", "Plain")
OTHER = Variant("other", "Other")
NOWHERE = Workplace(Path("nowhere"), Path("nowhere"))
GIB = 2**30
MACHINE = Machine(2, 4, 16 * GIB, ("0", "1"))
SO_FAR = Output(STDOUT, "so far\n")


def cell(code: str, *variants: str, line: int = 10, tags: tuple[str, ...] = ()) -> Cell:
    return Cell(code, variants, tags, at=Place("p.md", line))


def book(*variants: Variant, jobs: int = 2, **pages: tuple[Cell | Paragraph, ...]) -> Book:
    made = tuple(Page(name, f"{name}.md", 1, (), body, {}) for name, body in pages.items())
    config = Config("Book", variants=variants or (PLAIN,), slots=Slots(jobs=jobs))
    return Book(config, (Part("", True, made),), {}, {}, {})


@dataclass
class Room:
    """What a book is executed with, and what came of it."""

    runner: Runner | None = field(default_factory=Echo)
    store: MemoryStore = field(default_factory=MemoryStore)
    archive: MemoryArchive = field(default_factory=MemoryArchive)
    events: list[Event] = field(default_factory=list)
    at: Workplace = NOWHERE
    machine: Machine = MACHINE

    def look(self, slots: Slots, *, gpus: bool) -> Machine:
        """The fake machine: its GPUs are seen only if asked for."""
        found = replace(self.machine, jobs=slots.jobs or self.machine.jobs)
        return found if gpus else replace(found, gpus=())

    def execute(
        self, book: Book, wanted: Callable[[Job], bool] = lambda job: True, again: bool = False
    ) -> tuple[Outputs, Problems]:
        self.events.clear()
        jobs, _ = plan(book, Library({}))
        tools = Tools((), self.store, self.archive, self.events.append, self.runner)
        return execute(book, jobs, tools, self.at, wanted=wanted, again=again, look=self.look)

    def ran(self, book: Book, **how: object) -> list[str]:
        """The pages that run now."""
        self.runner = Echo()
        self.execute(book, **how)  # type: ignore[arg-type]
        return sorted(page for page, _ in self.runner.jobs)

    def told(self, *kinds: type) -> list[Event]:
        return [event for event in self.events if isinstance(event, kinds)]


def said(outputs: Outputs, page: str = "a", variant: str = "plain") -> list[str | None]:
    """What each cell of a page says."""
    run = outputs.of(page, variant)
    assert run is not None
    return [c and "".join(str(o.data) for o in c) for c in run.cells]


def codes(problems: Problems) -> list[str]:
    return [problem.code for problem in problems]


# --- running and recalling ------------------------------------------------------------------------


def test_what_is_not_known_runs_and_is_kept() -> None:
    room = Room()
    outputs, problems = room.execute(book(a=(cell("1"), cell("2"))))
    assert said(outputs) == ["1\n", "2\n"]
    assert outputs.of("a", "plain").freshness == "fresh"  # type: ignore[union-attr]
    assert problems == ()
    assert room.events == [
        Planned(0, 1, None),
        JobStarted("a", "plain", 2),
        CellStarted("a", "plain", 1, 2),
        CellStarted("a", "plain", 2, 2),
        JobDone("a", "plain", 1.0, 0),
    ]
    assert len(room.store.items) == len(room.archive.items) == 1


def test_running_again_with_equal_outputs_changes_no_committed_file() -> None:
    class Slower(Echo):
        def run(self, job: Job, at: Workplace, started: Callable[[int], None]) -> Result:
            return replace(super().run(job, at, started), duration=9.0)

    room = Room()
    room.execute(book(a=(cell("1"),)))
    committed = room.archive.items.copy()
    room.runner = Slower()
    room.execute(book(a=(cell("1"),)), again=True)
    assert room.told(JobDone) == [JobDone("a", "plain", 9.0, 0)]
    assert room.archive.items == committed


@pytest.mark.parametrize("forget", ["store", "archive"])
def test_what_is_known_is_recalled_from_either_place(forget: str) -> None:
    room = Room()
    before, _ = room.execute(book(a=(cell("1"),)))
    getattr(room, forget).items.clear()
    room.runner = None
    after, problems = room.execute(book(a=(cell("1"),)))
    where = "committed" if forget == "store" else "local"
    assert room.events == [Recalled("a", "plain", where), Planned(1, 0, 0.0)]
    assert (after, problems) == (before, ())
    assert len(room.archive.items) == (1 if forget == "store" else 0)  # only a run may write it


def test_what_is_recalled_during_a_run_is_archived_too() -> None:
    room = Room()
    room.execute(book(a=(cell("1"),)))
    room.archive.items.clear()
    assert room.ran(book(a=(cell("1"),))) == []
    assert len(room.archive.items) == 1


def test_only_what_is_wanted_runs_and_what_is_known_runs_again_on_demand() -> None:
    room, two = Room(), book(a=(cell("1"),), b=(cell("2"),))
    assert room.ran(two, wanted=lambda job: job.page == "b") == ["b"]
    assert room.ran(two) == ["a"]
    assert room.ran(two) == []
    assert room.ran(two, wanted=lambda job: job.page == "b", again=True) == ["b"]


def test_a_skipped_cell_has_no_outputs_and_shifts_no_others() -> None:
    body = (cell("1"), cell("2", tags=("skip-execution",)), Paragraph((Text("x"),)), cell("3"))
    outputs, _ = Room().execute(book(a=body))
    assert said(outputs) == ["1\n", None, "3\n"]


def test_variants_see_their_own_cells() -> None:
    body = (cell("1", "plain"), cell("2", "other"), cell("3"))
    outputs, _ = Room().execute(book(PLAIN, OTHER, a=body))
    assert said(outputs, variant="plain") == ["1\n", "3\n"]
    assert said(outputs, variant="other") == ["2\n", "3\n"]


# --- stale and missing ----------------------------------------------------------------------------


def test_without_a_runner_nothing_known_is_missing() -> None:
    outputs, problems = Room(runner=None).execute(book(a=(cell("1"),)))
    assert outputs.of("a", "plain").freshness == "missing"  # type: ignore[union-attr]
    assert said(outputs) == [None]
    assert codes(problems) == ["never-run"]
    assert problems[0].at == Place("a.md", 1)


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (["1", "2", "3", "4"], ["1\n", "2\n", "3\n", None]),  # added
        (["0", "1", "2", "3"], [None, "1\n", "2\n", "3\n"]),
        (["1", "two", "3"], ["1\n", "2\n", "3\n"]),  # changed: the old output stands
        (["1", "3"], ["1\n", "3\n"]),  # taken out
        (["1", "x", "y", "3"], ["1\n", None, None, "3\n"]),  # one became two
    ],
)
def test_stale_outputs_stay_with_the_cells_they_belong_to(
    now: list[str], shown: list[str | None]
) -> None:
    room = Room()
    room.execute(book(a=(cell("1"), cell("2"), cell("3"))))
    room.runner = None
    outputs, problems = room.execute(book(a=tuple(cell(code) for code in now)))
    assert said(outputs) == shown
    assert outputs.of("a", "plain").freshness == "stale"  # type: ignore[union-attr]
    assert codes(problems) == ["stale"]


def test_an_older_result_in_the_store_is_fresh_again_when_code_goes_back() -> None:
    room = Room()
    room.execute(book(a=(cell("1"),)))
    room.execute(book(a=(cell("2"),)))
    assert room.ran(book(a=(cell("1"),))) == []


# --- damage ---------------------------------------------------------------------------------------


def test_a_damaged_record_is_a_miss_and_said() -> None:
    room = Room()
    room.execute(book(a=(cell("1"),)))
    room.archive.items["a", "plain"][RECORD] += b"}"
    room.store.items = {key: data[:-1] for key, data in room.store.items.items()}
    runner, room.runner = room.runner, None
    _, problems = room.execute(book(a=(cell("1"),)))
    assert codes(problems) == ["damaged-record", "damaged-record", "never-run"]
    room.runner = runner
    outputs, problems = room.execute(book(a=(cell("1"),)))
    assert said(outputs) == ["1\n"]
    assert problems == ()  # running mends it
    room.runner = None
    assert room.execute(book(a=(cell("1"),)))[1] == ()


def test_a_damaged_record_is_mended_from_the_store_and_told_where_it_is_not() -> None:
    room = Room()
    room.execute(book(a=(cell("1"),)))
    room.archive.items["a", "plain"][RECORD] += b"}"
    runner, room.runner = room.runner, None
    assert codes(room.execute(book(a=(cell("1"),)))[1]) == ["damaged-record"]
    room.runner = runner
    assert room.execute(book(a=(cell("1"),)))[1] == ()
    room.archive.items["a", "plain"][RECORD] += b"}"
    room.store.items.clear()
    room.runner = Failing(Failure("raised", 0, "why"))
    assert codes(room.execute(book(a=(cell("1"),)))[1]) == ["damaged-record", "cell-raised"]


def test_a_result_under_a_key_that_is_not_its_own_is_a_miss() -> None:
    room = Room()
    room.execute(book(a=(cell("1"),)))
    room.execute(book(b=(cell("2"),)))
    first, second = room.store.items
    room.store.items[first] = room.store.items[second]
    room.archive.items.clear()
    assert room.ran(book(a=(cell("1"),))) == ["a"]


def test_a_place_that_cannot_be_written_is_one_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    room = Room()
    room.store = Folder(tmp_path / "file" / "store")  # type: ignore[assignment]
    room.archive = Committed(tmp_path / "file" / "outputs")  # type: ignore[assignment]
    outputs, problems = room.execute(book(a=(cell("1"),), b=(cell("2"),)))
    assert codes(problems) == ["not-writable"]
    assert said(outputs, "b") == ["2\n"]


# --- failure --------------------------------------------------------------------------------------


@dataclass
class Failing:
    """A runner whose jobs fail in their last cell."""

    failure: Failure
    output: Output = SO_FAR
    times: int = 0

    def run(self, job: Job, at: Workplace, started: Callable[[int], None]) -> Result:
        self.times += 1
        return Result(((self.output,),) * (self.failure.cell + 1), 1.0, failure=self.failure)


@pytest.mark.parametrize(
    ("kind", "code", "times"),
    [("raised", "cell-raised", 1), ("timeout", "cell-timeout", 1), ("died", "kernel-died", 2)],
)
def test_a_failure_is_shown_with_its_place_and_never_kept(kind, code: str, times: int) -> None:  # type: ignore[no-untyped-def]
    room = Room(runner=Failing(Failure(kind, 1, "why")))
    body = (cell("1", line=3), cell("2", line=7), cell("3", line=11))
    outputs, problems = room.execute(book(a=body))
    assert said(outputs) == ["so far\n", "so far\n", None]
    assert outputs.of("a", "plain").freshness == "failed"  # type: ignore[union-attr]
    assert codes(problems) == [code]
    assert problems[0].at == Place("p.md", 7)
    assert room.events[-1] == JobFailed("a", "plain", kind)
    assert room.store.items == room.archive.items == {}
    assert room.runner.times == times  # type: ignore[union-attr]


def test_the_line_that_raised_is_found_in_the_traceback() -> None:
    traceback = (
        "\x1b[36mCell\x1b[39m \x1b[32mIn[2]\x1b[39m\x1b[32m, line 3\x1b[39m\nCell In[1], line 9"
    )
    room = Room(runner=Failing(Failure("raised", 1, "ValueError: no"), Output(ERROR, traceback)))
    body = (cell("1"), replace(cell("\n\nf()", line=20), offset=2))
    _, problems = room.execute(book(a=body))
    assert problems[0].at == Place("p.md", 25)


def test_a_timeout_names_the_seconds_that_there_were() -> None:
    room = Room(runner=Failing(Failure("timeout", 0, "after 7.5 s")))
    _, problems = room.execute(book(a=(cell("1"),)))
    assert "within 7.5 s" in problems[0].text


def test_a_variant_that_cannot_run_is_said_once_and_its_outputs_stay(tmp_path: Path) -> None:
    room = Room()
    inside = replace(PLAIN, environment="environments/plain.in")
    room.execute(book(inside, a=(cell("1"),), b=(cell("1"),)))
    room.runner = Failing(Failure("environment", -1, "no such file"))
    room.at = Workplace(tmp_path, tmp_path)
    changed = book(inside, OTHER, jobs=1, a=(cell("2"),), b=(cell("2"),))
    outputs, problems = room.execute(changed, wanted=lambda job: job.variant == inside)
    assert codes(problems) == ["no-environment"]
    assert said(outputs) == ["1\n"]
    assert room.runner.times == 1
    room.runner = Failing(Failure("environment", -1, "no such file"))
    _, problems = room.execute(book(OTHER, a=(cell("2"),)))
    assert codes(problems) == ["no-kernel"]
    assert "no such file" in problems[0].text


def test_an_environment_that_differs_from_its_lock_runs_nothing(tmp_path: Path) -> None:
    packages = tmp_path / "plain" / "lib" / "python3.11" / "site-packages"
    (packages / "numpy-2.3.1.dist-info").mkdir(parents=True)
    (packages / "numpy-2.3.1.dist-info" / "METADATA").write_text("Name: numpy\nVersion: 2.3.1\n")
    (tmp_path / "plain" / "pyvenv.cfg").write_text("version = 3.11.7\n")
    variant = replace(PLAIN, environment="environments/plain.in")
    room = Room(at=Workplace(tmp_path, tmp_path))
    lock = Lock("3.11", {"numpy": "2.4.0"}, {})
    outputs, problems = room.execute(replace(book(variant, a=(cell("1"),)), locks={"plain": lock}))
    assert room.events == [Planned(0, 0, 0.0)]
    assert codes(problems) == ["environment-differs"]
    assert "numpy 2.3.1 instead of 2.4.0" in problems[0].text
    assert problems[0].at == Place("environments/plain.lock", 1)
    assert outputs.of("a", "plain").freshness == "missing"  # type: ignore[union-attr]
    lock = Lock("3.11", {"NumPy": "2.3.1+cpu"}, {})
    fine = replace(book(variant, a=(cell("1"),)), locks={"plain": lock})
    assert room.execute(fine)[1] == ()
    # what is known is shown as fresh even where it cannot be run again
    (packages / "numpy-2.3.1.dist-info" / "METADATA").write_text("Name: numpy\nVersion: 2\n")
    outputs, problems = room.execute(fine, again=True)
    assert codes(problems) == ["environment-differs"]
    assert outputs.of("a", "plain").freshness == "fresh"  # type: ignore[union-attr]


def test_what_breaks_the_runner_itself_is_not_hidden() -> None:
    class Broken:
        def run(self, job: Job, at: Workplace, started: Callable[[int], None]) -> Result:
            raise RuntimeError("a fault of ours")

    with pytest.raises(RuntimeError, match="a fault of ours"):
        Room(runner=Broken()).execute(book(a=(cell("1"),), b=(cell("2"),)))


# --- order, slots, stopping -----------------------------------------------------------------------


@dataclass
class Slow:
    """A runner that takes as many seconds as a job's first cell says, and can be stopped."""

    order: list[str] = field(default_factory=list)
    at_once: int = 0
    most: int = 0
    halt: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, job: Job, at: Workplace, started: Callable[[int], None]) -> Result:
        with self.lock:
            self.order.append(job.page)
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        started(0)
        seconds = float(job.cells[0].code)
        stopped = self.halt.wait(seconds)
        with self.lock:
            self.at_once -= 1
        failure = Failure("died", 0, "signal 9 (killed)") if stopped else None
        return Result(((),), seconds, failure=failure)

    def stop(self) -> None:
        self.halt.set()


def test_the_longest_run_first_so_many_at_a_time() -> None:
    room = Room()
    pages = {"a": 0.05, "b": 0.15, "c": 0.1}
    room.runner = Slow()
    room.execute(book(**{page: (cell(str(s)),) for page, s in pages.items()}))
    room.store.items.clear()
    room.runner = Slow()
    changed = {page: (cell(str(s)), cell("")) for page, s in pages.items()}
    room.execute(book(**changed, d=(cell("0.01"),)))
    assert room.runner.order == ["b", "c", "d", "a"]  # d was never timed: it counts as usual
    assert room.runner.most == 2
    assert room.told(Planned) == [Planned(0, 4, 0.2)]


def test_events_are_told_in_the_main_thread_only() -> None:
    room, threads = Room(), set()
    room.events = type(
        "Events", (list,), {"append": lambda _, e: threads.add(threading.get_ident())}
    )()
    room.execute(book(a=(cell("1"),), b=(cell("2"),), c=(cell("3"),)))
    assert threads == {threading.get_ident()}


def test_when_stopped_what_runs_is_dropped_and_what_was_done_is_kept() -> None:
    room = Room(runner=Slow())

    def tell(event: Event) -> None:
        room.events.append(event)
        if isinstance(event, JobDone):
            raise KeyboardInterrupt

    pages = {"quick": "0.05", "slow": "60", "later": "60", "last": "60"}
    made = book(**{page: (cell(code),) for page, code in pages.items()})
    tools = Tools((), room.store, room.archive, tell, room.runner)
    begun = time.monotonic()
    jobs, _ = plan(made, Library({}))
    with pytest.raises(KeyboardInterrupt):
        execute(made, jobs, tools, room.at, wanted=lambda job: True, look=room.look)
    assert time.monotonic() - begun < 5
    assert room.archive.items.keys() == {("quick", "plain")}
    assert len(room.store.items) == 1
    assert "last" not in room.runner.order  # type: ignore[union-attr]
    assert room.runner.at_once == 0  # type: ignore[union-attr]


def test_the_archive_holds_what_record_makes(tmp_path: Path) -> None:
    room = Room(archive=Committed(tmp_path))  # type: ignore[arg-type]
    made = book(a=(cell("1"),))
    room.execute(made)
    (job,), _ = plan(made, Library({}))
    expected = to_files(job.inputs, Result(((Output(STDOUT, "1\n"),),), 1.0))
    assert (tmp_path / "plain" / "a.json").read_bytes() == expected[RECORD]
