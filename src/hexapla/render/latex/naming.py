"""The names by which LaTeX knows the spots of a book, and its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hexapla.model.book import Book, Label
from hexapla.model.nodes import Heading
from hexapla.render.latex.escaping import file_name, label


@dataclass(frozen=True, slots=True)
class Names:
    """The labels of pages by their ids, the anchors of their titles, all labels of the book."""

    pages: Mapping[str, str]
    titles: Mapping[str, str]
    labels: Mapping[str, Label]

    def of(self, page: str, anchor: str = "") -> str:
        r"""What \ref calls a spot: as its author does, or with the name of its page before it."""
        if not anchor or anchor == self.titles.get(page):
            return self.pages.get(page, label(page))
        known = self.labels.get(anchor)
        if known and (known.page, known.anchor) == (page, anchor):
            return label(anchor)
        return label(f"{page}:{anchor}")


def names(book: Book) -> Names:
    """The names of a book's spots: ch:introduction, sec:roots, fig-flow, roots:summary."""
    taken = {label(name) for name in book.labels}
    pages: dict[str, str] = {}
    titles: dict[str, str] = {}
    for page in book.pages():
        name = label(f"{'ch' if page.level == 1 else 'sec'}:{page.id}")
        pages[page.id] = f"{name}/page" if name in taken else name
        match page.body[:1]:
            case [Heading(level=1, label=title)]:
                titles[page.id] = title
            case _:
                pass
    return Names(pages, titles, book.labels)


def chapter_file(page: str) -> str:
    return f"chapters/{file_name(page)}.tex"


def figure_file(source: str, suffix: str) -> str:
    """Where a picture of the book lies, by its path there."""
    stem = source.rpartition(".")[0] if "." in source.rpartition("/")[2] else source
    return "figures/" + "/".join(map(file_name, stem.split("/"))) + suffix


def part_label(name: str) -> str:
    return label(f"part:{name}")
