"""The command claims: what pages claim of their code, by page and variant, and whether it is so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import click

from hexapla import plugins
from hexapla.build import prepare
from hexapla.cli.options import (
    BOOK,
    JSON,
    PAGE,
    STRICT,
    book_folder,
    finish,
    known,
    options,
    read_book,
)
from hexapla.console import Console
from hexapla.execute.schedule import execute
from hexapla.execute.where import environments
from hexapla.inspect.claims import Checked, Found, problems, report
from hexapla.inspect.pairs import Compared
from hexapla.inspect.silence import audible
from hexapla.ports import Edition, Workplace

# In JSON a line for each variant; for people a row for each claim, with a column for each variant.
CLAIMS = ("page", "at", "claim", "variant", "found", "apart", "verdict")
PAIRS = ("page", "at", "pair", "variant", "numbers", "apart", "allowed", "verdict")
NONE = "—"


@click.command()
@options(BOOK, PAGE, STRICT, JSON)
def claims(folder: Path | None, pages: tuple[str, ...], strict: bool, as_json: bool) -> None:
    """Say what pages claim of the numbers that code gave, and whether it is so. Runs nothing.

    \b
    Example: hexapla claims book --strict
    """
    folder = book_folder(folder)
    with Console(as_json=as_json) as console:
        book, _ = read_book(folder, console)
        known("page", pages, [page.id for page in book.pages()])
        tools, _ = plugins.tools(book.config, folder, outputs=(), run=False, tell=console.tell)
        library, jobs, _ = prepare(book, folder)
        at = Workplace(environments(folder), folder, folder, package=book.config.package)
        outputs, _ = execute(book, jobs, tools, at, wanted=lambda job: False, again=False)
        edition = Edition(book, outputs, library, book.config.variants)
        found = report(book, outputs, edition.variants)
        said = [one for one in found.claims if not pages or one.page in pages]
        both = [one for one in found.pairs if not pages or one.page in pages]
        _show(said, both, console)
        files = {page.file for page in book.pages() if not pages or page.id in pages}
        wrong = tuple(one for one in problems(edition) if one.at.file in files)
        finish(console, audible(wrong, book), strict=strict)


def _show(said: list[Checked], both: list[Compared], console: Console) -> None:
    if console.form == "json":
        console.table((row for one in said for row in _claim_rows(one)), *CLAIMS)
        console.table(map(_pair_row, both), *PAIRS)
        return
    if not said and not both:
        console.say("The book claims nothing.")
    for file, each in groupby(said, key=lambda one: one.claim.at.file):
        rows = [*each]
        titles = _titles(found.variant.title for one in rows for found in one.found)
        console.say(file)
        console.table((_wide(one, titles) for one in rows), "line", "claim", *titles, "apart")
    for file, pairs in groupby(both, key=lambda one: one.pair.at.file):
        compared = [*pairs]
        titles = _titles(one.variant.title for one in compared)
        console.say(f"Pairs of {file}")
        console.table(_pairs(compared, titles), "line", "pair", *titles, "allowed")


def _titles(titles: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(titles))


def _claim_rows(one: Checked) -> Iterator[tuple[str, ...]]:
    for found in one.found:
        verdict = found.verdict if one.agrees or found.verdict != "true" else "disagrees"
        own = found.variant.name, _value(found), f"{one.spread:.3g}", verdict
        yield one.page, str(one.claim.at), one.claim.said, *own


def _value(found: Found) -> str:
    return f"{found.value:.6g}" if found.spot and not found.why else ""


def _wide(one: Checked, titles: tuple[str, ...]) -> tuple[str, ...]:
    """A claim, with what each variant gives for it; a word where that is not as it should be."""
    cells = {found.variant.title: _cell(found) for found in one.found}
    values = (cells.get(title, NONE) for title in titles)
    apart = f"{one.spread:.3g}" if len(one.known) > 1 else NONE
    too_far = "" if one.agrees else f" (more than {one.claim.tolerance:.3g})"
    return str(one.claim.at.line), one.claim.said, *values, apart + too_far


def _cell(found: Found) -> str:
    words = "" if found.verdict == "true" else found.verdict
    return " ".join(part for part in (_value(found), words) if part)


def _pair_row(one: Compared) -> tuple[str, ...]:
    numbers, apart = (str(one.numbers), f"{one.apart:.3g}") if one.numbers else ("", "")
    at, variant = str(one.pair.at), one.variant.name
    return one.page, at, _names(one), variant, numbers, apart, str(one.margin), one.verdict


def _names(one: Compared) -> str:
    return f"{one.kind}: {one.here}, {one.there}"


def _pairs(both: list[Compared], titles: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A row for each start and result, with how far the two programs are apart in each variant."""
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    for one in both:
        key = (str(one.pair.at.line), _names(one), str(one.margin))
        number = f"{one.apart:.2g}" if one.numbers else ""
        words = "" if one.verdict == "equal" else one.verdict
        cell = " ".join(part for part in (number, words) if part)
        rows.setdefault(key, {})[one.variant.title] = cell
    for (line, names, allowed), cells in rows.items():
        yield line, names, *(cells.get(title, NONE) for title in titles), allowed
