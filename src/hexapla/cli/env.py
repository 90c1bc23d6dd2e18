"""The commands on environments: env create, env check."""

from __future__ import annotations

from pathlib import Path

import click

from hexapla.cli.options import JSON, book_folder, finish, known, options, read_book
from hexapla.console import Console
from hexapla.execute.environment import create as create_environment
from hexapla.execute.environment import describe, differences, environments
from hexapla.model.book import Book, Variant
from hexapla.model.nodes import Place
from hexapla.model.problems import Problems, environment_differs, no_environment

FOLDER = click.option(
    "--book", "folder", type=click.Path(file_okay=False, path_type=Path), help="The book's folder."
)


@click.group()
def env() -> None:
    """Make and check the environments in which the variants' code runs."""


@env.command()
@click.argument("names", metavar="[VARIANT]...", nargs=-1)
@options(FOLDER, JSON)
@click.option("--upgrade", is_flag=True, help="Take the newest releases, and renew the lock.")
def create(names: tuple[str, ...], folder: Path | None, as_json: bool, upgrade: bool) -> None:
    """Make the environments of variants (default: all), as their locks say.

    \b
    Example: hexapla env create pytorch
    """
    folder = book_folder(folder)
    with Console(as_json=as_json) as console:
        book, _ = read_book(folder, console)
        problems: Problems = ()
        for variant in _variants(book, names):
            console.say(f"{variant.title}: making its environment")
            place = environments(folder)
            problems += create_environment(folder, variant, place, upgrade, console.say)
        finish(console, problems, strict=False)


@env.command()
@click.argument("names", metavar="[VARIANT]...", nargs=-1)
@options(FOLDER, JSON)
def check(names: tuple[str, ...], folder: Path | None, as_json: bool) -> None:
    """Compare the environments of variants (default: all) with their locks.

    \b
    Example: hexapla env check
    """
    folder = book_folder(folder)
    with Console(as_json=as_json) as console:
        book, _ = read_book(folder, console)
        problems: Problems = ()
        for variant in _variants(book, names):
            found = _compare(book, variant, environments(folder))
            if not found:
                console.say(f"{variant.title}: as its lock says")
            problems += found
        finish(console, problems, strict=False)


def _variants(book: Book, names: tuple[str, ...]) -> list[Variant]:
    with_environment = [v for v in book.config.variants if v.environment]
    known("variant with an environment", names, [v.name for v in with_environment])
    return [v for v in with_environment if not names or v.name in names]


def _compare(book: Book, variant: Variant, place: Path) -> Problems:
    have, lock = describe(place, variant.name), book.locks.get(variant.name)
    if have is None:
        return (no_environment(variant.name),)
    different = differences(have, lock) if lock else ()
    at = Place(str(Path(variant.environment).with_suffix(".lock")), 1)
    return (environment_differs(variant.name, different, at),) if different else ()
