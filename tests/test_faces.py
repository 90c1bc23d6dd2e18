"""What a page needs so that nothing on it moves: its faces, and how large its pictures are."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image as Picture

from books import small_book
from hexapla.build import read
from hexapla.model.nodes import CodeSpan, Figure, Heading, Image, Link, Math, Text
from hexapla.model.pictures import size
from hexapla.render.formulas import Formula
from hexapla.render.web.context import Context
from hexapla.render.web.fonts import FACES, FIRST, first_faces, font_faces
from hexapla.render.web.inlines import image
from hexapla.render.web.maths import Typesetter
from hexapla.render.web.nodes import blocks
from hexapla.render.web.site import Web
from small_site import edition, words, written

PAGE = Context(files={"line.svg": ""}, page="one", addresses={"one": "one.html"})


# --- faces ---


def test_every_face_that_is_named_is_there_with_its_licence() -> None:
    files = {one.path: one.data for one in Web().write(edition())[0]}
    named = set(re.findall(r'url\("(fonts/[^"]+)"\)', font_faces()))
    shipped = {path.removeprefix("assets/") for path in files if path.startswith("assets/fonts/")}
    licences = {f"fonts/{face.package}.LICENSE" for face in FACES}
    assert len(named) == 36
    assert named | licences <= shipped
    for licence in licences:
        data = files[f"assets/{licence}"]
        assert isinstance(data, bytes)
        assert b"SIL Open Font License" in data


def test_what_is_fetched_first_is_there() -> None:
    files = {one.path for one in Web().write(edition())[0]}
    assert {f"assets/{file}.woff2" for file, _ in FIRST} <= files


def test_a_page_fetches_the_faces_that_it_has_words_in() -> None:
    plain = first_faces("<p>Words.</p>")
    assert plain == (FIRST[0][0], FIRST[1][0])
    assert set(first_faces("<p><em>a</em> <code>b</code></p>")) - set(plain) == {
        "fonts/source-serif-4-latin-400-italic",
        "fonts/source-code-pro-latin-400-normal",
    }


@pytest.mark.parametrize(
    ("tex", "face"),
    [
        (r"x", "Math-Italic"),
        (r"\mathbf{x}", "Main-Bold"),
        (r"\mathit{x}", "Main-Italic"),
        (r"\boldsymbol{x}", "Math-BoldItalic"),
        (r"\mathbb{R}", "AMS-Regular"),
        (r"\mathcal{L}", "Caligraphic-Regular"),
        (r"\bigl( x", "Size1-Regular"),
        (r"\Bigl( x", "Size2-Regular"),
        (r"\biggl( x", "Size3-Regular"),
        (r"\Biggl( x", "Size4-Regular"),
        (r"\textstyle\sum", "Size1-Regular"),
        (r"\displaystyle\sum", "Size2-Regular"),
    ],
)
def test_formulas_call_for_their_faces(tex: str, face: str) -> None:
    formula = Formula(tex)
    html = Typesetter()([formula], {})[formula].html
    wanted = {file.rpartition("KaTeX_")[2] for file in first_faces(html) if "KaTeX_" in file}
    assert {"Main-Regular", face} <= wanted
    assert len(wanted) <= 3


def test_formulas_far_below_call_for_no_face_ahead() -> None:
    formula = Formula(r"\mathbf{x}")
    html = Typesetter()([formula], {})[formula].html
    wanted = first_faces("<p>Words.</p>" * 4000 + html)
    assert not [file for file in wanted if "KaTeX" in file]
    assert "fonts/source-code-pro-latin-400-normal" in first_faces("<p>Words.</p>" * 4000 + "<pre>")


def test_pages_and_the_cover_say_what_is_fetched_first() -> None:
    pages = written(edition())
    fetched = '<link rel="preload" href="assets/fonts/source-serif-4-latin-{}.woff2" as="font"'
    assert fetched.format("600-normal") in pages["index.html"]
    assert all(
        fetched.format("400-normal") in page
        for name, page in pages.items()
        if name.endswith(".html") and name != "index.html" and not name.startswith("media/")
    )


# --- pictures ---


def picture(form: str, **more: object) -> bytes:
    data = io.BytesIO()
    Picture.new("RGB", (321, 123), "teal").save(data, form, **more)
    return data.getvalue()


FORMS = {
    "png": picture("png"),
    "gif": picture("gif"),
    "jpeg": picture("jpeg"),
    "progressive jpeg": picture("jpeg", progressive=True),
    "jpeg with much before its frame": picture("jpeg", comment=b"\xff\xc0" * 9000),
    "webp": picture("webp"),
    "webp without loss": picture("webp", lossless=True),
    "webp with more": picture("webp", exif=b"Exif\x00\x00"),
    "svg": b'<?xml version="1.0"?><!DOCTYPE svg><svg width="321" height=\'123px\'>',
    "svg in points": b'<svg width="240.75pt" height="92.25pt">',
    "svg by its room": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 0 321 123">',
    "svg by its width": b'<svg width="321" height="100%" viewBox="0,0,642,246">',
}


@pytest.mark.parametrize("form", FORMS)
def test_the_size_of_a_picture(form: str) -> None:
    assert size(FORMS[form]) == (321, 123)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\x00\x10",
        FORMS["png"][:18],
        b"<svg>",
        b'<svg width="100%" height="100%">',
        b'<svg width="0" height="0">',
        b'<svg viewBox="0 0 . .">',
        b"<html>",
    ],
)
def test_no_size_where_a_picture_says_none(data: bytes) -> None:
    assert size(data) is None


def test_a_book_knows_the_sizes_of_its_pictures(tmp_path: Path) -> None:
    folder = small_book(tmp_path, one="# One")
    (folder / "a.PNG").write_bytes(FORMS["png"])
    (folder / "b.jpg").write_bytes(b"none")
    book, _ = read(folder)
    assert book is not None
    assert book.sizes == {"a.PNG": (321, 123)}


@pytest.mark.parametrize(
    ("width", "height", "style"),
    [
        ("", "", ""),
        ("60%", "", ' style="width:60%"'),
        ("", "90px", ' style="height:90px;width:auto"'),
        ("9em", "90px", ' style="width:9em;height:90px"'),
    ],
)
def test_pictures_keep_their_shape(width: str, height: str, style: str) -> None:
    node = Image("line.svg", "A", width=width, height=height)
    known = replace(PAGE, sizes={"line.svg": (480, 160)})
    assert image(node, known) == (
        f'<img src="files/line.svg" alt="A" width="480" height="160"{style} loading="lazy">'
    )


# --- links of things to themselves ---


def test_a_heading_with_a_link_is_followed_by_one_to_itself() -> None:
    html = blocks((Heading(2, (Link((Text("A"),), "https://a.example"),), "a"),), PAGE)
    assert html == (
        '<h2 id="a"><a href="https://a.example">A</a>'
        '<a class="permalink sign" href="#a" aria-label="Link to this place">#</a></h2>'
    )


def test_what_has_no_label_is_no_link() -> None:
    assert blocks((Heading(2, (CodeSpan("a"),), ""),), PAGE) == "<h2><code>a</code></h2>"
    html = blocks((Figure(Image("line.svg", ""), (Math("x"),), number="1"),), PAGE)
    assert "permalink" not in html


def test_a_picture_without_words_has_a_name_as_a_link() -> None:
    html = blocks((Figure(Image("line.svg", ""), ()),), PAGE)
    assert '<a class="zoom" href="files/line.svg" aria-label="Picture">' in html
    html = blocks((Figure(Image("line.svg", ""), words("A line.")),), PAGE)
    assert '<a class="zoom" href="files/line.svg"><img src="files/line.svg" alt="A line.">' in html
