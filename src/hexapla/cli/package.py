"""The command package: the companion as wheel and source archive, and the proof of them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import click

from hexapla.build import prepare
from hexapla.cli.changes import tell_changes
from hexapla.cli.options import (
    BOOK,
    JSON,
    STRICT,
    VARIANT,
    book_folder,
    finish,
    known,
    options,
    read_book,
)
from hexapla.cli.wheel import built, failing
from hexapla.console import Console
from hexapla.execute.outside import bring
from hexapla.execute.prove import Proof, prove
from hexapla.execute.wheel import Built, Wheel
from hexapla.execute.where import environments
from hexapla.model.book import Book, Variant
from hexapla.model.library import Library
from hexapla.model.problems import Problems

FILES = ("file", "bytes", "sha256")
PROOFS = ("variant", "names", "tests", "seconds", "result")


@click.command()
@options(BOOK, VARIANT, STRICT, JSON)
@click.option("--check", is_flag=True, help="Prove the wheel where nothing but it is installed.")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write (default: _build/dist in the book's folder).",
)
@click.option("--diff", "since", metavar="REV", help="Build nothing: tell what changed since.")
def package(
    folder: Path | None,
    variants: tuple[str, ...],
    strict: bool,
    as_json: bool,
    check: bool,
    output: Path | None,
    since: str | None,
) -> None:
    """Build the wheel and the source archive of the companion, from the book's saved code.

    With --check, install the wheel into clean environments, import it, and run its saved tests.
    With --diff, tell how it differs from what the book saved at a revision, as a changelog.

    \b
    Example: hexapla package book --check --variant pytorch
             hexapla package book --diff v1.0
    """
    folder = book_folder(folder)
    with Console(as_json=as_json) as console:
        book, problems = read_book(folder, console)
        there = [variant for variant in book.config.variants if variant.environment]
        known("variant with an environment", variants, [variant.name for variant in there])
        library, _, unsaved = prepare(book, folder)
        problems += unsaved
        if since is not None:
            problems += tell_changes((book, library), folder, since, console)
            finish(console, problems, strict=strict)
        if not failing(problems):
            made, unbuilt = built(book, library, folder, output or folder / "_build" / "dist")
            problems += unbuilt
            if made:
                _show(made, console, as_json=as_json)
            if made and check:
                asked = [v for v in there if not variants or v.name in variants]
                problems += _proved(book, library, folder, made.wheel, asked, console)
        finish(console, problems, strict=strict)


def _show(made: Built, console: Console, *, as_json: bool) -> None:
    """Say which files were built: digests are too long for a table."""
    for file in made.files:
        data = file.read_bytes()
        digest = sha256(data).hexdigest()
        console.say(f"{file}: {len(data)} bytes, sha256 {digest}")
        if as_json:
            console.table([(str(file), str(len(data)), digest)], *FILES)


def _proved(
    book: Book,
    library: Library,
    folder: Path,
    wheel: Wheel,
    variants: Sequence[Variant],
    console: Console,
) -> Problems:
    """Prove the wheel for each variant, in its clean environment; a table, and what is wrong."""
    problems: Problems = ()
    proofs: list[Proof] = []
    homes = environments(folder)
    for variant in variants:
        console.say(f"{variant.title}: proving {wheel.file.name}")
        lacking = bring(variant, wheel, book.locks.get(variant.name), homes, console.say)
        problems += lacking
        if not lacking:
            saved = library.items.get(variant.name, ())
            proofs.append(prove(variant, wheel, book, saved, homes))
    if proofs:
        console.table(map(_line, proofs), *PROOFS)
    return (*problems, *(problem for proof in proofs for problem in proof.problems))


def _line(proof: Proof) -> tuple[str, str, str, str, str]:
    tests = str(proof.tests) if proof.tests else "none"
    result = "fails" if failing(proof.problems) else "passes"
    return proof.variant, str(proof.names), tests, f"{proof.seconds:.1f}", result
