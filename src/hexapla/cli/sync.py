"""The command sync: code that was edited in a notebook, back into the source of its page."""

from __future__ import annotations

from codecs import BOM_UTF8
from dataclasses import dataclass
from pathlib import Path

import click

from hexapla.cli.options import FOLDER, JSON, book_folder, finish, options
from hexapla.console import Console
from hexapla.model.book import Book
from hexapla.model.nodes import Place
from hexapla.model.problems import Problems, bad_notebook, not_writable
from hexapla.source import jupyter, parse, tree
from hexapla.source.jupyter import Broken, Notebook
from hexapla.sync.edited import Written, written
from hexapla.sync.taken import Source, Taken, take
from hexapla.whole import write_whole

FOREIGN = (
    "it does not say of which page it is: it was not written by `hexapla build --to notebooks`, or "
    "has lost what that wrote into its metadata"
)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A notebook, and the page that it was made of."""

    notebook: Notebook
    before: Written
    source: Source
    path: Path  # of the source


@click.command()
@click.argument("notebook", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options(FOLDER, JSON)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@click.option("--delete", is_flag=True, help="Cells that are gone go from the source, too.")
def sync(notebook: Path, folder: Path | None, as_json: bool, dry_run: bool, delete: bool) -> None:
    """Take code that was edited in a notebook of the book back into the source of its page.

    \b
    Example: hexapla sync _build/notebooks/pytorch/weight-decay.ipynb --dry-run
    """
    folder = folder or _above(notebook) or book_folder(None)
    with Console(as_json=as_json) as console:
        pair, problems = _pair(notebook, folder)
        if pair:
            text, taken, refused = take(
                pair.source, pair.notebook, pair.before, str(notebook), delete=delete
            )
            problems = refused if dry_run or not taken else (*refused, *_write(pair.path, text))
            _say(console, taken, pair, dry_run=dry_run)
        finish(console, problems, strict=False)


def _above(notebook: Path) -> Path | None:
    """The nearest folder above the notebook that holds a book."""
    folders = notebook.absolute().parents
    return next((folder for folder in folders if (folder / tree.CONFIG).is_file()), None)


def _pair(path: Path, folder: Path) -> tuple[_Pair | None, Problems]:
    """The notebook with its page; None where one of the two is not to be had, and why."""
    try:
        notebook = jupyter.read(path.read_text(encoding="utf-8-sig"))
    except Broken as broken:
        return None, (bad_notebook(str(broken), Place(str(path), broken.line)),)
    except (OSError, UnicodeDecodeError) as error:
        return None, (bad_notebook(str(error), Place(str(path), 1)),)
    sources, unreadable = tree.read(folder)
    before = written(notebook)
    if sources is None:
        return None, unreadable
    if before is None:
        return None, (bad_notebook(FOREIGN, Place(str(path), 1)),)
    book, _ = parse.book(sources)
    if why := _missing(book, before):
        return None, (bad_notebook(why, Place(str(path), 1)),)
    file = next(page.file for page in book.pages() if page.id == before.page)
    entry = next(entry for entry, _ in sources.pages if entry.file == file)
    place = folder / file
    text = place.read_bytes().decode("utf-8-sig")  # with the ends of its lines as they are
    source = Source(entry, text, book.config, sources.texts, tuple(sources.files))
    return _Pair(notebook, before, source, place), ()


def _missing(book: Book, before: Written) -> str:
    """What the book in the folder lacks of the book that the notebook is of."""
    if before.page not in {page.id for page in book.pages()}:
        return f"the book has no page '{before.page}'; name another book with --book"
    if book.config.tabs is not None:
        return (
            "its page is in the Markdown of d2lbook, which is read and never written: migrate first"
        )
    if before.variant not in {variant.name for variant in book.config.variants}:
        return f"the book has no variant '{before.variant}'; name another book with --book"
    return ""


def _write(path: Path, text: str) -> Problems:
    try:
        encoding = "utf-8-sig" if path.read_bytes().startswith(BOM_UTF8) else "utf-8"
        write_whole(path, text.encode(encoding))
    except OSError as error:
        return (not_writable(str(path), error.strerror or str(error)),)
    return ()


def _say(console: Console, taken: tuple[Taken, ...], pair: _Pair, *, dry_run: bool) -> None:
    """What was done, and for which variants: an edit of a shared cell is one of all of them."""
    every = ", ".join(variant.name for variant in pair.source.config.variants)
    rows = [(str(one.at), one.done, ", ".join(one.variants) or every) for one in taken]
    if rows:
        console.table(rows, "cell", "done", "variants")
        console.say("Nothing was written: this was a trial." if dry_run else "")
    else:
        console.say(f"Nothing to take back: {pair.path} is as the notebook has it.")
