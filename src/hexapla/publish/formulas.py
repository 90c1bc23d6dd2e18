"""A formula's MathML as a line of words, to be shown where nothing can be set: w^⊤x + b."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError, fromstring

UNSEEN = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u200b\u00a0"), " ")
LEADING = (" − ", " + ", " ± ")  # first in a row: a sign of a number
SPACED = frozenset("=≈≠<>≤≥≪≫∼≡∝∈∉⊂⊆→←↦⇒⇔+−±⋅×∣:")


@lru_cache(maxsize=8192)
def line(math: str) -> str:
    """The words of a formula, from the inside of its element <math>; "" if it is none."""
    try:
        words = _words(fromstring(f"<math>{math}</math>"))  # noqa: S314, KaTeX made it
    except ParseError:
        return ""
    return " ".join(words.translate(UNSEEN).split())


def _words(one: Element) -> str:
    name = one.tag.rpartition("}")[2]
    if name == "annotation":
        return ""
    if name == "mo":
        sign = (one.text or "").strip()
        return f" {sign} " if sign in SPACED else sign
    parts = [_words(child) for child in one]
    if parts and parts[0] in LEADING:
        parts[0] = parts[0].strip()
    if name == "mfrac" and one.get("linethickness", "").startswith("0"):
        return " ".join(parts)  # what stands over each other without a line
    if name in FORMS and len(parts) > 1:
        return FORMS[name](parts)
    joined = "".join((one.text or "", *parts))
    return f"√{_group(joined)}" if name == "msqrt" else joined


def _group(words: str) -> str:
    """What stays together, in brackets where it is more than one sign or number."""
    words = words.strip()
    return words if len(words) < 2 or words.isalnum() else f"({words})"


def _raised(parts: list[str]) -> str:
    return f"{parts[0]}^{_group(parts[1])}"


def _lowered(parts: list[str]) -> str:
    return f"{parts[0]}_{_group(parts[1])}"


def _both(parts: list[str]) -> str:
    return f"{_lowered(parts)}^{_group(parts[-1])}"


def _accented(parts: list[str]) -> str:
    """A hat over a letter is left out; what stands over or under a sign is not."""
    return (
        parts[0]
        if len(parts[1].strip()) == 1 and not parts[1].strip().isalnum()
        else _raised(parts)
    )


FORMS: Mapping[str, Callable[[list[str]], str]] = {
    "mfrac": lambda parts: f"{_group(parts[0])}/{_group(parts[1])}",
    "msup": _raised,
    "mover": _accented,
    "msub": _lowered,
    "munder": _lowered,
    "msubsup": _both,
    "munderover": _both,
    "mtable": "; ".join,
    "mtr": " ".join,
}
