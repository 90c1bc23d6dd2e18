"""PDFs of Typst: what it cannot set is told at its place and marked, and a PDF comes out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from hexapla.model.book import Book, Config
from hexapla.model.library import Library
from hexapla.model.nodes import Place
from hexapla.model.outputs import Outputs
from hexapla.model.paper import PaperFonts
from hexapla.model.problems import Problem, Problems
from hexapla.ports import Artifact, Edition, Made, Original, Typeset
from hexapla.publish.cards import CARDS
from hexapla.publish.compositor import Compositor, Order
from hexapla.publish.diagnosed import Said, diagnosed
from hexapla.publish.editions import publish_edition
from hexapla.publish.mended import mended, place
from hexapla.publish.pictures import fitted, unfit
from hexapla.publish.printed import Printed, printed
from hexapla.publish.typeset import Sheets, is_sure, typeset

MAIN = """#import "/blocks.typ": *
#set document(title: "Rivers")
#set text(lang: "en")
#include "/pages/a.typ"
"""
BLOCKS = "#let broken(where, words) = block(stroke: 1pt)[BROKEN #where #words]\n"
OPENING = '#import "/blocks.typ": *\n'
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0:~\x9bU"
    b"\0\0\0\nIDATx\x9cc`\0\0\0\2\0\1H\xaf\xa4q\0\0\0\0IEND\xaeB`\x82"
)


@pytest.fixture(scope="module")
def compositor() -> Iterator[Compositor]:
    with Compositor() as one:
        yield one


def sources(page: str, *others: Artifact, main: str = MAIN) -> tuple[Artifact, ...]:
    texts = {"main.typ": main, "blocks.typ": BLOCKS, "pages/a.typ": OPENING + page}
    return (*(Artifact(path, text.encode()) for path, text in texts.items()), *others)


def is_set(page: str, at: Path, by: Compositor, *others: Artifact, **how: object) -> Sheets:
    return typeset("a.pdf", Typeset("main.typ", sources(page, *others), **how), at, at, by)  # type: ignore[arg-type]


def words(data: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))


def codes(sheets: Sheets) -> list[tuple[str, str]]:
    return [(one.code, str(one.at)) for one in sheets.problems]


def test_blocks_that_cannot_be_set_are_marked_and_the_others_come_out(
    compositor: Compositor, tmp_path: Path
) -> None:
    page = """// a.md:1
= Rivers
// a.md:3
#panic("no")
  // a.md:4
#panic("nor this")
// a.md:7
#link(<nowhere>)[x]
// a.md:9
the Rhine
// a.md:11
#(1 +
// a.md:14
the Rhone
"""
    sheets = is_set(page, tmp_path, compositor)
    assert sorted(codes(sheets), key=str) == [
        ("not-typeset", "a.md:11"),
        ("not-typeset", "a.md:3"),
        ("not-typeset", "a.md:7"),
    ]
    said = words(sheets.data)
    assert ["the Rhine" in said, "the Rhone" in said, said.count("BROKEN")] == [True, True, 3]
    again = is_set(page, tmp_path, compositor)  # the folder of sources holds the marks now
    assert (again.data, codes(again)) == (sheets.data, codes(sheets))


def test_a_book_that_cannot_be_set_says_so(compositor: Compositor, tmp_path: Path) -> None:
    files = sources("// a.md:1\nfine", main="#panic(1)\n")
    sheets = typeset("a.pdf", Typeset("main.typ", files), tmp_path, tmp_path, compositor)
    assert [one.code for one in sheets.problems] == ["no-paper"]
    assert "panicked with: 1" in words(sheets.data)


def test_a_pdf_is_published_and_made_again_only_where_that_may_help(tmp_path: Path) -> None:
    edition = Edition(Book(Config("A"), (), {}, {}, {}), Outputs(), Library({}), ())
    for name, font, asked in (("sure", "Libertinus Serif", 0), ("unsure", "Nope", 1)):
        page = f'#set text(font: "{font}")\n// a.md:1\n= A\n'
        writer = Settled(name, Artifact("a.pdf", Typeset("main.typ", sources(page))))
        to = tmp_path / name
        first, _ = publish_edition(writer, edition, to, tmp_path, lambda event: None)
        assert (first.written, (to / "a.pdf").read_bytes()[:4]) == (1, b"%PDF")
        writer.asked = 0
        publish_edition(writer, edition, to, tmp_path, lambda event: None)
        assert writer.asked == asked


@dataclass
class Settled:
    """A writer of one artifact that counts how often it was asked."""

    name: str
    artifact: Artifact
    asked: int = 0

    def write(self, edition: Edition) -> tuple[tuple[Artifact, ...], Problems]:
        self.asked += 1
        return (self.artifact,), ()


def test_equal_sources_give_equal_bytes_and_other_ones_do_not(
    compositor: Compositor, tmp_path: Path
) -> None:
    with Compositor() as other:
        first = is_set("// a.md:1\n= A", tmp_path / "1", compositor)
        second = is_set("// a.md:1\n= A", tmp_path / "2", other)
    assert first.data == second.data != is_set("// a.md:1\n= B", tmp_path, compositor).data


def test_only_what_has_changed_is_made_and_written(compositor: Compositor, tmp_path: Path) -> None:
    made: list[str] = []

    def text(name: str, key: str) -> Artifact:
        def make() -> tuple[bytes, tuple[Problem, ...]]:
            made.append(f"{name}{key}")
            return f"// {name}.md:1\n= {name}\n".encode(), ()

        return Artifact(f"pages/{name}.typ", Made(f"{name}{key}", make))

    main = MAIN + '#include "/pages/b.typ"\n'
    rest = sources("", main=main)[:2]
    for key in ("1", "1", "2"):
        data = Typeset("main.typ", (*rest, text("a", "1"), text("b", key)))
        typeset("a.pdf", data, tmp_path, tmp_path, compositor)
    assert made == ["a1", "b1", "b2"]


def test_a_missing_font_is_told_where_it_was_asked_for_and_never_remembered(
    compositor: Compositor, tmp_path: Path
) -> None:
    fonts = PaperFonts(text=("Nope Serif",), folder="fonts", at=Place("book.toml", 7))
    page = '#set text(font: ("Nope Serif", "Libertinus Serif"))\n// a.md:1\nwords\n'
    sheets = is_set(page, tmp_path, compositor, fonts=fonts)
    (problem,) = sheets.problems
    assert (problem.code, str(problem.at)) == ("missing-font", "book.toml:7")
    assert not is_sure(sheets.problems)
    assert "'Nope Serif'" in problem.text
    assert "the folder 'fonts' of the book" in problem.text


def test_signs_that_no_font_has_are_told_once_for_a_page(
    compositor: Compositor, tmp_path: Path
) -> None:
    page = "// a.md:1\n= Rivers\n// a.md:3\n河流 and 河\n// a.md:5\n川\n"
    sheets = is_set(page, tmp_path, compositor, standards=("ua-1", "a-2a"))
    (problem,) = sheets.problems
    assert (problem.code, str(problem.at)) == ("missing-glyphs", "a.md:3")
    assert "河 流 川" in problem.text
    with pikepdf.open(BytesIO(sheets.data)) as pdf, pdf.open_metadata() as meta:
        assert (meta.pdfa_status, "pdfuaid:part" in meta) == ("", False)


def test_a_font_of_the_book_is_found(compositor: Compositor, tmp_path: Path) -> None:
    write_font("Hexapla Han", "河流", tmp_path / "han.ttf")
    page = '#set text(font: ("Libertinus Serif", "Hexapla Han"))\n// a.md:1\n= 河流\n'
    at = Artifact("fonts/han.ttf", Original("han.ttf"))
    sheets = is_set(page, tmp_path, compositor, at, standards=("a-2a",))
    assert sheets.problems == ()
    assert "河流" in words(sheets.data)


def write_font(family: str, signs: str, to: Path) -> None:
    """A font of a few signs, each of which is a square."""
    builder = FontBuilder(1000)
    names = [".notdef", *(f"sign{n}" for n in range(len(signs)))]
    pen = TTGlyphPen(None)
    for move, point in (
        ("moveTo", (0, 0)),
        *(("lineTo", p) for p in ((0, 800), (800, 800), (800, 0))),
    ):
        getattr(pen, move)(point)
    pen.closePath()
    square = pen.glyph()
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(
        {ord(sign): name for sign, name in zip(signs, names[1:], strict=True)}
    )
    builder.setupGlyf(dict.fromkeys(names, square))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": "Han"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost()
    builder.save(to)


def test_a_screen_edition_is_for_all_readers_and_for_archives(
    compositor: Compositor, tmp_path: Path
) -> None:
    page = '// a.md:1\n= Rivers\n// a.md:3\n#image("/pictures/x.png", alt: "A map")\n'
    picture = Artifact("pictures/x.png", PNG)
    sheets = is_set(page, tmp_path, compositor, picture, standards=("ua-1", "a-2a"))
    assert sheets.problems == ()
    with pikepdf.open(BytesIO(sheets.data)) as pdf:
        root = pdf.Root
        assert (str(root.Lang), bool(root.MarkInfo.Marked)) == ("en", True)
        with pdf.open_metadata() as meta:
            assert (meta["dc:title"], meta["pdfaid:part"], meta.pdfa_status) == (
                "Rivers",
                "2",
                "2A",
            )
            assert meta["pdfuaid:part"] == "1"
        assert [str(alt) for alt in alternatives(root.StructTreeRoot)] == ["A map"]


def alternatives(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """What the elements of a structure say in place of what they show."""
    if isinstance(element, pikepdf.Array):
        for each in element:
            yield from alternatives(each)
    elif isinstance(element, pikepdf.Dictionary):
        if "/Alt" in element:
            yield element["/Alt"]
        if "/K" in element:
            yield from alternatives(element["/K"])


def test_what_a_standard_forbids_is_told_and_set_without_it(
    compositor: Compositor, tmp_path: Path
) -> None:
    page = "// a.md:1\n= Rivers\n// a.md:3\n=== Far below\n"
    sheets = is_set(page, tmp_path, compositor, standards=("ua-1",))
    assert codes(sheets) == [("no-standard", "a.md:3")]


def test_a_picture_that_is_none_becomes_a_card(compositor: Compositor, tmp_path: Path) -> None:
    page = '// a.md:1\n= A\n// a.md:3\n#figure(image("/pictures/x.png"), caption: [A map])\n'
    sheets = is_set(page, tmp_path, compositor, Artifact("pictures/x.png", b"GIF89a"))
    assert codes(sheets) == [("unfit-picture", "a.md:3")]
    assert "A map" in words(sheets.data)


def test_a_picture_that_breaks_off_is_marked(compositor: Compositor, tmp_path: Path) -> None:
    page = '// a.md:1\n= A\n// a.md:3\n#image("/pictures/x.png")\n'
    sheets = is_set(page, tmp_path, compositor, Artifact("pictures/x.png", PNG[:40]))
    assert codes(sheets) == [("not-typeset", "a.md:3")]


def test_pictures_that_break_off_and_are_not_named_become_cards(
    compositor: Compositor, tmp_path: Path
) -> None:
    page = """// a.md:1
= A
// a.md:3
#shown("/pictures/x.png")
// a.md:5
#shown("/pictures/y.png")
"""
    files = {one.path: one for one in sources(page)}
    shown = b"#let shown(path) = layout(size => image(path))\n"
    files["blocks.typ"] = Artifact("blocks.typ", BLOCKS.encode() + shown)
    files["pages/of/a.typ"] = replace(files.pop("pages/a.typ"), path="pages/of/a.typ")
    main = MAIN.replace("/pages/a.typ", "/pages/of/a.typ")
    files["main.typ"] = Artifact("main.typ", main.encode())
    pictures = (Artifact("pictures/x.png", PNG[:40]), Artifact("pictures/y.png", PNG))
    data = Typeset("main.typ", (*files.values(), *pictures))
    sheets = typeset("a.pdf", data, tmp_path, tmp_path, compositor)
    assert codes(sheets) == [("unfit-picture", "a.md:3")]


def test_a_drawing_that_is_broken_is_no_drawing_that_was_cut(tmp_path: Path) -> None:
    (tmp_path / "x.svg").write_bytes(b"<svg><g></svg>")
    still = Original("x.svg", "d", lambda data: b"<svg/>")
    made = fitted(Artifact("pictures/x.svg", still), tmp_path).data
    assert isinstance(made, Made)
    data, (problem,) = made.make()
    assert (data, problem.code) == (CARDS[".svg"], "unfit-picture")


def test_errors_are_told_in_the_folder_of_each_book_that_one_press_sets(
    compositor: Compositor, tmp_path: Path
) -> None:
    for folder in ("1", "2", "1"):
        sheets = is_set("// a.md:1\n#panic()", tmp_path / folder, compositor)
        assert codes(sheets) == [("not-typeset", "a.md:1")]


@pytest.mark.parametrize(
    ("suffix", "data", "why"),
    [
        (".png", PNG, ""),
        (".jpg", PNG, "its name ends in '.jpg', and it is a picture of the kind '.png'"),
        (".webp", b"<svg/>", "it is no picture of the kind '.webp'"),
        (".png", PNG[:16] + b"\0\0\x40\0\0\0\x40\0", "it has 268 megapixels, and 50 is the most"),
        (".svg", b"<?xml?><svg/>", ""),
        (".svg", b"words", "it is no drawing"),
    ],
)
def test_what_makes_a_picture_unfit(suffix: str, data: bytes, why: str) -> None:
    assert unfit(suffix, data) == why


def test_a_picture_that_is_too_heavy_is_not_even_read(tmp_path: Path) -> None:
    with (tmp_path / "x.png").open("wb") as file:
        file.truncate(60_000_000)
    made = fitted(Artifact("pictures/x.png", Original("x.png", "d")), tmp_path).data
    assert isinstance(made, Made)
    (problem,) = made.make()[1]
    assert "60 MB" in problem.text


def test_what_is_cut_from_a_drawing_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.svg").write_bytes(b"<svg><script/></svg>")
    for still, found in ((lambda data: b"<svg/>", ["cut-picture"]), (lambda data: data, [])):
        made = fitted(Artifact("pictures/x.svg", Original("x.svg", "d", still)), tmp_path).data
        assert isinstance(made, Made)
        assert [one.code for one in made.make()[1]] == found


def test_what_the_sources_measure_is_told(compositor: Compositor, tmp_path: Path) -> None:
    notes: list[dict[str, object]] = [
        {"kind": "formula", "at": "a.md:3", "width": 500, "room": 440},
        {"kind": "picture", "at": "a.md:5", "file": "/pictures/x.png", "width": 1},
        {"kind": "page", "page": "a", "number": 1},
    ]
    shown = "".join(
        f"#metadata(json(bytes({json.dumps(json.dumps(n))})))<hexapla-report>\n" for n in notes
    )
    sheets = is_set(
        f"// a.md:1\n= A\n{shown}", tmp_path, compositor, Artifact("pictures/x.png", PNG)
    )
    assert codes(sheets) == [("too-wide", "a.md:3"), ("coarse-picture", "a.md:5")]
    assert list(sheets.answer.notes) == notes


@pytest.mark.slow
def test_who_takes_too_long_or_breaks_down_is_given_up_and_the_next_order_is_done(
    tmp_path: Path,
) -> None:
    (tmp_path / "main.typ").write_text("words")
    loops = "for i in range(9999) { for j in range(9999) { let x = range(i * j + 9999) } }"
    (tmp_path / "long.typ").write_text(f"#let none-of-it = {{ {loops} }}\n")
    (tmp_path / "large.typ").write_text("#let x = range(200000000)\n")
    to, root = str(tmp_path / "to.pdf"), str(tmp_path)
    with Compositor(seconds=0.6) as one:
        assert one.set(Order(root, "long.typ", to)).lost == "it took over 0.6 seconds"
        one.seconds = 60.0
        large = one.set(Order(root, "large.typ", to, memory=2**29))
        assert large.lost == "it needs more memory than there is"
        assert one.set(Order(root, "main.typ", to)).done


def test_what_a_printer_asks_of_a_pdf(compositor: Compositor, tmp_path: Path) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" \
height="9" fill="#f00"/></svg>'
    page = """// a.md:1
= Rivers
#pagebreak()
// a.md:3
#text(fill: rgb("#333333"), font: "DejaVu Sans Mono")[grey]
#pagebreak()
// a.md:5
#image("/pictures/x.svg")
#pagebreak()
// a.md:7
#text(fill: blue)[blue]
"""
    sheets = is_set(page, tmp_path, compositor, Artifact("pictures/x.svg", drawing))
    fonts = ("DejaVuSansMono", "LibertinusSerif-Bold", "LibertinusSerif-Regular")
    assert printed(sheets.data) == Printed(4, fonts, (), (3, 4))
    assert printed(b"no PDF at all") == Printed(0, (), (), ())


# --- what Typst says ------------------------------------------------------------------------------

SAID = """warning: unknown font family: nope
  ┌─ main.typ:3:16
  │
3 │ error: #set text(font: "Nope")
  │                        ^^^^^^

error: panicked with: 1
  ┌─ blocks.typ:2:11
  │
2 │ #let pp(x)=panic(x)
  │            ^^^^^^^^
  │
  = hint: do not panic

help: while calling `pp`
  ┌─ pages/b c.typ:4:1
  │
4 │ #pp(1)
  │  ^^^^^

"""


def test_what_typst_says_is_read_with_all_its_places() -> None:
    assert diagnosed(SAID) == (
        Said("warning", "unknown font family: nope", "", (("main.typ", 3),)),
        Said(
            "error", "panicked with: 1", "do not panic", (("blocks.typ", 2), ("pages/b c.typ", 4))
        ),
    )


def test_a_block_is_marked_once_and_the_lines_below_keep_their_numbers() -> None:
    text = "#import x\n// a.md:1\none\n  // a.md:2\ntwo\nthree\n// b c.md:9\nfour\n"
    marked = mended(text, 5, 'a "quoted"\nreason')
    mark = '#broken("a.md:1", "a \\"quoted\\" reason")'
    assert marked == f"#import x\n// a.md:1\n{mark}\n\n\n\n// b c.md:9\nfour\n"
    assert (mended(marked, 6, ""), mended(marked, 1, "")) == (None, None)
    assert (place(text, 6), place(text, 8)) == (Place("a.md", 2), Place("b c.md", 9))
    assert place(text, 1).file == ""
