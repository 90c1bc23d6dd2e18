"""Saved code: what the companion gets, what uses it, and which variants lack code."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafts import TORCH, book, cell, codes, page
from hexapla.model.book import Book, Variant
from hexapla.model.library import Library, Saved
from hexapla.model.nodes import Cell, Place, VariantBlock
from hexapla.model.problems import Problems
from hexapla.variant.bare import bare
from hexapla.variant.choose import gaps
from hexapla.variant.companion import Shelf, shelf
from hexapla.variant.use import used
from saving import extract

IMPORT = "from bydoing import pytorch as bd"


def of_cells(*texts: str, variant: str = "pytorch") -> tuple[tuple[Saved, ...], Problems]:
    """What cells of one page save."""
    library, problems = extract(book(page("p", *(cell(text, variant) for text in texts))))
    return library.items[variant], problems


def saves(*texts: str) -> tuple[Saved, ...]:
    """What cells of one page save, where nothing may be wrong with them."""
    items, problems = of_cells(*texts)
    assert problems == ()
    return items


def the(*texts: str) -> Saved:
    (item,) = saves(*texts)
    return item


# --- what a mark saves -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "names", "saved"),
    [
        ("def f(x):  #@save\n    return x", ("f",), "def f(x):\n    return x"),
        ("def f(x):  # @save\n    return x", ("f",), "def f(x):\n    return x"),
        ("async def f():  #@save\n    pass", ("f",), "async def f():\n    pass"),
        ("def f(x,  #@save\n      y=1):\n    pass", ("f",), "def f(x,\n      y=1):\n    pass"),
        ("def f(x): return x  #@save", ("f",), "def f(x): return x"),
        ("class A:  #@save\n    b = 1", ("A",), "class A:\n    b = 1"),
        ("import abc\n\n@abc.x  #@save\ndef f():\n    pass", ("f",), "@abc.x\ndef f():\n    pass"),
        ("a = b = 1  #@save", ("a", "b"), "a = b = 1"),
        ("a, (b, *c) = 1, (2, 3)  #@save", ("a", "b", "c"), "a, (b, *c) = 1, (2, 3)"),
        ("a: int = 1  # how many #@save", ("a",), "a: int = 1  # how many"),
        ("t = [\n  1,  #@save\n]", ("t",), "t = [\n  1,\n]"),
        ("import math as m  #@save", ("m",), "import math as m"),
        ("#@save\na = 1\nb = 2\n\nc = 3", ("a", "b"), "a = 1\nb = 2"),
        ("#@save\na = 1\n# on\nb = 2", ("a", "b"), "a = 1\n# on\nb = 2"),
        ("#@save\ndef f():\n    x = 1\n\n    return x\n\nd = 1", ("f",), None),
        ("@property\n#@save\ndef f():\n    pass", ("f",), "@property\ndef f():\n    pass"),
        ("s = '''\n\n#@save\n'''  #@save", ("s",), "s = '''\n\n#@save\n'''"),
    ],
)
def test_what_a_mark_saves(code: str, names: tuple[str, ...], saved: str | None) -> None:
    item = the(code)
    assert item.names == names
    assert item.code == (saved or "def f():\n    x = 1\n\n    return x")


def test_code_without_a_mark_is_not_saved() -> None:
    assert saves("def f():\n    pass", "s = '#@save'", "# we save it: see @save") == ()


def test_a_statement_of_a_saved_block_with_a_mark_of_its_own_is_saved_once() -> None:
    assert the("#@save\na = 1\ndef f():  #@save\n    return a").names == ("a", "f")


@pytest.mark.parametrize(
    ("code", "line", "says"),
    [
        ("for i in range(3):  #@save\n    pass", 1, "goes on the line of a definition"),
        ("class A:\n    def f(self):  #@save\n        pass", 2, "goes on the line of"),
        ("a = 1\n#@save\n\nb = 1", 2, "nothing follows"),
        ("a = 1\n#@save", 2, "nothing follows"),
        ("#@save\nprint(1)", 1, "gives no name"),
        ("x: int  #@save", 1, "gives no name"),
        ("files = !ls  #@save", 1, "speaks to IPython"),
        ("%%bash\necho #@save", 2, "speaks to IPython"),
        ("x = await f()  #@save", 1, "stands outside of a function"),
        ("#@save\nasync with f() as x: pass", 1, "stands outside of a function"),
        ("a = 1  #@save for later", 1, "and nothing after it"),
    ],
)
def test_a_mark_that_saves_nothing_is_told_with_its_line(code: str, line: int, says: str) -> None:
    items, problems = of_cells(code)
    assert items == ()
    assert codes(problems) == ["bad-save"]
    assert says in problems[0].text
    assert problems[0].at == Place("parts/p.md", 10 + line)


def test_lines_count_from_the_fence_and_its_options() -> None:
    wrong = Cell("a = 1\nb = (", offset=2, at=Place("parts/p.md", 10))
    _, problems = extract(book(page("p", wrong)))
    assert codes(problems) == ["bad-code"]  # once, though both variants have the cell
    assert problems[0].at == Place("parts/p.md", 14)


def test_lines_that_speak_to_ipython_are_no_obstacle() -> None:
    magics = "%matplotlib inline\n!pip list\nfiles = !ls\nlen?\ndef f():  #@save\n    pass\n"
    assert the(magics).code == "def f():\n    pass"
    assert saves("%%bash\nls | wc -l") == ()
    assert the("%%time\na = 1  #@save").name == "a"


def test_lines_that_speak_to_ipython_within_saved_code_are_told() -> None:
    _, (problem,) = of_cells("def f():  #@save\n    %time 1\n    return 2")
    assert (problem.code, problem.at) == ("bad-save", Place("parts/p.md", 12))


def test_a_modulo_at_the_start_of_a_line_is_python() -> None:
    assert the("a = (7\n  % 2)  #@save").code == "a = (7\n  % 2)"


def test_items_know_topic_page_variant_and_place() -> None:
    first = page("data-sets", cell("a = 1  #@save", "pytorch"))
    second = page("b", cell("\nc = 1  #@save", topic="train"), meta={"topic": "base"})
    third = page("d", cell("e = 1  #@save", "jax"), meta={"topic": "base"})
    library, problems = extract(book(first, second, third))
    assert problems == ()
    told = {
        name: [(item.name, item.topic, item.page, item.at.line) for item in items]
        for name, items in library.items.items()
    }
    assert told == {
        "pytorch": [("a", "data_sets", "data-sets", 11), ("c", "train", "b", 12)],
        "jax": [("c", "train", "b", 12), ("e", "base", "d", 11)],
    }


def test_code_in_another_language_is_not_saved_and_told() -> None:
    cells = cell("x <- 2\nf <- 1 #@save", "r"), cell("a = 1  #@save")
    made = book(page("p", *cells), variants=(TORCH, Variant("r", "R", lexer="r")))
    library, (problem,) = extract(made)
    assert library.items["r"] == ()
    assert [one.name for one in library.items["pytorch"]] == ["a"]
    assert (problem.code, problem.at) == ("bad-save", Place("parts/p.md", 12))
    assert "only Python can be saved, and R is 'r'" in problem.text


# --- what saved code needs ---------------------------------------------------------------------


def test_exactly_the_imports_that_it_uses_go_with_it() -> None:
    item = the(
        "import torch\nfrom torch import nn, optim\nimport numpy as np\nimport os.path",
        "def f(x):  #@save\n    import math\n    return nn.Linear(os.path.join(np.e), x)",
    )
    assert item.imports == ("from torch import nn", "import numpy as np", "import os.path")
    assert item.modules == ("math", "numpy", "os", "torch")


def test_dotted_imports_of_one_package_stay_together() -> None:
    item = the("import jax\nimport jax.numpy\ndef f():  #@save\n    return jax.numpy.pi")
    assert item.imports == ("import jax", "import jax.numpy")


def test_of_two_imports_of_one_name_the_latest_before_it_counts() -> None:
    item = the("import a as m", "import b as m\nx = m  #@save", "import c as m")
    assert item.imports == ("import b as m",)


def test_a_star_import_may_bring_any_name() -> None:
    assert the("from math import *", "x = pi  #@save").imports == ("from math import *",)


def test_saved_items_use_one_another_across_cells_pages_and_topics() -> None:
    first = page("a", cell("def f(): return g()  #@save", topic="x"), cell("def g(): 0  #@save"))
    second = page("b", cell("class C:  #@save\n    def m(self):\n        return [f(i) for i in g]"))
    library, problems = extract(book(first, second))
    assert problems == ()
    assert [item.uses for item in library.items["jax"]] == [("g",), (), ("f", "g")]


def test_an_item_that_binds_several_names_is_used_by_its_own() -> None:
    first, second = saves("#@save\na = 1\nb = 2", "c = b  #@save")
    assert (first.name, second.uses) == ("a", ("a",))


def test_what_it_takes_from_the_companion_it_uses() -> None:
    first = page("a", cell("def fit(): 0  #@save"))
    for code in (
        f"{IMPORT}\ndef g(): return bd.fit()  #@save",
        "import bydoing.pytorch as bd\ndef g(): return bd.a.fit()  #@save",
        "import bydoing.pytorch\ndef g(): return bydoing.pytorch.fit  #@save",
        "from bydoing.pytorch import fit\ndef g(): return fit()  #@save",
        "from bydoing.pytorch.a import fit as it\ndef g(): return it()  #@save",
        "def g():  #@save\n    from bydoing.pytorch import fit\n    return fit()",
    ):
        library, problems = extract(book(first, page("b", cell(code, "pytorch"))))
        assert problems == ()
        item = library.items["pytorch"][1]
        assert item.uses == ("fit",)
        assert item.modules == ("bydoing",)
        start = code.partition("\n")[0]
        assert item.imports == ((start,) if "import" in start else ())


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("eta = 0.1\ndef f(): return eta  #@save", "eta"),
        ("def f(): return nowhere  #@save", "nowhere"),
        ("sum = 1\ndef f(): return sum  #@save", "sum"),
        ("def f(x=eta): return x  #@save", "eta"),
        ("with open('x') as h: pass\nf = h  #@save", "h"),
    ],
)
def test_what_a_package_could_not_know_is_told(code: str, name: str) -> None:
    items, problems = of_cells(code)
    assert len(items) == 1
    assert codes(problems) == ["bad-save"]
    assert f"'{name}'" in problems[0].text


def test_what_cannot_be_read_is_told_once_and_not_missed_besides() -> None:
    _, problems = of_cells("def f(:  #@save\n    pass", "def g(): return f()  #@save")
    assert codes(problems) == ["bad-code"]


def test_what_a_function_makes_global_it_knows() -> None:
    assert the("def f():  #@save\n    global made\n    made = 1\n    return made").uses == ()


def test_annotations_that_wait_on_the_page_wait_in_the_package() -> None:
    now = "from __future__ import annotations"
    plain, hinted = saves(
        now, "def f(x): return x  #@save", "class A:  #@save\n    def m(self) -> A: return self"
    )
    assert (plain.imports, hinted.imports) == ((), (now,))


def test_names_of_python_and_of_the_code_itself_are_known() -> None:
    code = """class A(dict):  #@save
    size = len('x')
    def m(self, *a, key=None, **k) -> 'A':
        total = 0
        def inner():
            nonlocal total
            total = sum(i for i in a)
        try:
            with open(__file__) as f:
                return [A, super().m(), __name__, *(lambda z: z)(f), inner, __class__]
        except OSError as error:
            raise ValueError from error
"""
    assert the(code).uses == ()


def test_the_last_definition_of_a_name_is_kept() -> None:
    items = saves("def f(): return 1  #@save", "def g(): return f  #@save", "def f(): 2  #@save")
    assert [(item.name, item.code) for item in items] == [
        ("g", "def g(): return f"),
        ("f", "def f(): 2"),
    ]


def test_a_block_whose_first_name_is_defined_anew_goes_by_another() -> None:
    items = saves("#@save\na = 1\nb = 2", "a = 3  #@save")
    assert [(item.name, item.names) for item in items] == [("b", ("b",)), ("a", ("a",))]


def test_one_name_in_two_topics_is_told_and_the_last_is_kept() -> None:
    both = (cell("a = 1  #@save", topic="x"), cell("a = 2  #@save", topic="y"))
    library, problems = extract(book(page("p", *both)))
    assert codes(problems) == ["bad-save"]
    assert [item.topic for item in library.items["jax"]] == ["y"]


def test_imports_may_be_saved_in_two_topics() -> None:
    both = (cell("import m  #@save", topic="x"), cell("import m  #@save", topic="y"))
    assert extract(book(page("p", *both)))[1] == ()


def test_an_item_may_have_the_name_of_its_own_topic() -> None:
    library, problems = extract(book(page("p", cell("def fit(): 0  #@save", topic="fit"))))
    assert problems == ()
    assert uses(f"{IMPORT}\nbd.fit.cache()", library=library) == ["fit.fit"]
    assert uses("from bydoing.pytorch import fit", library=library) == ["fit.fit"]
    assert uses("from bydoing.pytorch.fit import fit", library=library) == ["fit.fit"]


def test_a_name_that_is_also_another_topic_is_told() -> None:
    both = (cell("a = 1  #@save", topic="x"), cell("x = 1  #@save", topic="y"))
    assert codes(extract(book(page("p", *both)))[1]) == ["bad-save"]


# --- bare code ---------------------------------------------------------------------------------

PLAIN = """class A:
    '''Doc.

    '''
    text = '''
# kept

'''  # said

    def f(self, x="#"):  # shape
        "ä"; y = x

        return f"{y}  # kept"

    def g(self):
        '''Only this.'''
"""
BARE = """class A:
    text = '''
# kept

'''
    def f(self, x="#"):
        ; y = x
        return f"{y}  # kept"
    def g(self):
        ..."""


def test_bare_code_has_no_comments_docstrings_and_blank_lines() -> None:
    assert bare(PLAIN) == BARE


names = st.sampled_from("abc")
remarks = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=9)


@given(names, remarks, remarks)
def test_comments_and_docstrings_never_change_bare_code(name: str, one: str, two: str) -> None:
    doc = "" if not one else f"    {one!r}\n"
    remarked = f"def {name}(x):  # {two}\n{doc}\n    # {one}\n    return x + 1\n\n"
    assert bare(remarked) == bare(f"def {name}(x):\n    return x + 1")
    assert bare(remarked) != bare(f"def {name}(x):\n    return x + 2")
    ast.parse(bare(remarked))


# --- what cells use ----------------------------------------------------------------------------


def on(library: Library) -> Shelf:
    return shelf("pytorch", library.items["pytorch"])


def saving() -> Library:
    """fit uses step, step uses rate; seed is for itself, in a topic of its own."""
    texts = (
        "def rate(): 0  #@save",
        "def step(): rate()  #@save",
        "def fit(): step()  #@save",
    )
    cells = (*(cell(text, topic="train") for text in texts), cell("def seed(): 0  #@save"))
    library, problems = extract(book(page("base", *cells)))
    assert problems == ()
    return library


def uses(*texts: str, library: Library | None = None) -> list[str]:
    """The names that cells use, where nothing may be wrong."""
    cells = [cell(text) for text in texts]
    items, problems = used(cells, on(library or saving()), "bydoing")
    assert problems == ()
    return [f"{item.topic}.{item.name}" for item in items]


ALL = ["base.seed", "train.fit", "train.rate", "train.step"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = 1", []),
        (IMPORT, []),
        (f"{IMPORT}\nbd.seed(1)", ["base.seed"]),
        (f"{IMPORT}\nbd.fit(bd.rate)", ["train.fit", "train.rate", "train.step"]),
        (f"{IMPORT}\nbd.train.step()", ["train.rate", "train.step"]),
        ("import bydoing.pytorch\nbydoing.pytorch.seed()", ["base.seed"]),
        ("from bydoing.pytorch import seed", ["base.seed"]),
        ("from bydoing.pytorch.train import rate as r", ["train.rate"]),
        ("from bydoing.pytorch import train\ntrain.rate()", ["train.rate"]),
        ("import bydoing.pytorch.train as t\nt.rate()", ["train.rate"]),
        ("def f():\n    from bydoing.pytorch import rate", ["train.rate"]),
        (f"{IMPORT}\nprint(bd.__name__)", []),
        (f"{IMPORT}\ngetattr(bd, 'se' + 'ed')()", ALL),
        (f"{IMPORT}\nmodule = bd", ALL),
        (f"{IMPORT}\nhelp(bd.train)", ["train.fit", "train.rate", "train.step"]),
        ("from bydoing.pytorch import *", ALL),
        ("from bydoing.pytorch.train import *", ["train.fit", "train.rate", "train.step"]),
        ("import bydoing\nprint(bydoing)", ALL),
        (f"{IMPORT}\ndef f(bd, *a): return bd.nothing", []),
        (f"{IMPORT}\ndef f(x=bd.seed): return x", ["base.seed"]),
        (f"{IMPORT}\ndef f(bd=bd.seed): return bd.nothing", ["base.seed"]),
        (f"{IMPORT}\n@bd.rate\ndef f():\n    bd = 1\n    return bd.nothing", ["train.rate"]),
        (f"{IMPORT}\ndef f():\n    global bd\n    bd.seed()\n    bd = 1", ["base.seed"]),
        ("def f():\n    from bydoing import pytorch as bd\n    return bd.rate", ["train.rate"]),
        (f"{IMPORT}\n[bd.nothing for bd in bd.seed() if bd.nor_this]", ["base.seed"]),
        (f"{IMPORT}\n{{k: bd.seed(k) for k in [1]}}", ["base.seed"]),
        (f"{IMPORT}\ng = lambda bd: bd.nothing", []),
        (f"{IMPORT}\nif (x := bd.seed()): pass", ["base.seed"]),
        (f"{IMPORT}\nclass A(bd.seed):\n    k = bd.rate", ["base.seed", "train.rate"]),
    ],
)
def test_what_a_cell_uses(code: str, expected: list[str]) -> None:
    assert uses(code) == expected


def test_another_variant_is_out_of_reach_and_told_as_such() -> None:
    _, (problem,) = used([cell("import bydoing\nbydoing.jax.seed()")], on(saving()), "bydoing")
    assert "no page saves 'jax.seed' for pytorch" in problem.text


def test_an_import_in_one_cell_holds_in_the_others() -> None:
    assert uses(IMPORT, "bd.seed()") == ["base.seed"]


def test_what_a_module_does_when_imported_goes_with_whatever_is_used_of_it() -> None:
    acting = "import random\n#@save\nsettings = {}\nrandom.seed(1)"
    library, _ = extract(book(page("base", cell(acting), cell("def seed(): 0  #@save"))))
    assert uses(f"{IMPORT}\nbd.seed()", library=library) == ["base.seed", "base.settings"]


@pytest.mark.parametrize(
    "code",
    [
        f"{IMPORT}\nbd.sed()\nbd.sed()",
        "from bydoing.pytorch import sed",
        "import bydoing.pytorch as bd\nbd.sed(bd.seed)",
    ],
)
def test_what_nobody_saves_is_told_once_with_the_nearest(code: str) -> None:
    _, problems = used([cell(code)], on(saving()), "bydoing")
    assert codes(problems) == ["unknown-saved"]
    assert "'sed' for pytorch; did you mean 'seed'?" in problems[0].text
    assert problems[0].at.line == 10 + (1 if "as bd" not in code else 2)


def test_what_is_only_saved_on_a_later_page_is_a_warning() -> None:
    cells = [cell(f"{IMPORT}\nbd.seed()")]
    items, problems = used(cells, on(saving()), "bydoing", later=("base",))
    assert [item.name for item in items] == ["seed"]
    assert codes(problems) == ["saved-later"]
    assert problems[0].severity == "warning"


def test_a_book_without_companion_uses_nothing() -> None:
    assert used([cell("import bydoing")], shelf("pytorch", ()), "") == ((), ())


# --- variants ----------------------------------------------------------------------------------


def gappy() -> Book:
    inner = VariantBlock(("pytorch",), (cell("x = 1"),))
    return book(page("both", cell("x = 1")), page("one", inner), page("prose"))


def test_a_page_with_code_for_some_variants_only_has_a_gap() -> None:
    problems = gaps(gappy())
    assert [(problem.code, problem.at.file) for problem in problems] == [
        ("variant-gap", "parts/one.md")
    ]
    assert "jax" in problems[0].text


# --- whatever an author writes -----------------------------------------------------------------

BITS = ["#@save", "\n", "\n\n", " ", "def f(): ", "x = 1", "import a.b as c", IMPORT, "bd.g(f)"]
BITS += [
    "    ",
    "class A:",
    "'''",
    '"doc"',
    "(",
    ")",
    "%x",
    "!y",
    "=",
    "@d",
    "f(x)",
    ";",
    "\\",
    "ä",
]


@given(st.lists(st.sampled_from(BITS), max_size=9).map("".join))
def test_no_code_is_too_strange_to_be_read(code: str) -> None:
    library, problems = extract(book(page("p", cell(code), cell("def g(): 0  #@save"))))
    assert all(problem.at.line > 10 for problem in problems)
    for item in library.items["pytorch"]:
        ast.parse(item.code)
    used([cell(code)], on(library), "bydoing")


# --- more marks, tests and order -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("if True:  #@save\n    a = 1\nelse:\n    a = 2", ("a",)),
        ("try:  #@save\n    import x\nexcept ImportError as error:\n    x = None", ("x", "error")),
        ("a = 1; b = 2  #@save", ("a", "b")),
        ("a = [  #@save\n1]; b = 2", ("a", "b")),
        ("n = [last := i for i in (1, 2)]  #@save", ("n", "last")),
        ("#@save\nmatch 1:\n    case {'a': a, **rest}:\n        pass", ("rest", "a")),
        ("a = 0\na += 1  #@save", None),
        ("from typing import overload\n@overload\ndef f(): ...\ndef f(): 0  #@save", ("f",)),
    ],
)
def test_more_that_a_mark_saves(code: str, names: tuple[str, ...] | None) -> None:
    items, problems = of_cells(code)
    assert [item.names for item in items] == ([names] if names else [])
    assert codes(problems) == ([] if names else ["bad-reopening"])


def test_definitions_by_overload_stay_together() -> None:
    top = "from typing import overload"
    item = the(f"{top}\n@overload\ndef f(x: int): ...  #@save\n\ndef f(x):\n    return x")
    assert item.code == "@overload\ndef f(x: int): ...\n\ndef f(x):\n    return x"


def test_what_is_changed_later_is_one_item_with_it() -> None:
    item = the("x = [1]  #@save", "x += [2]  #@save", "x = x[1:]  #@save")
    assert item.code == "x = [1]\nx += [2]\nx = x[1:]"


def test_names_of_modules_are_not_saved() -> None:
    items, problems = of_cells("__all__ = []  #@save")
    assert (items, codes(problems)) == ((), ["bad-save"])


def suite_of(*texts: str) -> tuple[tuple[Saved, ...], Problems]:
    library, problems = extract(book(page("p", *(cell(text, "pytorch") for text in texts))))
    return library.tests["pytorch"], problems


def test_saved_tests_are_no_items_and_use_them() -> None:
    texts = (
        "def f(): return 1  #@save",
        "import pytest\n@pytest.fixture  #@save test\ndef given(): return f()",
        "def near(a): return a  #@save test",
        "#@save test\ndef test_f(given):\n    assert near(f()) == given",
    )
    tests, problems = suite_of(*texts)
    assert problems == ()
    assert [(one.name, one.uses, one.imports) for one in tests] == [
        ("given", ("f",), ("import pytest",)),
        ("near", (), ()),
        ("test_f", ("f",), ()),
    ]
    library, _ = extract(book(page("p", *map(cell, texts))))
    assert [item.name for item in library.items["pytorch"]] == ["f"]
    _, (problem,) = used([cell(f"{IMPORT}\nbd.test_f()")], on(library), "bydoing")
    assert problem.code == "unknown-saved"


def test_what_pytest_would_not_run_is_told() -> None:
    _, problems = suite_of("def check(): 0  #@save test", "class Checks: 0  #@save test")
    assert codes(problems) == ["bad-test", "bad-test"]
    assert "call a function test_…, a class Test…" in problems[0].text


def test_of_two_tests_of_one_name_the_last_is_kept() -> None:
    tests, _ = suite_of("def test_a(): 1  #@save test", "def test_a(): 2  #@save test")
    assert [one.code for one in tests] == ["def test_a(): 2"]


def test_what_is_saved_for_tests_is_not_there_for_the_package() -> None:
    _, problems = suite_of("def test_a(): 1  #@save test", "def f(): test_a()  #@save")
    assert "saved for tests only" in problems[0].text


def test_what_is_needed_at_once_comes_first() -> None:
    items, problems = of_cells(
        "class A: 1  #@save",
        "class B(A): 1  #@save",
        "def make(): return help_()  #@save",
        "x = 1  #@save",
        "def help_(): return A  #@save",
        "class A: 2  #@save",
        "y = make()  #@save",
        "def make(): return help_()  #@save",
    )
    assert codes(problems) == ["saved-anew"] * 2  # of B and y: A and make of before
    assert [item.name for item in items] == ["A", "B", "x", "help_", "make", "y"]
    space: dict[str, object] = {}
    for item in items:
        exec(item.code, space)  # noqa: S102


def test_why_an_item_is_in_some_variants_only_goes_with_it() -> None:
    reason = Cell("a = 1  #@save", only="no such thing", at=Place("parts/p.md", 10))
    assert extract(book(page("p", reason)))[0].items["jax"][0].only == "no such thing"


@pytest.mark.parametrize(
    ("cells", "code", "says"),
    [
        (
            (("def f(): g()  #@save", "x"), ("def g(): f()  #@save", "y")),
            "saved-cycle",
            "'f' (x) uses 'g' (y), where 'g' (parts/p.md:11) uses 'f' (x)",
        ),
        (
            (
                ("class A: 0  #@save", "x"),
                ("class B(A): 0  #@save", "x"),
                ("@B\nclass A: 0  #@save", "x"),
            ),
            "saved-cycle",
            "when the topic 'x' is imported",
        ),
        (
            (
                ("import math as m\ndef f(): m  #@save", "x"),
                ("import cmath as m\ndef g(): m  #@save", "x"),
            ),
            "bad-save",
            "'m' is cmath here and math at parts/p.md:12",
        ),
        ((("k = 1\ndef f(): k  #@save", "x"),), "bad-save", "(parts/p.md:11) with #@save"),
    ],
)
def test_what_is_wrong_between_items_has_both_places(
    cells: tuple[tuple[str, str], ...], code: str, says: str
) -> None:
    made = (cell(text, "pytorch", topic=topic) for text, topic in cells)
    _, found = extract(book(page("p", *made)))
    problems = [one for one in found if one.code != "saved-anew"]
    assert codes(problems) == [code]
    assert says in problems[0].text
