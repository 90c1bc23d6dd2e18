"""Why a job would run again, in words."""

from __future__ import annotations

from hexapla.execute.recall import recall
from hexapla.model.library import Library
from hexapla.plan.key import difference
from hexapla.ports import Archive, Job, Store

FRESH = "it is fresh: nothing that its outputs depend on has changed"
NEVER = "it has never run: there are no committed outputs"
KEPT = "this has run here, and `hexapla run` commits its outputs without running it again"


def reasons(job: Job, store: Store, archive: Archive, library: Library) -> tuple[str, ...]:
    """What differs between the committed outputs' inputs and today's; or that nothing does."""
    known, problems = recall(job, store, archive)
    if known.where == "committed":
        return (FRESH,)
    changed: tuple[str, ...] = ()
    if known.last:
        labels = [cell.label for cell in job.cells]
        changed = difference(known.last[0], job.inputs, _saved_on(job, library), labels)
    damaged = tuple(problem.text for problem in problems)
    said = (*damaged, *changed) or (NEVER,)
    return (*said, KEPT) if known.where == "local" else said


def _saved_on(job: Job, library: Library) -> dict[str, str]:
    """The page that saves each item of the companion, by "topic.name"."""
    items = library.items.get(job.variant.name, ())
    return {f"{item.topic}.{item.name}": item.page for item in items}
