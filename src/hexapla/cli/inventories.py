"""The commands on inventories of other documentation: inventories, inventories fetch."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from hexapla.cli.data import NAMES
from hexapla.cli.options import FOLDER, JSON, book_folder, finish, known, options, read_book
from hexapla.console import Console
from hexapla.execute.fetch import FAILURES, Failed, download, words
from hexapla.model.book import Book, Inventory
from hexapla.model.problems import Problems, no_such_inventory
from hexapla.source.data import WEB
from hexapla.source.objects import Damaged, count
from hexapla.whole import write_whole

FILE = "objects.inv"  # beside every documentation that Sphinx makes


@click.group(invoke_without_command=True)
@options(FOLDER, JSON)
@click.pass_context
def inventories(context: click.Context, folder: Path | None, as_json: bool) -> None:
    """List the inventories of book.toml: of which documentation, in which file, with how much.

    \b
    Example: hexapla inventories --book mybook
    """
    if context.invoked_subcommand:
        return
    folder = book_folder(folder)
    with Console(as_json=as_json) as console:
        book, _ = read_book(folder, console)
        if rows := [_row(one, folder) for one in book.config.inventories]:
            console.table(rows, "name", "url", "file", "state")
        else:
            console.say("The book has no inventories.")


@inventories.command()
@NAMES
@options(FOLDER, JSON)
def fetch(names: tuple[str, ...], folder: Path | None, as_json: bool) -> None:
    """Get the inventories (default: all) from the documentation that they are of, or renew them.

    \b
    Example: hexapla inventories fetch numpy
    """
    folder = book_folder(folder)
    with Console(as_json=as_json) as console:
        book, _ = read_book(folder, console)
        problems: Problems = ()
        for one in _named(book, names):
            problems += _fetch(one, folder, console)
        finish(console, problems, strict=False)


def _named(book: Book, names: tuple[str, ...]) -> list[Inventory]:
    known("inventory", names, [one.name for one in book.config.inventories])
    return [one for one in book.config.inventories if not names or one.name in names]


def _fetch(one: Inventory, folder: Path, console: Console) -> Problems:
    """Put an inventory into the book, if what comes is one; else what there was stays."""
    url = one.url + FILE
    with TemporaryDirectory() as room:
        part = Path(room) / FILE
        try:
            if not WEB.match(url):
                raise Failed("its address does not begin with https://")
            download(url, part, one.name, lambda text: None)
            data = part.read_bytes()
            things = count(data)
            write_whole(folder / one.file, data)
        except (*FAILURES, Damaged) as failure:
            return (no_such_inventory(one.name, url, words(failure)),)
    console.say(f"{one.name}: {things} things in {one.file}; commit it with the book")
    return ()


def _row(one: Inventory, folder: Path) -> tuple[str, ...]:
    try:
        state = f"{count((folder / one.file).read_bytes())} things"
    except OSError:
        state = "not here"
    except Damaged as why:
        state = f"damaged: {why}"
    return one.name, one.url, one.file, state
