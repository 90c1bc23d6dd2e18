"""Which job begins next: the longest that fits. A function of who runs and who waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush


@dataclass(frozen=True, slots=True)
class Machine:
    """What all jobs may use together: how many at once, cores, bytes (0: not known), GPUs by id."""

    jobs: int
    cores: int
    memory: int = 0
    gpus: tuple[str, ...] = ()

    @property
    def slots(self) -> int:
        """Places for cores: as many as cores, or more where so many jobs are wished for."""
        return max(self.cores, self.jobs)


@dataclass(frozen=True, slots=True)
class Demand:
    """What a job takes while it runs."""

    cores: int = 1
    memory: int = 0
    gpus: int = 0


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a job that runs has, and which one was first in line when it began."""

    demand: Demand
    gpus: tuple[str, ...]
    before: int


@dataclass(slots=True)
class Queue:
    """Jobs in line, by their numbers in `demands`, the longest first.

    A job that does not fit may be overtaken by those behind it, as long as it will fit beside
    them when all that ran before has ended: so none waits for ever. Every
    demand must fit an empty machine.
    """

    machine: Machine
    demands: Sequence[Demand]
    waiting: list[int] = field(init=False)
    running: dict[int, _Taken] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.waiting = list(range(len(self.demands)))

    def start(self) -> tuple[int, tuple[str, ...]] | None:
        """Begin the next job that may; its number and its GPUs, or None if all must wait."""
        for index in self.waiting:
            if not self._lacks(index) and self._may_overtake(index):
                taken = self._take(index)
                self.waiting.remove(index)
                return index, taken.gpus
        return None

    def end(self, index: int) -> None:
        """A job has ended: what it had is free."""
        del self.running[index]

    def first(self) -> tuple[int, str] | None:
        """The job that is first in line and what it waits for; None if no job waits."""
        if not self.waiting:
            return None
        return self.waiting[0], self._lacks(self.waiting[0])

    def _take(self, index: int) -> _Taken:
        demand, first = self.demands[index], self.waiting[0]
        gpus = self._free_gpus()[: demand.gpus]
        self.running[index] = _Taken(demand, gpus, first)
        return self.running[index]

    def _lacks(self, index: int) -> str:
        """What a job lacks now, in words; "" if it can begin."""
        demand = self.demands[index]
        if len(self._free_gpus()) < demand.gpus:
            return "a GPU" if demand.gpus == 1 else f"{demand.gpus} GPUs"
        return _excess((*self._running(), demand), self.machine)

    def _may_overtake(self, index: int) -> bool:
        """Whether the first in line will fit beside this job and others that overtook it."""
        first = self.waiting[0]
        overtakers = [t.demand for t in self.running.values() if t.before == first]
        together = (*overtakers, self.demands[first], self.demands[index])
        return index == first or not _excess(together, self.machine)

    def _running(self) -> list[Demand]:
        return [taken.demand for taken in self.running.values()]

    def _free_gpus(self) -> tuple[str, ...]:
        used = {gpu for taken in self.running.values() for gpu in taken.gpus}
        return tuple(gpu for gpu in self.machine.gpus if gpu not in used)


def makespan(
    costs: Sequence[float | None], demands: Sequence[Demand], machine: Machine, usual: float | None
) -> float | None:
    """The seconds that jobs take in this order; `usual` is what those take that never ran."""
    if usual is None and None in costs:
        return None
    queue, now = Queue(machine, demands), 0.0
    ends: list[tuple[float, int]] = []
    while True:
        while begun := queue.start():
            index, _ = begun
            cost = costs[index]
            heappush(ends, (now + (usual or 0.0 if cost is None else cost), index))
        if not ends:
            return round(now, 1)
        now, index = heappop(ends)
        queue.end(index)


def _excess(demands: Iterable[Demand], machine: Machine) -> str:
    """What there is too little of for all of these at once, in words; "" if they fit."""
    wanted = list(demands)
    if sum(demand.gpus for demand in wanted) > len(machine.gpus):
        return "GPUs"
    if machine.memory and sum(demand.memory for demand in wanted) > machine.memory:
        return "memory"
    if len(wanted) > machine.jobs or sum(demand.cores for demand in wanted) > machine.slots:
        return "cores"
    return ""
