"""Files that pages take in: which are found, and what is said of those that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from books import small_book
from hexapla import memory
from hexapla.build import prepare, read
from hexapla.model.book import Book
from hexapla.model.nodes import Cell, CodeBlock, Heading, Image, Paragraph, Text
from hexapla.model.walk import walk
from hexapla.source.taken import LARGEST


def book_of(folder: Path, page: str, **files: str) -> tuple[Book, list[str]]:
    """A book of one page and these files, and what is wrong with it."""
    small_book(folder, "", page=page)
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_md", ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    book, problems = read(folder)
    assert book is not None
    return book, [str(problem) for problem in problems]


def words(book: Book) -> str:
    return " ".join(node.text for node in walk(next(book.pages()).body) if isinstance(node, Text))


def test_files_take_in_files_each_from_its_own_folder(tmp_path: Path) -> None:
    book, problems = book_of(
        tmp_path,
        "# Page\n\n```{include} parts/a.md\n```\n",
        parts__a_md="one\n\n```{include} deeper/b.md\n```\n",
        parts__deeper__b_md="two ![](b.svg)\n\n![](top.svg)\n",
        **{"parts__deeper__b.svg": "<svg/>", "top.svg": "<svg/>"},
    )
    assert problems == []
    assert words(book) == "Page one two "
    pictures = [n for n in walk(next(book.pages()).body) if isinstance(n, Image)]
    assert [picture.source for picture in pictures] == ["parts/deeper/b.svg", "top.svg"]
    assert str(pictures[1].at) == "parts/deeper/b.md:3"


def test_a_page_may_be_nothing_but_another_file(tmp_path: Path) -> None:
    readme = "---\nlicense: MIT\n---\n\n# Read me\n\n## Use\n"
    book, problems = book_of(tmp_path, "```{include} readme.md\n```\n", readme_md=readme)
    page = next(book.pages())
    headings = [(n.level, str(n.at)) for n in page.body if isinstance(n, Heading)]
    assert problems == []
    assert headings == [(1, "readme.md:5"), (2, "readme.md:7")]


def test_cells_of_a_file_are_cells_of_the_page(tmp_path: Path) -> None:
    cell = "text\n\n```{code-cell}\n:tags: [hide-input]\n\nx = 1\n```\n"
    book, _ = book_of(tmp_path, "# Page\n\n```{include} a.md\n```\n", a_md=cell)
    _, (job,), _ = prepare(book, tmp_path)
    (found,) = (node for node in walk(next(book.pages()).body) if isinstance(node, Cell))
    assert (job.page, job.cells) == ("page", (found,))
    assert (found.at.file, found.at.line + found.offset + 1) == ("a.md", 6)


def test_a_loop_is_said_and_ends(tmp_path: Path) -> None:
    include = "x\n\n```{{include}} {}.md\n```\n".format
    _, problems = book_of(tmp_path, "# P\n\n" + include("a"), a_md=include("b"), b_md=include("a"))
    (problem,) = problems
    assert problem.startswith("b.md:3: error: 'include': 'a.md' takes itself in")


def test_what_grows_without_measure_is_cut(tmp_path: Path) -> None:
    """Each file takes in the next one many times."""
    files = {f"f{n}_md": f"```{{include}} f{n + 1}.md\n```\n\n" * 20 for n in range(9)}
    files["f9_md"] = "much " * 20_000
    _, problems = book_of(tmp_path, "# P\n\n```{include} f0.md\n```\n", **files)
    assert "takes in more than 5000000 characters" in problems[0]


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"\xff\xfe\x00", "it is not UTF-8 (byte 0)"), (b"a" * (LARGEST + 1), "larger than 2 MB")],
)
def test_what_is_no_text_is_said_where_it_is_named(tmp_path: Path, data: bytes, why: str) -> None:
    small_book(tmp_path, "", page="# P\n\n```{include} a.md\n```\n")
    (tmp_path / "a.md").write_bytes(data)
    _, problems = read(tmp_path)
    (said,) = (str(problem) for problem in problems)
    assert said.startswith("page.md:3: error: 'a.md' cannot be read")
    assert why in said


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("the secret", encoding="utf-8")
    folder = small_book(tmp_path / "book", "", page="# P\n\n```{include} a.md\n```\n")
    (folder / "a.md").symlink_to(secret)
    book, problems = read(folder)
    assert book is not None
    assert "secret" not in words(book)
    assert {problem.code for problem in problems} == {"outside", "missing-file"}


def test_a_change_in_a_file_is_noticed(tmp_path: Path) -> None:
    page = "# P\n\n```{include} a.md\n```\n\n```{literalinclude} b.py\n```\n"
    book, _ = book_of(tmp_path, page, a_md="before", **{"b.py": "x = 1"})
    again, _ = read(tmp_path)
    assert again == book
    (tmp_path / "a.md").write_text("after", encoding="utf-8")
    (tmp_path / "b.py").write_text("x = 2", encoding="utf-8")
    book, _ = read(tmp_path)  # type: ignore[assignment]
    _, paragraph, code = next(book.pages()).body
    assert isinstance(paragraph, Paragraph)
    assert isinstance(code, CodeBlock)
    assert (paragraph.inside, code.code) == ((Text("after"),), "x = 2")
    assert memory.from_bytes(memory.to_bytes(book, b"k"), b"k") == book


def test_a_cell_may_load_its_code(tmp_path: Path) -> None:
    page = "# Page\n\n```{code-cell} python\n:load: code/one.py\n```\n"
    book, problems = book_of(tmp_path, page, **{"code__one.py": "x = 1\n"})
    assert not [problem for problem in problems if "never run" not in problem]
    cells = [node for node in walk(next(book.pages()).body) if isinstance(node, Cell)]
    assert [cell.code.strip() for cell in cells] == ["x = 1"]
