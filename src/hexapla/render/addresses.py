"""Where things lie in the website, for all writers that lead there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hexapla.model.book import Book

# The endings of pictures that code gives, by their types, the best first.
PICTURES = {
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
}
# The beginning of the address of a picture that is in its address, with its type.
HELD = re.compile(rf"data:({'|'.join(map(re.escape, PICTURES))});base64,")


def page_files(book: Book) -> dict[str, str]:
    """The file of each page in the site, by its id; of two that want the same, the first has it.

    Where pages are found by their names, index.html is the cover.
    """
    names = {
        page.id: page.address or ("index.page" if page.id == "index" else page.id)
        for page in book.pages()
    }
    return apart(names, ".html", () if book.config.site.addresses == "path" else ("index.html",))


def apart(names: Mapping[str, str], suffix: str, taken: Iterable[str] = ()) -> dict[str, str]:
    """A file for each of these names, none of them like another or like one that is taken."""
    files: dict[str, str] = {}
    known = {*taken}
    for key, wanted in names.items():
        name, count = f"{wanted}{suffix}", 1
        while name.casefold() in known:  # some file systems take Intro and intro for the same
            count += 1
            name = f"{wanted}-{count}{suffix}"
        known.add(name.casefold())
        files[key] = name
    return files


def way(file: str, folder: str) -> str:
    """The way to a file of the site from a folder of it."""
    up = ""
    while folder and not file.startswith(f"{folder}/"):
        folder, up = folder.rpartition("/")[0], f"{up}../"
    return up + file.removeprefix(f"{folder}/" if folder else "")


def stem(page: str, variant: str, cell: int, index: int) -> str:
    """The path of an output's picture without its suffix; cell and index count from 0."""
    return f"media/{page}/{variant}-{cell + 1}-{index + 1}"
