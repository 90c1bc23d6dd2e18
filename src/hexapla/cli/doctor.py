"""The command that looks at a machine: what it lacks, and what mends it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from hexapla.cli.author import of_book
from hexapla.cli.findings import Finding, of_machine
from hexapla.cli.options import JSON, book_folder, options, read_book
from hexapla.cli.reader import notebooks, of_notebooks
from hexapla.console import Console
from hexapla.source.tree import FILES

HEADS = ("what", "state", "says", "do")


@click.command()
@click.argument("place", metavar="[BOOK]", required=False, type=click.Path(path_type=Path))
@options(JSON)
@click.option("--notebook", is_flag=True, help="Look as a reader of the notebooks there.")
def doctor(place: Path | None, as_json: bool, notebook: bool) -> None:
    """Say what this machine lacks for a book or, where there are only notebooks, to run them.

    \b
    Example: hexapla doctor
             hexapla doctor --notebook linear-regression.ipynb
    """
    with Console(as_json=as_json) as console:
        here = place or Path()
        if notebook or _only_notebooks(here):
            found = notebooks(here)
            if not found:
                raise click.UsageError(f"there is no notebook in '{here}'; name one, or its folder")
            _show((*of_machine(here), *of_notebooks(found)), console)
        folder = book_folder(place)
        book, _ = read_book(folder, console)
        _show((*of_machine(folder), *of_book(book, folder)), console)


def _only_notebooks(place: Path) -> bool:
    """Whether what stands there is for readers."""
    book = any((at / file).is_file() for at in (place, place / "book") for file in FILES)
    return not book and bool(notebooks(place))


def _show(findings: Iterable[Finding], console: Console) -> None:
    """Show what was found, and leave with the code that it deserves."""
    found = tuple(findings)
    console.table([(f.what, f.state, f.says, f.do) for f in found], *HEADS)
    raise click.exceptions.Exit(1 if any(f.state == "needed" for f in found) else 0)
