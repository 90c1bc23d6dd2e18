"""Characters and words within formulas, as Typst reads them: nothing of them is ever code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from hexapla.render.paper.marks import string

# KaTeX's families of atoms, and what Typst calls them.
CLASSES = {
    "ord": "normal",
    "op": "large",
    "bin": "binary",
    "rel": "relation",
    "open": "opening",
    "close": "closing",
    "punct": "punctuation",
    "inner": "normal",
}
# What Typst would space otherwise than TeX (measured for each character that KaTeX knows).
OTHERWISE = {
    "ord": "†‡▽◊▲▼⧫★△√\\|‖",
    "bin": "◯†‡&⊴⊵⋖⋗⊲⊳",
    "rel": "⊥△◀▶|‖",
    "open": "|‖",
    "close": "┐┘?!|‖",
    "punct": ".⋅",
}
# Characters that are others in formulas.
INSTEAD = {"-": "−", "*": "∗", "'": "′", "‘": "′", "`": "‘"}
BARS = {"∣": "|", "∥": "‖"}  # which are relations as they are, and nothing else
OPERATORS = "⎰⎱√∛∜"  # which mean something to Typst
LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”", "`": "‘", "'": "’"}
EMPTY = '""'  # a word of no letters, where there must be something
FONTS = "bold|upright|italic|sans|mono|bb|cal|frak|scr|display|inline|script|sscript"
WORDS = re.compile(rf'(?:(?:{FONTS})\()*"')  # begins with words: "…", bold("…"), …
HARMLESS = "+="  # of the signs of ASCII, those that mean nothing else


def character(char: str, family: str = "ord") -> str:
    """One character, of the family that TeX has it in."""
    char = INSTEAD.get(char, char)
    char = char if family == "rel" else BARS.get(char, char)
    if len(char) != 1:
        return string(char) if char else ""
    if char in OTHERWISE.get(family, ""):
        return f'class("{CLASSES[family]}",{escaped(char)})'
    return escaped(char)


def escaped(char: str) -> str:
    """A character as it is: Typst says how it is spaced."""
    kind = unicodedata.category(char)
    if char.isalnum():
        return char
    if kind[0] in "MCZ" or char == '"':
        return string(char)
    if char in HARMLESS:
        return char
    return f"\\{char}" if char.isascii() or kind in ("Ps", "Pe") or char in OPERATORS else char


def joined(parts: Iterable[str]) -> str:
    """Parts of a formula one after the other.

    Between words and something else, blanks would be seen: an empty word keeps them apart.
    """
    whole = ""
    for part in parts:
        if whole.endswith('"') and part.startswith('"'):
            whole = whole[:-1] + part[1:]
        elif whole and part and _wordy(whole[-1]) and _wordy(part[0]):
            whole += (EMPTY if WORDS.match(part) else " ") + part
        else:
            whole += part
    return whole


def _wordy(char: str) -> bool:
    """Whether it could be of a name, so that two of them must not touch."""
    return f"a{char}".isidentifier()
