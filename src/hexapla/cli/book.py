"""The commands on a book: new, build, run, why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from hexapla import plugins
from hexapla.build import Wish, prepare
from hexapla.build import build as build_book
from hexapla.cli.ends import Ends
from hexapla.cli.new import write_book
from hexapla.cli.options import (
    BOOK,
    JSON,
    OUTPUT,
    PAGE,
    PROFILE,
    STRICT,
    VARIANT,
    book_folder,
    chooser,
    finish,
    known,
    options,
    read_book,
)
from hexapla.cli.why import reasons
from hexapla.console import Console
from hexapla.inspect.silence import audible
from hexapla.model.book import Book
from hexapla.model.outputs import FULL


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Make a small book to start from, in a folder that is empty or not there yet.

    \b
    Example: hexapla new mybook && hexapla serve mybook --open
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise click.UsageError(f"'{folder}' is there and not empty; name a new folder")
    try:
        write_book(folder)
    except OSError as error:
        why = error.strerror or error
        raise click.ClickException(f"'{folder}' cannot be written: {why}") from error
    click.echo(f"A book is in {folder}. Next:  hexapla serve {folder} --open")


@click.command()
@options(BOOK, VARIANT, OUTPUT, STRICT, JSON)
@click.option("--to", help="Outputs, separated by commas (default: what book.toml lists).")
@click.option("--run", "execute", is_flag=True, help="Execute what is stale first.")
@click.option(
    "--profile", type=click.Choice(("print",)), help="The PDF as a printer wants it: [paper.print]."
)
def build(
    folder: Path | None,
    variants: tuple[str, ...],
    output: Path | None,
    strict: bool,
    as_json: bool,
    to: str | None,
    execute: bool,
    profile: str | None,
) -> None:
    """Write what is asked for, from what is known. Runs no code unless told to.

    \b
    Example: hexapla build book --to web,notebooks --variant pytorch
    """
    folder = book_folder(folder)
    with Console(as_json=as_json) as console:
        book, problems = read_book(folder, console)
        known("variant", variants, _variants(book))
        asked = tuple(word for each in (to or "").split(",") if (word := each.strip()))
        outputs = asked or book.config.outputs
        if profile:
            outputs = tuple("print" if name == "pdf" else name for name in asked or ("pdf",))
        tools, unknown = plugins.tools(
            book.config, folder, outputs=outputs, run=execute, tell=console.tell
        )
        wish = Wish(chooser((), variants), variants=variants)
        problems += build_book(book, tools, folder, output or folder / "_build", wish)
        finish(console, audible((*problems, *unknown), book), strict=strict)


@click.command()
@options(BOOK, PAGE, VARIANT, STRICT, JSON)
@click.option("--all", "again", is_flag=True, help="Run what is known, too.")
@click.option("--jobs", type=click.IntRange(min=1), help="How many pages run at a time.")
@click.option(
    "--warm/--fresh",
    default=True,
    help="On kernels forked from one that has done their imports (default), or started for each.",
)
@click.option("--watch", is_flag=True, help="Run one page, and again as it is edited.")
@PROFILE
def run(
    folder: Path | None,
    pages: tuple[str, ...],
    variants: tuple[str, ...],
    strict: bool,
    as_json: bool,
    again: bool,
    jobs: int | None,
    warm: bool,
    watch: bool,
    profile: str,
) -> None:
    """Execute the pages whose outputs are stale, and keep the new outputs with the book.

    In the profile smoke, see quickly whether all code runs; nothing is kept with the book. Nor is
    what --watch shows: when a cell of the page is edited, it runs again from that one.

    \b
    Example: hexapla run book --variant jax --page weight-decay
    """
    folder = book_folder(folder)
    with Console(as_json=as_json) as console:
        book, problems = read_book(folder, console)
        known("page", pages, [page.id for page in book.pages()])
        known("variant", variants, _variants(book))
        if watch:
            if len(pages) != 1 or len(variants) > 1:
                raise click.UsageError("--watch is for one page: --page P [--variant V]")
            watch_page = plugins.load("hexapla.cli.watch:watch_page")  # with all that it needs
            watch_page(folder, pages[0], (*variants, *_variants(book))[0], console)
        if jobs:
            slots = replace(book.config.slots, jobs=jobs)
            book = replace(book, config=replace(book.config, slots=slots))
        ends = Ends(console.tell)
        kernels = "warm" if warm else "fresh"
        tools, _ = plugins.tools(
            book.config, folder, outputs=(), run=True, tell=ends.tell, kernels=kernels
        )
        wish = Wish(chooser(pages, variants), again=again, profile=profile)
        problems += build_book(book, tools, folder, folder / "_build", wish)
        if profile != FULL:
            console.table(ends.rows(), "page", "variant", "result")
        finish(console, audible(problems, book), strict=strict)


@click.command()
@click.argument("page")
@options(BOOK, VARIANT, JSON)
def why(page: str, folder: Path | None, variants: tuple[str, ...], as_json: bool) -> None:
    """Say why a page would run again: which cell, saved function, package, file or data set.

    \b
    Example: hexapla why weight-decay
    """
    folder = book_folder(folder)
    with Console(as_json=as_json) as console:
        book, _ = read_book(folder, console)
        known("page", (page,), [each.id for each in book.pages()])
        known("variant", variants, _variants(book))
        tools, _ = plugins.tools(book.config, folder, outputs=(), run=False, tell=console.tell)
        library, jobs, _ = prepare(book, folder)
        wanted = chooser((page,), variants)
        rows = [
            (page, job.variant.name, reason)
            for job in jobs
            if wanted(job)
            for reason in reasons(job, tools.store, tools.archive, library)
        ]
        if rows:
            console.table(rows, "page", "variant", "why")
        else:
            console.say(f"The page '{page}' has no code to run.")


def _variants(book: Book) -> list[str]:
    return [variant.name for variant in book.config.variants]
