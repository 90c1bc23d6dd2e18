"""Pictures that say nothing to those who do not see them."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.inspect.subject import Subject
from hexapla.model.book import Page, Variant
from hexapla.model.nodes import Cell, Figure, Image
from hexapla.model.outputs import Output
from hexapla.model.problems import Problem, no_alt
from hexapla.model.walk import cells_of

NOTHING = "data:,"  # stands for a picture that may not be shown
UNSEEN = {"remove-output", "remove-cell"}


def pictures(subject: Subject) -> Iterator[Problem]:
    """Images, figures and drawing cells without alternative text."""
    framed = {id(node.image) for node in subject.nodes if isinstance(node, Figure)}
    for node in subject.nodes:
        if isinstance(node, Image) and not node.alt.strip() and node.source != NOTHING:
            if id(node) in framed:
                yield no_alt("the figure", "`:alt: …`", node.at)
            else:
                yield no_alt("the picture", "`![…](path)`, or `:alt: …`", node.at)
    drawing: dict[int, Cell] = {}
    for page in subject.book.pages():
        for variant in subject.book.config.variants:
            drawing |= {id(cell): cell for cell in _drawing(page, variant, subject)}
    for cell in drawing.values():
        yield no_alt("what this cell draws", "`:alt: …`", cell.at)


def _drawing(page: Page, variant: Variant, subject: Subject) -> Iterator[Cell]:
    """The cells without alternative text that are known to have drawn something, and show it."""
    run = subject.outputs.of(page.id, variant.name)
    for cell, shown in zip(
        cells_of(page.body, variant.name), run.cells if run else (), strict=False
    ):
        if any(map(_is_picture, shown or ())) and not (cell.alt or UNSEEN & {*cell.tags}):
            yield cell


def _is_picture(output: Output) -> bool:
    return output.mime.startswith("image/")
