"""The commands on data sets: data, data check, data fetch."""

from __future__ import annotations

import os
from pathlib import Path

import click

from hexapla.cli.options import FOLDER, JSON, book_folder, finish, known, options, read_book
from hexapla.console import Console
from hexapla.execute.data import found, is_ready, prepare
from hexapla.execute.fetch import fetch as fetch_set
from hexapla.model.book import Book, DataSet
from hexapla.model.problems import Problems

NAMES = click.argument("names", metavar="[NAME]...", nargs=-1)


@click.group(invoke_without_command=True)
@options(FOLDER, JSON)
@click.pass_context
def data(context: click.Context, folder: Path | None, as_json: bool) -> None:
    """List the data sets of book.toml: their licences, where they are, whether that was verified.

    \b
    Example: hexapla data --book mybook
    """
    if context.invoked_subcommand:
        return
    folder = book_folder(folder)
    with Console(as_json=as_json) as console:
        book, _ = read_book(folder, console)
        if rows := [_row(each, folder) for each in book.config.data]:
            console.table(rows, "name", "title", "license", "where", "state")
        else:
            console.say("The book has no data sets.")


@data.command()
@NAMES
@options(FOLDER, JSON)
def check(names: tuple[str, ...], folder: Path | None, as_json: bool) -> None:
    """Verify data sets (default: all) by their checksums, and say which are not on this machine.

    \b
    Example: hexapla data check
    """
    folder = book_folder(folder)
    with Console(as_json=as_json) as console:
        book, _ = read_book(folder, console)
        sets = _sets(book, names)
        problems = prepare(sets, folder)
        for each in sets:
            if each.name not in problems:
                console.say(f"{each.name}: verified")
        finish(console, tuple(problems.values()), strict=False)


@data.command()
@NAMES
@options(FOLDER, JSON)
def fetch(names: tuple[str, ...], folder: Path | None, as_json: bool) -> None:
    """Download the data sets (default: all) that are not on this machine, and verify them.

    \b
    Example: hexapla data fetch fashion-mnist
    """
    folder = book_folder(folder)
    with Console(as_json=as_json) as console:
        book, _ = read_book(folder, console)
        problems: Problems = ()
        for each in _sets(book, names):
            problems += fetch_set(each, folder, console.say)
        finish(console, problems, strict=False)


def _sets(book: Book, names: tuple[str, ...]) -> list[DataSet]:
    known("data set", names, [each.name for each in book.config.data])
    return [each for each in book.config.data if not names or each.name in names]


def _row(data: DataSet, folder: Path) -> tuple[str, ...]:
    files = found(data, folder)
    where = os.path.commonpath([path.resolve().parent for path in files.values()]) if files else ""
    state = "verified" if is_ready(data, folder) else "not verified" if files else "not here"
    return data.name, data.title, data.license, str(where), state
