"""The words of a value that may be a list, or a text with commas between them."""

from __future__ import annotations


def words(value: object) -> tuple[str, ...]:
    """The words of an option that may be a list or a text with commas."""
    parts = value if isinstance(value, list) else "" if value is None else str(value).split(",")
    return tuple(word for part in parts if (word := str(part).strip()))
