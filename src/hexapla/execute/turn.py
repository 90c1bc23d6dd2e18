"""What a job takes of the machine, and what it is given of it."""

from __future__ import annotations

from dataclasses import dataclass

from hexapla.execute.queue import Demand, Machine
from hexapla.model.book import Limits, Needs
from hexapla.ports import Job, Share


@dataclass(frozen=True, slots=True)
class Turn:
    """A job in line. Which GPUs it gets is seen when it begins."""

    job: Job
    demand: Demand
    share: Share


def turn(job: Job, machine: Machine, *, beside: int, peak: int, limits: Limits) -> Turn:
    """A job's turn where so many run at once; `peak` is the memory that it last held.

    Its threads depend on nothing that happens while it waits, so that they are the same whenever
    it begins. A job too big for the machine has the machine for itself.
    """
    needs, usual = job.needs, machine.cores // beside
    threads = min(machine.cores, max(needs.cores, usual, 1))
    memory = needs.memory or peak
    demand = Demand(
        cores=machine.slots if exceeds(needs, machine) else threads,
        memory=min(memory, machine.memory) if machine.memory else 0,
        gpus=needs.gpus,
    )
    most = needs.memory or limits.memory
    return Turn(job, demand, Share(threads, (), min(most, machine.memory or most)))


def exceeds(needs: Needs, machine: Machine) -> bool:
    """Whether cores or memory are wanted beyond what there is."""
    return needs.cores > machine.cores or 0 < machine.memory < needs.memory
