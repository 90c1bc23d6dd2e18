"""An edited page is understood alone, and just as the whole book would be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hexapla.resolve.passes import again
from hexapla.source import parse, tree
from hexapla.stages import Understood, edited, understood

ROOT = Path(__file__).parent.parent
BOOKS = (
    pytest.param("book", marks=pytest.mark.slow),
    pytest.param("docs", marks=pytest.mark.slow),
    "tests/books/rivers",
    "tests/books/shore",
)


@pytest.fixture(scope="module", params=BOOKS)
def known(request: pytest.FixtureRequest) -> Understood:
    sources, _ = tree.read(ROOT / request.param)
    assert sources
    return understood(sources)


def test_each_page_comes_out_as_in_the_whole_book(known: Understood) -> None:
    for page in known.resolved.book.pages():
        alone, said = again(known.drafts[page.id], known.resolved)
        assert alone == page
        assert said == known.resolved.pages[page.id]


def whole(done: Understood, before: Understood) -> Understood:
    """The whole book resolved anew; of its pages, those are read whose text is another."""
    sources = done.sources
    given = sources.config, sources.texts, tuple(sources.files)
    pages = (before.read.get(one) or parse.page(*one, *given) for one in sources.pages)
    return understood(sources, pages)


EDITS = (
    ("a word", lambda text: text.replace(" the ", " thee ", 1), True),
    ("a paragraph at the end", lambda text: text + "\n\nOne more *paragraph*, with $x^2$.\n", True),
    ("a heading", lambda text: text + "\n\n## One more heading\n", False),
    ("a label", lambda text: text + "\n\n(a-label-of-mine)=\nHere.\n", False),
    ("a citation", lambda text: text + "\n\nSee {cite}`gauss1809`.\n", False),
    ("a cell", lambda text: text + "\n\n```{code-cell}\nx = 1\n```\n", False),
    ("the title", lambda text: text.replace("# ", "# New ", 1), False),
    ("a footnote", lambda text: text + "\n\nNote[^mine].\n\n[^mine]: A note.\n", False),
    ("an index entry", lambda text: text + "\n\n{index}`entry`\n", False),
    ("nothing", lambda text: text, True),
)


@pytest.mark.parametrize(("name", "edit", "alone"), EDITS, ids=[name for name, *_ in EDITS])
def test_an_edit_gives_what_reading_all_again_gives(
    known: Understood, name: str, edit: object, alone: bool
) -> None:
    assert callable(edit)
    for entry, text in known.sources.pages[:6]:
        if not entry.file.endswith(".md") or "# " not in text:
            continue
        done, same = edited(known, entry.file, edit(text))
        if same:  # else nothing is promised of the rest of the book
            anew = whole(done, known)
            assert done.book == replace(anew.book, labels=done.book.labels)
            assert done.book.labels == anew.book.labels
            assert sorted(map(str, done.problems)) == sorted(map(str, anew.problems))
        assert same is alone or done.sources == known.sources
