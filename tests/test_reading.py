"""A book that is read again and again is, each time, what reading it anew would give."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from books import small_book
from hexapla.serve.reading import Reading
from hexapla.source import tree
from hexapla.stages import understood

BOOKS = Path(__file__).parent / "books"
TEXTS = (
    "A word more.",
    "## A heading",
    "(here)=\nA place, see [](#here) and {numref}`figure-x`.",
    "```{figure} img/none.svg\n:name: figure-x\n\nA figure.\n```",
    "$$x = 1$$ (eq-x)",
    "See {eq}`eq-x`.",
    "{index}`rivers`",
    "```{code-cell}\nx = 1\n```",
    "A note[^a].\n\n[^a]: Said.",
    "{cite}`nobody`",
    "$\\newcommand{\\x}{y}$ $\\x$",
    "```{embed} #figure-x\n```",
    "```{embed} #here\n```",
    "```{glossary}\nwater\n: It is wet, see {term}`bed`.\n\nbed\n: Below.\n```",
    "{term}`water` and {abbr}`AB (A bed)`. AB.",
    "![](data:image/png;base64,iVBORw0KGgo=) ![](../img/river.svg)",
    "```{exercise}\n:label: ex-x\nWhy?\n```\n\n```{solution} ex-x\nSo.\n```",
    "```{genindex}\n```",
    "{cite:p}`chezy1775` and [](#ex-x), {doc}`flow`, {eval}`y`, {glue:text}`z`",
    "```{bibliography}\n```",
    "{label}`here`[^b]",
    "[^b]: {eq}`eq-x` ![](../img/river.svg)",
    "```{mermaid}\ngraph TD; a-->b\n```",
    "| a |\n|---|\n| {index}`cell` (cell)= |",
)
EDITS = st.lists(
    st.tuples(
        st.integers(0, 9), st.sampled_from(("add", "cut", "new", "drop")), st.sampled_from(TEXTS)
    ),
    min_size=1,
    max_size=6,
)


def same(reading: Reading) -> None:
    sources, unreadable = tree.read(reading.folder)
    assert sources
    anew = understood(sources)
    assert reading.book == anew.book
    assert sorted(map(str, reading.problems)) == sorted(map(str, (*unreadable, *anew.problems)))


@pytest.mark.slow
@settings(
    max_examples=15,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(EDITS)
@example([(2, "cut", TEXTS[18]), (4, "add", TEXTS[19]), (4, "add", TEXTS[19])])
def test_any_edits(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("edited") / "book"
    shutil.copytree(BOOKS / "rivers", folder, ignore=shutil.ignore_patterns("_build", ".hexapla"))
    reading = Reading(folder)
    reading.refresh(())
    same(reading)
    for number, kind, text in edits:
        changed = edit(folder, number, kind, text)
        reading.refresh((changed,))
        if reading.settled:
            same(reading)
        reading.settle()
        same(reading)


def edit(folder: Path, number: int, kind: str, text: str) -> Path:
    pages = sorted(folder.rglob("*.md"))
    page = pages[number % len(pages)]
    paragraphs = page.read_text().split("\n\n")
    match kind:
        case "add":
            paragraphs.insert(1 + number % len(paragraphs), text)
        case "cut":
            del paragraphs[1:2]
        case "new":
            page = page.with_name(f"new-{number}.md")
            paragraphs = ["# New", text]
        case "drop" if len(pages) > 1:
            page.unlink()
            return page
        case _:
            pass
    page.write_text("\n\n".join(paragraphs))
    return page


def test_an_edit_of_prose_looks_at_one_page(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    shutil.copytree(BOOKS / "rivers", folder, ignore=shutil.ignore_patterns("_build", ".hexapla"))
    reading = Reading(folder)
    reading.refresh(())
    assert reading.book
    before = {page.id: page for page in reading.book.pages()}
    page = edit(folder, 1, "add", "A word more.")
    reading.refresh((page,))
    assert reading.ahead
    assert reading.settled
    changed = [one.file for one in reading.book.pages() if one is not before[one.id]]
    assert changed == [page.relative_to(folder).as_posix()]


MISTAKES = {
    "label": ("(l)=\nx", "(l)=\ny"),
    "figure": ("```{figure} x.png\n:name: f\nC\n```", "```{figure} y.png\n:name: f\nC\n```"),
    "term": ("```{glossary}\nwater\n: wet\n```", "```{glossary}\nwater\n: dry\n```"),
    "work": ("{cite}`q`", "{cite}`q`"),
    "copy": ("(s)=\n```{embed} #s\n```", "y"),
    "two": ("x", "$$a$$ (z)\n\n$$b$$ (z)"),
}


@pytest.mark.parametrize("page", ["a.md", "b.md"])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_is_wrong_moves_with_its_lines(mistake: str, page: str, tmp_path: Path) -> None:
    texts = [f"# A page\n\n{text}\n" for text in MISTAKES[mistake]]
    folder = small_book(tmp_path / "book", **dict(zip("ab", texts, strict=True)))
    reading = Reading(folder)
    reading.refresh(())
    same(reading)
    path = folder / page
    path.write_text(path.read_text().replace("\n\n", "\n\nA paragraph more.\n\n", 1))
    reading.refresh((path,))
    reading.settle()
    same(reading)
