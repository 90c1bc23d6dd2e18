"""PDFs of the book, one for each variant: to be read on screens, and to be printed."""

from __future__ import annotations

from collections.abc import Iterable

from hexapla.model.book import Config
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
        edition, config = with_stills(with_executed(edition)), edition.book.config
        paper = self._paper(config)
        made = (
            Artifact(volume(config, one, "pdf"), book(edition, one, paper, self._typeset))
            for one in edition.variants
        )
        return tuple(made), ()

    def _paper(self, config: Config) -> Paper:
        return config.paper


class Print(Pdf):
    """The book for the printer."""

    name = "print"

    def _paper(self, config: Config) -> Paper:
        return config.printed
