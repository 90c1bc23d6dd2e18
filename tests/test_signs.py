"""Markdown is read as it is where each rule is asked at every line, and at every sign in it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from hexapla.source import dialect
from hexapla.source.d2lbook import grammar

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    path
    for folder in ("docs/syntax", "tests/books", "tests/showcase", "tests/projects")
    for path in (ROOT / folder).rglob("*.md")
    if not {"_build", ".hexapla"} & {*path.parts}
)
STYLE = dialect.Style(("“", "”", "‘", "’"), replacements=True, addresses=True)
SIGNS = [
    *"\n\n  -=|:`~$[]()<>*_#+!@^{}\\&%.1aé\t",
    "\n---\n",
    "\n    ",
    "``` ",
    "$$",
    "[^a]",
    "](b)",
]


@pytest.fixture(scope="module")
def both() -> Iterator[list[tuple[MarkdownIt, MarkdownIt]]]:
    """Parsers as they are, and with their rules asked everywhere."""
    makers = [
        lambda: dialect._parser.__wrapped__(dialect.AS_TYPED, whole=True),
        lambda: dialect._parser.__wrapped__(STYLE),
        dialect._plain,
        lambda: grammar._parser.__wrapped__(underlined=True, slides=True),
        lambda: grammar._parser.__wrapped__(underlined=True, slides=False),
    ]
    asked = [make() for make in makers]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dialect, "by_signs", _everywhere)
        patch.setattr(grammar, "by_signs", _everywhere)
        yield list(zip(asked, [make() for make in makers], strict=True))


def _everywhere(parser: MarkdownIt) -> MarkdownIt:
    parser.inline.terminator_re = re.compile("")
    return parser


def _tokens(parser: MarkdownIt, text: str) -> list[dict[str, object]]:
    return [token.as_dict() for token in parser.parse(text, {})]


@pytest.mark.slow
def test_pages_are_read_alike(both: list[tuple[MarkdownIt, MarkdownIt]]) -> None:
    assert len(PAGES) > 50
    for path in PAGES:
        text = path.read_text(encoding="utf-8", errors="replace")
        for asked, everywhere in both[:: 2 if "projects" not in path.parts else 1]:
            assert _tokens(asked, text) == _tokens(everywhere, text), path


@given(st.lists(st.sampled_from(SIGNS), max_size=40).map("".join))
def test_any_signs_are_read_alike(both: list[tuple[MarkdownIt, MarkdownIt]], text: str) -> None:
    for asked, everywhere in both:
        assert _tokens(asked, text) == _tokens(everywhere, text)
