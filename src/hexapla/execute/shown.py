"""Results joined to the cells of a page as it is today."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from importlib import import_module

from hexapla.model.book import Page, Variant
from hexapla.model.outputs import Freshness, Inputs, Output, Result, Run
from hexapla.model.walk import cells_of
from hexapla.ports import Job

MARKDOWN = "text/markdown"
READER = "hexapla.source.fragment"  # by name: reading Markdown is loaded when code gave some
TIDY = "hexapla.execute.tidy"  # likewise, when a page holds outputs
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


def stored_run(page: Page, variant: Variant) -> Run | None:
    """What the file of a notebook says that its cells gave; None where it says nothing."""
    cells = _stored(page, variant)
    return Run(tuple(readable(one) or () for one in cells), "stored") if any(cells) else None


def _aligned(page: Page, job: Job, outputs: Shown) -> tuple[tuple[Output, ...] | None, ...]:
    """Outputs for every cell that the variant sees: None for unknown ones.

    Those that are never run show what their file holds; most pages need not be looked into.
    """
    left = iter(outputs)
    ran = job.runs or (True,) * len(job.cells)
    held = _stored(page, job.variant) if job.stored else (None,) * len(ran)
    return tuple(
        readable(next(left, None) if runs else kept) for runs, kept in zip(ran, held, strict=True)
    )


def _stored(page: Page, variant: Variant) -> Shown:
    """What the file of a page holds for each cell, tidy; None for those without outputs."""
    cells = tuple(cells_of(page.body, variant.name))
    tidy = import_module(TIDY)
    said = [[tidy.Message(*one) for one in json.loads(cell.stored or "[]")] for cell in cells]
    tidied: Shown = tidy.tidy_page(said)
    return [found if cell.stored else None for cell, found in zip(cells, tidied, strict=True)]


def readable(outputs: tuple[Output, ...] | None) -> tuple[Output, ...] | None:
    """The outputs, with what those in Markdown say: writers know no Markdown."""
    return outputs and tuple(
        _with_nodes(replace(one, others=tuple(map(_with_nodes, one.others)))) for one in outputs
    )


def _with_nodes(form: Output) -> Output:
    if form.mime != MARKDOWN:
        return form
    return replace(form, nodes=import_module(READER).fragment(str(form.data)))
