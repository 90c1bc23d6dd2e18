"""What of a page paper cannot show as it is: a problem for each, beside its visible mark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hexapla.model.nodes import Block, Image, Media, Node, RawBlock
from hexapla.model.problems import Problem, bad_formula, not_on_paper
from hexapla.model.walk import walk
from hexapla.render.elements import elements
from hexapla.render.formulas import formula_of
from hexapla.render.paper.frame import Frame
from hexapla.render.paper.media import address_of

NOT_FETCHED = "nothing is fetched for it; put the picture into the book's folder"
NO_FILE = "it is no picture that the book has"
SILENT = "it shows neither words nor pictures; say in `only` what paper shows in its place"
NOWHERE = "it has no address that a reader could go to; give the book one: `web.url` in book.toml"


def lacks(nodes: Iterable[Block], frame: Frame) -> Iterator[Problem]:
    """A problem for each thing that is not there on paper, or not as it is meant."""
    for node in walk(nodes):
        match node:
            case RawBlock(html):
                shown = elements(node)
                if html.strip() and not shown:
                    yield not_on_paper("this HTML", SILENT, node.at)
                yield from lacks(shown, frame)
            case Image(source):
                if source not in frame.pictures:
                    why = NOT_FETCHED if "://" in source else NO_FILE
                    yield not_on_paper(f"the picture '{source[:80]}'", why, node.at)
            case Media(kind, source):
                if not address_of(node, frame):
                    yield not_on_paper(f"the {kind} '{source[:80]}'", NOWHERE, node.at)
            case _:
                yield from _formula(node, frame)


def _formula(node: Node, frame: Frame) -> Iterator[Problem]:
    formula = formula_of(node)
    done = frame.formulas.get(formula) if formula else None
    if done and done.error:
        yield bad_formula(done.error, node.at)
