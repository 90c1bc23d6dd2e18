"""What verify and refresh share: tolerances, a row of the report."""

from __future__ import annotations

import click

from hexapla.cli.options import options
from hexapla.execute.compare import Tolerance
from hexapla.execute.trial import Trial

DEFAULT = Tolerance()
TOLERANCE = options(
    click.option(
        "--relative",
        type=click.FloatRange(min=0),
        default=DEFAULT.relative,
        show_default=True,
        help="By how much of itself a number may differ.",
    ),
    click.option(
        "--absolute",
        type=click.FloatRange(min=0),
        default=DEFAULT.absolute,
        show_default=True,
        help="By how much a number may differ in any case.",
    ),
)
WARM = click.option(
    "--warm", is_flag=True, help="On kernels that another process has prepared, where there are."
)
HEADS = ("page", "variant", "result", "was", "now", "at")


def row(trial: Trial) -> tuple[str, ...]:
    """What the report says of a trial: its first difference, or why it fails."""
    job = trial.job
    was = now = at = ""
    if trial.differences:
        first = trial.differences[0]
        was, now, at = first.was, first.now, str(trial.place(first))
    elif trial.problem:
        now, at = trial.problem.text, str(trial.problem.at)
    return job.page, job.variant.name, trial.verdict, was, now, at
