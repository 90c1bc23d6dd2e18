"""What the look of a book on paper depends on, as a file of Typst's that the others read."""

from __future__ import annotations

import re

from hexapla.model.book import Book, Variant
from hexapla.model.paper import Paper
from hexapla.render.paper.literals import Code, Value, literal
from hexapla.render.paper.wording import wording
from hexapla.render.web.wording import direction

TEXT = ("New Computer Modern",)  # what a book is set in that names no fonts
MATHS = ("New Computer Modern Math",)
CODE = ("DejaVu Sans Mono",)
LANGUAGE = re.compile("[a-z]{2,3}")  # as Typst knows them
POINT = 25.4 / 72  # millimetres
ADVANCE = 0.603  # the width of a character of code, of its size
LARGEST, SMALLEST = 0.8, 5.5  # sizes of code: of that of the text, and in points


def settings(book: Book, variant: Variant, paper: Paper) -> str:
    """The file: one dictionary, in which lengths are lengths."""
    config = book.config
    language, *more = config.language.lower().split("-")
    region = next((one for one in more if len(one) == 2 and one.isalpha()), None)
    given: dict[str, Value] = {
        "title": config.title,
        "authors": config.authors,
        "language": language if LANGUAGE.fullmatch(language) else "en",
        "region": region,
        "direction": Code(direction(config.language)),
        "variant": variant.title,
        "words": dict(wording(config.language)),
        **_look(paper),
    }
    return f"#let settings = {literal(given)}\n"


def code_size(paper: Paper) -> float:
    """The size in which a line of code fits, in points."""
    room = (paper.width - paper.inside - paper.outside) / POINT
    return max(SMALLEST, min(LARGEST * paper.font_size, room / (paper.code_width * ADVANCE)))


def _look(paper: Paper) -> dict[str, Value]:
    fonts = paper.fonts
    text = fonts.text + TEXT
    lengths = ("width", "height", "inside", "outside", "top", "bottom", "bleed")
    return {
        **{name: Code(f"{getattr(paper, name):g}mm") for name in lengths},
        "edition": paper.edition,
        "size": Code(f"{paper.font_size:g}pt"),
        "code-size": Code(f"{code_size(paper):.2f}pt"),
        "fonts": {
            "text": text,
            "heads": fonts.heads + text,
            "code": fonts.code + CODE + text,
            "maths": fonts.maths + MATHS,
        },
        "depth": paper.depth,
        "right": paper.chapters == "right",
        "justify": paper.justify,
        "colour": paper.colour,
        "two-sided": paper.two_sided,
    }
