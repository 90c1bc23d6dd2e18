"""Outputs wider than paper: which are told of, and which are not."""

from __future__ import annotations

import pytest

from hexapla.execute.wide import wide
from hexapla.model.book import Config
from hexapla.model.nodes import Cell, Place
from hexapla.model.outputs import ERROR, STDERR, STDOUT, Output
from small_site import page_of, with_run

PAPER = Config("").paper.code_width
LONG = "x" * (PAPER + 1)


@pytest.mark.parametrize(
    ("output", "tags", "told"),
    [
        (Output(STDOUT, f"a\n{LONG}\n"), (), True),
        (Output(STDERR, LONG), (), True),
        (Output("text/plain", LONG), (), True),
        (Output(STDOUT, "\x1b[31mx\x1b[0m" * PAPER), (), False),
        (Output(ERROR, LONG), (), False),
        (Output("text/html", LONG, (Output("text/plain", LONG),)), (), False),
        (Output(STDOUT, LONG), ("remove-output",), False),
        (Output(STDERR, LONG), ("remove-stderr",), False),
        (Output(STDOUT, LONG), ("remove-stderr",), True),
    ],
)
def test_lines_that_paper_would_break_are_told(
    output: Output, tags: tuple[str, ...], *, told: bool
) -> None:
    cell = Cell("print()", tags=tags, at=Place("one.md", 7))
    made = with_run(page_of(cell, Cell("1")), "jax", (output,), None)
    problems = wide(made.book, made.outputs)
    assert [str(problem.at) for problem in problems] == (["one.md:7"] if told else [])
    assert all(f"{PAPER + 1} characters in jax" in problem.text for problem in problems)
