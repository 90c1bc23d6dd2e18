"""What is known of a job before anything runs: its result, or at least the last one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from hexapla.execute.record import Damaged, from_bytes, from_files
from hexapla.model.outputs import Inputs, Result
from hexapla.model.problems import Problems, damaged_record
from hexapla.ports import Archive, Job, Store

Record = tuple[Inputs, Result]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a job: the result of its key and where that was, and the page's last."""

    result: Result | None = None
    where: Literal["committed", "local", ""] = ""
    last: Record | None = None


def recall(job: Job, store: Store, archive: Archive) -> tuple[Known, Problems]:
    """Look a job up in the archive, then in the store. A damaged record is as good as none."""
    page, variant = job.page, job.variant.name
    last, lost = _whole(
        lambda: from_files(files) if (files := archive.last(page, variant)) else None,
        f"outputs/{variant}/{page}.json",
    )
    if last and last[0] == job.inputs:
        return Known(last[1], "committed", last), lost
    near, damaged = _whole(
        lambda: from_bytes(data) if (data := store.get(job.key)) else None,
        f".hexapla/store/{job.key[:2]}/{job.key}",
    )
    if near and near[0] == job.inputs:
        return Known(near[1], "local", last), (*lost, *damaged)
    return Known(last=last), (*lost, *damaged)


def _whole(read: Callable[[], Record | None], name: str) -> tuple[Record | None, Problems]:
    try:
        return read(), ()
    except Damaged as damage:
        return None, (damaged_record(name, str(damage)),)
    except OSError as error:
        return None, (damaged_record(name, error.strerror or "it cannot be read"),)
