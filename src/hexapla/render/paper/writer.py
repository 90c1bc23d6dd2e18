"""PDFs of the book, one for each variant: to be read on screens, and to be printed."""

from __future__ import annotations

from collections.abc import Iterable

from hexapla.model.paper import Paper
from hexapla.model.problems import Problems
from hexapla.ports import Artifact, Edition
from hexapla.render.executed import with_executed
from hexapla.render.naming import volume
from hexapla.render.paper.book import book
from hexapla.render.paper.maths import Typesetter
from hexapla.render.stills import with_stills


class Pdf:
    """The book for screens: links, colours, and all that those need who do not see it."""

    name = "pdf"

    def __init__(self) -> None:
        self._typeset = Typesetter()

    def write(self, edition: Edition) -> tuple[Iterable[Artifact], Problems]:
        return _books(edition, edition.book.config.paper, self._typeset)


class Print:
    """The book for the printer."""

    name = "print"

    def __init__(self) -> None:
        self._typeset = Typesetter()

    def write(self, edition: Edition) -> tuple[Iterable[Artifact], Problems]:
        return _books(edition, edition.book.config.printed, self._typeset)


def _books(
    edition: Edition, paper: Paper, typeset: Typesetter
) -> tuple[Iterable[Artifact], Problems]:
    edition = with_stills(with_executed(edition))
    made = (
        Artifact(volume(edition.book.config, one, "pdf"), book(edition, one, paper, typeset))
        for one in edition.variants
    )
    return tuple(made), ()
