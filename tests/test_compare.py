"""How two results differ: numbers, words, tables, pictures."""

from __future__ import annotations

import struct
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.execute.compare import Difference, Tolerance, differences
from hexapla.model.outputs import ERROR, STDERR, STDOUT, Output

TOLERANCE = Tolerance()


def compared(was: str | bytes, now: str | bytes, mime: str = STDOUT) -> list[tuple[str, str, str]]:
    """How one output differs from another of its kind."""
    cells = ((Output(mime, each),) for each in (was, now))
    return [(each.kind, each.was, each.now) for each in differences(*cells_of(*cells))]


def cells_of(old: tuple[Output, ...], new: tuple[Output, ...]) -> tuple[object, ...]:
    return (old,), (new,), TOLERANCE


# --- text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("loss: 0.12345", "loss: 0.123455"),
        ("loss: -1.0e-7", "loss: 0.0"),
        ("[ 2.5   -1.5 ]", "[2.50001 -1.5]"),
        ("tensor([1.00001, 2.])", "tensor([1.0000, 2.0001])"),
        ("1e5 and nan", "1.00001e+05 and nan"),
        ("+3 and .5", "3 and 0.50"),
        ("a  b\nc", "a b\n c "),
        ("\x1b[31mred\x1b[0m", "red"),
        ("x\nCPU times: user 3 ms, total: 4 ms\nWall time: 5 ms\n", "x\nWall time: 912 µs\n"),
        ("1.2 ms ± 3 µs per loop (mean ± std. dev. of 7 runs)", ""),
    ],
)
def test_what_differs_by_little_does_not_differ(was: str, now: str) -> None:
    assert compared(was, now) == compared(now, was) == []


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (
            "a: 1.0\nloss: 0.123\n",
            "a: 1.0\nloss: 0.124\n",
            ("number", "loss: 0.123", "loss: 0.124"),
        ),
        ("100000 rows", "100001 rows", ("number", "100000 rows", "100001 rows")),
        ("a -0.5", "a 0.5", ("number", "a -0.5", "a 0.5")),
        ("one\ntwo 2.0", "one\nthree 2.0", ("text", "two 2.0", "three 2.0")),
        ("one", "one\nmore", ("text", "nothing", "more")),
        ("torch 2.13.0", "torch 2.13.1", ("text", "torch 2.13.0", "torch 2.13.1")),
        ("w1 x", "w2 x", ("text", "w1 x", "w2 x")),
        ("loss nan", "loss 1.0", ("text", "loss nan", "loss 1.0")),
        ("took 1.0 s", "took 2.0 s", ("number", "took 1.0 s", "took 2.0 s")),
    ],
)
def test_the_line_that_differs_is_told(was: str, now: str, said: tuple[str, str, str]) -> None:
    assert compared(was, now) == [said]


def test_every_line_with_another_number_is_told_once() -> None:
    assert compared("1.0 2.0\n3.0", "1.1 2.1\n3.1") == [
        ("number", "1.0 2.0", "1.1 2.1"),
        ("number", "3.0", "3.1"),
    ]


def test_of_a_long_line_what_is_about_the_number_is_shown() -> None:
    ((_, was, now),) = compared("x" * 300 + " 1.5 " + "y" * 300, "x" * 300 + " 1.6 " + "y" * 300)
    assert "1.5" in was
    assert "1.6" in now
    assert len(was) <= 80


def test_a_million_digits_are_no_trouble() -> None:
    digits = "1" * 1_000_000
    assert compared(digits, digits[:-1] + "2")[0][0] == "number"
    assert compared(f"{digits}x", f"{digits}y")[0][0] == "text"
    assert compared(f"1.{digits}", f"1.{digits}2") == []


def test_of_an_error_only_what_it_is_counts() -> None:
    was = "Traceback\nlib.py:3\n\x1b[31mValueError\x1b[0m: no"
    assert compared(was, "Traceback\nother.py:99\nValueError: no", ERROR) == []
    assert compared(was, "ValueError: yes", ERROR) == [
        ("text", "ValueError: no", "ValueError: yes")
    ]


def test_of_tables_the_words_and_numbers_count() -> None:
    row = "<tr><td>{}</td><td>b</td></tr>"
    was = f'<style>#T_1 {{}}</style><table id="T_1">{row.format("1.50000")}</table>'
    now = f'<style>#T_2 {{}}</style><table id="T_2">\n{row.format("1.50001")}\n</table>'
    assert compared(was, now, "text/html") == []
    assert compared(was, now.replace("1.5", "2.5"), "text/html") == [
        ("number", "1.50000 b", "2.50001 b")
    ]
    assert compared(was, now.replace(">b<", ">c<"), "text/html")[0][0] == "text"


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.floats(0.5, 2))
def test_numbers_are_held_against_both_tolerances(number: float, times: float) -> None:
    other = number * times
    near = isclose(number, other, rel_tol=1e-4, abs_tol=1e-6)
    assert (compared(f"= {number!r};", f"= {other!r};") == []) == near


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_a_text_is_like_itself(text: str) -> None:
    for mime in (STDOUT, ERROR, "text/html", "application/json"):
        assert compared(text, text + " ", mime) == []


# --- cells ----------------------------------------------------------------------------------------

A, B = (Output(STDOUT, "a"),), (Output(STDOUT, "b"),)


def test_cells_are_counted_and_may_be_ignored() -> None:
    assert differences((A, A), (A, B), TOLERANCE) == (Difference(1, "text", "a", "b"),)
    assert differences((A, A), (B, B), TOLERANCE, ignored={0, 1}) == ()


def test_what_is_shown_or_no_more_is_told_by_its_kind() -> None:
    warned = (*A, Output(STDERR, "careful"))
    assert differences((A,), (warned,), TOLERANCE) == (
        Difference(0, "kind", "printed text", "printed text, messages"),
    )
    assert differences((A,), (), TOLERANCE) == (Difference(0, "kind", "printed text", "nothing"),)


# --- pictures -------------------------------------------------------------------------------------


def drawing(width: float, elements: int = 10, head: str = 'viewBox="0 0 {} 20"') -> str:
    return f"<?xml ?>\n<svg {head.format(width)}>{'<path/>' * elements}</svg>"


def png(width: int, size: int = 100) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, 20) + b"x" * size


def jpeg(width: int) -> bytes:
    return b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08" + struct.pack(">HH", 20, width) + b"x" * 50


def gif(width: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, 20) + b"x" * 50


SIDES = 'width="{}pt" height="20pt"'


@pytest.mark.parametrize(
    ("mime", "was", "near", "far"),
    [
        ("image/svg+xml", drawing(300), drawing(303.5, 15), drawing(350)),
        (
            "image/svg+xml",
            drawing(300, head=SIDES),
            drawing(303, head=SIDES),
            drawing(350, head=SIDES),
        ),
        ("image/png", png(300), png(303, 150), png(350)),
        ("image/jpeg", jpeg(300), jpeg(301), jpeg(350)),
        ("image/gif", gif(300), gif(301), gif(350)),
    ],
)
def test_pictures_are_told_apart_by_their_size(
    mime: str, was: str | bytes, near: str | bytes, far: str | bytes
) -> None:
    assert compared(was, near, mime) == []
    assert compared(was, far, mime) == [
        ("picture", "a picture of 300 × 20", "a picture of 350 × 20")
    ]


def test_pictures_are_told_apart_by_how_much_is_in_them() -> None:
    assert compared(drawing(300), drawing(300, 30), "image/svg+xml") == [
        ("picture", "a picture of 11 elements", "a picture of 31 elements")
    ]
    assert compared(png(300), png(300, 900), "image/png")[0][0] == "picture"


@given(st.binary(max_size=40), st.sampled_from(["image/png", "image/jpeg", "image/gif", "x/y"]))
def test_a_broken_picture_is_no_error(data: bytes, mime: str) -> None:
    for head in (b"", b"\xff\xd8\xff\xc0", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"):
        compared(head + data, data, mime)
