"""[paper] of book.toml: the edition for screens, and that for printers."""

from __future__ import annotations

import pytest

from hexapla.model.nodes import Place
from hexapla.model.paper import PRINTED, Paper, PaperFonts
from hexapla.source.config import load


def papers(text: str) -> tuple[Paper, Paper, list[tuple[int, str]]]:
    """The editions that a table [paper] says, and what is wrong with it, by its lines."""
    loaded, problems = load(f'title = "Rivers"\n{text}')
    assert loaded
    said = [(problem.at.line, problem.text) for problem in problems]
    return loaded.config.paper, loaded.config.printed, said


def test_nothing_need_be_said() -> None:
    assert papers("") == (Paper(), PRINTED, [])


def test_what_is_said_of_paper_holds_for_print_but_for_what_is_said_of_print() -> None:
    paper, printed, said = papers("""[paper]
size = "b5"
margins = { inside = "2.5cm", top = "1in" }
solutions = "none"
contents = 0
justify = false
fonts.text = ["Source Serif 4", "Noto Serif CJK SC"]
fonts.system = ["Noto Serif CJK SC"]
[paper.print]
size = "7x10in"
bleed = "3mm"
margins.top = "20 mm"
font_size = "9.5pt"
justify = true
colour = true
standards = []
fonts.text = "Crimson"
fonts.folder = "fonts"
""")
    assert said == []
    assert (paper.width, paper.height, paper.bleed, paper.font_size) == (176.0, 250.0, 0.0, 11.0)
    assert (paper.inside, paper.top, paper.depth, paper.solutions) == (25.0, 25.4, 0, "none")
    serif = "Noto Serif CJK SC"
    assert paper.fonts == PaperFonts(text=("Source Serif 4", serif), system=(serif,))
    assert paper.fonts.at == Place("book.toml", 8)
    assert (round(printed.width, 3), printed.height, printed.bleed) == (177.8, 254.0, 3.0)
    assert (printed.inside, printed.top, printed.font_size) == (25.0, 20.0, 9.5)
    assert (printed.solutions, printed.justify, paper.justify) == ("none", True, False)
    assert (printed.colour, printed.two_sided, printed.chapters) == (True, True, "right")
    assert (printed.standards, paper.standards) == ((), ("ua-1", "a-2a"))
    assert printed.fonts == PaperFonts(text=("Crimson",), folder="fonts", system=(serif,))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('size = "a9"', "'a9' is no size of a page; write a4, a5, b5,"),
        ('size = "10x10mm"', "'10x10mm' is no size of a page"),
        ('bleed = "much"', "'much' is no length, like 20mm, 2.5cm, 0.75in or 10pt"),
        ('margins.left = "1cm"', "book.toml has no key 'left'"),
        ('margins.inside = "19cm"', "the margins leave -16 mm for the text, and 40 are the least"),
        ('font_size = "99pt"', "a font is 5pt to 30pt high, not 99pt"),
        ('code_width = "wide"', "'paper.code_width': this must be a whole number, and is a text"),
        ("qr = 1", "'paper.qr': this must be true or false, and is a whole number"),
        ('fonts.text = "A;B"', "'A;B' is no name of a font"),
        ('fonts.folder = "../fonts"', "'../fonts' lies outside the book"),
        ('standards = ["a-9"]', "there is no standard 'a-9'; there are: 1.4,"),
        ('standards = ["a-2a", "a-3a"]', "a PDF has one version, and is of one standard"),
        ("tint = true", "book.toml has no key 'tint'"),
    ],
)
def test_what_is_said_of_paper_is_told_once_at_its_line(line: str, said: str) -> None:
    *_, found = papers(f"[paper]\n{line}\n")
    assert [number for number, _ in found] == [3]
    assert said in found[0][1]
