"""The commands on environments: env create, env check, env export."""

from __future__ import annotations

from pathlib import Path

import click

from hexapla import plugins
from hexapla.build import prepare
from hexapla.cli.options import FOLDER, JSON, book_folder, finish, known, options, read_book
from hexapla.console import Console
from hexapla.events import Wrote
from hexapla.execute.environment import describe, differences
from hexapla.execute.install import create as create_environment
from hexapla.execute.where import environments
from hexapla.model.book import Book, Variant
from hexapla.model.nodes import Place
from hexapla.model.outputs import Outputs
from hexapla.model.problems import (
    Problems,
    environment_differs,
    no_environment,
    no_lock,
    not_writable,
)
from hexapla.ports import Artifact, Edition
from hexapla.whole import write_whole

NAMES = click.argument("names", metavar="[VARIANT]...", nargs=-1)
FORMS = tuple(
    click.option(f"--{name}", "forms", flag_value=name, multiple=True, help=text)
    for name, text in (
        ("requirements", "requirements.txt, for pip."),
        ("conda", "environment.yml, for conda."),
        ("docker", "A Dockerfile, with the requirements that it installs."),
        ("binder", "A folder .binder, for mybinder.org."),
        ("colab", "A cell for Google Colab."),
    )
)


@click.group()
def env() -> None:
    """Make, check and export the environments in which the variants' code runs."""


@env.command()
@options(NAMES, FOLDER, JSON)
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
@options(NAMES, FOLDER, JSON)
def check(names: tuple[str, ...], folder: Path | None, as_json: bool) -> None:
    """Compare the environments of variants (default: all) with their locks.

    \b
    Example: hexapla env check
    """
    folder = book_folder(folder)
    with Console(as_json=as_json) as console:
        book, _ = read_book(folder, console)
        found = [
            (variant, *_compare(book, variant, environments(folder)))
            for variant in _variants(book, names)
        ]
        rows = [(variant.name, state, "; ".join(said)) for variant, state, said, _ in found]
        console.table(rows, "variant", "state", "differences")
        finish(console, tuple(p for *_, problems in found for p in problems), strict=False)


@env.command()
@options(NAMES, FOLDER, JSON, *FORMS)
@click.option(
    "--cuda",
    "processors",
    multiple=True,
    metavar="VERSION",
    help="For this CUDA, or cpu (repeatable; default: all that there are builds for).",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write (default: _build/environments in the book's folder).",
)
def export(
    names: tuple[str, ...],
    folder: Path | None,
    as_json: bool,
    forms: tuple[str, ...],
    processors: tuple[str, ...],
    output: Path | None,
) -> None:
    """Write what readers need to run the notebooks of variants (default: all), from their locks.

    \b
    Example: hexapla env export pytorch --conda --cuda 13.0
    """
    folder = book_folder(folder)
    with Console(as_json=as_json) as console:
        book, _ = read_book(folder, console)
        variants = _variants(book, names)
        unlocked = tuple(no_lock(v.name, _lock_of(v)) for v in variants if v.name not in book.locks)
        edition = Edition(book, Outputs(), prepare(book, folder)[0], tuple(variants))
        asked = {"forms": forms} if forms else {}
        writer = plugins.load(plugins.WRITERS["environments"])(processors=processors, **asked)
        artifacts, problems = writer.write(edition)
        to = output or folder / "_build" / writer.name
        problems += _write(artifacts, to, console)
        finish(console, (*unlocked, *problems), strict=False)


def _variants(book: Book, names: tuple[str, ...]) -> list[Variant]:
    with_environment = [v for v in book.config.variants if v.environment]
    known("variant with an environment", names, [v.name for v in with_environment])
    return [v for v in with_environment if not names or v.name in names]


def _compare(book: Book, variant: Variant, place: Path) -> tuple[str, tuple[str, ...], Problems]:
    """How an environment stands to its lock: in a word, in words, as problems."""
    have, lock = describe(place, variant.name), book.locks.get(variant.name)
    if have is None:
        return "missing", (), (no_environment(variant.name),)
    if lock is None:
        return "without a lock", (), ()
    different = differences(have, lock)
    if not different:
        return "as its lock says", (), ()
    at = Place(_lock_of(variant), 1)
    return "different", different, (environment_differs(variant.name, different, at),)


def _lock_of(variant: Variant) -> str:
    return Path(variant.environment).with_suffix(".lock").as_posix()


def _write(artifacts: list[Artifact], folder: Path, console: Console) -> Problems:
    """Write an export. What another one left there stays: each is asked for by itself."""
    written = unchanged = 0
    for artifact in artifacts:
        file = folder / artifact.path
        data = artifact.data if isinstance(artifact.data, bytes) else b""
        try:
            if file.is_file() and file.read_bytes() == data:
                unchanged += 1
                continue
            write_whole(file, data)
        except OSError as error:
            return (not_writable(str(file), error.strerror or str(error)),)
        written += 1
    console.tell(Wrote("environments", str(folder), written, unchanged, 0))
    return ()
