"""Cells of d2lbook: what is left of them in each tab does what the whole cell did there."""

from __future__ import annotations

import ast
from collections.abc import Collection
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla.model.nodes import Place
from hexapla.model.tabs import Library, Tabs
from hexapla.source.d2lbook.branches import resolved
from hexapla.source.d2lbook.calls import put
from hexapla.source.d2lbook.cells import Fence, Page, page
from hexapla.source.d2lbook.edits import Rows, joined, numbered
from hexapla.source.d2lbook.libraries import library
from hexapla.source.d2lbook.saves import saving

AT = Place("config.ini", 3)
TABS = ("pytorch", "jax", "mxnet")
SECTION = {
    "lib_file": "d2l/torch.py",
    "lib_name": "torch",
    "simple_alias": "\nones, arange, rand(,\n concat -> cat, float32, foo-bar",
    "fluent_alias": "numpy -> detach().numpy, reshape, reduce_sum -> sum, astype -> type",
    "args_alias": "randn(size, device=None) -> np.random.randn(size=size, ctx=device)",
    "alias": "\nsize = lambda a: a.numel()\nnn_Module = nn.Module\nadd = lambda a, b=1: a + b\n"
    "twice = lambda a: a + a\nsigmoid = lambda x, *a, **k: torch.sigmoid(x, *a, **k)\nexec('x')",
    "reverse_alias": "d2l.length\\(([\\w]+)\\) -> \\1.shape\nd2l.dot(a, b) -> a @ b",
}
HEADER = "import torch\nfrom torch import nn\n\n####   WARNING   ####\nimport os\n"


def of(section: dict[str, str], tab: str = "pytorch", header: str = "") -> Library:
    made, _ = library(tab, {key: (text, AT) for key, text in section.items()}, header)
    return made


PYTORCH = of(SECTION, header=HEADER)
JAX = of(
    {"lib_file": "d2l/jax.py", "lib_name": "jnp", "simple_alias": "arange, ones, numpy -> array"},
    "jax",
)
BOOK = Tabs(("pytorch", "jax"), (PYTORCH, JAX))


def cells(*codes: str, texts: Collection[str] = (), tabs: Tabs = BOOK) -> Page:
    return page(
        [Fence(code, Place("p.md", 10 * n)) for n, code in enumerate(codes, 1)], texts, tabs
    )


def shown(*codes: str, texts: Collection[str] = ()) -> list[list[tuple[str, str]]]:
    pieces = cells(*codes, texts=texts).pieces
    return [[(" ".join(one.variants), one.code) for one in each] for each in pieces]


def said(found: Page) -> list[tuple[str, int]]:
    return [(each.code, each.at.line) for each in found.problems]


# --- branches -------------------------------------------------------------------------------------

BRANCHES = '''\
x = 1
if tab.selected('pytorch'):  # only here
    s = """
    as it is
"""
    # of a
    a = (2 +
         3)
# of jax
elif tab.selected(['jax', "mxnet"]) and x:
    z = 1
    if not tab.selected('jax'):
        y = 1
else:
    w = 3

class A:
    def f(self):
        if tab.selected('jax'):
            return 1

    def g(self):

        if tab.selected('jax'): return 2; pass

        return 1 if tab.selected('pytorch') else (2 +
            3)
'''


@pytest.mark.parametrize(
    ("tab", "left"),
    [
        (
            "pytorch",
            'x = 1\n# only here\ns = """\n    as it is\n"""\n# of a\na = (2 +\n     3)\n\n'
            "class A:\n    def f(self):\n        pass\n\n    def g(self):\n\n        return 1",
        ),
        (
            "jax",
            "x = 1\n# of jax\nif x:\n    z = 1\nelse:\n    w = 3\n\nclass A:\n    def f(self):\n"
            "        return 1\n\n    def g(self):\n\n        return 2; pass\n\n"
            "        return (2 +\n            3)",
        ),
    ],
)
def test_a_branch_stays_with_its_comments_and_its_form(tab: str, left: str) -> None:
    assert joined(resolved(numbered(BRANCHES), tab)) == left


@pytest.mark.parametrize(
    ("code", "left"),
    [
        ("if tab.selected('jax'): a = 1", "a = 1"),
        ("if tab.selected('pytorch'): a = 1", ""),
        ("if x and tab.selected('jax'): pass", "if x: pass"),
        ("if f() and tab.selected('pytorch'): pass", "if f() and False: pass"),
        ("if tab.selected('jax') and (x or y): pass", "if x or y: pass"),
        ("a = x or tab.selected('jax')", "a = x or True"),
        ("a = tab.selected('pytorch') or (x and y) or z", "a = (x and y) or z"),
        ("a = (lambda: 1) if tab.selected('jax') else 2", "a = (lambda: 1)"),
        ("f(b for b in c if tab.selected('jax') and b)", "f(b for b in c if b)"),
        (
            "if x:\n    1\nelif tab.selected('mxnet'):\n    2\nelif y:\n    3",
            "if x:\n    1\nelif y:\n    3",
        ),
        ("if tab.selected('mxnet'):\n    1\nelif y:\n    2", "if y:\n    2"),
        (
            "if x:\n    1\nelif tab.selected('jax'):\n    2\nelse:\n    3",
            "if x:\n    1\nelse:\n    2",
        ),
        ("for i in x:\n    if tab.selected('mxnet'):\n        1", "for i in x:\n    pass"),
        ("if tab.selected('jax'):\n  é = 'ü' if tab.selected('jax') else 0", "é = 'ü'"),
        ("%time x\nif tab.selected('jax'):\n    !ls\n    a = !ls", "%time x\n!ls\na = !ls"),
        ("f'{tab.selected(\"jax\")}'", "f'{True}'"),
        ("if (tab.selected('jax')\n        and\n        x):\n    1", None),
        ("if tab.selected('jax'):\n    a = 1 + \\\n        2", "a = 1 + \\\n    2"),
        ('if tab.selected("jax"):\n    """A\n    %d"""', '"""A\n    %d"""'),
        (
            "try:\n    if tab.selected('a'):\n        1\nexcept E:\n    2",
            "try:\n    pass\nexcept E:\n    2",
        ),
    ],
)
def test_forms_of_branches(code: str, left: str | None) -> None:
    found = joined(resolved(numbered(code), "jax"))
    ast.parse(found.replace("%time x", "").replace("!ls", "0"))
    assert left is None or found == left


TEST = st.recursive(
    st.sampled_from(
        [
            *("tab.selected('pytorch')", "tab.selected('jax', 'mxnet')", "tab.selected(['jax'])"),
            *("say(1)", "say(0)", "one", "none", "not tab.selected('mxnet')"),
        ]
    ),
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not {}".format, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
    ),
    max_leaves=5,
)
LINE = st.one_of(
    st.builds("say({})".format, TEST),
    st.builds("# {}".format, st.integers(0, 9)),
    st.sampled_from(["say('''a\n  b\n''')", "say(3 +\n        4)", "", "pass; say(5)"]),
)


def indented(body: list[str]) -> str:
    """A suite; lines that begin within a string stay where they are."""
    lines: list[str] = []
    within = False
    for line in [*"\n".join(body).split("\n"), "say('end')"]:
        lines.append(line if within or not line else f"    {line}")
        within ^= line.count("'''") % 2 == 1
    return "\n".join(lines)


def suites(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=0, max_size=3).map(indented)
    return st.one_of(
        st.builds("if {}:\n{}".format, TEST, body),
        st.builds("if {}:\n{}\nelse:\n{}".format, TEST, body, body),
        st.builds(
            "if {}:\n{}\n# of\nelif {}:\n{}\n\nelse:\n{}".format, TEST, body, TEST, body, body
        ),
        st.builds("if {}:\n{}\nelif {}:\n{}".format, TEST, body, TEST, body),
        st.builds("if {}: say(6); say(7)\nelse: say(8)".format, TEST),
        st.builds("for i in range(2):\n{}".format, body),
        st.builds("def f(a=1):\n{}\nf()".format, body),
        st.builds("class C:\n{}".format, body),
        st.builds("try:\n{}\nfinally:\n{}".format, body, body),
    )


PROGRAM = st.lists(st.recursive(LINE, suites, max_leaves=8), min_size=1, max_size=4).map("\n".join)


@pytest.mark.slow
@given(PROGRAM)
@settings(max_examples=100, deadline=None)
def test_whatever_the_branches_a_tab_does_what_the_whole_cell_did_there(code: str) -> None:
    for tab in TABS:
        left = joined(resolved(numbered(code), tab))
        assert "selected" not in left
        assert heard(left, "") == heard(code, tab)


def heard(code: str, tab: str) -> list[object]:
    """All that a program says, in a tab."""
    words: list[object] = []

    def say(word: object) -> object:
        words.append(word)
        return word

    def selected(*names: str | list[str]) -> bool:
        return any(tab == name or tab in name for name in names)

    about = {"say": say, "tab": SimpleNamespace(selected=selected), "one": 7, "none": None}
    exec(code, about)  # noqa: S102
    return words


# --- aliases --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "becomes"),
    [
        ("d2l.reshape(d2l.arange(10,20),(2,3))", "torch.arange(10,20).reshape((2,3))"),
        ("d2l.numpy(a)", "a.detach().numpy()"),
        ("f(l * d2l.size(y), d2l.size(y))", "f(l * y.numel(), y.numel())"),
        ("d2l.reduce_sum((X[i: i + h] * K))", "(X[i: i + h] * K).sum()"),
        ("d2l.reduce_sum(-1, axis=0)", "(-1).sum(axis=0)"),
        ("d2l.reduce_sum(x for x in y)", "(x for x in y).sum()"),
        ("d2l.reduce_sum(lambda: 3)", "(lambda: 3).sum()"),
        (
            "d2l.reshape(\n    d2l.concat(ws, 0),\n    (n, -1))",
            "torch.cat(ws, 0).reshape(\n    (n, -1))",
        ),
        ("d2l.reshape(x,  # why\n    (2, 3))", "x.reshape(  # why\n    (2, 3))"),
        ("d2l.reshape(a +\n  b, *s, **k)", "(a +\n  b).reshape(*s, **k)"),
        ("d2l.randn((1,2)) * 2", "np.random.randn(size=(1,2)) * 2"),
        ("d2l.randn(size=3, device=d2l.gpu())", "np.random.randn(size=3, ctx=d2l.gpu())"),
        ("class A(d2l.nn_Module): 0", "class A(nn.Module): 0"),
        ("d2l.nn.Linear(2)", "nn.Linear(2)"),
        ("-d2l.add(x, b=y ** 2); z = d2l.add(x)", "-(x + (y ** 2)); z = x + 1"),
        ("d2l.twice(x) * 2; d2l.twice(f())", "(x + x) * 2; (lambda a: a + a)(f())"),
        ("d2l.sigmoid(x, 1, out=y)", "torch.sigmoid(x, 1, out=y)"),
        ("d2l.length(x + 1); d2l.dot(x, y) + 1", "(x + 1).shape; (x @ y) + 1"),
        ("é.f(d2l.astype(é, d2l.float32))", "é.f(é.type(torch.float32))"),
        ("x = (d2l.\n  float32, d2l.\\\nones(2))", "x = (torch.float32, torch.ones(2))"),
        ("f\"{d2l.astype(x, 'int')} {d2l.ones(3)}\"", "f\"{x.type('int')} {torch.ones(3)}\""),
        (
            "map(d2l.numpy, xs)",
            "map(lambda x, *args, **kwargs: x.detach().numpy(*args, **kwargs), xs)",
        ),
        ("def f(d2l): return d2l.ones(3)", "def f(d2l): return d2l.ones(3)"),
        ("d2l.ones = 1  # d2l.ones", "d2l.ones = 1  # d2l.ones"),
    ],
)
def test_aliases_become_what_the_framework_calls_it(code: str, becomes: str) -> None:
    found = put(numbered(code), {"d2l"}, {one.name: one for one in PYTORCH.aliases})
    assert (joined(found.rows), found.left) == (becomes, ())


def test_code_that_nests_beyond_all_measure_stays() -> None:
    code = "y = d2l.ones(2)" + " + 1" * 3000
    found = put(numbered(code), {"d2l"}, {one.name: one for one in PYTORCH.aliases})
    assert joined(found.rows) == code


@pytest.mark.parametrize(
    ("code", "becomes"),
    [
        ("d2l.size(*a)", "(lambda a: a.numel())(*a)"),
        ("def f(torch): return d2l.ones(3)", "def f(torch): return d2l.ones(3)"),
        ("d2l.size()", "(lambda a: a.numel())()"),
    ],
)
def test_what_an_alias_cannot_do_is_told(code: str, becomes: str) -> None:
    found = put(numbered(code), {"d2l"}, {one.name: one for one in PYTORCH.aliases})
    assert (joined(found.rows), [row for row, *_ in found.left]) == (becomes, [1])


def test_sections_of_libraries_with_their_mistakes() -> None:
    made, problems = library(
        "jax", {key: (text, AT) for key, text in {**SECTION, "lib_nam": "x"}.items()}, HEADER
    )
    assert (made.package, made.module) == ("d2l", "torch")
    assert dict(made.imports)["nn"] == "from torch import nn"
    assert "os" not in dict(made.imports)
    assert [(each.code, each.at.line) for each in problems] == [
        ("unknown-key", 3),
        ("bad-alias", 5),
        ("bad-alias", 9),
    ]


# --- pages ----------------------------------------------------------------------------------------

SELECT = "%load_ext d2lbook.tab\ntab.interact_select(['pytorch', 'jax'])"


def test_a_cell_is_for_the_tabs_that_it_names_and_once_for_those_where_it_is_the_same() -> None:
    assert shown("x", "#@tab jax\ny", "#@tab all\nz", "#@tab pytorch, jax\nw", "%%tab zork\nv") == [
        [("pytorch", "x")],
        [("jax", "y")],
        [("", "z")],
        [("", "w")],
        [("zork", "v")],
    ]


def test_a_page_that_declares_its_tabs_is_for_all_of_them() -> None:
    assert shown(SELECT, "x", "%%tab all\nd2l.arange(3)") == [
        [],
        [("", "x")],
        [
            ("pytorch", "import torch\ntorch.arange(3)"),
            ("jax", "from jax import numpy as jnp\njnp.arange(3)"),
        ],
    ]


@pytest.mark.parametrize(
    ("codes", "texts", "there"),
    [
        (["x"], [], ("pytorch",)),
        (["#@tab all\nx"], [], ("pytorch",)),
        (["x"], ["jax"], ("pytorch", "jax")),
        (["x", "#@tab jax\nx"], [], ("pytorch", "jax")),
        ([SELECT, "x"], [], ("pytorch", "jax")),
        ([], [], ("pytorch", "jax")),
        (["#@tab jax\nx"], [], ("pytorch", "jax")),
    ],
)
def test_the_notebooks_that_there_are(
    codes: list[str], texts: list[str], there: tuple[str, ...]
) -> None:
    assert cells(*codes, texts=texts).variants == there


def test_imports_of_the_library_stay_where_they_are_used_and_others_come() -> None:
    head = "#@tab all\n%matplotlib inline\n"
    assert shown(
        f"{head}from d2l import torch as d2l",
        "#@tab jax\nimport jax\nfrom d2l import jax as d2l\n# done",
        "#@tab all\nx = d2l.ones(3)\nif tab.selected('jax'):\n    d2l.plot(x)",
    ) == [
        [
            ("pytorch", "%matplotlib inline\nimport torch"),
            (
                "jax",
                "%matplotlib inline\nfrom jax import numpy as jnp\nfrom d2l import pytorch as d2l",
            ),
        ],
        [("jax", "import jax\nfrom d2l import jax as d2l\n# done")],
        [("pytorch", "x = torch.ones(3)"), ("jax", "x = jnp.ones(3)\nd2l.plot(x)")],
    ]


def test_an_import_comes_after_magics_and_before_decorators() -> None:
    assert shown("%%time\n@d2l.into(A)\ndef f(): return d2l.ones(1)") == [
        [("pytorch", "%%time\nimport torch\n@d2l.into(A)\ndef f(): return torch.ones(1)")]
    ]
    assert shown("#@save\ndef f(): return d2l.ones(1)") == [
        [("pytorch", "import torch\n#@save\ndef f(): return torch.ones(1)")]
    ]


def test_cells_in_other_languages_stay_as_they_are() -> None:
    bash = "%%bash\npython -c 'import d2l; from d2l import torch'"
    found = shown(f"#@tab all\n{bash}", "!pip install d2l")
    assert found == [[("pytorch", bash)], [("pytorch", "!pip install d2l")]]


def test_mistakes_are_told_at_their_lines_and_once() -> None:
    found = cells(
        SELECT.replace("'jax'", "'zork'"),
        "%%tab jax, zork\nx",
        "%%tab all\nx = 1\nif tab.selected(name): pass\nif tab.selected('tensorflow'): y",
        "if tab.selected('jax')\n    x",
        "def f(torch):\n    return d2l.ones(3)",
    )
    assert said(found) == [
        ("unknown-variant", 11),
        ("unknown-variant", 21),
        ("unknown-variant", 34),
        ("bad-tab", 33),
        ("bad-tab", 41),
        ("left-alias", 52),
    ]


def test_what_a_cell_hides_is_a_tag_and_lines_know_where_they_were() -> None:
    found = cells("#@tab jax\n\n# hide code\nx\n\ny", "#@hide_all\nz", "w")
    assert [[(one.lines, one.tags) for one in each] for each in found.pieces] == [
        [((4, 5, 6), ("remove-input",))],
        [((2,), ("remove-input", "remove-output"))],
        [((1,), ("remove-input", "remove-output"))],
    ]


# --- what is saved --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "becomes", "unsaved"),
    [
        ("#@save\nimport a\nimport b\n\nx", None, ()),
        ("#@save\ndef f():\n    1\nx = 1", "def f():  #@save\n    1\nx = 1", ()),
        ("a = 1  #@save\nb = 2\n\nc", "a = 1  #@save\nb = 2  #@save\n\nc", ()),
        ("a = 1  #@save\nb[0] = (1,  #@save\n  2)", None, ()),
        ("a = 1  #@save\nprint(a)", None, (2,)),
        ("x = 1  #@save test", "x = 1  # test #@save", ()),
        ("#@save why\nx = 1", "# why\n#@save\nx = 1", ()),
        ("x = 1  #@save_all", "x = 1  #@save", ()),
        ("@d2l.add_to_class(A)  #@save\ndef f(self):\n    1\n\n    2", None, ()),
    ],
)
def test_a_mark_saves_what_it_saved(
    code: str, becomes: str | None, unsaved: tuple[int, ...]
) -> None:
    rows: Rows = numbered(code)
    found, lines = saving(rows)
    assert (joined(found), lines) == (code if becomes is None else becomes, unsaved)
