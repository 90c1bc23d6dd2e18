"""The names of cells, by which an address finds them."""

from __future__ import annotations

from hexapla.model.nodes import Cell, Heading, Text
from hexapla.render.web.numbered import numbered
from small_site import TORCH, page_of, written

A, B, C, D = (Cell(code) for code in "abcd")


def named(*cells: Cell, names: dict[int, str]) -> list[str]:
    return [names[id(cell)] for cell in cells]


def test_counterparts_have_one_number_and_so_has_what_is_shared() -> None:
    names = numbered({"torch": (A, D), "jax": (B, C, D)})
    assert named(A, B, C, D, names=names) == ["cell-1", "cell-1", "cell-2", "cell-3"]


def test_the_numbers_of_others_do_not_change_what_comes_before() -> None:
    before = numbered({"torch": (A, B)})
    after = numbered({"torch": (A, C, B)})
    assert before[id(A)] == after[id(A)] == "cell-1"
    assert (before[id(B)], after[id(B)]) == ("cell-2", "cell-3")


def test_names_that_are_taken_are_passed_over() -> None:
    names = numbered({"": (A, B)}, {"cell-1"})
    assert named(A, B, names=names) == ["cell-2", "cell-3"]
    title = Heading(2, (Text("Cell 1"),), "cell-1")
    page = written(page_of(title, Cell("a = 1"), variants=(TORCH,)))["one.html"]
    assert page.count('id="cell-1"') == page.count('id="cell-2"') == 1


def test_a_cell_that_stands_twice_ends_nothing() -> None:
    assert named(A, B, names=numbered({"torch": (A, B, A), "jax": (A, B, A)})) == [
        "cell-3",
        "cell-2",
    ]


def test_orders_that_contradict_each_other_end_nothing() -> None:
    assert numbered({"torch": (A, B), "jax": (B, A)}) == {}


def test_a_book_without_variants_has_addresses_of_cells() -> None:
    assert 'id="cell-1"' in written(page_of(Cell("a = 1"), variants=()))["one.html"]
