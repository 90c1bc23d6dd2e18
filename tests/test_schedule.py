"""Slots: what runs beside what, which GPUs it gets, what waits, what stops. A fake machine."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import MemoryArchive, MemoryStore
from hexapla.events import Event, JobDone, JobFailed, JobRetried, JobStarted, JobWaiting, Planned
from hexapla.execute import capacity
from hexapla.execute.queue import Demand, Machine, Queue, makespan
from hexapla.execute.schedule import execute
from hexapla.model.book import Book, Config, Limits, Needs, Page, Part, Slots, Variant
from hexapla.model.nodes import Cell, Place
from hexapla.model.outputs import Failure, Inputs, Outputs, Result
from hexapla.model.problems import Problems
from hexapla.ports import Job, Runner, Share, Tools, Workplace

GIB = 2**30
PLAIN = Variant("plain", "Plain")
FOUR = Machine(4, 4, 16 * GIB, ("0", "1"))
AT = Workplace(Path("nowhere"), Path("nowhere"))


def job(name: str, needs: Needs = Needs(), **more: object) -> Job:
    cells = (Cell("1", at=Place(f"{name}.md", 5)),)
    return Job(name, PLAIN, cells, Inputs((name,), ""), name * 3, needs=needs, **more)  # type: ignore[arg-type]


@dataclass
class Meeting:
    """A runner whose jobs end only when so many run at once as are expected to, or never will.

    It remembers what each was given, and who ran beside whom.
    """

    expected: int = 1
    shares: dict[str, Share] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    now: set[str] = field(default_factory=set)
    together: set[frozenset[str]] = field(default_factory=set)
    change: threading.Condition = field(default_factory=threading.Condition)
    memory: int = 0

    def run(self, job: Job, at: Workplace, started: Callable[[int], None]) -> Result:
        with self.change:
            self.order.append(job.page)
            self.shares[job.page] = at.share
            self.now.add(job.page)
            self.together.add(frozenset(self.now))
            self.change.notify_all()
            self.change.wait_for(lambda: self.most >= self.expected, timeout=0.3)
            self.now.discard(job.page)
        return Result(((),), 1.0, self.memory)

    @property
    def most(self) -> int:
        return max(map(len, self.together))

    def met(self, one: str, other: str) -> bool:
        return any({one, other} <= group for group in self.together)


@dataclass
class Room:
    """What jobs are run with, and what came of it."""

    runner: Runner
    machine: Machine = FOUR
    slots: Slots = field(default_factory=Slots)
    limits: Limits = field(default_factory=Limits)
    store: MemoryStore = field(default_factory=MemoryStore)
    archive: MemoryArchive = field(default_factory=MemoryArchive)
    events: list[Event] = field(default_factory=list)

    def execute(self, *jobs: Job, again: bool = False) -> tuple[Outputs, Problems]:
        self.events.clear()
        pages = tuple(Page(j.page, f"{j.page}.md", 1, (), j.cells, {}) for j in jobs)
        config = Config("", variants=(PLAIN,), limits=self.limits, slots=self.slots)
        book = Book(config, (Part("", True, pages),), {}, {}, {})
        tools = Tools((), self.store, self.archive, self.events.append, self.runner)
        return execute(book, jobs, tools, AT, wanted=lambda job: True, again=again, look=self.look)

    def look(self, slots: Slots, *, gpus: bool) -> Machine:
        return self.machine if gpus else replace(self.machine, gpus=())

    def told(self, *kinds: type) -> list[Event]:
        return [event for event in self.events if isinstance(event, kinds)]


def codes(problems: Problems) -> list[str]:
    return [problem.code for problem in problems]


# --- the queue ------------------------------------------------------------------------------------

MACHINES = st.builds(
    Machine,
    jobs=st.integers(1, 4),
    cores=st.integers(1, 4),
    memory=st.sampled_from([0, 8]),
    gpus=st.sampled_from([(), ("0",), ("0", "1"), ("GPU-a", "GPU-b", "GPU-c")]),
)


@st.composite
def lines(draw: st.DrawFn) -> tuple[Machine, list[Demand], list[float]]:
    """A machine, jobs that each fit it alone, the longest first, and the seconds they take."""
    here = draw(MACHINES)
    demand = st.builds(
        Demand,
        cores=st.integers(1, here.slots),
        memory=st.integers(0, here.memory),
        gpus=st.integers(0, len(here.gpus)),
    )
    demands = draw(st.lists(demand, max_size=9))
    costs = draw(st.lists(st.integers(1, 9), min_size=len(demands), max_size=len(demands)))
    return here, demands, sorted(map(float, costs), reverse=True)


@given(lines(), st.randoms(use_true_random=False))
def test_nothing_is_used_twice_each_runs_once_and_none_waits_for_ever(line, chance) -> None:  # type: ignore[no-untyped-def]
    here, demands, _ = line
    queue, begun = Queue(here, demands), []
    beside: dict[int, set[int]] = {}  # who ran when a job became the first in line
    while queue.waiting or queue.running:
        ahead, first = list(queue.waiting), next(iter(queue.waiting), -1)
        before = beside.setdefault(first, set(queue.running))
        overtakers = [demands[index] for index in queue.running if index not in before]
        lacking = {index for index in ahead if lacks(here, demands, queue, index)}
        if found := queue.start():
            begun.append(found[0])
            may = [
                index
                for index in ahead
                if index not in lacking
                and (index == first or fit(here, *overtakers, demands[first], demands[index]))
            ]
            assert found[0] == may[0]  # the longest of those that may
        else:
            queue.end(chance.choice(sorted(queue.running)))
        check_shares(here, demands, queue)
    assert sorted(begun) == list(range(len(demands)))


def fit(here: Machine, *demands: Demand) -> bool:
    return (
        len(demands) <= here.jobs
        and sum(demand.cores for demand in demands) <= here.slots
        and (not here.memory or sum(demand.memory for demand in demands) <= here.memory)
        and sum(demand.gpus for demand in demands) <= len(here.gpus)
    )


def lacks(here: Machine, demands: list[Demand], queue: Queue, index: int) -> bool:
    """Whether a job cannot run beside those that do."""
    running = [demands[other] for other in queue.running]
    return not fit(here, *running, demands[index])


def check_shares(here: Machine, demands: list[Demand], queue: Queue) -> None:
    """No slot is used twice."""
    running = [demands[index] for index in queue.running]
    gpus = [gpu for taken in queue.running.values() for gpu in taken.gpus]
    assert fit(here, *running)
    assert len(gpus) == len(set(gpus)) == sum(demand.gpus for demand in running)
    assert set(gpus) <= set(here.gpus)


@given(lines())
def test_the_estimate_lies_between_the_least_and_one_after_the_other(line) -> None:  # type: ignore[no-untyped-def]
    here, demands, costs = line
    total = sum(costs)
    estimate = makespan(costs, demands, here, None)
    assert estimate is not None
    assert max(costs, default=0.0) <= estimate <= total
    work = sum(d.cores * cost for d, cost in zip(demands, costs, strict=True))
    assert estimate >= round(work / here.slots, 1) - 0.05


@pytest.mark.parametrize(
    ("costs", "jobs", "usual", "expected"),
    [
        ([3, 2, 2, 1], 2, None, 4.0),
        ([5, 1, 1], 2, None, 5.0),
        ([4, None, 2], 1, 3.0, 9.0),
        ([2, None], 1, None, None),
        ([], 2, None, 0.0),
    ],
)
def test_the_estimate_is_what_the_slots_come_to(costs, jobs, usual, expected) -> None:  # type: ignore[no-untyped-def]
    demands = [Demand()] * len(costs)
    assert makespan(costs, demands, Machine(jobs, jobs), usual) == expected


def test_the_estimate_knows_of_memory() -> None:
    demands = [Demand(memory=9), Demand(memory=9), Demand(memory=1)]
    assert makespan([3, 3, 3], demands, Machine(4, 4, 16), None) == 6.0


def test_a_big_job_is_overtaken_only_by_those_beside_which_it_will_fit() -> None:
    demands = [Demand(cores=2), Demand(cores=3), Demand(cores=2), Demand(cores=1)]
    queue = Queue(Machine(4, 4), demands)
    assert [queue.start(), queue.start(), queue.start()] == [(0, ()), (3, ()), None]
    assert queue.first() == (1, "cores")
    queue.end(0)
    assert queue.start() == (1, ())  # and not 2, which has room too


# --- a fake machine -------------------------------------------------------------------------------


def test_two_jobs_of_one_gpu_each_get_different_ones_and_others_see_none() -> None:
    room = Room(runner := Meeting(3))
    room.execute(job("a", Needs(gpus=1)), job("b", Needs(gpus=1)), job("c"))
    given_ids = sorted((runner.shares["a"].gpus, runner.shares["b"].gpus))
    assert given_ids == [("0",), ("1",)]
    assert runner.shares["c"].gpus == ()
    assert runner.most == 3


def test_a_job_of_two_gpus_waits_for_both_and_says_so() -> None:
    room = Room(runner := Meeting(2))
    room.execute(job("a", Needs(gpus=1)), job("b", Needs(gpus=2)), job("c", Needs(gpus=1)))
    assert runner.shares["b"].gpus == ("0", "1")
    assert not runner.met("a", "b")
    assert not runner.met("b", "c")
    assert room.told(JobWaiting)[0] == JobWaiting("b", "plain", "2 GPUs")


@pytest.mark.parametrize("again", [False, True])
def test_without_its_gpus_a_job_does_not_run_and_its_last_outputs_are_shown(again: bool) -> None:
    here, there = Room(Meeting(), replace(FOUR, gpus=("0",))), Room(Meeting())
    wants = job("a", Needs(gpus=2))
    _, problems = here.execute(wants)
    assert codes(problems) == ["no-gpu"]
    assert "needs 2 GPUs in plain, and here is one" in problems[0].text
    assert problems[0].at == Place("a.md", 1)
    assert here.told(Planned, JobStarted) == [Planned(0, 0, 0.0)]
    there.execute(wants)
    here.archive, here.store = there.archive, there.store
    moved = replace(wants, key="new", inputs=Inputs(("changed",), ""))
    outputs, problems = here.execute(wants if again else moved, again=again)
    assert outputs.of("a", "plain").freshness == ("fresh" if again else "stale")  # type: ignore[union-attr]
    assert codes(problems) == ["no-gpu"]


def test_memory_is_what_a_page_says_else_what_it_held_last() -> None:
    big = Needs(memory=9 * GIB)
    room = Room(runner := Meeting(2))
    room.execute(job("a", big), job("b", big), job("c"))
    assert not runner.met("a", "b")
    assert runner.shares["a"].memory == 9 * GIB
    assert runner.shares["c"].memory == 0
    room.runner = Meeting(3, memory=9 * GIB)  # what nobody knew in advance
    room.execute(job("c"), job("d"), job("e"))
    room.runner = runner = Meeting(2)
    room.execute(job("c"), job("d"), job("e"), again=True)
    assert not runner.met("d", "e")
    assert room.told(JobWaiting)[0].wants == "memory"  # type: ignore[union-attr]


def test_the_book_limits_the_memory_of_pages_that_do_not_say() -> None:
    room = Room(runner := Meeting(2), limits=Limits(memory=GIB))
    room.execute(job("a"), job("b", Needs(memory=2 * GIB)))
    assert (runner.shares["a"].memory, runner.shares["b"].memory) == (GIB, 2 * GIB)


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        (Needs(cores=64), "needs 64 cores in plain, and this machine gives it 4 cores"),
        (Needs(memory=64 * GIB), "needs 64 GiB in plain, and this machine gives it 4 cores and 16"),
    ],
)
def test_a_job_too_big_for_the_machine_runs_alone_and_says_so(needs: Needs, said: str) -> None:
    room = Room(runner := Meeting(2))
    outputs, problems = room.execute(job("a", needs), job("b"), job("c"))
    assert codes(problems) == ["too-big"]
    assert problems[0].severity == "warning"
    assert said in problems[0].text
    assert not runner.met("a", "b")
    assert not runner.met("a", "c")
    assert runner.met("b", "c")
    assert runner.shares["a"] == Share(4 if needs.cores > 4 else 1, (), min(needs.memory, 16 * GIB))
    assert outputs.of("a", "plain").freshness == "fresh"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("jobs", "cores", "pages", "threads"), [(2, 4, 3, 2), (4, 4, 1, 4), (4, 4, 3, 1), (3, 2, 3, 1)]
)
def test_threads_are_shared_among_those_that_run_at_once(
    jobs: int, cores: int, pages: int, threads: int
) -> None:
    room = Room(runner := Meeting(min(jobs, pages)), Machine(jobs, cores))
    room.execute(*(job(name) for name in "abc"[:pages]))
    assert {share.threads for share in runner.shares.values()} == {threads}
    assert runner.most == min(jobs, pages)


def test_a_job_that_asks_for_cores_gets_so_many_threads() -> None:
    room = Room(runner := Meeting(2), Machine(2, 4))
    room.execute(job("a", Needs(cores=3)), job("b"), job("c"))
    assert (runner.shares["a"].threads, runner.shares["b"].threads) == (3, 2)
    assert not runner.met("a", "b")


# --- retries, limits ------------------------------------------------------------------------


@dataclass
class Dying:
    """A runner whose kernels die so many times, or fail otherwise."""

    times: int
    failure: Failure = Failure("died", 0, "signal 9 (killed)")  # noqa: RUF009 (it is frozen)
    runs: int = 0

    def run(self, job: Job, at: Workplace, started: Callable[[int], None]) -> Result:
        self.runs += 1
        return Result(((),), 1.0, 5 * GIB, self.failure if self.runs <= self.times else None)


@pytest.mark.parametrize(
    ("retries", "deaths", "runs"), [(1, 1, 2), (1, 9, 2), (0, 1, 1), (3, 2, 3)]
)
def test_a_kernel_that_died_is_told_and_tried_again(retries: int, deaths: int, runs: int) -> None:
    room = Room(runner := Dying(deaths), slots=Slots(retries=retries))
    _, problems = room.execute(job("a"))
    assert runner.runs == runs
    retried = JobRetried("a", "plain", "signal 9 (killed)")
    assert room.told(JobRetried) == [retried] * (runs - 1)
    assert codes(problems) == (["kernel-died"] if deaths >= runs else [])
    assert isinstance(room.events[-1], JobFailed if deaths >= runs else JobDone)


@pytest.mark.parametrize("kind", ["raised", "timeout", "memory", "environment"])
def test_nothing_else_is_tried_again(kind) -> None:  # type: ignore[no-untyped-def]
    room = Room(runner := Dying(9, Failure(kind, 0, "why")))
    room.execute(job("a"))
    assert runner.runs == 1


@pytest.mark.parametrize(
    ("needs", "limits", "said"),
    [
        (
            Needs(memory=4 * GIB),
            Limits(),
            "into the 4 GiB that it may take in plain (held 5 GiB, then: killed)",
        ),
        (Needs(), Limits(memory=GIB), "raise `execution.memory_limit` in book.toml, or `memory`"),
        (Needs(), Limits(), "does not fit into the memory that there is in plain"),
    ],
)
def test_too_much_memory_is_a_problem_that_says_what_to_do(
    needs: Needs, limits: Limits, said: str
) -> None:
    room = Room(Dying(9, Failure("memory", 0, "killed")), limits=limits)
    _, problems = room.execute(job("a", needs))
    assert codes(problems) == ["memory-exceeded"]
    assert said in problems[0].text
    assert problems[0].at == Place("a.md", 5)


@pytest.mark.parametrize(
    ("own", "seconds", "said"),
    [
        (None, 120, "within 120 s in plain and was stopped; make it faster, or raise "
         "`execution.cell_timeout` in book.toml, or in the page's front matter"),
        (None, 7, "within 7 s, all that was left of the 600 s of its page, in plain"),
        (None, 7, "raise `execution.page_timeout` in book.toml"),
        (Limits(cell=5), 5, "raise `execution.cell_timeout` in the page's front matter"),
        (Limits(cell=300), 120, "raise `execution.page_timeout` in book.toml"),
        (Limits(page=60), 9, "raise `execution.page_timeout` in the page's front matter"),
        (Limits(page=60), 120, "raise `execution.cell_timeout` in book.toml"),
    ],
)  # fmt: skip
def test_a_timeout_names_the_limit_that_it_ran_into(
    own: Limits | None, seconds: int, said: str
) -> None:
    room = Room(Dying(9, Failure("timeout", 0, f"after {seconds} s")))
    _, (problem,) = room.execute(job("a", limits=own))
    assert said in problem.text


# --- the real machine -----------------------------------------------------------------------------


def test_this_machine_has_something() -> None:
    here = capacity.here(Slots(), gpus=False)
    assert here.cores >= here.jobs >= 1
    assert here.memory > 2**26
    assert here.gpus == ()


def test_the_book_may_say_what_there_is() -> None:
    said = Slots(jobs=3, cores=2, memory=4 * GIB, gpus=0)
    assert capacity.here(said, gpus=True) == Machine(3, 2, 4 * GIB, ())
    few = Slots(cores=64, memory=8 * GIB)
    assert capacity.here(few, gpus=False).jobs == 4  # 2 GiB each


@pytest.mark.parametrize(
    ("variable", "gpus", "expected"),
    [
        ("0,1", None, ("0", "1")),
        ("", None, ()),
        ("2,-1,0", None, ("2",)),
        ("GPU-5f, 3", None, ("GPU-5f", "3")),
        ("0,1,2", 2, ("0", "1")),
        ("0,1,2", 0, ()),
        ("0,1", ("1", "7"), ("1",)),
        ("", ("1",), ()),
    ],
)
def test_gpus_are_those_that_are_visible_and_allowed(
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    gpus,
    expected: tuple[str, ...],  # type: ignore[no-untyped-def]
) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", variable)
    assert capacity.here(Slots(gpus=gpus), gpus=True).gpus == expected


@pytest.mark.parametrize("said", ["A, 550.1\nA, 550.1\n", ""])
def test_gpus_are_asked_for_where_no_variable_says(
    said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(capacity, "NVIDIA", tmp_path / "none")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    if said:
        (tmp_path / "nvidia-smi").write_text(f"#!/bin/sh\ncat <<END\n{said}END\n")
        (tmp_path / "nvidia-smi").chmod(0o755)
    assert capacity.here(Slots(), gpus=True).gpus == (("0", "1") if said else ())


@pytest.mark.parametrize(
    ("groups", "files", "expected"),
    [
        ("0::/a/b\n", {"a/memory.max": "8589934592", "a/b/memory.max": "max"}, (2, 8 * GIB)),
        ("0::/a/b\n", {"a/b/cpu.max": "150000 100000"}, (2, 16 * GIB)),
        ("0::/a/b\n", {"a/cpu.max": "100000 100000", "cpu.max": "max 100000"}, (1, 16 * GIB)),
        ("0::/outside\n", {"memory.max": "1073741824"}, (2, GIB)),
        (
            "4:memory:/a\n1:cpu,cpuacct:/a\n",
            {
                "memory/a/memory.limit_in_bytes": "4294967296",
                "cpu,cpuacct/a/cpu.cfs_quota_us": "50000",
                "cpu,cpuacct/a/cpu.cfs_period_us": "100000",
            },
            (1, 4 * GIB),
        ),
        ("4:memory:/a\n", {"memory/memory.limit_in_bytes": "9223372036854771712"}, (2, 16 * GIB)),
        ("1:cpu:/\n", {"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "9"}, (2, 16 * GIB)),
    ],
)
def test_a_container_has_what_its_control_group_allows(
    groups: str,
    files: dict[str, str],
    expected: tuple[int, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text + "\n")
    (tmp_path / "own").write_text(groups)
    monkeypatch.setattr(capacity, "CGROUPS", tmp_path)
    monkeypatch.setattr(capacity, "OWN", tmp_path / "own")
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr("os.sysconf", {"SC_PHYS_PAGES": 4 * 2**20, "SC_PAGE_SIZE": 4096}.get)
    here = capacity.here(Slots(), gpus=False)
    assert (here.cores, here.memory) == expected
