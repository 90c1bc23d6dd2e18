"""How a book looks on paper: what [paper] of book.toml says, and [paper.print] beyond it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from hexapla.model.nodes import Place


@dataclass(frozen=True, slots=True)
class PaperFonts:
    """The families that paper is set in, best first; () for those that Typst brings along.

    `folder` is that of the book in which files of fonts lie. `system` are the families that may be
    taken from the machine.
    """

    text: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    maths: tuple[str, ...] = ()
    folder: str = ""
    system: tuple[str, ...] = ()
    at: Place = field(default=Place("book.toml"), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Paper:
    """An edition on paper. Lengths are in millimetres, those of fonts in points.

    `inside` is the margin at the back, where pages are two-sided; `bleed` is what is cut off
    around them. Solutions of exercises stand at the end, in their place, or nowhere; the contents
    go down to `depth`: 1 for chapters. `qr` are codes that lead to the website; without `colour`
    all is grey. `standards` are those of PDF, as Typst names them.
    """

    edition: Literal["screen", "print"] = "screen"
    width: float = 210.0
    height: float = 297.0
    inside: float = 35.975
    outside: float = 35.975
    top: float = 29.7
    bottom: float = 32.076
    bleed: float = 0.0
    fonts: PaperFonts = PaperFonts()
    font_size: float = 11.0
    code_width: int = 90  # characters in a line of code
    solutions: Literal["end", "place", "none"] = "end"
    depth: int = 2
    chapters: Literal["right", "next"] = "next"  # the page on which one begins
    justify: bool = True
    qr: bool = True
    colour: bool = True
    two_sided: bool = False
    standards: tuple[str, ...] = ("ua-1", "a-2a")


PRINTED = Paper(
    edition="print",
    width=170.0,
    height=240.0,
    inside=20.025,
    outside=24.475,
    top=24.0,
    bottom=25.92,
    font_size=10.0,
    chapters="right",
    colour=False,
    two_sided=True,
    standards=("a-2b",),
)
