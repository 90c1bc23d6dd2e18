"""The command verify: a sample of the pages runs afresh and is compared with what is committed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from hexapla import plugins
from hexapla.build import prepare
from hexapla.cli.options import (
    BOOK,
    JSON,
    PAGE,
    STRICT,
    VARIANT,
    book_folder,
    chooser,
    finish,
    known,
    options,
    read_book,
)
from hexapla.cli.trial import HEADS, TOLERANCE, WARM, row
from hexapla.console import Console, spell
from hexapla.execute.capacity import here
from hexapla.execute.compare import Tolerance
from hexapla.execute.trial import trials
from hexapla.execute.verify import chosen, differing, estimate, fresh_kernels, honest
from hexapla.execute.where import environments
from hexapla.plan.sample import week, windows
from hexapla.ports import Workplace
from hexapla.publish.apart import companion


class Share(click.ParamType):  # type: ignore[type-arg]
    """A share of the whole, written as `10%`."""

    name = "N%"

    def convert(
        self, value: str | float, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        if isinstance(value, float):
            return value
        try:
            share = float(value.removesuffix("%")) / 100
        except ValueError:
            share = 0.0
        if not 0 < share <= 1:
            self.fail(f"'{value}' is no share of the pages; write 10%, or 100% for all", param, ctx)
        return share


@click.command()
@options(BOOK, PAGE, VARIANT, TOLERANCE, WARM, STRICT, JSON)
@click.option("--sample", "share", type=Share(), default="10%", show_default=True)
@click.option("--seed", type=int, help="Which sample; default: the number of the week.")
def verify(
    folder: Path | None,
    pages: tuple[str, ...],
    variants: tuple[str, ...],
    relative: float,
    absolute: float,
    warm: bool,
    strict: bool,
    as_json: bool,
    share: float,
    seed: int | None,
) -> None:
    """Run a sample of the pages afresh, and compare with their committed outputs. Keeps nothing.

    \b
    Example: hexapla verify book --sample 10% --seed 3
    """
    folder = book_folder(folder)
    seed = week(date.today()) if seed is None else seed
    with Console(as_json=as_json) as console:
        book, _ = read_book(folder, console)
        known("page", pages, [page.id for page in book.pages()])
        known("variant", variants, [variant.name for variant in book.config.variants])
        tools, _ = plugins.tools(book.config, folder, outputs=(), run=True, tell=console.tell)
        library, planned, _ = prepare(book, folder)
        jobs = tuple(filter(chooser(pages, variants), planned))
        fresh, problems = honest(chosen(jobs, share, seed), tools.archive)
        seconds = estimate(fresh, tools.archive, here(book.config.slots, gpus=False).jobs)
        about = f", about {spell(seconds)}" if seconds else ""
        turn = f"{seed % (turns := windows(len(jobs), share)) + 1} of {turns}"
        console.say(f"Sample {turn}: {len(fresh)} of {len(jobs)} results{about}")
        with companion(book, library, tools, folder) as (place, unwritten):
            at = Workplace(environments(folder), place, folder, package=book.config.package)
            wanted = fresh if warm else fresh_kernels(fresh)
            tried, others = trials(book, wanted, tools, at, Tolerance(relative, absolute))
        if tried:
            console.table(map(row, tried), *HEADS)
        problems = (*problems, *unwritten, *others, *differing(tried))
        finish(console, problems, strict=strict)
