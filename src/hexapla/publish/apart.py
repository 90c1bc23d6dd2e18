"""The companion that a book's pages save today, written where it is in no one's way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hexapla.model.book import Book
from hexapla.model.library import Library
from hexapla.model.outputs import Outputs
from hexapla.model.problems import Problems
from hexapla.ports import Edition, Tools
from hexapla.publish.files import publish

PREFIX = "hexapla-companion-"  # begins the names of such folders


@contextmanager
def companion(
    book: Book, library: Library, tools: Tools, folder: Path
) -> Iterator[tuple[Path, Problems]]:
    """The companion in a folder that is removed afterwards."""
    with TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as place:
        yield Path(place), write_companion(book, library, tools, folder, Path(place))


def write_companion(
    book: Book, library: Library, tools: Tools, folder: Path, place: Path
) -> Problems:
    """Bring a folder in step with what the book saves for its companion."""
    edition = Edition(book, Outputs(), library, book.config.variants)
    problems: Problems = ()
    for writer in tools.companion:
        artifacts, unwritten = writer.write(edition)
        _, unpublished = publish(writer.name, artifacts, place, folder)
        problems += (*unwritten, *unpublished)
    return problems
