"""The words that Hexapla itself sets in a book, by language, and labels made of words.

A language that is not here is set in English.
"""

from __future__ import annotations

import re

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "page": "Section",
        "section": "Section",
        "chapter": "Chapter",
        "part": "Part",
        "figure": "Figure",
        "table": "Table",
        "equation": "Equation",
        "exercise": "Exercise",
        "solution": "Solution",
        "references": "References",
        "contents": "Contents",
        "and": "and",
        "others": "et al.",
    },
}


def word(name: str, language: str = "en") -> str:
    """The word for one of the names above, in that language."""
    return WORDS.get(language, WORDS["en"])[name]


def slug(text: str) -> str:
    """Words as a label: small letters and digits of any script, hyphens between them."""
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-")
