"""What several commands take: the book, its pages and variants, how to report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from hexapla.build import read
from hexapla.console import Console
from hexapla.model.book import Book
from hexapla.model.outputs import FULL, PROFILES
from hexapla.model.problems import Problems
from hexapla.ports import Job
from hexapla.source.tree import FILES

F = TypeVar("F", bound=Callable[..., Any])

BOOK = click.argument(
    "folder", metavar="[BOOK]", required=False, type=click.Path(file_okay=False, path_type=Path)
)
FOLDER = click.option(
    "--book", "folder", type=click.Path(file_okay=False, path_type=Path), help="The book's folder."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Report as lines of JSON.")
STRICT = click.option("--strict", is_flag=True, help="Warnings are errors too.")
VARIANT = click.option(
    "--variant", "variants", multiple=True, metavar="V", help="Only this variant (repeatable)."
)
PAGE = click.option(
    "--page", "pages", multiple=True, metavar="P", help="Only this page (repeatable)."
)
PROFILE = click.option(
    "--profile",
    type=click.Choice(PROFILES),
    default=FULL,
    show_default=True,
    help="Run the code as it is, or with the values that pages give for this profile.",
)
OUTPUT = click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write (default: _build in the book's folder).",
)


def options(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one decorator, shown in this order."""

    def decorate(function: F) -> F:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def book_folder(folder: Path | None) -> Path:
    """The folder named; else this one if it holds a book; else its folder book/."""
    if folder is not None:
        return folder
    here = Path()
    return here if any((here / file).exists() for file in FILES) else here / "book"


def read_book(folder: Path, console: Console) -> tuple[Book, Problems]:
    """The book in a folder; where there is none to read, say why and leave with code 1."""
    book, problems = read(folder)
    if book is None:
        no_book(console, problems)
    return book, problems


def no_book(console: Console, problems: Problems) -> NoReturn:
    """Say why there is no book to work on, and leave with code 1."""
    console.problems(problems)
    raise click.exceptions.Exit(1)


def known(kind: str, names: Iterable[str], all_names: Iterable[str]) -> None:
    """Leave with a usage error where a name on the command line is none of the book's."""
    there = list(all_names)
    for name in names:
        if name not in there:
            near = get_close_matches(name, there, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(there)}"
            raise click.UsageError(f"the book has no {kind} '{name}'; {hint}")


def chooser(pages: tuple[str, ...], variants: tuple[str, ...]) -> Callable[[Job], bool]:
    """Whether a job is of these pages and variants; none named: of all."""

    def wanted(job: Job) -> bool:
        return (not pages or job.page in pages) and (not variants or job.variant.name in variants)

    return wanted


def finish(console: Console, problems: Problems, *, strict: bool) -> None:
    """Show the problems, and leave with the code that they deserve."""
    console.problems(problems)
    fatal = ("error", "warning") if strict else ("error",)
    bad = [p for p in problems if p.severity in fatal]
    raise click.exceptions.Exit(1 if bad else 0)
