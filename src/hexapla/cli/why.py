"""Why a job would run again, in words."""

from __future__ import annotations

from hexapla.execute.record import Damaged, from_files
from hexapla.model.book import Library
from hexapla.plan.key import difference
from hexapla.ports import Archive, Job


def reasons(job: Job, archive: Archive, library: Library) -> tuple[str, ...]:
    """What differs between the committed outputs' inputs and today's; or that nothing does."""
    files = archive.last(job.page, job.variant.name)
    if files is None:
        return ("it has never run: there are no committed outputs",)
    try:
        inputs, _ = from_files(files)
    except Damaged as damage:
        return (f"its committed outputs are damaged: {damage}",)
    said = difference(inputs, job.inputs, _saved_on(job, library))
    return said or ("it is fresh: nothing that its outputs depend on has changed",)


def _saved_on(job: Job, library: Library) -> dict[str, str]:
    """The page that saves each item of the companion, by "topic.name"."""
    items = library.items.get(job.variant.name, ())
    return {f"{item.topic}.{item.name}": item.page for item in items}
