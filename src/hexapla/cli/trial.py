"""What verify and refresh share: the companion put apart, tolerances, a row of the report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from hexapla.cli.options import options
from hexapla.execute.compare import Tolerance
from hexapla.execute.trial import Trial
from hexapla.model.book import Book, Library
from hexapla.model.outputs import Outputs
from hexapla.model.problems import Problems
from hexapla.ports import Edition, Tools
from hexapla.publish.files import publish

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


@contextmanager
def companion(
    book: Book, library: Library, tools: Tools, folder: Path
) -> Iterator[tuple[Path, Problems]]:
    """The companion that the book's pages save today, in a folder that is removed afterwards."""
    edition = Edition(book, Outputs(), library, book.config.variants)
    problems: Problems = ()
    with TemporaryDirectory(prefix="hexapla-companion-", ignore_cleanup_errors=True) as place:
        for writer in tools.companion:
            artifacts, unwritten = writer.write(edition)
            _, unpublished = publish(writer.name, artifacts, Path(place), folder)
            problems += (*unwritten, *unpublished)
        yield Path(place), problems


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
