"""Lexers that find the tokens of code sooner find those that Pygments finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers import find_lexer_class_by_name, get_lexer_by_name

from hexapla.render.lexers import lexer_of
from hexapla.render.quick import quick

PYTHON = '''
@torch.no_grad
def f(x: int = 0x1F, *, y=1e-3) -> str:
    """What it does.

    More of it."""
    match x:
        case _ if self.x: raise ValueError(f"{x!r:>3} {y=}\\n") from None
    return b'a\\x00' r"\\d" + "%s" % x.if_
'''
CODE = {
    "python": PYTHON,
    "bash": 'cat <<EOF | grep "$x" # no\n$y\nEOF\nfor i in $(ls); do echo "${i%.py}"; done',
    "php": "<p><?php $x = <<<END\n a {$y}\nEND;\nfunction f() { return 'x'; }",
    "json": '{"a": [1, -2.5e3, true, null], "b": "\\u00e9"}',
    "yaml": "a: &x\n  - 'b': |\n      text\n  - *x # c\n",
    "csharp": 'public class A { int x = 1; string y = @"b"; }',
    "html": "<!-- a --><p class='b'>c &amp;</p><script>let d = `${e}`;</script>",
    "console": "$ ls\na b\n",
}
PIECES = (
    "def ",
    "f'{",
    "}'",
    '"""',
    "'",
    "\n",
    "  ",
    "import ",
    "a.b",
    "#",
    "\\",
    "é",
    "1_0.",
    "@",
)


@pytest.mark.parametrize("language", CODE)
def test_tokens_are_those_of_pygments(language: str) -> None:
    lexer = lexer_of(language)
    assert lexer
    for code in (*CODE.values(), ""):
        expected = get_lexer_by_name(language, stripnl=False).get_tokens(code)
        assert [*lexer.get_tokens(code)] == [*expected]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=20).map("".join))
def test_tokens_are_those_of_pygments_in_broken_code(code: str) -> None:
    lexer = lexer_of("python")
    assert lexer
    assert [*lexer.get_tokens(code)] == [
        *get_lexer_by_name("python", stripnl=False).get_tokens(code)
    ]


def test_a_lexer_that_goes_its_own_way_stays_as_it_is() -> None:
    assert quick(find_lexer_class_by_name("console")) is find_lexer_class_by_name("console")
    assert quick(find_lexer_class_by_name("python")) is not find_lexer_class_by_name("python")
