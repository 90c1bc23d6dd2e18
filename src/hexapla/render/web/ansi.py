"""Text with the colours of a terminal, as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hexapla.render.web.markup import tag, text

# A colour or style, or any other escape sequence, which is dropped.
ESCAPE = re.compile(r"\x1b\[([0-9;:]*)m|\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
NAMES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
STYLES = {1: "bold", 2: "faint", 3: "italic", 4: "underline"}
# What each code for "no more of this" takes away.
ENDS = {22: ("bold", "faint"), 23: ("italic",), 24: ("underline",), 39: ("fg",), 49: ("bg",)}


def terminal(words: str) -> str:
    """The words, in spans with the classes ansi-bold, ansi-fg-red, ansi-bg-bright-blue, …"""
    return "".join(_spans(words))


def _spans(words: str) -> Iterator[str]:
    style: dict[str, str] = {}
    position = 0
    for match in ESCAPE.finditer(words):
        yield _span(words[position : match.start()], style)
        position = match.end()
        if match[1] is not None:
            style = _changed(style, [int(code or 0) for code in re.split("[;:]", match[1])])
    yield _span(words[position:], style)


def _span(words: str, style: dict[str, str]) -> str:
    shown = text(words.replace("\x1b", ""))
    if not style or not shown:
        return shown
    return tag("span", shown, class_=" ".join(f"ansi-{style[key]}" for key in sorted(style)))


def _changed(style: dict[str, str], codes: list[int]) -> dict[str, str]:
    style = dict(style)
    rest = iter(codes)
    for code in rest:
        if code == 0:
            style = {}
        elif code in STYLES:
            style[STYLES[code]] = STYLES[code]
        elif code in ENDS:
            style = {key: value for key, value in style.items() if key not in ENDS[code]}
        elif code in (38, 48):
            _extended(style, "fg" if code == 38 else "bg", list(rest))
            break
        else:
            style |= _colour(code)
    return style


def _colour(code: int) -> dict[str, str]:
    tens, index = divmod(code, 10)
    kinds = {3: ("fg", ""), 4: ("bg", ""), 9: ("fg", "bright-"), 10: ("bg", "bright-")}
    if tens not in kinds or index > 7:
        return {}
    layer, bright = kinds[tens]
    return {layer: f"{layer}-{bright}{NAMES[index]}"}


def _extended(style: dict[str, str], layer: str, codes: list[int]) -> None:
    """One of 256 colours, where it is one of the first 16; others keep the colour of text."""
    if len(codes) > 1 and codes[0] == 5 and codes[1] < 16:
        bright = "bright-" if codes[1] > 7 else ""
        style[layer] = f"{layer}-{bright}{NAMES[codes[1] % 8]}"
