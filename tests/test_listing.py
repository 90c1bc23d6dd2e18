"""Code on pages of the site: its words and their colours are those that Pygments gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments import format
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import Text

from hexapla.render.lexers import tokens_of
from hexapla.render.web.code import listing
from hexapla.render.web.spans import BARE, spans

PAGES = sorted((Path(__file__).parent.parent / "book" / "parts").rglob("*.md"))
CELL = re.compile(r"^```+ *\{code-cell\}[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
ODD = (
    "",
    "\n\n a\n\n\n",
    "a = 1\r\nb = 2\r\n",
    'def f():\n    """What it does.\n\n    More.\n    """\n\n\nx = """\n"""',
    "a ? b $ c !\n\t! d\f e \\\n  f",
    "a. b .5 1. x...y a:=b != !c @d @ e",
    "match x:\n    case _ if y: f'{x!r:>3} {y=}\\n' rb'\\d' % z",
    "<b> & 'c' \"d\" \ue000e\ue001",
)
PIECES = (
    *("def ", "f'{", "}'", '"""', "'", "\n", "  ", "import ", "a.b", "#", "\\", "é", "1_0.", "@"),
    *("print", "in", "lambda ", "match ", "_", ".if", "__init__", "self", "rb", "2", "²"),
    *("\n    ", "\n\tcase ", "\n  lazy import", "x", "yield from ", "#!", "0xf", "1.5e3j"),
    *(".sum", ":="),
)


@pytest.mark.parametrize("language", ["python", "html", "console", "bash"])
def test_odd_code_looks_as_pygments_shows_it(language: str) -> None:
    for code in ODD:
        assert spans(tokens_of(code, language) or ()) == _by_pygments(code, language)


def test_the_code_of_the_book_looks_as_pygments_shows_it() -> None:
    codes = [code for page in PAGES for code in CELL.findall(page.read_text(encoding="utf-8"))]
    assert len(codes) > 100
    for code in codes[::5]:
        assert spans(tokens_of(code, "python") or ()) == _by_pygments(code, "python")


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=20).map("".join))
def test_words_of_python_are_those_of_pygments(code: str) -> None:
    known = get_lexer_by_name("python", stripnl=False).get_tokens(code)
    assert tokens_of(code, "python") == (*known,)


def test_signs_of_no_letter_are_code_like_any_other() -> None:
    shown = listing("\ue000 = n.m", "python", {"n.m": "https://m"})
    assert "\ue000" in shown
    assert '<a href="https://m" class="doc">n.m</a>' in shown


def _by_pygments(code: str, language: str) -> str:
    tokens = get_lexer_by_name(language, stripnl=False).get_tokens(code)
    bare = ((Text if kind in BARE else kind, word) for kind, word in tokens)
    return format(bare, HtmlFormatter(nowrap=True))
