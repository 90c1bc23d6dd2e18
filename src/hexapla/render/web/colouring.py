"""The colours and fonts that a book's theme sets, as rules of the style sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from hexapla.model.problems import Problem, low_contrast
from hexapla.model.theme import Face, Theme
from hexapla.render.web.markup import file_address

# Text, and the grounds that it stands on: each pair keeps this contrast (WCAG 2.2, 1.4.3).
LEAST = 4.5
CLEAR = 6.5  # of an accent that is made for the dark: it stands on its own tint, too
PAIRS = (
    ("ink", "paper"),
    ("ink", "tint"),
    ("soft", "paper"),
    ("soft", "tint"),
    ("accent", "paper"),
    ("accent", "accent-tint"),
    ("note", "paper"),
    ("note", "note-tint"),
    ("tip", "paper"),
    ("caution", "paper"),
    ("caution", "caution-tint"),
    ("danger", "paper"),
    ("danger", "danger-tint"),
)
# The variables of the style sheet that hold families of fonts, by what these are for.
FONTS = {"text": "serif", "interface": "sans", "code": "mono"}
SCHEMES = ("light", "dark")
GIVEN = re.compile(r"^ *--([a-z-]+): light-dark\((#\w{6}|transparent), (#\w{6})\);", re.MULTILINE)
FAMILIES = re.compile(r"^ *--(serif|sans|mono):([^;]+);", re.MULTILINE)
FORMATS = {"woff2": "woff2", "woff": "woff", "ttf": "truetype", "otf": "opentype"}
Palette = Mapping[str, str]  # by the name of a colour: its value in one scheme


def styled(theme: Theme) -> str:
    """The rules, which follow those of the style sheet; "" for a theme that sets nothing."""
    rules = "".join(f"  {line}\n" for line in (*_colours(theme), *_fonts(theme)))
    faces = "".join(_face(face) for face in theme.faces)
    return faces + (f":root {{\n{rules}}}\n" if rules else "")


def low_contrasts(theme: Theme) -> Iterator[Problem]:
    """Each pair of text and ground that the theme has changed to be hard to read."""
    for scheme in SCHEMES:
        palette = palette_of(theme, scheme)
        own = {one.name: one for one in theme.colours if one.scheme == scheme}
        for text, ground in PAIRS:
            changed = own.get(text) or own.get(ground)
            found = contrast(palette[text], palette[ground])
            if changed and found < LEAST:
                better = readable(palette[text], palette[ground])
                colours = (f"{text} {palette[text]}", f"{ground} {palette[ground]}")
                yield low_contrast(colours, scheme, f"{found:.1f}", better, changed.at)


def palette_of(theme: Theme, scheme: str) -> Palette:
    """All colours of a scheme: those of the theme and what follows from them, else our own."""
    own = {name: pair[SCHEMES.index(scheme)] for name, pair in _given().items()}
    said = {one.name: one.value for one in theme.colours if one.scheme == scheme}
    light = {one.name: one.value for one in theme.colours if one.scheme == "light"}
    if scheme == "dark" and "accent" in light and "accent" not in said:
        said["accent"] = readable(light["accent"], {**own, **said}["paper"], CLEAR)
    tint = {}
    if "accent" in said and "accent-tint" not in said:
        tint = {"accent-tint": _tint(said["accent"], {**own, **said}["paper"])}
    return {**own, **tint, **said}


def contrast(one: str, other: str) -> float:
    """How well two colours stand apart, from 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def readable(text: str, ground: str, least: float = LEAST) -> str:
    """The nearest colour to a text's that has a contrast with a ground."""
    end = "#000000" if _luminance(ground) > 0.18 else "#ffffff"
    mixes = (_mixed(end, text, share / 20) for share in range(21))
    return next((mix for mix in mixes if contrast(mix, ground) >= least), end)


def _tint(accent: str, paper: str) -> str:
    """A ground with a little of the accent in it, on which the accent can be read."""
    tints = (_mixed(accent, paper, share / 100) for share in (12, 9, 6, 3))
    return next((tint for tint in tints if contrast(accent, tint) >= LEAST), paper)


def _colours(theme: Theme) -> Iterator[str]:
    light, dark = (palette_of(theme, scheme) for scheme in SCHEMES)
    for name, own in _given().items():
        if (light[name], dark[name]) != own:
            yield f"--{name}: light-dark({light[name]}, {dark[name]});"


def _fonts(theme: Theme) -> Iterator[str]:
    others = {name: " ".join(said.split()) for name, said in FAMILIES.findall(_palette())}
    for use, families in theme.fonts.items():
        quoted = ", ".join(f'"{family}"' for family in families)
        yield f"--{FONTS[use]}: {quoted}, {others[FONTS[use]]};"


def _face(face: Face) -> str:
    kind = FORMATS[face.file.rpartition(".")[2].lower()]
    address = file_address(f"../files/{face.file}")
    return (
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
        f"font-style: {face.style}; font-display: swap; "
        f'src: url("{address}") format("{kind}"); }}\n'
    )


@cache
def _given() -> Mapping[str, tuple[str, str]]:
    """Our own colours, for light and for dark."""
    return {name: (light, dark) for name, light, dark in GIVEN.findall(_palette())}


@cache
def _palette() -> str:
    return (files("hexapla.render.web") / "assets" / "palette.css").read_text(encoding="utf-8")


def _mixed(one: str, other: str, share: float) -> str:
    """As much of one colour as its share says, and the rest of the other."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _parts(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue
