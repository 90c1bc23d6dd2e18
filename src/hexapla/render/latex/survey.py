"""What a book holds, as far as its preamble must provide for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hexapla.model.book import Book, Page
from hexapla.model.nodes import (
    Citation,
    Cited,
    CodeBlock,
    CodeSpan,
    Display,
    IndexMark,
    Math,
    RawBlock,
    Text,
    Theorem,
)
from hexapla.model.walk import walk
from hexapla.model.words import WORDS
from hexapla.render.latex.characters import IDEOGRAPHS
from hexapla.render.latex.escaping import foreign
from hexapla.render.latex.preamble import Holds

COMMAND = re.compile(r"\\[A-Za-z]+")
IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")
PRINTS = "\\printindex"


def survey(pages: Iterable[Page], book: Book) -> Holds:
    """All that is found on the pages that the readers of a variant see."""
    theorems: set[str] = set()
    formulas: dict[str, None] = dict.fromkeys(book.config.macros.values())
    code: list[str] = []
    texts = [*_titles(book)]
    indexed = placed = cited = False
    for page in pages:
        for node in walk(page.body):
            match node:
                case Text(text):
                    texts.append(text)
                case Math(tex) | Display(tex):
                    formulas[tex] = None
                case CodeBlock(text) | CodeSpan(text):
                    code.append(text)
                case Theorem(kind):
                    theorems.add(kind)
                case IndexMark():
                    indexed = True
                case Citation(works=works):
                    cited = cited or any(isinstance(one, Cited) for one in works)
                case RawBlock(text, "latex"):
                    placed = placed or PRINTS in text
                case _:
                    pass
    return Holds(
        tuple(kind for kind in WORDS["en"] if kind in theorems),
        frozenset(name for tex in formulas for name in COMMAND.findall(tex)),
        foreign(formulas),
        foreign(code),
        ideographs=any(map(IDEOGRAPH.search, (*texts, *code))),
        indexed=indexed,
        index_placed=placed,
        cited=cited,
    )


def _titles(book: Book) -> Iterator[str]:
    """What stands on the title page, and on those of the parts."""
    config = book.config
    yield from (config.title, config.subtitle, *config.authors, config.copyright)
    yield from (config.publication.publisher, config.publication.place)
    yield from (part.title for part in book.parts)
