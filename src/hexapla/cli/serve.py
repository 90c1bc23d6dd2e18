"""`hexapla serve`: the book in the browser while it is written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from hexapla import plugins
from hexapla.cli.options import BOOK, STRICT, VARIANT, book_folder, known, no_book, options
from hexapla.console import Console
from hexapla.events import Found
from hexapla.model.book import Config
from hexapla.model.editors import EDITORS, USUAL, pattern
from hexapla.model.problems import Problem, Problems
from hexapla.serve.app import App, Further
from hexapla.serve.live import Live
from hexapla.serve.preview import Preview
from hexapla.serve.readers import Manner
from hexapla.serve.reruns import Reruns
from hexapla.serve.server import NoPort
from hexapla.serve.server import serve as serve_site
from hexapla.serve.site import Site

PORT = 8000
WARNING = "Whoever opens its pages on this computer may run code in them, with all your rights."
EDITOR = "HEXAPLA_EDITOR"  # of the environment


@click.command()
@options(BOOK, VARIANT, STRICT)
@click.option("--open", "browse", is_flag=True, help="Open it in the browser.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="Where to answer; the next free one if it is taken, any for 0.",
)
@click.option("--live", is_flag=True, help="Readers may run cells, on this machine and as you.")
@click.option("--run", "rerun", is_flag=True, help="Run an open page's cells as they are edited.")
@click.option("--pdf", is_flag=True, help="Show pages as PDFs, too, and those as they are edited.")
def serve(
    folder: Path | None,
    variants: tuple[str, ...],
    strict: bool,
    browse: bool,
    port: int,
    live: bool,
    rerun: bool,
    pdf: bool,
) -> None:
    """Show the book in the browser, and every page anew as its files are saved.

    With --run the cells of a page that is open run again when they are edited, from the first that
    was, in the variant that is shown. Nothing that they give is kept with the book.

    \b
    Example: hexapla serve book --open
    """
    folder = book_folder(folder)
    with Console() as console:
        preview = Preview(folder, variants=variants)
        if preview.book is None:
            no_book(console, preview.problems(""))
        known("variant", variants, [one.name for one in preview.book.config.variants])
        report = Reported(console)
        report(preview.problems(""))
        site = Site(preview, Manner(_editor(preview.book.config), strict), report)
        try:
            with ExitStack() as stack:
                offered = [stack.enter_context(readers(preview, console))] if live else []
                offered += [stack.enter_context(paper(site))] if pdf else []
                app = App(site, Reruns(site) if rerun else None, Further.all(offered))
                serve_site(app, port=port, browse=browse, say=console.say)
        except NoPort as none:
            raise click.ClickException(str(none)) from none
        except KeyboardInterrupt:
            raise click.Abort("Stopped; there is no preview any more.") from None


@contextmanager
def readers(preview: Preview, console: Console) -> Iterator[Further]:
    """What the server offers so that readers can run cells; their kernels end with it."""
    console.say(WARNING)
    live = Live(preview.folder, lambda: preview.book)
    try:
        yield Further(live.routes(), live.head())
    finally:
        live.close()


@contextmanager
def paper(site: Site) -> Iterator[Further]:
    """What the server offers so that pages are shown as PDFs; Typst stops with it."""
    made = plugins.load("hexapla.serve.paper:Paper")(site)  # with all that it needs
    try:
        yield made.further()
    finally:
        made.close()


class Reported:
    """Tells each problem in the terminal when it comes up, and that none is left."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.told: frozenset[Problem] = frozenset()

    def __call__(self, problems: Problems) -> None:
        for one in sorted(set(problems) - self.told, key=lambda one: (one.at, one.text)):
            self.console.tell(Found(one))
        if self.told and not problems:
            self.console.say("Nothing is wrong any more.")
        self.told = frozenset(problems)


def _editor(config: Config) -> str:
    """What links to lines look like: as this machine says, else the book, else as most want it."""
    name = os.environ.get(EDITOR, "")
    found = pattern(name or config.editor or USUAL)
    if found is None:
        names = ", ".join(EDITORS)
        what = f"{EDITOR} is '{name}'; known are {names}, or an address with {{path}}"
        raise click.UsageError(what)
    return found
