"""What is needed in the end, by way of what is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable


def reached(start: Iterable[str], needs: Callable[[str], Iterable[str]]) -> dict[str, None]:
    """These names and all that they need, and that these need in their turn, each once."""
    found: dict[str, None] = {}
    ahead = [*start]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found[name] = None
            ahead += needs(name)
    return found
