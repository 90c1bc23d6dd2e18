"""Names that mean something to Hexapla and are misspelt: tags of cells, languages of code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache

from pygments.lexers import get_all_lexers

from hexapla.model.book import Book, Page
from hexapla.model.nodes import Cell, CodeBlock, Node
from hexapla.model.problems import Problem, Problems, unknown_language, unknown_tag
from hexapla.model.walk import walk

NEAR = 0.8  # closer than words that merely resemble each other
PARTS = ("input", "output", "cell", "stdout", "stderr")
TAGS = {f"{what}-{part}" for what in ("hide", "remove") for part in PARTS} | {
    "full-width",
    "margin",
    "nbval-ignore-output",
    "output-scroll",
    "raises-exception",
    "scroll-output",
    "skip-execution",
}
# Tags of other tools: papermill's, Jupyter's slides, Thebe's, nbval's, nbconvert's.
OTHERS = {"parameters", "injected-parameters", "slide", "slideshow", "popout", "toc"}
PREFIXES = ("thebe-", "slide", "nbval-", "papermill", "nb-", "item-")
# Languages that Pygments does not know and that pages have.
LANGUAGES = {"ipython", "ipython3", "mermaid", "myst", "none", "plain", "plaintext", "txt"}


def misspelt(book: Book) -> Problems:
    """A problem for each tag or language that is nearly one that there is. Others are the
    author's own: they have no effect here, and may have one elsewhere."""
    return tuple(problem for page in book.pages() for problem in misspelt_on(page))


def misspelt_on(page: Page) -> Problems:
    return tuple(
        problem for node in walk(page.body, Cell, CodeBlock) for problem in _misspelt(node)
    )


def _misspelt(node: Node) -> Iterator[Problem]:
    match node:
        case Cell(tags=tags):
            for tag in tags:
                own = tag in TAGS or tag in OTHERS or tag.startswith(PREFIXES)
                if not own and (meant := _nearest(tag, TAGS)):
                    yield unknown_tag(tag, meant, node.at)
        case CodeBlock(language=language) if language and not _is_known(language.lower()):
            if meant := _nearest(language.lower(), _languages()):
                yield unknown_language(language, meant, node.at)
        case _:
            pass


def _is_known(language: str) -> bool:
    return language in LANGUAGES or language in _languages()


@cache
def _languages() -> frozenset[str]:
    return frozenset(
        alias for _, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases
    )


def _nearest(word: str, known: Iterable[str]) -> str:
    return next(iter(get_close_matches(word, sorted(known), n=1, cutoff=NEAR)), "")
