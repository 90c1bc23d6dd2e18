"""Parts of a book that have no pages: only links, or pages that are not there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from hexapla.build import read
from hexapla.model.library import Library
from hexapla.model.outputs import Outputs
from hexapla.plugins import WRITERS, load
from hexapla.ports import Artifact, Bundle, Edition, Made, Typeset

CONFIG = """
title = "Parts"
[[parts]]
title = "First"
chapters = ["a.md"]
[[parts]]
title = "Elsewhere"
chapters = [{ title = "A link", url = "https://example.org" }]
[[parts]]
title = "Nowhere"
chapters = ["missing.md"]
[[parts]]
title = "Last"
chapters = ["b.md"]
"""


@pytest.fixture
def small(tmp_path: Path) -> Edition:
    for name, text in (("book.toml", CONFIG), ("a.md", "# A\n"), ("b.md", "# B\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    book, _ = read(tmp_path)
    assert book
    return Edition(book, Outputs(), Library({}), book.config.variants)


def test_only_parts_with_pages_are_counted(small: Edition) -> None:
    assert [part.number for part in small.book.parts] == ["I", "", "", "II"]


def typst(artifacts: tuple[Artifact, ...]) -> str:
    (typeset,) = (one.data for one in artifacts if isinstance(one.data, Typeset))
    return next(data(one).decode() for one in typeset.files if one.path == typeset.main)


def tex(artifacts: tuple[Artifact, ...]) -> str:
    return data(next(one for one in artifacts if one.path.endswith("parts.tex"))).decode()


def contents(artifacts: tuple[Artifact, ...]) -> str:
    assert isinstance(artifacts[0].data, Bundle)
    members = artifacts[0].data.members
    assert sum("part-" in one.path for one in members) == 2
    return next(data(one).decode() for one in members if one.path.endswith("nav.xhtml"))


def data(artifact: Artifact) -> bytes:
    made = artifact.data.make()[0] if isinstance(artifact.data, Made) else artifact.data
    assert isinstance(made, bytes)
    return made


@pytest.mark.parametrize(
    ("writer", "text", "begins"),
    [
        ("pdf", typst, r'#book\.part\("\w*", "(\w+)"'),
        ("print", typst, r'#book\.part\("\w*", "(\w+)"'),
        ("latex", tex, r"\\(?:add)?part{(\w+)}"),
        ("epub", contents, r'href="part-\d+.xhtml">[\w ]*\. (\w+)'),
    ],
)
def test_parts_without_pages_are_not_on_paper(
    small: Edition, writer: str, text: Callable[[tuple[Artifact, ...]], str], begins: str
) -> None:
    artifacts, _ = load(WRITERS[writer])().write(small)
    assert re.findall(begins, text(artifacts)) == ["First", "Last"]
