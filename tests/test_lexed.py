"""Comments and strings are where Python's own tokens say they are."""

from collections.abc import Iterable
from pathlib import Path
from tokenize import COMMENT, generate_tokens

import pytest

from hexapla.model.lexed import comments, sought, within_strings

SOURCES = sorted(Path(__file__).parent.glob("test_d*.py"))  # with quotes of all kinds in them
CODE = '''a = "#" + '\\'#'  # one "of" two
b = r"""
# none""" + f\'\'\'{a}
\'\'\'
c = "a\\
b"
if (a  # a: b
    ): pass
'''


def _told(lines: Iterable[str]) -> list[tuple[tuple[int, int], str]]:
    return [(t.start, t.string) for t in generate_tokens(iter(lines).__next__) if t.type == COMMENT]


def test_comments_are_those_of_python() -> None:
    for code in (CODE, *(path.read_text() for path in SOURCES)):
        assert [*comments(code)] == _told(code.splitlines(keepends=True))


def test_lines_that_begin_within_strings() -> None:
    assert within_strings(CODE) == {3, 4, 6}
    assert not within_strings("a = 'b'\nc = \"d\"  # ''")


def test_what_is_sought_stands_outside_of_comments_and_strings() -> None:
    assert sought(CODE, ":", (7, 4)) == (8, 5)
    assert sought(CODE, "pass", (1, 0)) == (8, 7)
    assert sought(CODE, "none", (1, 0)) is None


def test_signs_and_tokens_say_the_same() -> None:
    plain = CODE.replace("f'''", "'''")
    valued = f"{plain}f''\n"  # a string that may hold values: tokens are asked
    assert [*comments(plain)] == [*comments(valued)]
    assert within_strings(plain) == within_strings(valued)


@pytest.mark.parametrize("sign", [":", "(", ")", "pass", "if"])
def test_signs_are_sought_as_tokens_are(sign: str) -> None:
    plain = CODE.replace("f'''", "'''")
    found = sought(plain, sign, (1, 0))
    assert found
    assert sought(f"f''\n{plain}", sign, (1, 0)) == (found[0] + 1, found[1])
