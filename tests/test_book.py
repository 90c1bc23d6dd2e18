"""The real book as it is committed: right, fresh, and exact about what an edit touches."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fakes import MemoryStore
from hexapla.build import Wish, build, read
from hexapla.execute.record import from_files
from hexapla.model.book import Book
from hexapla.model.outputs import Outputs
from hexapla.plugins import WRITERS, load
from hexapla.ports import Edition, Tools
from hexapla.publish.files import made
from hexapla.source.tree import MADE
from hexapla.stages import prepare
from hexapla.store.committed import Committed

ROOT = Path(__file__).parent.parent
PAGES = "parts/foundations"
VARIANTS = ("pytorch", "jax", "tensorflow", "mxnet")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    ignore = shutil.ignore_patterns("_build", ".hexapla")
    return shutil.copytree(ROOT / "book", tmp_path / "book", ignore=ignore)


def book_in(folder: Path) -> Book:
    book, problems = read(folder)
    assert problems == ()
    assert book is not None
    return book


def stale(folder: Path) -> set[tuple[str, str]]:
    """The pages and variants whose committed outputs are not of today's inputs."""
    archive = Committed(folder / "outputs")
    _, jobs, _ = prepare(book_in(folder))
    return {
        (job.page, job.variant.name)
        for job in jobs
        if not (files := archive.last(job.page, job.variant.name))
        or from_files(files)[0] != job.inputs
    }


@pytest.mark.slow
def test_nothing_is_wrong_with_the_committed_book() -> None:
    book = book_in(ROOT / "book")
    writers = tuple(load(WRITERS[name])() for name in book.config.outputs)
    archive = Committed(ROOT / "book" / "outputs")
    tools = Tools(writers, MemoryStore(), archive, tell=lambda event: None)
    assert build(book, tools, ROOT / "book", None, Wish()) == ()


def test_the_manual_is_a_book_with_all_its_pages_and_nothing_wrong(tmp_path: Path) -> None:
    manual = book_in(ROOT / "docs")
    tools = Tools((load(WRITERS["web"])(),), MemoryStore(), Committed(tmp_path), lambda event: None)
    assert build(manual, tools, ROOT / "docs", None, Wish()) == ()
    written = {p.relative_to(ROOT / "docs") for p in (ROOT / "docs").rglob("*.md")}
    pages = {p.as_posix() for p in written if p.parts[0] not in MADE}
    assert {page.file for page in manual.pages()} == pages


@pytest.mark.slow
def test_the_committed_companion_is_what_the_book_saves() -> None:
    book = book_in(ROOT / "book")
    library, _, _ = prepare(book)
    edition = Edition(book, Outputs(), library, book.config.variants)
    artifacts, _ = load(WRITERS["package"])().write(edition)
    for artifact in artifacts:
        data, _ = made(artifact, ROOT / "book", [])
        assert (ROOT / "companion" / artifact.path).read_bytes() == data, artifact.path


@pytest.mark.slow
def test_every_page_has_code_in_every_variant_or_in_none() -> None:
    _, jobs, _ = prepare(book_in(ROOT / "book"))
    pages = {job.page for job in jobs}
    assert {(j.page, j.variant.name) for j in jobs} == {(p, v) for p in pages for v in VARIANTS}


@pytest.mark.slow
def test_a_word_of_prose_makes_nothing_stale(copy: Path) -> None:
    for page in (copy / PAGES).glob("*.md"):
        page.write_text(page.read_text(encoding="utf-8").replace("the ", "The ", 1), "utf-8")
    assert stale(copy) == set()


@pytest.mark.slow
def test_a_changed_saved_function_makes_stale_only_where_it_is_used(copy: Path) -> None:
    page = copy / PAGES / "linear-regression-scratch.md"
    text = page.read_text(encoding="utf-8")
    old = "return ((y_hat - y) ** 2 / 2).mean()"
    assert old in text
    page.write_text(text.replace(old, "return (0.5 * (y_hat - y) ** 2).mean()"), "utf-8")
    pages = {page for page, _ in stale(copy)}
    assert pages == {"linear-regression-scratch", "linear-regression-concise", "weight-decay"}
