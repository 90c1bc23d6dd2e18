"""What pages teach, and what is read before them."""

from __future__ import annotations

from dataclasses import dataclass, field

from hexapla.model.inlines import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class Notion:
    """Something to learn, or a page of the book, as the front matter of a page names it."""

    name: str
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """A page that is read before another, and why: for what it teaches, for names that it saves.

    With neither, the other page names it.
    """

    page: str
    teaches: tuple[str, ...] = ()
    saves: tuple[str, ...] = ()
