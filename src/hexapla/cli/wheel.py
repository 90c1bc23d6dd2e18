"""The companion's wheel, as several commands make it: built afresh, and put where it is alone."""

from __future__ import annotations

from pathlib import Path

from hexapla import plugins
from hexapla.execute import wheel as wheels
from hexapla.execute.wheel import Built, NotBuilt
from hexapla.model.book import Book
from hexapla.model.library import Library
from hexapla.model.problems import Problems, no_package, not_writable, package_failed
from hexapla.publish.apart import companion


def built(book: Book, library: Library, folder: Path, to: Path) -> tuple[Built | None, Problems]:
    """The wheel and the source archive in a folder, of what the book saves today; or why not."""
    if not book.config.package:
        return None, (no_package(),)
    tools, _ = plugins.tools(
        book.config, folder, outputs=(plugins.COMPANION,), run=False, tell=lambda event: None
    )
    with companion(book, library, tools, folder) as (place, problems):
        if failing(problems):
            return None, problems
        try:
            return wheels.build(place, to), problems
        except NotBuilt as error:
            return None, (*problems, package_failed(str(error)))
        except OSError as error:
            return None, (*problems, not_writable(str(to), error.strerror or str(error)))


def failing(problems: Problems) -> bool:
    """Whether there is an error among problems."""
    return any(problem.severity == "error" for problem in problems)
