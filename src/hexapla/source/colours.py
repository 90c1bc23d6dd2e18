"""Colours as style sheets write them, into one form: #rrggbb.

What is written into a style sheet is always this form, so that nothing else can come along.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from math import cos, radians, sin

Rgb = tuple[float, float, float]  # red, green and blue, from 0 to 1

HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")
CALL = re.compile(r"(rgb|hsl|oklch)a?\(\s*([^()/]*)\)")
NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(%|deg)?")
# The names of CSS 2.1.
NAMES = {
    "black": "#000000",
    "silver": "#c0c0c0",
    "gray": "#808080",
    "grey": "#808080",
    "white": "#ffffff",
    "maroon": "#800000",
    "red": "#ff0000",
    "purple": "#800080",
    "fuchsia": "#ff00ff",
    "green": "#008000",
    "lime": "#00ff00",
    "olive": "#808000",
    "yellow": "#ffff00",
    "orange": "#ffa500",
    "navy": "#000080",
    "blue": "#0000ff",
    "teal": "#008080",
    "aqua": "#00ffff",
}


def colour(text: str) -> str | None:
    """A colour as #rrggbb; None for what is none, or can be seen through."""
    said = text.strip().lower()
    if said in NAMES:
        return NAMES[said]
    if HEX.fullmatch(said):
        digits = said[1:]
        return said if len(digits) == 6 else "#" + "".join(2 * digit for digit in digits)
    call = CALL.fullmatch(said)
    given = _numbers(call[2]) if call else None
    return _hex(MAKE[call[1]](given)) if call and given else None


def _numbers(text: str) -> tuple[tuple[float, str], ...] | None:
    found = [NUMBER.fullmatch(word) for word in re.split(r"[\s,]+", text.strip())]
    if len(found) != 3 or None in found:
        return None
    return tuple((float(one[1]), one[2] or "") for one in found if one)


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(255 * min(max(one, 0.0), 1.0)):02x}" for one in rgb)


Numbers = tuple[tuple[float, str], ...]


def _rgb(given: Numbers) -> Rgb:
    red, green, blue = (value / (100 if unit == "%" else 255) for value, unit in given)
    return red, green, blue


def _hsl(given: Numbers) -> Rgb:
    """CSS Color 4, section 7.1."""
    hue, saturation, lightness = given[0][0], given[1][0] / 100, given[2][0] / 100
    reach = saturation * min(lightness, 1 - lightness)

    def channel(start: int) -> float:
        at = (start + hue / 30) % 12
        return lightness - reach * max(-1, min(at - 3, 9 - at, 1))

    return channel(0), channel(8), channel(4)


def _oklch(given: Numbers) -> Rgb:
    """The matrices are those of Björn Ottosson, "A perceptual color space", 2020."""
    (lightness, unit), (chroma, part), (hue, _) = given
    lightness = lightness / 100 if unit == "%" else lightness
    chroma = chroma * 0.4 / 100 if part == "%" else chroma
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _gamma(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _gamma(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _gamma(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )


def _gamma(linear: float) -> float:
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * float(linear ** (1 / 2.4)) - 0.055


MAKE: dict[str, Callable[[Numbers], Rgb]] = {"rgb": _rgb, "hsl": _hsl, "oklch": _oklch}
