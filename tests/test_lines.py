"""Where names stand in code, which tells what of it need not be gone through."""

import ast

import pytest

from hexapla.variant.code import understand
from hexapla.variant.companion import reaches
from hexapla.variant.lines import lines_saying, near, only_before_dots

CODE = "def first():\n    return bd.one\n\ndef second():\n    x = 1\n    return bd.two\n"


def test_lines_that_say_a_name_are_told_once_and_in_order() -> None:
    assert lines_saying(["bd", "np"], "bd.a + bd.b\nabd\n\nnp\n") == [1, 4]


def test_statements_far_from_the_lines_are_passed_over() -> None:
    found = near(understand(CODE).body, lines_saying(["two"], CODE))
    names = [node.name for node in found if isinstance(node, ast.FunctionDef)]
    assert names == ["second"]
    assert not any(isinstance(n, ast.Constant) for n in near(understand(CODE).body, [6]))


@pytest.mark.parametrize(
    ("code", "paths"),
    [
        (CODE, [("one",), ("two",)]),
        (CODE.replace("second()", "second(bd)"), [("one",)]),
        (CODE.replace("x = 1", "bd = x"), [("one",)]),
        (CODE.replace("x = 1", "use(bd)"), [("one",), (), ("two",)]),
        ("print([bd.one for bd in bd.two])", [("two",)]),
    ],
)
def test_a_name_that_a_function_has_for_itself_is_no_mention(
    code: str, paths: list[tuple[str, ...]]
) -> None:
    found = reaches(understand(code), {"bd": ("book",)}, "book")
    assert [reach.path for reach in found] == paths
    assert only_before_dots(["bd"], code) == (code == CODE)
