"""Results joined to the cells of a page as it is today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from importlib import import_module

from hexapla.model.book import Page
from hexapla.model.outputs import Freshness, Inputs, Output, Result, Run
from hexapla.model.walk import cells_of, runs
from hexapla.ports import Job

MARKDOWN = "text/markdown"
READER = "hexapla.source.fragment"  # by name: reading Markdown is loaded when code gave some
Shown = Sequence[tuple[Output, ...] | None]


def run_of(page: Page, job: Job, result: Result, freshness: Freshness = "fresh") -> Run:
    """A result of the job's own inputs, as its page shows it."""
    cells = _aligned(page, job, result.cells)
    return Run(cells, freshness, result.duration, job.inputs.packages)


def stale_run(page: Page, job: Job, inputs: Inputs, result: Result) -> Run:
    """The result of former inputs, as far as its cells can be told in those of today."""
    outputs: list[tuple[Output, ...] | None] = [None] * len(job.inputs.cells)
    matcher = SequenceMatcher(a=inputs.cells, b=job.inputs.cells, autojunk=False)
    for _, start, end, first, last in matcher.get_opcodes():
        if end - start == last - first:  # equal, or one replaced by one
            outputs[first:last] = result.cells[start:end]
    return Run(_aligned(page, job, outputs), "stale", result.duration, inputs.packages)


def missing_run(page: Page, job: Job) -> Run:
    """What is shown of a job of which nothing is known."""
    return Run(_aligned(page, job, ()), "missing")


def _aligned(page: Page, job: Job, outputs: Shown) -> tuple[tuple[Output, ...] | None, ...]:
    """Outputs for every cell that the variant sees: None for skipped ones and unknown ones."""
    left = iter(outputs)
    return tuple(
        _read(next(left, None)) if runs(cell) else None
        for cell in cells_of(page.body, job.variant.name)
    )


def _read(outputs: tuple[Output, ...] | None) -> tuple[Output, ...] | None:
    """The outputs, with what those in Markdown say: writers know no Markdown."""
    return outputs and tuple(
        _with_nodes(replace(one, others=tuple(map(_with_nodes, one.others)))) for one in outputs
    )


def _with_nodes(form: Output) -> Output:
    if form.mime != MARKDOWN:
        return form
    return replace(form, nodes=import_module(READER).fragment(str(form.data)))
