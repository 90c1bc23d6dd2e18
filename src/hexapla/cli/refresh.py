"""The command refresh: the book on the newest releases, as a report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from hexapla import plugins
from hexapla.cli.options import (
    BOOK,
    JSON,
    PROFILE,
    STRICT,
    VARIANT,
    book_folder,
    finish,
    known,
    options,
    read_book,
)
from hexapla.cli.trial import HEADS, TOLERANCE, row
from hexapla.console import Console
from hexapla.execute.compare import Tolerance
from hexapla.execute.refresh import make, moved, moves, on_scratch, scratch
from hexapla.execute.report import Refreshed, accept, counts, markdown
from hexapla.execute.trial import trials
from hexapla.model.book import Book, Variant
from hexapla.model.problems import Problems, no_scratch, not_writable
from hexapla.ports import Workplace
from hexapla.publish.apart import companion
from hexapla.stages import prepare
from hexapla.whole import write_whole

REPORT = "refresh.md"


@click.command()
@options(BOOK, VARIANT, PROFILE, TOLERANCE, STRICT, JSON)
@click.option("--upgrade", is_flag=True, help="Make the scratch environments anew, of the newest.")
def refresh(
    folder: Path | None,
    variants: tuple[str, ...],
    profile: str,
    relative: float,
    absolute: float,
    strict: bool,
    as_json: bool,
    upgrade: bool,
) -> None:
    """Try the book on the newest releases, in scratch environments, and report page by page.

    The book's own environments, locks and outputs stay as they are.

    \b
    Example: hexapla refresh --upgrade book --variant jax
    """
    folder = book_folder(folder)
    with Console(as_json=as_json) as console:
        book, _ = read_book(folder, console)
        there = [variant for variant in book.config.variants if variant.environment]
        known("variant with an environment", variants, [variant.name for variant in there])
        if not there:
            raise click.UsageError("no variant of the book has an environment to try anew")
        desk = _Desk(book, folder, console, profile, Tolerance(relative, absolute), upgrade)
        wanted = [variant for variant in there if not variants or variant.name in variants]
        done = [desk.refresh(variant) for variant in wanted]
        problems = (*_report(book, done, folder, console, profile), *_all(done))
        finish(console, problems, strict=strict)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What refreshing a variant needs to know."""

    book: Book
    folder: Path
    console: Console
    profile: str
    tolerance: Tolerance
    upgrade: bool

    def refresh(self, variant: Variant) -> Refreshed:
        self.console.say(f"{variant.title}: on the newest releases")
        problems = make(self.folder, variant, self.console.say) if self.upgrade else ()
        book = None if problems else on_scratch(self.book, self.folder, variant)
        if book is None:
            return Refreshed(variant, problems=problems or (no_scratch(variant.name),))
        moved_from = moves(self.book.locks.get(variant.name), book.locks[variant.name])
        library, jobs, _ = prepare(book, self.profile)
        own = [job for job in jobs if job.variant == variant]
        tools, _ = plugins.tools(
            book.config, self.folder, outputs=(), run=True, tell=self.console.tell
        )
        with companion(book, library, tools, self.folder) as (place, unwritten):
            at = Workplace(scratch(self.folder), place, self.folder, package=book.config.package)
            tried, others = trials(book, own, tools, at, self.tolerance)
        return Refreshed(variant, moved_from, tried, (*unwritten, *others))


def _report(
    book: Book, done: list[Refreshed], folder: Path, console: Console, profile: str
) -> Problems:
    """Show what came of it, and write it down."""
    if packages := [(each.variant.name, *move) for each in done for move in each.moves]:
        console.table(packages, "variant", "package", "was", "now")
    if rows := [row(trial) for each in done for trial in each.trials]:
        console.table(rows, *HEADS)
    for each in done:
        if each.trials:
            console.say(f"{each.variant.title}: {counts(each.trials)}. To take these releases:")
            console.say(f"  {accept(each.variant)}")
    file = folder / "_build" / REPORT
    try:
        write_whole(file, markdown(book.config.title, done, profile).encode())
    except OSError as error:
        return (not_writable(str(file), error.strerror or str(error)),)
    console.say(f"The report: {file}")
    return ()


def _all(done: Iterable[Refreshed]) -> Problems:
    return tuple(problem for each in done for problem in (*each.problems, *moved(each.trials)))
