"""The command line: the table of commands, and how their ends become exit codes.

Each command is loaded when it is called, so that `hexapla --help` loads none of them.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

import click

# The commands, in the order that --help lists them: where each is, and what it does.
COMMANDS = {
    "new": ("hexapla.cli.book:new", "Make a small book to start from."),
    "build": ("hexapla.cli.book:build", "Write what is asked for, from what is known."),
    "run": ("hexapla.cli.book:run", "Execute the pages whose outputs are stale."),
    "serve": ("hexapla.cli.serve:serve", "Show the book in the browser as it is edited."),
    "paper": ("hexapla.cli.paper:paper", "Set the PDFs, and tell their pages, fonts and colours."),
    "check": ("hexapla.cli.check:check", "Say all that is wrong, without running or writing."),
    "claims": (
        "hexapla.cli.claims:claims",
        "Say what pages claim of their numbers, and whether so.",
    ),
    "why": ("hexapla.cli.book:why", "Say why a page would run again."),
    "sync": ("hexapla.cli.sync:sync", "Take edits made in a notebook back into the source."),
    "data": ("hexapla.cli.data:data", "List, check and fetch the book's data sets."),
    "inventories": (
        "hexapla.cli.inventories:inventories",
        "List and fetch the inventories of other documentation.",
    ),
    "verify": ("hexapla.cli.verify:verify", "Run a sample afresh, and compare its outputs."),
    "refresh": ("hexapla.cli.refresh:refresh", "Try the book on the newest releases."),
    "package": ("hexapla.cli.package:package", "Build the wheel of the book's saved code."),
    "env": ("hexapla.cli.env:env", "Make, check and export the variants' environments."),
    "migrate": ("hexapla.cli.migrate:migrate", "Make a book.toml of another system's book."),
    "doctor": ("hexapla.cli.doctor:doctor", "Say what this machine lacks, and what mends it."),
}

# Our values are trees of very many small things without cycles: to look among them for cycles
# after every few hundred new ones, as Python does, takes a quarter of the time of a build.
GARBAGE = 3_000_000

EXIT_USAGE, EXIT_STOPPED = 2, 130


class Lazy(click.Group):
    """A group of commands that are imported only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hexapla", message="%(version)s")
def hexapla() -> None:
    """Hexapla: an engine for executable textbooks.

    One Markdown source becomes a website, notebooks and a package; only code that changed runs.

    \b
    Exit codes: 0 done; 1 problems (errors, or warnings with --strict);
                2 wrong usage; 130 stopped.
    """


def main() -> None:
    """Run the command line, and end the process with its code."""
    gc.set_threshold(GARBAGE)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # to be ended is to be stopped
    try:
        code = hexapla.main(standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        code = wrong.exit_code
    except (KeyboardInterrupt, click.Abort) as stopped:
        click.echo(str(stopped) or "Stopped; what was done is kept.", err=True)
        code = EXIT_STOPPED
    _end(code or 0)


def _end(code: int) -> NoReturn:
    """End the process now: freeing what it holds, one by one, takes seconds after a large build."""
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # who read it has gone
            stream.flush()
    os._exit(code)
