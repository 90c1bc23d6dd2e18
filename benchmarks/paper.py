"""How long a PDF takes: of the generated book, or of a book that is there.

    python benchmarks/paper.py [--pages N] [--book DIR] [--variant V] [--repeats N]

Cold: nothing is known, not even what the pages say. Known: nothing has changed. An edit changes a
word in the middle of the book: by the command line, which starts Typst anew, and where Typst is
kept, as in `hexapla serve --pdf`, for the whole book and for the page alone.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent / "language"))

import pages as generated

from hexapla.build import prepare, read
from hexapla.memory import indexed
from hexapla.model.book import Book
from hexapla.model.outputs import Outputs
from hexapla.ports import Artifact, Edition, Typeset
from hexapla.publish.compositor import Compositor
from hexapla.publish.printed import printed
from hexapla.publish.typeset import typeset
from hexapla.render.notebook import ALONE
from hexapla.render.paper.book import one
from hexapla.render.paper.maths import Typesetter
from hexapla.render.paper.writer import Pdf


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--book", type=Path)
    parser.add_argument("--variant", default="")
    said = parser.parse_args()
    with TemporaryDirectory() as folder:
        book = Path(folder, "book")
        if said.book:
            ours = shutil.ignore_patterns(".hexapla", "_build")
            shutil.copytree(said.book, book, ignore=ours)
        else:
            generated.write(book, said.pages)
        by_command(book, said.variant, said.repeats)
        by_one_who_stays(book, said.variant, said.repeats)


def by_command(book: Path, variant: str, repeats: int) -> None:
    command = [sys.executable, "-m", "hexapla", "build", str(book), "--to", "pdf"]
    command += ["--variant", variant] if variant else []

    def build() -> None:
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)

    def forget() -> None:
        for made in (".hexapla", "_build"):
            shutil.rmtree(book / made, ignore_errors=True)

    report("cold", build, forget, repeats)
    report("known", build, lambda: None, repeats)
    report("an edit", build, lambda: edit(book), repeats)
    for file in sorted((book / "_build" / "pdf").glob("*.pdf")):
        data = file.read_bytes()
        count = printed(data).pages
        print(f"{count} pages, {len(data) / 1000 / count:.1f} kB a page  {file.name}")


def by_one_who_stays(book: Path, variant: str, repeats: int) -> None:
    """As a server does it: all stays in memory, and Typst at work."""
    formulas, at = Typesetter(), book / ".hexapla" / "paper"
    with Compositor() as compositor:
        peaks = []

        def whole() -> None:
            wanted = edition(book, variant)
            (artifact,) = (each for each in Pdf().write(wanted)[0])
            peaks.append(made(artifact, at / "whole", book, compositor))

        def single() -> None:
            wanted = edition(book, variant)
            page = [*wanted.book.pages()][len([*wanted.book.pages()]) // 2]
            shown = (*wanted.variants, ALONE)[0]
            data = one(wanted, page.id, shown, wanted.book.config.paper, formulas)
            made(Artifact("one.pdf", data), at / "one", book, compositor)

        report("kept, the first time", whole, lambda: None, 1)
        report("kept, an edit", whole, lambda: edit(book), repeats)
        print(f"Typst had {max(peaks) / 2**20:.0f} MiB at the most")
    with Compositor() as compositor:
        report("a page, the first time", single, lambda: None, 1)
        report("a page, an edit", single, lambda: edit(book), repeats)


def edition(book: Path, variant: str) -> Edition:
    found, _ = read(book)
    assert isinstance(found, Book)
    library, _, _ = prepare(found, book)
    shown = tuple(each for each in found.config.variants if variant in ("", each.name))[:1]
    return Edition(indexed(found, library, book), Outputs(), library, shown)


def made(artifact: Artifact, at: Path, book: Path, by: Compositor) -> int:
    """Have it set; the bytes that Typst had at the most."""
    assert isinstance(artifact.data, Typeset)
    sheets = typeset(artifact.path, artifact.data, at, book, by, asked=False)
    assert sheets.answer.done, sheets.answer
    return sheets.answer.peak


def edit(book: Path) -> None:
    """Another word in the middle of the book."""
    found, _ = read(book)
    assert isinstance(found, Book)
    pages = [*found.pages()]
    file = book / pages[len(pages) // 2].file
    text = file.read_text(encoding="utf-8")
    word = f"edited{time.monotonic_ns()}"
    file.write_text(re.sub(r"(?m)^([A-Z]\w+) ", rf"\1 {word} ", text, count=1), encoding="utf-8")


def report(what: str, work: Callable[[], object], before: Callable[[], None], repeats: int) -> None:
    times = []
    for _ in range(repeats):
        before()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    spread = f"({min(times):.2f} to {max(times):.2f})" if repeats > 1 else ""
    print(f"{what:24} {statistics.median(times):6.2f} s {spread}", flush=True)


if __name__ == "__main__":
    main()
