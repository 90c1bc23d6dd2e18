"""How a book is built, from first to last. Start reading here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from hexapla.events import Tell, stage
from hexapla.execute.forgetful import Forgetful
from hexapla.execute.schedule import execute
from hexapla.execute.where import environments
from hexapla.memory import claimed, indexed, recalled, understood
from hexapla.model.book import Book
from hexapla.model.library import Library
from hexapla.model.outputs import FULL, Outputs
from hexapla.model.problems import Problems
from hexapla.ports import Edition, Job, Tools, Workplace, Writer
from hexapla.publish.editions import publish_edition
from hexapla.source import tree
from hexapla.source.history import changes, dated


@dataclass(frozen=True, slots=True)
class Wish:
    """Which stale jobs run, where the tools have a runner, and which variants are written."""

    wanted: Callable[[Job], bool] = lambda job: True
    again: bool = False  # what is known runs too
    variants: tuple[str, ...] = ()  # none named: all
    profile: str = FULL  # what any other one gives is never committed


def read(folder: Path) -> tuple[Book | None, Problems]:
    """The resolved book in a folder, or None where its book.toml cannot be read."""
    sources, unreadable = tree.read(folder)
    if sources is None:
        return None, unreadable
    book, problems = understood(sources, folder)
    return book, (*unreadable, *problems)


def prepare(
    book: Book, folder: Path, profile: str = FULL
) -> tuple[Library, tuple[Job, ...], Problems]:
    """What the book saves for its companion, and the jobs that its outputs come from."""
    library, jobs, problems = recalled("hexapla.stages:prepare", book, profile, folder=folder)
    return library, jobs, problems


def build(book: Book, tools: Tools, folder: Path, output: Path | None, wish: Wish) -> Problems:
    """Run what is wanted, write what the tools write where there is a folder, say what is wrong."""
    library, jobs, problems = prepare(book, folder, wish.profile)
    tools = tools if wish.profile == FULL else replace(tools, writers=(), archive=Forgetful())
    edition = Edition(indexed(book, library, folder), Outputs(), library, book.config.variants)
    companion = output and folder / (book.config.package_folder or output.absolute() / "package")
    for writer in tools.companion:  # first: the jobs import it
        problems += write(writer, edition, companion, folder, tools.tell)
    at = Workplace(environments(folder), companion or folder, folder, package=book.config.package)
    with stage("execute", tools.tell):
        outputs, failed = execute(book, jobs, tools, at, wanted=wish.wanted, again=wish.again)
    variants = tuple(v for v in edition.variants if not wish.variants or v.name in wish.variants)
    outputs = dated(outputs, folder) if tools.writers else outputs
    edition = replace(edition, outputs=outputs, variants=variants)
    edition = replace(edition, changes=changes(book, folder) if tools.writers else ())
    for writer in tools.writers:
        problems += write(writer, edition, output and output / writer.name, folder, tools.tell)
    told = (*problems, *failed, *(claimed(edition, folder) if wish.profile == FULL else ()))
    return tuple(dict.fromkeys(told))  # several writers may say the same


def write(by: Writer, edition: Edition, to: Path | None, folder: Path, tell: Tell) -> Problems:
    """Publish what one writer makes of an edition, if there is a folder to publish it to."""
    with stage(by.name, tell):
        if to is None:
            return by.write(edition)[1]
        wrote, problems = publish_edition(by, edition, to, folder, tell)
    tell(wrote)
    return problems
