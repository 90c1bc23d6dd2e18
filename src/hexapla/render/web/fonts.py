"""The faces that the site brings with it: Source Serif, Source Sans and Source Code.

A face is in pieces by alphabet, of which a browser fetches those that a page has letters of. Until
they have come the page stands in a face of the reader's own, drawn as wide and as high, and stays
so where they come late (`optional`): no line of text moves. On the next page they are there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# The letters of each piece, as the packages of the faces divide them.
ALPHABETS = {
    "cyrillic-ext": "U+460-52F,U+1C80-1C8A,U+20B4,U+2DE0-2DFF,U+A640-A69F,U+FE2E-FE2F",
    "cyrillic": "U+301,U+400-45F,U+490-491,U+4B0-4B1,U+2116",
    "greek": "U+370-377,U+37A-37F,U+384-38A,U+38C,U+38E-3A1,U+3A3-3FF",
    "vietnamese": (
        "U+102-103,U+110-111,U+128-129,U+168-169,U+1A0-1A1,U+1AF-1B0,U+300-301,U+303-304,"
        "U+308-309,U+323,U+329,U+1EA0-1EF9,U+20AB"
    ),
    "latin-ext": (
        "U+100-2BA,U+2BD-2C5,U+2C7-2CC,U+2CE-2D7,U+2DD-2FF,U+304,U+308,U+329,U+1D00-1DBF,"
        "U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C4,U+2113,U+2C60-2C7F,U+A720-A7FF"
    ),
    "latin": (
        "U+0-FF,U+131,U+152-153,U+2BB-2BC,U+2C6,U+2DA,U+2DC,U+304,U+308,U+329,U+2000-206F,"
        "U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
    ),
}


@dataclass(frozen=True, slots=True)
class Face:
    """A face: its family, the package of it, its weights and slant. `cut` ends its files' names."""

    family: str
    package: str
    cut: str
    weight: str
    style: str = "normal"


@dataclass(frozen=True, slots=True)
class Substitute:
    """A face of the reader's own, set as wide and high as ours: measured over 40,000 letters of
    English, in percent. `names` are those of one design on different systems."""

    family: str
    names: tuple[str, ...]
    weight: str
    style: str
    size: float
    ascent: float
    descent: float


SERIF, SANS, MONO = "Source Serif 4", "Source Sans 3", "Source Code Pro"
FACES = (
    Face(SERIF, "source-serif-4", "400-normal", "400"),
    Face(SERIF, "source-serif-4", "400-italic", "400", "italic"),
    Face(SERIF, "source-serif-4", "600-normal", "600"),
    Face(SERIF, "source-serif-4", "600-italic", "600", "italic"),
    Face(SANS, "source-sans-3", "wght-normal", "200 900"),
    Face(MONO, "source-code-pro", "400-normal", "400"),
)
TIMES, ARIAL = ("Times New Roman", "Liberation Serif"), ("Arial", "Liberation Sans")
SUBSTITUTES = (
    Substitute("Serif for now", TIMES, "400", "normal", 118.64, 87.32, 28.24),
    Substitute(
        "Serif for now",
        ("Times New Roman Italic", "Liberation Serif Italic"),
        "400",
        "italic",
        108.3,
        95.66,
        30.93,
    ),
    Substitute(
        "Serif for now",
        ("Times New Roman Bold", "Liberation Serif Bold"),
        "600",
        "normal",
        112.96,
        91.71,
        29.66,
    ),
    Substitute(
        "Serif for now",
        ("Times New Roman Bold Italic", "Liberation Serif Bold Italic"),
        "600",
        "italic",
        110.38,
        93.85,
        30.35,
    ),
    Substitute("Sans for now", ARIAL, "200 500", "normal", 93.83, 109.14, 42.63),
    Substitute(
        "Sans for now",
        ("Arial Bold", "Liberation Sans Bold"),
        "501 900",
        "normal",
        91.1,
        112.4,
        43.91,
    ),
)


# What the first paint needs: each file, and the marks in a page's HTML of which one calls for it;
# of KaTeX's, the classes that its style sheet gives another face. Text that comes late is not shown
# in its face at all; a formula's is shown when it comes, which moves only what stands around it, so
# that of KaTeX's those alone are fetched ahead that stand near the top.
TOP = 40_000  # letters of HTML that fill the largest screen, where formulas are dense
FIRST = (
    ("fonts/source-serif-4-latin-400-normal", ("",)),
    ("fonts/source-sans-3-latin-wght-normal", ("",)),
    ("fonts/source-serif-4-latin-400-italic", ("<em>", "<i>", "<dfn", '"epigraph"')),
    ("fonts/source-serif-4-latin-600-normal", ("<strong>", "<b>", "<dt")),
    ("fonts/source-code-pro-latin-400-normal", ("<code", "<pre", "<kbd", "<samp")),
    ("katex/fonts/KaTeX_Main-Regular", ('class="katex',)),
    ("katex/fonts/KaTeX_Math-Italic", ("mathnormal",)),
    ("katex/fonts/KaTeX_Main-Bold", ("mathbf",)),
    ("katex/fonts/KaTeX_Main-Italic", ("mathit", "textit")),
    ("katex/fonts/KaTeX_Math-BoldItalic", ("boldsymbol",)),
    ("katex/fonts/KaTeX_AMS-Regular", ("amsrm", "mathbb", "textbb")),
    ("katex/fonts/KaTeX_Caligraphic-Regular", ("mathcal",)),
    ("katex/fonts/KaTeX_Size1-Regular", ("small-op", "size1")),
    ("katex/fonts/KaTeX_Size2-Regular", ("large-op", "delimsizing size2")),
    ("katex/fonts/KaTeX_Size3-Regular", ("delimsizing size3",)),
    ("katex/fonts/KaTeX_Size4-Regular", ("delimsizing size4", "delim-size4")),
)


def first_faces(html: str) -> tuple[str, ...]:
    """The files of the faces that are to be fetched at once, before the style sheet asks."""
    parts = {"fonts": html, "katex": html[:TOP]}
    return tuple(
        file
        for file, marks in FIRST
        if any(mark in parts[file.partition("/")[0]] for mark in marks)
    )


def font_faces() -> str:
    """The rules of the style sheet that name the faces."""
    return "\n".join((*_own(), *map(_substitute, SUBSTITUTES)))


def _own() -> Iterator[str]:
    for face in FACES:
        for alphabet, letters in ALPHABETS.items():
            yield (
                f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
                f"font-style: {face.style}; font-display: optional; "
                f'src: url("fonts/{face.package}-{alphabet}-{face.cut}.woff2") format("woff2"); '
                f"unicode-range: {letters}; }}"
            )


def _substitute(one: Substitute) -> str:
    names = ", ".join(f'local("{name}")' for name in one.names)
    return (
        f'@font-face {{ font-family: "{one.family}"; font-weight: {one.weight}; '
        f"font-style: {one.style}; src: {names}; size-adjust: {one.size}%; "
        f"ascent-override: {one.ascent}%; descent-override: {one.descent}%; "
        "line-gap-override: 0%; }"
    )
