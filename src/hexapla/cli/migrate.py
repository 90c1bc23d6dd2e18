"""`hexapla migrate`: the book of another system gets a book.toml that says the same."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from hexapla.cli.options import JSON, finish
from hexapla.console import Console
from hexapla.inspect.counted import counted
from hexapla.model.problems import no_book
from hexapla.source import migrated, tree
from hexapla.source.d2lbook import counted as marks
from hexapla.source.migrated import Migrated
from hexapla.source.project.found import SYSTEMS
from hexapla.source.project.said import Project
from hexapla.source.project.toml import toml
from hexapla.whole import write_whole


@click.command()
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("target", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--from", "kind", type=click.Choice(list(SYSTEMS)), help="Which system it is of.")
@click.option("--report", is_flag=True, help="Say what each key comes to, and write nothing.")
@JSON
def migrate(
    source: Path, target: Path | None, kind: str | None, report: bool, as_json: bool
) -> None:
    """Write the book.toml of a book of Jupyter Book, mystmd or d2lbook: beside its own files, or,
    where a TARGET is given, into a new folder with a copy of the book's files. A book of d2lbook
    needs a TARGET: its pages are written anew.

    \b
    Example: hexapla migrate ../lakes lakes --report
    """
    with Console(as_json=as_json) as console:
        folder, unread = tree.listed(source)
        found, files = tree.foreign(folder, kind or "")
        if found is None:
            finish(console, (no_book(str(source)),), strict=False)
            return
        pages = tuple(migrated.pages(found, folder)) if found.tabs is not None else ()
        if report:
            console.table(_rows(found), "from", "becomes", "value")
            if pages:
                console.table(_counts(found, pages), "of the pages", "before", "after")
        else:
            _write(found, files, source, target or source, sorted(folder.paths), pages)
            console.say(
                f"book.toml is in {target or source}. Next:  hexapla build {target or source}"
            )
        unfit = tuple(problem for page in pages for problem in page.problems)
        finish(console, (*unread, *found.problems, *unfit), strict=False)


def _write(
    found: Project,
    files: tuple[str, ...],
    source: Path,
    target: Path,
    paths: list[str],
    pages: tuple[Migrated, ...],
) -> None:
    """Write the book.toml; into another folder than the source's, the book's files as well."""
    if (target / tree.CONFIG).exists():
        raise click.UsageError(f"there is a {tree.CONFIG} in '{target}' already; it is not touched")
    if pages and target == source:
        raise click.UsageError("its pages are written anew: name a TARGET, a new folder for them")
    try:
        if target != source:
            kept = [path for path in paths if not migrated.left_out(found, files, path)]
            _copy(source, target, kept if pages else paths)
        for page in pages:
            write_whole(target / page.file, page.after.encode())
        write_whole(target / tree.CONFIG, toml(found, files).encode())
    except OSError as error:
        why = error.strerror or error
        raise click.ClickException(f"'{target}' cannot be written: {why}") from error


def _copy(source: Path, target: Path, paths: list[str]) -> None:
    if target.exists() and any(target.iterdir()):
        raise click.UsageError(f"'{target}' is there and not empty; name a new folder")
    for path in paths:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / path, target / path)


def _rows(found: Project) -> Iterator[tuple[str, str, str]]:
    """Where each value comes from, what it becomes in book.toml, and what it is."""
    for path, (place, value) in found.origin.known.items():
        name = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
        yield str(place), name.lstrip("."), str(value)
    for each in found.unused:
        yield str(each.at), "—", f"{each.key} has no effect here"


def _counts(found: Project, pages: tuple[Migrated, ...]) -> Iterator[tuple[str, str, str]]:
    """How much of each kind the pages hold, by the marks of the original and in the new book."""
    assert found.tabs is not None  # noqa: S101, there are pages
    before: Counter[str] = marks.counted(((page.file, page.before) for page in pages), found.tabs)
    after = counted((page.page() for page in pages), migrated.variants(found))
    for kind in sorted({*before, *after}, key=_order):
        yield kind, str(before[kind]), str(after[kind])


def _order(kind: str) -> tuple[bool, str]:
    """Kinds that a variant has come after those that are for all."""
    return (" " in kind, kind)
