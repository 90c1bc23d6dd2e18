"""The command check: all that can be known without running or writing."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from hexapla import plugins
from hexapla.build import Wish, build
from hexapla.cli.options import BOOK, JSON, STRICT, book_folder, finish, no_book, options
from hexapla.console import FORMATS, Console, Format
from hexapla.inspect.checks import Inspector
from hexapla.inspect.silence import audible
from hexapla.memory import recalled
from hexapla.model.book import Book
from hexapla.model.problems import Problems
from hexapla.source import tree
from hexapla.source.tree import Sources


@click.command()
@options(BOOK, STRICT, JSON)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to report: for people, as lines of JSON, as annotations of GitHub, as SARIF.",
)
@click.option("--external", is_flag=True, help="Look up the links that lead into the web, too.")
@click.option("--intranet", is_flag=True, help="With --external: also those to private addresses.")
def check(
    folder: Path | None, strict: bool, as_json: bool, form: Format, external: bool, intranet: bool
) -> None:
    """Say all that is wrong with a book, as far as it can be known without running or writing.

    \b
    Example: hexapla check book --strict
    """
    folder = book_folder(folder)
    with Console(form, as_json=as_json, folder=_in_repository(folder)) as console:
        sources, unreadable = tree.read(folder)
        if sources is None:
            no_book(console, unreadable)
        book, problems = recalled("hexapla.stages:understand", sources, folder=folder)
        problems += (*unreadable, *_inspected(book, sources, folder, console))
        if external or intranet:
            web_links = plugins.load("hexapla.publish.links:web_links")  # with all that it needs
            problems += web_links(book, folder, intranet=intranet, say=console.say)
        problems = audible(problems, book)
        if not problems:
            console.say("Nothing is wrong.")
        finish(console, problems, strict=strict)


def _inspected(book: Book, sources: Sources, folder: Path, console: Console) -> Problems:
    """What planning, recalling, rendering and the checks say; from memory, where it is known."""
    tools, unknown = plugins.tools(
        book.config, folder, outputs=book.config.outputs, run=False, tell=console.tell
    )
    names = tuple(name for name in book.config.outputs if name in plugins.WRITERS)
    rendered = plugins.Unwritten(names, partial(recalled, "hexapla.plugins:said", folder=folder))
    inspector = Inspector({entry.file: text for entry, text in sources.pages})
    tools = replace(tools, writers=(rendered, inspector), companion=())
    return (*unknown, *build(book, tools, folder, None, Wish()))


def _in_repository(folder: Path) -> str:
    """Where a book lies in its repository, or else in this folder, with slashes; "" at the root."""
    whole = folder.resolve()
    root = next((one for one in (whole, *whole.parents) if (one / ".git").exists()), Path.cwd())
    inside = whole.relative_to(root) if whole.is_relative_to(root) else whole
    return "" if inside == Path() else inside.as_posix()
