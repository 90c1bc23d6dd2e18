"""`hexapla paper`: the PDFs, and what whoever has them printed asks of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from hexapla import plugins
from hexapla.build import Wish
from hexapla.build import build as build_book
from hexapla.cli.options import (
    BOOK,
    JSON,
    OUTPUT,
    STRICT,
    VARIANT,
    book_folder,
    chooser,
    finish,
    known,
    options,
    read_book,
)
from hexapla.console import Console
from hexapla.inspect.silence import audible
from hexapla.model.book import Book
from hexapla.publish.printed import printed
from hexapla.publish.typeset import Note, notes

SHOWN = 12  # pages that are named
Row = tuple[str, ...]


@click.command()
@options(BOOK, VARIANT, OUTPUT, STRICT, JSON)
@click.option(
    "--to",
    type=click.Choice(("print", "pdf")),
    default="print",
    show_default=True,
    help="The PDF for a printer, or that for screens.",
)
def paper(
    folder: Path | None,
    variants: tuple[str, ...],
    output: Path | None,
    strict: bool,
    as_json: bool,
    to: str,
) -> None:
    """Set the PDF of each variant, and tell its pages, fonts and colours, and what is too wide.

    \b
    Example: hexapla paper book --variant pytorch
    """
    folder = book_folder(folder)
    with Console(as_json=as_json) as console:
        book, problems = read_book(folder, console)
        known("variant", variants, [one.name for one in book.config.variants])
        tools, _ = plugins.tools(book.config, folder, outputs=(to,), run=False, tell=console.tell)
        at = output or folder / "_build"
        wish = Wish(chooser((), variants), variants=variants)
        problems += build_book(book, tools, folder, at, wish)
        files = sorted((at / to).glob("*.pdf"))
        said = {file: notes(folder, to, file.name) for file in files}
        chapters = (row for file, each in said.items() for row in _chapters(file, each, book))
        console.table(chapters, "pdf", "chapter", "begins", "pages")
        whole = (row for file, each in said.items() for row in (*_whole(file), *_took(file, each)))
        console.table(whole, "pdf", "what", "is")
        finish(console, audible(problems, book), strict=strict)


def _chapters(file: Path, said: Iterable[Note], book: Book) -> Iterator[Row]:
    """Where each chapter begins, and how many pages it has until the next."""
    pages = {page.id: page for page in book.pages()}
    starts = [
        (pages[note["page"]], int(note["number"]))
        for note in said
        if note["kind"] == "page" and note["page"] in pages and pages[note["page"]].level == 1
    ]
    last = next((int(note["number"]) for note in said if note["kind"] == "end"), 0)
    ends = [*(number for _, number in starts[1:]), last + 1]
    for (page, number), end in zip(starts, ends, strict=True):
        name = f"{page.number} {page.id}".strip()
        yield file.name, name, str(number), str(max(end - number, 1))


def _whole(file: Path) -> Iterator[Row]:
    data = file.read_bytes()
    found = printed(data)
    size = len(data) / 1000
    each = size / found.pages if found.pages else 0.0
    yield file.name, "pages", str(found.pages)
    yield file.name, "size", f"{size:.0f} kB, {each:.1f} kB a page"
    yield file.name, "fonts in it", ", ".join(found.fonts) or "none"
    yield file.name, "fonts not in it", ", ".join(found.absent) or "none"
    yield file.name, "pages in colour", _few(found.coloured)


def _took(file: Path, said: Iterable[Note]) -> Iterator[Row]:
    """What Typst took when it last set the PDF."""
    for note in said:
        if note["kind"] == "set":
            took = f"{note['seconds']:.1f} s, {note['peak'] / 2**20:.0f} MiB"
            yield file.name, "set in", took


def _few(pages: tuple[int, ...]) -> str:
    """How many pages, and the first of them."""
    if not pages:
        return "none"
    more = ", …" if len(pages) > SHOWN else ""
    return f"{len(pages)}: {', '.join(map(str, pages[:SHOWN]))}{more}"
