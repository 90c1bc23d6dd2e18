"""Outputs that are wider than paper: on a screen one can scroll."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.execute.terminal import plain
from hexapla.model.book import Book, Page, Variant
from hexapla.model.outputs import STDERR, STDOUT, Output, Outputs, Run
from hexapla.model.problems import Problem, Problems, wide_output
from hexapla.model.walk import cells_of

# The lines of a program's own: those of errors are their library's.
LINES = {STDOUT: "remove-stdout", STDERR: "remove-stderr", "text/plain": ""}
HIDDEN = ("remove-output", "remove-cell")


def wide(book: Book, outputs: Outputs) -> Problems:
    """A warning for each cell with lines that would be broken on paper."""
    return tuple(
        problem
        for page in book.pages()
        for variant in book.config.variants
        for problem in _wide(page, variant, outputs, book.config.paper.code_width)
    )


def _wide(page: Page, variant: Variant, outputs: Outputs, paper: int) -> Iterator[Problem]:
    run = outputs.of(page.id, variant.name)
    if run is None or run.freshness != "fresh" or not _any_wider(run, paper):
        return
    for cell, shown in zip(cells_of(page.body, variant.name), run.cells, strict=True):
        width = max((_width(output, cell.tags) for output in shown or ()), default=0)
        if width > paper and not any(tag in cell.tags for tag in HIDDEN):
            yield wide_output(variant.name, width, paper, cell.at)


def _any_wider(run: Run, paper: int) -> bool:
    """Whether it is worth while to look at the cells."""
    return any(_width(one, ()) > paper for shown in run.cells for one in shown or ())


def _width(output: Output, tags: tuple[str, ...]) -> int:
    if output.mime not in LINES or LINES[output.mime] in tags:
        return 0
    return max(map(len, plain(str(output.data)).split("\n")))
