"""Classes that later cells add to: one class in the package, which does what the page's does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafts import book, cell, codes, page
from hexapla.model.library import Saved
from hexapla.model.problems import Problems
from saving import extract

# What readers of a page have, and the package needs no more.
ADD = """
def add_to_class(of):
    return lambda f: setattr(of, getattr(f, "fget", f).__name__, f)
"""
PATCH = """
def patch(f):
    of = next(iter(f.__annotations__.values()))
    setattr(of, f.__name__, f)
"""
NET = '''class Net:  #@save
    """A net."""

    size = 3  # units

    # where it starts
    def __init__(self):
        self.x = 1

    def forward(self, x):
        raise NotImplementedError
'''
DATA = """
from dataclasses import dataclass
@dataclass(order=True)  #@save
class Data:
    a: int
"""


PUT = "@add_to_class(A)  #@save\n"


def saved(*cells: str) -> tuple[tuple[Saved, ...], Problems]:
    """What cells save, each on a page of its own: p0, p1, …"""
    pages = (page(f"p{n}", cell(text, "pytorch", topic="t")) for n, text in enumerate(cells))
    library, problems = extract(book(*pages))
    return library.items["pytorch"], problems


def whole(*cells: str) -> Saved:
    """The one class that they make."""
    (item,), problems = saved(*cells)
    assert problems == ()
    return item


def said(*cells: str) -> str:
    """What is wrong with them, which is one thing."""
    _, problems = saved(*cells)
    assert codes(problems) == ["bad-reopening"]
    return problems[0].text


WAYS = [
    "class Net(Net):  #@save\n{method}",
    "@add_to_class(Net)  #@save\n{function}",
    "from fastcore.basics import patch\n@patch  #@save\n{patch}",
    "from bydoing import pytorch as bd\n@bd.add_to_class(bd.Net)  #@save\n{function}",
    "import bydoing.pytorch as d2l\nclass Net(d2l.Net):  #@save\n{method}",
    "from bydoing.pytorch import Net as N\nclass Net(N):  #@save\n{method}",
]
FORWARD = "def forward(self, x):\n    # deep\n    return x"


@pytest.mark.parametrize("way", WAYS)
def test_a_method_that_is_added_takes_the_place_of_the_earlier(way: str) -> None:
    method = "\n".join("    " + line for line in FORWARD.split("\n"))
    patch = FORWARD.replace("self", "self: Net")
    item = whole(NET, way.format(method=method, function=FORWARD, patch=patch))
    start = NET.replace("  #@save", "").partition("    def forward")[0]
    assert item.code == start + method
    assert (item.page, item.again) == ("p0", ("p1",))
    assert (item.uses, item.imports, item.modules) == ((), (), ())


def test_no_stub_is_left_of_a_class_that_was_empty() -> None:
    assert whole("class A: pass  #@save", "class A(A):  #@save\n    x = 1").code == (
        "class A:\n    x = 1"
    )
    doc = 'class A:  #@save\n    """Doc."""\n    ...'
    assert whole(doc, "@add_to_class(A)  #@save\ndef f(self): ...").code == (
        'class A:\n    """Doc."""\n\n    def f(self): ...'
    )
    assert whole("class A: pass  #@save", "class A(A): pass  #@save").code == "class A:\n    pass"


def test_what_a_replaced_method_needed_is_not_needed() -> None:
    first = "import math\nclass A:  #@save\n    def f(self): return math.pi"
    item = whole(first, "import cmath\n@add_to_class(A)  #@save\ndef f(self): return cmath.pi")
    assert (item.imports, item.modules) == (("import cmath",), ("cmath",))


def test_texts_stay_as_they_are_and_docstrings_move() -> None:
    function = 'def f(self):\n    """Doc.\n\n    More.\n    """\n    return """a\n b"""'
    item = whole("class A:  #@save\n\tx = 1", f"@add_to_class(A)  #@save\n{function}")
    assert item.code == (
        'class A:\n    x = 1\n\n    def f(self):\n        """Doc.\n\n        More.\n'
        '        """\n        return """a\n b"""'
    )


def test_a_property_is_replaced_whole() -> None:
    old = (
        "class A:  #@save\n    @property\n    def p(self): 1\n    @p.setter\n    def p(self, x): 2"
    )
    item = whole(old, "@add_to_class(A)  #@save\n@property\ndef p(self): return 3")
    assert item.code == "class A:\n    @property\n    def p(self): return 3"


def test_what_fastcore_can_be_asked_is_said_in_plain_python() -> None:
    item = whole("class A: ...  #@save", '@patch(cls_method=True)  #@save\ndef f(cls: "A"): 0')
    assert item.code == "class A:\n    @classmethod\n    def f(cls): 0"


def test_patch_of_another_library_reopens_nothing() -> None:
    cells = ("class A: ...  #@save", "from mock import patch\n@patch  #@save\ndef f(a: A): 0")
    assert [item.name for item in saved(*cells)[0]] == ["A", "f"]


def test_a_class_that_is_imported_is_no_class_of_the_book() -> None:
    item = whole("from nn import Linear\nclass Linear(Linear):  #@save\n    pass")
    assert (item.imports, item.again) == (("from nn import Linear",), ())


def test_a_method_that_says_its_class_lets_types_wait() -> None:
    item = whole(NET, "@add_to_class(Net)  #@save\ndef twin(self) -> Net: return self")
    assert item.imports == ("from __future__ import annotations",)


def test_a_class_within_a_saved_block_can_be_reopened() -> None:
    (item,), problems = saved(
        "#@save\na = 1\nclass A:\n    pass\nb = 2", "@add_to_class(A)  #@save\ndef f(self): 0"
    )
    assert problems == ()
    assert item.names == ("a", "A", "b")
    assert item.code == "a = 1\n\n\nclass A:\n    def f(self): 0\n\n\nb = 2"


def test_what_calls_the_earlier_keeps_it_as_a_private_base() -> None:
    item = whole(
        NET, "class Net(Net):  #@save\n    def __init__(self):\n        super().__init__()"
    )
    assert item.names == ("Net",)
    assert item.code.startswith('class _Net:\n    """A net."""')
    assert item.code.endswith(
        "\n\n\nclass Net(_Net):\n    def __init__(self):\n        super().__init__()"
    )


def test_a_private_base_has_a_name_of_its_own() -> None:
    cells = ("_A = 1  #@save", "class A: ...  #@save", "class A(A):  #@save\n    __slots__ = ()")
    items, problems = saved(*cells)
    assert problems == ()
    assert items[1].code == "class __A:\n    ...\n\n\nclass A(__A):\n    __slots__ = ()"


def test_a_plain_class_of_the_same_name_is_another() -> None:
    item = whole(NET, "class Net:  #@save\n    pass")
    assert (item.code, item.page, item.again) == ("class Net:\n    pass", "p1", ())


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (["@add_to_class(Net)  #@save\ndef f(self): 0"], "no page saves"),
        (["class Net: 0\n@add_to_class(Net)  #@save\ndef f(self): 0"], "is not saved; mark the"),
        (["class Net(Net):  #@save\n    x = 1", NET], "saved only later (parts/p.md:11)"),
        ([NET, "@add_to_class()  #@save\ndef f(self): 0"], "takes the name of one class"),
        ([NET, "@cache\n@add_to_class(Net)  #@save\ndef f(self): 0"], "stand above the others"),
        ([NET, "@patch(set_prop=1)  #@save\ndef f(self: Net): 0"], "`set_prop=` is more than"),
        ([NET, "@patch  #@save\ndef f(self: Net | int): 0"], "from the first argument"),
        ([NET, "@add_to_class(Net)  #@save\ndef f(self): return self.__x"], "'__x' within 'f'"),
        ([NET, "@add_to_class(Net)  #@save\ndef f(self, x=Net.size): 0"], "while it is made"),
        ([NET, "size = 1\n@add_to_class(Net)  #@save\ndef f(self, x=size): 0"], "needs the 'size'"),
        ([NET, "@add_to_class(Net)  #@save\ndef __eq__(self, o): 0"], "has no '__hash__'"),
        ([DATA, "@add_to_class(Data)  #@save\ndef __lt__(self, o): 0"], "by the decorators of"),
        (["Net = 1  #@save", "@add_to_class(Net)  #@save\ndef f(self): 0"], "and no class"),
        (["x += 1  #@save"], "adds to 'x'"),
        (["x['a'] = 1  #@save"], "adds to 'x', which no page saves"),
        (["import os\nos.environ['a'] = 1  #@save"], "into what is no saved name"),
    ],
)
def test_what_cannot_be_put_into_a_class_is_told(cells: list[str], says: str) -> None:
    assert says in said(*cells)


def test_a_class_that_says_of_itself_how_it_is_hashed_can_be_given_equality() -> None:
    hashed = "@add_to_class(Net)  #@save\ndef __hash__(self): return 0"
    _, problems = saved(NET, hashed, "@add_to_class(Net)  #@save\ndef __eq__(self, o): 0")
    _, of_data = saved(DATA, "@add_to_class(Data)  #@save\ndef __eq__(self, o): 0")
    assert (problems, of_data) == ((), ())


def test_a_class_of_another_variant_is_told_with_its_place() -> None:
    one = cell("class A: ...  #@save", "jax")
    two = cell("@add_to_class(A)  #@save\ndef f(self): 0", "pytorch")
    _, (problem,) = extract(book(page("a", one), page("b", two)))
    assert "is saved for jax (parts/p.md:11) and not for pytorch" in problem.text


def test_other_decorators_can_be_named() -> None:
    made = book(
        page("p0", cell("class A: ...  #@save", "pytorch", topic="t")),
        page("p1", cell("@extend(A)  #@save\ndef f(self): 0", "pytorch", topic="t")),
    )
    named = replace(made, config=replace(made.config, package_reopen=("extend",)))
    (item,) = extract(named)[0].items["pytorch"]
    assert "def f" in item.code
    assert [one.names for one in extract(made)[0].items["pytorch"]] == [("A",), ("f",)]


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        (("def f(): return 1  #@save\nL = f()  #@save", "def f(): return 2  #@save"), "L"),
        (("class A: v = 1  #@save\nclass B(A): pass  #@save", "class A: v = 2  #@save"), "B"),
        (("class A: v = 1  #@save\nK = A().v  #@save", "class A(A): v = 2  #@save"), "K"),
        (("x = 1  #@save\ny = x + 1  #@save", "x += 1  #@save"), "y"),
        (("x = {}  #@save\ny = len(x)  #@save", "x[0] = 1  #@save"), "y"),
        (("class A: v = 1  #@save\nclass B(A): pass  #@save", f"{PUT}def u(self): 0"), ""),
        (("def f(): return 1  #@save\ndef g(): return f()  #@save", "def f(): 2  #@save"), ""),
        (("def f(): return 1  #@save", "def f(): return 2  #@save\nL = f()  #@save"), ""),
    ],
)
def test_what_is_computed_with_what_is_saved_anew_is_told(
    cells: tuple[str, ...], name: str
) -> None:
    _, problems = saved(*cells)
    assert codes(problems) == ["saved-anew"] * bool(name)
    assert not name or problems[0].text.startswith(f"'{name}' is computed with")


def test_a_saved_name_that_its_page_binds_again_is_told_where_saved_code_uses_it() -> None:
    uses = "x = 1  #@save\ndef f(): return x  #@save\nx = 2"
    _, (problem,) = saved(uses)
    assert (problem.code, problem.at.line) == ("rebound", 13)
    assert saved("x = 1  #@save\nx = 2")[1] == ()
    assert saved("x = 0\nx = 1  #@save\ndef f(): return x  #@save")[1] == ()
    assert saved("x = 1  #@save\ndef f(): return x  #@save", "x = 2")[1] == ()


def test_later_pages_put_things_into_a_saved_table_and_onto_a_class() -> None:
    more = "from bydoing import pytorch as bd\n#@save\nbd.T['a'] = U\nbd.T['b'] += 2\nx = 1"
    (u, t, net, x), problems = saved(
        f"T = {{'b': 1}}  #@save\nU = 1  #@save\n{NET}", more, "Net.size = 4  #@save"
    )
    assert problems == ()
    assert (u.code, x.code) == ("U = 1", "x = 1")
    assert (t.code, t.again) == ("T = {'b': 1}\nbd.T['a'] = U\nbd.T['b'] += 2", ("p1",))
    assert net.code.endswith("\nNet.size = 4")


# --- it does what the page's class does ---------------------------------------------------------

ATTRIBUTES = ("x = 1", "x = 2", "y = 5", "y: int = 6", "z = LIMIT", "g = f", "g = 7")
METHODS = (
    "def f(self): return 'f'",
    "def f(self): return self.x",
    "def f(self, k=LIMIT):\n    # why\n    return k",
    "def g(self): return Net.__name__, type(self).__name__",
    "def g(self): return [self.f(), LIMIT]",
    "def h(self):\n    '''Doc.'''\n    return self.__class__.__name__",
    "@property\ndef p(self): return 1",
    "@property\ndef p(self): return self.y",
    "@staticmethod\ndef s(a=3): return a",
    "@classmethod\ndef s(cls): return cls.__name__",
    "def __init__(self): self.x = 10",
    "def t(self):\n    return '''\n  a\n'''",
)
SUPER = (
    "def f(self): return ('more', super().f())",
    "def __init__(self):\n    super().__init__()\n    self.y = 20",
    "def g(self): return super(Net, self).g()",
    "def __secret(self): return 1\ndef h(self): return self.__secret()",
)
bodies = st.lists(st.sampled_from((*ATTRIBUTES, *METHODS)), min_size=1, max_size=5)
later = st.lists(st.sampled_from((*ATTRIBUTES, *METHODS, *SUPER)), min_size=1, max_size=3)


def in_class(head: str, body: list[str]) -> str:
    lines = [line for each in body for line in each.split("\n")]
    text = False
    out = []
    for line in lines:
        out.append(line if text else f"    {line}")
        text ^= line.count("'''") % 2 == 1
    return "\n".join([f"{head}  #@save", *out])


reopened = later.map(lambda body: in_class("class Net(Net):", body))
mixed = later.map(lambda body: in_class("class Net(Net, Mixin):", body))
methods = st.sampled_from((*METHODS, "def f(self): return 'new'", "def u(self, x=1): return x"))
put = methods.map(lambda text: f"@add_to_class(Net)  #@save\n{text}")
patched = st.sampled_from([m for m in METHODS if m.startswith("def") and "'''" not in m]).map(
    lambda text: "@patch  #@save\n" + text.replace("self", "self: Net", 1)
)
heads = st.sampled_from(["class Net:", "class Net(Base):", "@final\nclass Net(Base):"])
starts = st.tuples(heads, bodies).map(lambda both: in_class(*both))


def run(*texts: str) -> dict[str, Any]:
    space: dict[str, Any] = {"__name__": "space"}
    for text in texts:
        exec(compile(text, "cell", "exec", dont_inherit=True), space)  # noqa: S102
    return space


def behaviour(space: dict[str, Any]) -> list[object]:
    """All that can be told of a class from outside, but for which classes it is made of."""
    made = space["Net"]
    found: list[object] = [made.__name__, made.__qualname__]
    for of in (made, lambda: made()):  # noqa: PLW0108
        for name in "xyzfghpstu":
            found.append((name, outcome(lambda of=of, name=name: of_name(of, name))))  # type: ignore[misc]
    return found


def of_name(of: Any, name: str) -> object:
    thing = getattr(of() if not isinstance(of, type) else of, name)
    if isinstance(of, type):
        return thing if isinstance(thing, int | str) else type(thing).__name__
    return thing() if callable(thing) else thing


def outcome(what: Any) -> object:
    try:
        return what()
    except Exception as error:
        return type(error).__name__


SETTING = "from typing import final\nLIMIT = 9\nclass Base:\n    x = y = 0\n"
SETTING += "    def g(self): return 'base'\n    def f(self): return 'base f'\n"
SETTING += "class Mixin:\n    def u(self): return 'mixed'\n    def f(self): return 'mixed f'\n"


ENDLESS = str(("g", "RecursionError"))


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(starts, st.lists(st.one_of(reopened, put, patched, mixed), min_size=1, max_size=4))
def test_the_whole_class_does_what_the_page_made_of_it(start: str, more: list[str]) -> None:
    block = "#@save\n" + SETTING.rstrip().replace("\n\n", "\n")
    (_, *items), problems = saved(block, start, *more)
    try:
        there = run(ADD, PATCH, SETTING, start, *more)
    except (NameError, TypeError):
        return  # the page itself could not run
    if problems:
        assert set(codes(problems)) <= {"bad-reopening", "bad-save"}
        return
    if ENDLESS in map(str, behaviour(there)):
        return  # super(Net, self) of a class that is called Net again is the class itself
    here = run(SETTING, *(one for item in items for one in (*item.imports, item.code)))
    assert behaviour(here) == behaviour(there)
    assert all(item.again or not more for item in items)
    again = saved(block, start, *more)
    assert again[0][1:] == tuple(items)
