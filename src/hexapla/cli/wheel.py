"""The companion's wheel, as several commands make it: built afresh, and put where it is alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from hexapla import plugins
from hexapla.console import Console
from hexapla.execute import wheel as wheels
from hexapla.execute.outside import bring
from hexapla.execute.wheel import Built, NotBuilt
from hexapla.execute.where import environments
from hexapla.model.book import Book, Variant
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


def installed(
    book: Book, library: Library, folder: Path, variants: Iterable[Variant], console: Console
) -> Problems:
    """Bring today's wheel into the clean environments of variants, made where they lack."""
    with TemporaryDirectory(prefix=wheels.PREFIX, ignore_cleanup_errors=True) as place:
        package, problems = built(book, library, folder, Path(place))
        if package is None:
            return problems
        for variant in variants:
            console.say(f"{variant.title}: the environment that holds the package alone")
            lock, homes = book.locks.get(variant.name), environments(folder)
            problems += bring(variant, package.wheel, lock, homes, console.say)
    return problems


def failing(problems: Problems) -> bool:
    """Whether there is an error among problems."""
    return any(problem.severity == "error" for problem in problems)
