"""Which tabs a page is there for."""

from __future__ import annotations

from collections.abc import Collection, Iterable


def notebooks(
    tabs: tuple[str, ...], cells: Iterable[Collection[str] | None], texts: Collection[str]
) -> tuple[str, ...]:
    """The tabs that have a notebook of a page, in the order of the book.

    Of each cell are given the tabs that it names, None where it names none, and of the page those
    that its blocks of text name. The default tab has one; any other if a cell or a text names it,
    for which `all` does not count; and every tab if there is no code.
    """
    named = list(cells)
    if not named:
        return tabs
    said = {name for each in named for name in each or ()} | set(texts)
    return tuple(name for n, name in enumerate(tabs) if n == 0 or name in said)
