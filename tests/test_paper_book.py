"""The book as a PDF: what stands before, around and after its pages, and where all of it leads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

import paper
from hexapla.model.book import Page
from hexapla.model.nodes import (
    Bibliography,
    Citation,
    Cited,
    Exercise,
    Heading,
    Only,
    Paragraph,
    Reference,
    Solution,
    Text,
    Work,
)
from hexapla.model.paper import PRINTED, Paper
from hexapla.model.walk import plain, walk
from hexapla.render.paper.literals import Code, call, literal
from hexapla.render.paper.qr import code
from hexapla.render.paper.settings import ADVANCE, POINT, code_size
from hexapla.render.paper.taken import (
    with_one_title,
    with_pointers,
    without_list,
    without_solutions,
)
from paper import Opened, opened, shelf, titles


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    made = shelf(tmp_path_factory.mktemp("printed"), "print")
    made.build()
    return opened(made.folder / "_build" / "print" / "rivers-plain.pdf")


@pytest.mark.slow
def test_bookmarks_are_parts_chapters_and_sections(rivers_pdf: Opened) -> None:
    with rivers_pdf.pdf.open_outline() as outline:
        assert [*titles(outline.root)] == [
            "Contents",
            "Preface",
            (
                "Part I Water",
                [
                    (
                        "1 Flow",
                        [("1.1 Speed", ["1.1.1 Code for v"]), ("1.2 Depth", ["1.2.1 Import"])],
                    ),
                    "2 The end",
                    ("3 Words", ["3.1 Deep water"]),
                ],
            ),
            ("Solutions", ["1 Flow"]),
        ]


def test_a_file_says_what_it_is(rivers_pdf: Opened) -> None:
    root, info = rivers_pdf.pdf.Root, rivers_pdf.pdf.docinfo
    assert (str(info.Title), str(info.Author)) == ("Rivers", "Ada Example, Bo Example")
    assert str(info.Keywords) == "NumPy, flow"
    assert str(info.CreationDate).startswith("D:20261122")
    assert str(root.Lang) == "en"
    with rivers_pdf.pdf.open_metadata() as known:
        assert known.pdfa_status == "2A"
        assert known["pdfuaid:part"] == "1"


def test_what_stands_before_the_text_has_roman_numbers(rivers_pdf: Opened) -> None:
    assert rivers_pdf.labels == ("i", "ii", "iii", "iv", *map(str, range(1, 8)))
    assert "NumPy edition\r\nSecond edition" in rivers_pdf.texts[0]
    assert "ISBN 978-3-16-148410-0" in rivers_pdf.texts[1]
    assert "Part I Water 1" in rivers_pdf.texts[2]
    assert "2 Last 5" in rivers_pdf.texts[2]  # as the contents call "The end"
    assert rivers_pdf.numbered("iv").startswith("Preface")


def test_references_lead_to_the_page_that_they_name(rivers_pdf: Opened) -> None:
    named = rivers_pdf.pdf.Root.Names.Dests if "/Names" in rivers_pdf.pdf.Root else None
    assert named is not None
    preface = rivers_pdf.pdf.pages[3]
    label = re.search(r"see Flow, p. (\d+)", rivers_pdf.texts[3])
    assert label
    assert {rivers_pdf.labels[to] for to in links(rivers_pdf, preface)} >= {label[1]}
    assert "See Preface, p. iv." in rivers_pdf.numbered("6")


def test_the_index_tells_true_numbers(rivers_pdf: Opened) -> None:
    """The words stand on the pages that it says, those within others below them."""
    listed = rivers_pdf.numbered("6").split("3.1 Deep water")[1]
    entries = re.findall(r"^(\w+)(?:, (\d+)|, see (\w+))?\r$", listed, re.M)
    assert [one[0] for one in entries][1:] == [
        *("F", "flow", "R", "river", "S", "stream", "W", "water", "deep", "running")
    ]
    pages = {word: page for word, page, _ in entries if page}
    assert pages.keys() == {"flow", "river", "deep", "running"}
    assert all(word in rivers_pdf.numbered(page).lower() for word, page in pages.items())
    assert ("stream", "", "river") in entries


def test_solutions_stand_at_the_end_and_exercises_lead_there(rivers_pdf: Opened) -> None:
    assert "Guess." in rivers_pdf.numbered("3")
    assert "Solution\xa01.1, p. 7" in rivers_pdf.numbered("3")
    assert "grows by" not in rivers_pdf.numbered("3")
    assert re.search(
        r"Solutions\r\n1 Flow\r\n.*Exercise 1\.1, p\. 3.*grows by", rivers_pdf.numbered("7")
    )


def test_what_only_the_website_has_is_pointed_to(rivers_pdf: Opened) -> None:
    words = rivers_pdf.numbered("6")
    assert "on the website only. https://rivers.example/words.html" in words
    assert "Only here." not in words
    assert words.endswith("Online: rivers.example/words.html\r\n6")


def test_all_is_tagged_and_every_font_is_in_the_file(rivers_pdf: Opened) -> None:
    kinds = {str(one.S) for one in structure(rivers_pdf.pdf.Root.StructTreeRoot.K)}
    assert {"/Title", "/H1", "/H2", "/H3", "/TOC", "/Figure", "/Formula", "/Table"} <= kinds
    alts = [str(one.get("/Alt", "")) for one in structure(rivers_pdf.pdf.Root.StructTreeRoot.K)]
    assert {"A straight line.", "Online: https://rivers.example/speed.html"} <= {*alts}
    fonts = [one for one in rivers_pdf.pdf.objects if is_descriptor(one)]
    assert fonts
    assert all("/FontFile2" in one or "/FontFile3" in one for one in fonts)


def test_two_builds_give_equal_bytes(rivers_pdf: Opened, tmp_path: Path) -> None:
    made = shelf(tmp_path, "pdf")
    made.build()
    again = tmp_path / "_build" / "pdf" / "rivers-numpy.pdf"
    assert again.read_bytes() == rivers_pdf.path.read_bytes()


@pytest.mark.slow
def test_a_printed_book_has_its_chapters_on_the_right(printed: Opened) -> None:
    begun = [at for at, text in enumerate(printed.texts) if re.match("CHAPTER|PART|Contents", text)]
    assert begun
    assert all(at % 2 == 0 for at in begun)
    assert printed.texts[0] == "Rivers"
    assert printed.texts[1] == ""
    blank = begun[1] + 1  # the back of the part
    assert printed.texts[blank] == ""
    assert "Plain Python edition" in printed.texts[2]


def test_a_printed_page_says_how_it_is_cut(printed: Opened) -> None:
    page = printed.pdf.pages[0]
    trim = [round(float(one) * POINT, 1) for one in page.TrimBox]
    assert trim == [3.0, 3.0, 173.0, 243.0]


def test_running_heads_name_chapter_and_section(printed: Opened) -> None:
    heads = [text.splitlines()[0] for text in printed.texts if text]
    assert "4 1 Flow" in heads  # on the left, with the number outside
    assert "1.2 Depth 5" in heads


HOSTILE = '#panic() [a] $b$ \\ @c <d> "e" *f* _g_ `h` //i'


@pytest.mark.parametrize(("language", "words"), [("ar", "الأنهار"), ("en-GB", HOSTILE)])
def test_a_book_of_one_page_in_any_words(language: str, words: str, tmp_path: Path) -> None:
    said = json.dumps(words)
    config = f'title = {said}\nlanguage = "{language}"\noutputs = ["pdf"]\nlicense = {said}\n'
    config += f'authors = [{said}]\n[[parts]]\ntitle = {said}\nchapters = ["a.md"]\n'
    (tmp_path / "book.toml").write_text(config, "utf-8")
    (tmp_path / "a.md").write_text("No title, only words.\n\n### Deep\n", "utf-8")
    problems = paper.Shelf(tmp_path).build()
    assert [one.code for one in problems] == ["no-title"]
    made = opened(next((tmp_path / "_build" / "pdf").glob("*.pdf")))
    assert len(made.texts) == 5
    assert str(made.pdf.Root.Lang) == language
    assert str(made.pdf.docinfo.Title) == words
    if language != "ar":  # whose letters change as they are joined
        assert [words in " ".join(text.split()) for text in made.texts] == [True] * 4 + [False]


TITLE = (
    "Of $x^2$ `c_d` [out](https://a.example) {doc}`b` note[^n] {index}`wells` "
    "H{sub}`2`O ![dot](a.svg)"
)
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'


def test_a_title_can_hold_what_a_line_holds(tmp_path: Path) -> None:
    config = 'title = "T"\noutputs = ["pdf"]\n[[parts]]\ntitle = ""\n'
    config += 'chapters = [{ page = "a.md", pages = ["c.md"] }, "b.md"]\n'
    notes = "\n\n[^n]: Said once.\n"
    files = {"a.md": f"# {TITLE}{notes}", "c.md": f"# {TITLE}\n\n<p/>\n{notes}", "b.md": "# End"}
    for name, text in {"book.toml": config, "a.svg": DOT, **files}.items():
        (tmp_path / name).write_text(text, "utf-8")
    assert paper.Shelf(tmp_path).build() == ()
    made = opened(next((tmp_path / "_build" / "pdf").glob("*.pdf")))
    whole = [" ".join(text.split()) for text in made.texts]
    assert [text.count("Said once.") for text in whole] == [0, 0, 0, 2, 0, 0]
    assert whole[-1].startswith("Index W wells, 1 ")
    assert len([*links(made, made.pdf.pages[2])]) == 4  # a line of the contents leads to its page
    with made.pdf.open_outline() as outline:
        _, (first, _), *_ = titles(outline.root)
    assert first == "1 Of x2 c_d out End note wells H2O "


# --- what is written ------------------------------------------------------------------------------


def test_values_are_code() -> None:
    given = {"a": (1, 2.5, True, None), "b": Code("red"), 'c"': "x\n"}
    assert literal(given) == r'("a": (1, 2.5, true, none,), "b": red, "c\"": "x\n",)'
    assert literal({}) == "(:)"
    assert call("f", "a", b_c=1) == '#f("a", b-c: 1)\n'


def test_a_line_of_code_fits() -> None:
    for one in (Paper(), PRINTED, replace(Paper(), code_width=100)):
        room = (one.width - one.inside - one.outside) / POINT
        assert one.code_width * ADVANCE * code_size(one) <= room
    assert code_size(replace(Paper(), code_width=20)) == 0.8 * Paper().font_size


def test_codes_are_drawings() -> None:
    drawn = code("https://rivers.example/speed.html")
    size = re.search(r'viewBox="0 0 (\d+) \1"', drawn)
    assert size
    assert (int(size[1]) - 17) % 4 == 0  # as all versions of the code are
    assert '<path d="M0 0h7v1h-7z' in drawn  # the upper edge of its first corner
    assert code("https://rivers.example/" + "x" * 3000) == ""


EXERCISE = Exercise((), (Paragraph((Text("Why?"),)),), "why", "1.1")
SOLUTION = Solution("why", (Paragraph((Text("So."),)),), number="1.1", page="a")


def page(*body: object, kinds: tuple[str, ...] | None = None) -> Page:
    return Page("a", "a.md", 1, (), body, {}, kinds=kinds)  # type: ignore[arg-type]


def test_solutions_are_taken_off_a_page() -> None:
    given = page(EXERCISE, SOLUTION)
    taken = without_solutions(given, given.body, "end", "Solution")
    assert [one.label for one in taken.solutions if isinstance(one, Solution)] == ["why-solution"]
    link = next(node for node in walk(taken.body) if isinstance(node, Reference))
    assert (plain(link.inside), link.page, link.anchor) == ("Solution\xa01.1", "a", "why-solution")
    assert not any(isinstance(node, Solution) for node in walk(taken.body))
    nowhere = without_solutions(given, given.body, "none", "Solution")
    assert nowhere.solutions == ()
    assert [node for node in walk(nowhere.body) if isinstance(node, Exercise)] == [EXERCISE]
    assert without_solutions(given, given.body, "place", "Solution").body == given.body


def test_a_page_has_one_title() -> None:
    body = (Heading(1, ()), Heading(2, ()), Heading(1, (), "b"), Heading(1, (), "c"))
    assert [one.level for one in with_one_title(body)] == [1, 2, 2, 2]  # type: ignore[union-attr]


def test_a_list_at_a_page_gives_way_to_that_of_the_book() -> None:
    cited = Citation(
        "textual", (Cited("b20"),), inside=(Reference("cite", "b20", (), "a", "cite-b20"),)
    )
    own = Bibliography((Work("b20", (), "cite-b20"),), heading=True)
    given = page(Heading(1, ()), Paragraph((cited,)), own)
    body = without_list(given, given.body, {"b20": ("works", "cite-b20-2")})
    assert not any(isinstance(node, Bibliography) for node in body)
    link = next(node for node in walk(body) if isinstance(node, Reference))
    assert (link.page, link.anchor) == ("works", "cite-b20-2")
    assert without_list(given, given.body, {"other": ("works", "x")}) == given.body


def test_what_has_another_form_on_paper_is_not_pointed_to() -> None:
    html, latex = (Only((form,), (Paragraph((Text(form),)),)) for form in ("html", "latex"))
    alone = with_pointers(page(html), (html,), "latex", "On the web:", "https://x.example")
    assert plain(next(node for node in walk(alone) if isinstance(node, Paragraph)).inside) == (
        "On the web: https://x.example"
    )
    assert with_pointers(page(html, latex), (html, latex), "latex", "x", "") == (html, latex)


# --- what a PDF holds -----------------------------------------------------------------------------


def links(of: Opened, at: pikepdf.Page) -> Iterator[int]:
    """The pages, counted from 0, that a page leads to."""
    numbers = {one.objgen: number for number, one in enumerate(of.pdf.pages)}
    for note in at.get("/Annots", []):  # type: ignore[union-attr]
        to = note.get("/Dest") or note.get("/A", {}).get("/D")
        to = destination(of.pdf, to) if isinstance(to, pikepdf.String | pikepdf.Name) else to
        if to is not None:
            yield numbers[to[0].objgen]


def destination(pdf: pikepdf.Pdf, name: pikepdf.Object) -> pikepdf.Object:
    to = pikepdf.NameTree(pdf.Root.Names.Dests)[str(name)]
    return to.D if isinstance(to, pikepdf.Dictionary) else to


def structure(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """All elements of the tree that says what is what."""
    if isinstance(node, pikepdf.Array):
        for one in node:  # type: ignore[attr-defined]
            yield from structure(one)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        yield from structure(node.get("/K", pikepdf.Array()))


def is_descriptor(one: pikepdf.Object) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
