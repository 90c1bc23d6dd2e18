"""Lengths of pictures and media, as authors write them."""

from __future__ import annotations

import re

LENGTH = re.compile(r"\d{1,5}(\.\d{1,4})?(%|px|em|rem|pt|cm|mm|in)?")


def length(text: str) -> str | None:
    """A length with its unit, a bare number in pixels; "" for none, None if it is no length."""
    text = text.replace(" ", "")
    if not text or LENGTH.fullmatch(text):
        return f"{text}px" if text and text[-1].isdigit() else text
    return None
