"""The companion package: what is written, and that it can be imported as its readers do."""

from __future__ import annotations

import ast
import gzip
import os
import subprocess
import sys
import tomllib
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruff import find_ruff_bin

from drafts import JAX, LOCK, TORCH, book, cell, codes, page, words
from hexapla.model.book import Book, DataSet
from hexapla.model.library import Library, Saved
from hexapla.model.nodes import Place
from hexapla.model.outputs import Outputs
from hexapla.model.problems import Problem
from hexapla.model.publication import Publication
from hexapla.ports import Edition, Python
from hexapla.publish.editions import publish_edition
from hexapla.publish.files import made, publish
from hexapla.publish.formatted import forget, formatted
from hexapla.render.package.imports import merged
from hexapla.render.package.writer import Package
from saving import extract

SCRATCH = page("scratch")


def saved(name: str, code: str, **more: object) -> Saved:
    """An item of the topic `train`, saved by the page "Scratch"."""
    at = Place("parts/scratch.md", 5)
    item = Saved(name, (name,), "pytorch", "train", "scratch", code, "", (), (), at)
    return replace(item, **more)  # type: ignore[arg-type]


def edition(*items: Saved, of: Book | None = None) -> Edition:
    by_variant = {v.name: tuple(i for i in items if i.variant == v.name) for v in (TORCH, JAX)}
    return Edition(of or book(SCRATCH), Outputs(), Library(by_variant), (TORCH, JAX))


def given_code(*cells: str, topic: str = "train") -> Edition:
    """An edition of a book whose one page has these cells, for PyTorch, and saves from them."""
    made = book(page("scratch", *(cell(code, "pytorch", topic=topic) for code in cells)))
    library, problems = extract(made)
    assert problems == ()
    return Edition(made, Outputs(), library, (TORCH, JAX))


def written(of: Edition) -> dict[str, str]:
    artifacts, problems = Package().write(of)
    assert problems == ()
    found: list[Problem] = []
    files = {one.path: made(one, Path(), found)[0].decode() for one in artifacts}  # type: ignore[union-attr]
    assert found == []
    assert all(ast.parse(text) for path, text in files.items() if path.endswith((".py", ".pyi")))
    return files


def module(*items: Saved) -> str:
    return written(edition(*items))["bydoing/pytorch/train.py"]


def run(of: Edition, folder: Path, code: str) -> str:
    """What code prints that has the package beside it."""
    artifacts, _ = Package().write(of)
    publish("package", artifacts, folder, folder)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# --- what is written ------------------------------------------------------------------------------


def test_a_package_has_a_part_for_each_variant_and_a_module_for_each_topic() -> None:
    of = edition(
        saved("fit", "def fit():\n    return 1"),
        saved("seed", "def seed():\n    return 2", topic="base"),
        saved("fit", "def fit():\n    return 3", variant="jax"),
    )
    assert sorted(written(of)) == [
        "README.md",
        "bydoing/__init__.py",
        "bydoing/__init__.pyi",
        "bydoing/jax/__init__.py",
        "bydoing/jax/__init__.pyi",
        "bydoing/jax/train.py",
        "bydoing/py.typed",
        "bydoing/pytorch/__init__.py",
        "bydoing/pytorch/__init__.pyi",
        "bydoing/pytorch/base.py",
        "bydoing/pytorch/train.py",
        "pyproject.toml",
    ]


def test_a_book_without_a_package_writes_none() -> None:
    made = book(SCRATCH)
    made = replace(made, config=replace(made.config, package=""))
    assert written(edition(saved("fit", "fit = 1"), of=made)) == {}


def test_a_module_reads_like_one_that_a_person_wrote() -> None:
    text = module(
        saved("RATE", "RATE   =   0.1"),
        saved("Net", "class Net(nn.Module):\n    pass", imports=("from torch import nn",)),
        saved(
            "fit",
            "def fit(n, *, rate=RATE):\n    'Train.'\n    return math.sqrt(n)       # (1,)",
            imports=("import math", "from torch import optim", "import torch"),
        ),
    )
    assert text == READ


READ = '''\
# Made by Hexapla from "A book": edit its pages, not this file.
"""Topic train of "A book", in PyTorch.

Explained on these pages:

- Scratch: scratch.html
"""

import math

import torch
from torch import nn, optim

__all__ = ["Net", "RATE", "fit"]

# Explained in "Scratch": scratch.html
RATE = 0.1


class Net(nn.Module):
    """Explained in "Scratch": scratch.html"""

    pass


def fit(n, *, rate=RATE):
    """Train.

    Explained in "Scratch": scratch.html
    """
    return math.sqrt(n)  # (1,)
'''


def test_future_imports_come_first() -> None:
    imports = ("from PIL import Image", "import abc", "from __future__ import annotations")
    text = module(saved("f", "def f():\n    return abc, Image", imports=imports))
    assert text.index("__future__") < text.index("abc") < text.index("PIL")


# --- where each item comes from -------------------------------------------------------------------

SOURCE = 'Explained in "Scratch": scratch.html'
# Where no docstring can be given or made longer, a comment says it.
WITHOUT_PLACE = ("f = lambda", "def f(x): return", "def f(x): \\", 'def f(x):\n    "Dou"')


@pytest.mark.parametrize(
    "code",
    [
        'def f(x):\n    """Double."""\n    return 2 * x  # twice',
        'def f(x):\n    "Double."\n    return 2 * x  # twice',
        "def f(x):\n    'Say \"double\"'\n    return 2 * x  # twice",
        "def f(x):\n    r'''Double \\d.\n\n    More.\n    '''\n    return 2 * x  # twice",
        'def f(x):\n    """Double."""; y = 2; return y * x  # twice',
        'def f(x):\n    """Ünïcödé → ∂."""; return 2 * x  # twice',
        'def f(x):\n    """Ends in a \\""""\n    return 2 * x  # twice',
        'def f(x):\n    "Dou" "ble."\n    return 2 * x  # twice',
        'def f(x): """Double."""; return 2 * x  # twice',
        "def f(x): return 2 * x  # twice",
        "def f(x):\n    return 2 * x  # twice",
        "def f(x):\n    # twice\n    return 2 * x",
        "def f(\n    x,\n):\n\n    return 2 * x  # twice",
        "def f(x):\n    @(lambda g: g)\n    def g():\n        return x  # twice\n    return g()*2",
        "@(lambda f: f)\ndef f(x):\n\treturn 2 * x  # twice",
        "def f(x): \\\n    return 2 * x  # twice",
        "f = lambda x: 2 * x  # twice",
    ],
)
def test_an_item_says_where_it_comes_from_and_keeps_its_code(code: str) -> None:
    text = module(saved("f", code))
    assert SOURCE in text
    assert "twice" in text
    scope: dict[str, object] = {}
    exec(text, scope)  # noqa: S102
    f = scope["f"]
    assert f(21) == 42  # type: ignore[operator]
    if not code.startswith(WITHOUT_PLACE):
        assert f.__doc__ is not None
        assert f.__doc__.rstrip().endswith(SOURCE)


def test_a_class_says_it_too_and_its_methods_keep_their_docstrings() -> None:
    text = module(saved("A", 'class A:\n    def f(self):\n        """Nothing."""'))
    scope: dict[str, type] = {}
    exec(text, scope)  # noqa: S102
    assert scope["A"].__doc__ == SOURCE
    assert scope["A"].f.__doc__ == "Nothing."


def test_a_class_that_is_reopened_names_all_its_pages_within_the_width_of_lines() -> None:
    first = replace(page("scratch"), number="1")
    later = replace(page("a-long-name-of-a-page-that-comes-later", level=2), number="1.1")
    made = book(first, later)
    site = Publication(site="https://example.org/a/book/with/a/rather/long/address/")
    made = replace(made, config=replace(made.config, publication=site))
    item = saved("A", 'class A:\n    "A."', again=("a-long-name-of-a-page-that-comes-later",))
    text = written(edition(item, of=made))["bydoing/pytorch/train.py"]
    assert text.endswith(
        '    """A.\n\n'
        '    Explained in chapter 1, "Scratch":\n'
        "    https://example.org/a/book/with/a/rather/long/address/scratch.html\n"
        '    Continued in section 1.1, "A-long-name-of-a-page-that-comes-later":\n'
        "    https://example.org/a/book/with/a/rather/long/address/"
        'a-long-name-of-a-page-that-comes-later.html\n    """\n'
    )
    assert "- 1.1 A-long-name-of-a-page-that-comes-later: https://example.org" in text


def test_each_of_several_definitions_says_it_and_what_they_overload_does_not() -> None:
    text = module(
        saved(
            "f",
            "@overload\ndef f(x: int) -> int: ...\n@overload\ndef f(x: str) -> str: ...\n"
            "def f(x):\n    return x\n\nLIMIT = 3\n\nclass A:\n    'An A.'\n\n"
            "async def g():\n    pass",
            names=("f", "LIMIT", "A", "g"),
            imports=("from typing import overload",),
        )
    )
    scope: dict[str, type] = {}
    exec(text, scope)  # noqa: S102
    assert text.count("Explained in") == 3
    assert all((scope[name].__doc__ or "").rstrip().endswith(SOURCE) for name in ("f", "A", "g"))


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="ab'\"\\{}\n#é ", max_size=12))
def test_any_title_of_page_and_book_can_be_written(title: str) -> None:
    made = book(replace(SCRATCH, title=words(title)))
    variants = tuple(replace(v, title=title) for v in made.config.variants)
    made = replace(made, config=replace(made.config, title=title, variants=variants))
    unformatted, _ = Package().write(
        edition(
            saved("f", 'def f():\n    """F."""'),
            saved("g", "def g():\n    r'''G.'''"),
            saved("x", "x = 1"),
            of=made,
        )
    )
    assert all(ast.parse(one.data.text) for one in unformatted if isinstance(one.data, Python))
    assert all(tomllib.loads(one.data.decode()) for one in unformatted if one.path.endswith("toml"))


# --- imports --------------------------------------------------------------------------------------


def test_imports_are_merged_sorted_and_in_groups() -> None:
    imports = (
        "import torch",
        "from torch import optim",
        "import matplotlib.pyplot as plt",
        "from torch import nn",
        "from torch.nn import functional as F",
        "import math",
        "from bydoing import pytorch as bd",
        "from collections import deque, OrderedDict, ChainMap",
    )
    text = module(saved("f", "def f():\n    return 1", imports=imports))
    assert (
        "\nimport math\nfrom collections import ChainMap, OrderedDict, deque\n\n"
        "import matplotlib.pyplot as plt\nimport torch\nfrom torch import nn, optim\n"
        "from torch.nn import functional as F\n\nfrom bydoing import pytorch as bd\n"
    ) in text


def test_a_saved_import_says_who_explains_it_and_is_there_once() -> None:
    text = module(
        saved("f", "def f():\n    return nn", imports=("from torch import nn", "import torch")),
        saved("nn", "from torch import nn, optim", names=("nn", "optim")),
    )
    above = (
        '\nimport torch\n\n# Explained in "Scratch": scratch.html\nfrom torch import nn, optim\n'
    )
    assert above in text
    assert text.count(" nn") == 2
    assert '__all__ = ["f", "nn", "optim"]' in text


MODULES = st.sampled_from(
    ["torch", "torch.nn", "numpy", "abc", "json", "PIL.Image", "_ast", "bydoing"]
)
NAMES = st.sampled_from(["a", "B", "CC", "b2", "Ab", "aB", "_c", "A"])


@settings(max_examples=20, deadline=None)
@given(st.sets(st.tuples(MODULES, NAMES, st.sampled_from(["", " as x1", " as Y"]), st.booleans())))
def test_the_order_of_imports_is_that_of_isort(chosen: set[tuple[str, str, str, bool]]) -> None:
    lines = [f"import {m}{a}" if plain else f"from {m} import {n}{a}" for m, n, a, plain in chosen]
    text = merged(lines, "bydoing")
    known = "lint.isort.known-first-party=['bydoing']"
    words = [find_ruff_bin(), "check", "--isolated", "-q", "--select=I", "--config", known, "-"]
    end = "\n" * bool(text)
    done = subprocess.run(words, input=text + end, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{text}\n{done.stdout}"


# --- one topic uses another -----------------------------------------------------------------------


def test_names_of_another_topic_are_imported() -> None:
    of = edition(
        saved("A", "A, B = 1, 2", names=("A", "B"), topic="base"),
        saved("fit", "def fit():\n    return A + B", uses=("A",)),
        saved("alias", "def alias():\n    return bd.A", uses=("A",)),
    )
    assert "\nfrom bydoing.pytorch.base import A, B\n" in written(of)["bydoing/pytorch/train.py"]


def test_names_that_are_reached_through_an_alias_are_not() -> None:
    of = edition(
        saved("A", "A = 1", topic="base"),
        saved(
            "fit",
            "def fit():\n    return bd.A",
            uses=("A",),
            imports=("from bydoing import pytorch as bd",),
        ),
    )
    text = written(of)["bydoing/pytorch/train.py"]
    assert "from bydoing import pytorch as bd\n" in text
    assert "bydoing.pytorch.base" not in text


def test_the_companion_comes_after_other_imports() -> None:
    imports = ("from bydoing import pytorch as bd", "import torch")
    text = module(saved("f", "def f():\n    return torch, bd", imports=imports))
    assert "\nimport torch\n\nfrom bydoing import pytorch as bd\n" in text


# --- equal input, equal bytes ---------------------------------------------------------------------


def test_equal_books_give_equal_bytes() -> None:
    cells = ("import math\n\n\ndef f(x):  #@save\n    return math.sqrt(x)", "A = 1  #@save")
    assert written(given_code(*cells)) == written(given_code(*cells))


# --- importing it ---------------------------------------------------------------------------------


FIT = "import math\n\n\ndef fit(n):  #@save\n    return math.sqrt(n)"
BROKEN = saved("fit", "import no_such_framework\nfit = 1", variant="jax")


def test_it_can_be_imported_in_both_ways(tmp_path: Path) -> None:
    of = given_code(FIT)
    assert run(of, tmp_path, "from bydoing.pytorch import fit; print(fit(4))") == "2.0"
    assert run(of, tmp_path, "from bydoing import pytorch as bd; print(bd.fit(4))") == "2.0"
    assert run(of, tmp_path, "import bydoing.pytorch as bd; print(bd.train.fit(4))") == "2.0"
    assert run(of, tmp_path, "from bydoing.pytorch import *; print(fit(4))") == "2.0"


def test_one_variant_needs_not_the_framework_of_another(tmp_path: Path) -> None:
    of = edition(saved("fit", "def fit():\n    return 1"), BROKEN)
    assert run(of, tmp_path, "from bydoing import pytorch as bd; print(bd.fit())") == "1"


def test_nothing_is_loaded_before_it_is_asked_for(tmp_path: Path) -> None:
    of = edition(
        saved("fit", "fit = 1"), saved("no", "import no_such_module\nno = 1", topic="broken")
    )
    code = "import sys, bydoing.pytorch as bd; print('bydoing.pytorch.train' in sys.modules)"
    assert run(of, tmp_path, code) == "False"
    assert run(of, tmp_path, "from bydoing.pytorch import fit; print(fit)") == "1"


RAIN = {"rain.csv": sha256(b"1,2").hexdigest(), "a/b.gz": "gzip:" + sha256(b"x").hexdigest()}


def with_data(*places: str, **more: object) -> Edition:
    """An edition of a book with a set of two files in these places, or with another set."""
    one = DataSet("weather", "Weather", "CC0", "https://example.org/", RAIN, places)
    of = book(SCRATCH)
    sets = (replace(one, **more),)  # type: ignore[arg-type]
    return edition(of=replace(of, config=replace(of.config, data=sets)))


def put(folder: Path) -> Path:
    (folder / "a").mkdir(parents=True)
    (folder / "rain.csv").write_bytes(b"1,2")
    (folder / "a/b.gz").write_bytes(gzip.compress(b"x"))
    return folder


FIND = "from bydoing import dataset; print(dataset('weather'))"


@pytest.mark.slow
def test_a_reader_finds_a_data_set_where_the_book_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    there, package = put(tmp_path / "there"), put(tmp_path / "climate/data")
    assert run(with_data("/nowhere", str(there)), tmp_path, FIND) == str(there)
    assert run(with_data("python:climate/data"), tmp_path, FIND) == str(package)
    one = {"files": {"rain.csv": RAIN["rain.csv"]}, "single": True}
    assert run(with_data("python:climate/data/rain.csv", **one), tmp_path, FIND) == str(package)
    mine = put(tmp_path / "home/bydoing-data/weather")
    assert run(with_data("/nowhere"), tmp_path, FIND) == str(mine)
    monkeypatch.setenv("BYDOING_DATA", str(tmp_path / "sets"))
    first = put(tmp_path / "sets/weather")
    assert run(with_data(str(there)), tmp_path, FIND) == str(first)


def test_a_reader_is_told_what_to_put_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (put(tmp_path / "there") / "rain.csv").write_bytes(b"1,3")
    of = with_data(str(tmp_path / "there"), "python:climate/data", "https://example.org/w")
    code = """
from bydoing import dataset
try:
    dataset("weather")
except FileNotFoundError as error:
    print(error)
try:
    dataset("wether")
except KeyError as error:
    print(error)
"""
    assert run(of, tmp_path, code).replace(str(tmp_path), "~").splitlines() == [
        "the data set 'weather' (Weather) is not on this machine",
        "- ~/there/rain.csv is another file: its checksum differs",
        "- it comes with a package: pip install climate",
        "- dataset('weather', download=True) fetches it",
        "- or put its files into ~/bydoing-data/weather, or into $BYDOING_DATA/weather:",
        "  rain.csv  https://example.org/w/rain.csv",
        "  a/b.gz  https://example.org/w/a/b.gz",
        "- about it: https://example.org/",
        "\"no data set is called 'wether'; there are weather\"",
    ]


def test_a_reader_fetches_a_data_set_only_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    served = put(tmp_path / "served").as_uri()  # an address that needs no server
    code = "from bydoing import dataset; print(dataset('weather', download=True))"
    to = tmp_path / "home/bydoing-data/weather"
    assert run(with_data(served), tmp_path, code) == str(to)
    assert sorted(p.name for p in to.rglob("*.*")) == ["b.gz", "rain.csv"]
    (tmp_path / "served/rain.csv").write_bytes(b"1,3")
    (to / "rain.csv").unlink()
    wrong = f"try:\n    {code}\nexcept OSError as error: print(error)"
    said = run(with_data(served), tmp_path, wrong)
    assert said == f"what is at {served}/rain.csv is not what the book has the checksum of"
    assert [p.name for p in to.rglob("*.*")] == ["b.gz"]


def test_a_book_without_data_sets_has_no_module_for_them() -> None:
    files = written(edition())
    assert "bydoing/datasets.py" not in files
    assert "dataset" not in files["bydoing/__init__.py"]
    assert "dataset" in written(with_data("/nowhere"))["bydoing/__init__.pyi"]


def test_an_unknown_name_is_an_attribute_error_and_dir_lists_the_known(tmp_path: Path) -> None:
    of = given_code(FIT)
    code = "import bydoing.pytorch as bd; print(hasattr(bd, 'fits'), 'fit' in dir(bd), bd.__all__)"
    assert run(of, tmp_path, code) == "False True ['fit']"


def test_a_name_like_its_topic_is_the_name(tmp_path: Path) -> None:
    of = given_code(FIT, topic="fit")
    assert run(of, tmp_path, "from bydoing.pytorch import fit; print(fit(4))") == "2.0"
    assert run(of, tmp_path, "import bydoing.pytorch as bd; print(bd.fit(4))") == "2.0"
    code = "from bydoing.pytorch.fit import fit; import bydoing.pytorch as bd; print(bd.fit(4))"
    assert run(of, tmp_path, code) == "2.0"


def test_a_topic_that_uses_another_and_one_that_goes_through_an_alias_work(tmp_path: Path) -> None:
    made = book(
        page(
            "scratch",
            cell("def one():  #@save\n    return 1", "pytorch", topic="base"),
            cell("def two():  #@save\n    return one() + 1", "pytorch", topic="train"),
        ),
        page(
            "later",
            cell(
                "from bydoing import pytorch as bd\n\n\n"
                "def three():  #@save\n    return bd.two() + bd.one()",
                "pytorch",
                topic="more",
            ),
        ),
    )
    library, problems = extract(made)
    assert problems == ()
    of = Edition(made, Outputs(), library, (TORCH, JAX))
    assert run(of, tmp_path, "from bydoing.pytorch import three; print(three())") == "3"


# --- the modules that are imported first ----------------------------------------------------------


def test_the_package_itself_names_its_variants_and_knows_its_version(tmp_path: Path) -> None:
    of = given_code(FIT)
    code = "import bydoing; print(bydoing.__version__); bydoing.fit"
    said = run(of, tmp_path, f"try: {code}\nexcept AttributeError as error: print(error)")
    assert said.splitlines() == [
        "0",
        "module 'bydoing' has no attribute 'fit'; import bydoing.pytorch or bydoing.jax",
    ]


def test_who_lacks_a_framework_is_told_where_it_comes_from(tmp_path: Path) -> None:
    lock = replace(LOCK, packages={"frame": "1.0"}, modules={"no_such_framework": "frame"})
    known = replace(BROKEN, modules=("no_such_framework",))
    code = "try: from bydoing.jax import fit\nexcept ImportError as error: print(error, error.name)"
    said = run(edition(known, of=book(SCRATCH, locks={"jax": lock})), tmp_path, code)
    missing = "No module named 'no_such_framework'"
    assert said == f"{missing}; it is installed with bydoing[jax] no_such_framework"
    # Of what no extra brings, nothing is said.
    assert run(edition(BROKEN), tmp_path, code) == f"{missing} no_such_framework"


@pytest.mark.slow
def test_type_checkers_know_every_name_and_its_type(tmp_path: Path) -> None:
    typed = "import math\n\n\ndef fit(n: float) -> float:  #@save\n    return math.sqrt(n)"
    script = (
        "import bydoing\nimport bydoing.pytorch as bd\nfrom bydoing.pytorch import fit\n\n"
        "version: str = bydoing.__version__\nreveal_type(fit)\nreveal_type(bd.train.fit)\n"
        "bd.fit('x')\nbd.fits(1)\nbydoing.fit\n"
    )
    publish("package", Package().write(given_code(typed))[0], tmp_path, tmp_path)
    (tmp_path / "script.py").write_text(script, "utf-8")
    words = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-error-summary"]
    words += ["--hide-error-codes", "--no-incremental", "--no-site-packages"]
    done = subprocess.run(
        [*words, "script.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == [
        'script.py:6: note: Revealed type is "def (n: float) -> float"',
        'script.py:7: note: Revealed type is "def (n: float) -> float"',
        'script.py:8: error: Argument 1 to "fit" has incompatible type "str"; expected "float"',
        'script.py:9: error: Module has no attribute "fits"; maybe "fit"?',
        'script.py:10: error: Module has no attribute "fit"',
    ]


# --- saved tests ----------------------------------------------------------------------------------


def with_tests(of: Edition, *tests: Saved) -> Edition:
    return replace(of, library=replace(of.library, tests={"pytorch": tests}))


CHECKED = saved(
    "test_fit",
    "def test_fit():\n    assert fit(4) == pytest.approx(2)",
    uses=("fit",),
    imports=("import pytest",),
)


@pytest.mark.slow
def test_saved_tests_run_from_the_package(tmp_path: Path) -> None:
    broken = saved("test_wrong", "def test_wrong():\n    assert fit(9) == 2", uses=("fit",))
    of = with_tests(given_code(FIT), CHECKED, broken)
    assert (
        "\nimport pytest\n\nfrom bydoing.pytorch.train import fit\n"
        in (written(of)["bydoing/pytorch/tests/test_train.py"])
    )
    assert "pytest --pyargs bydoing.pytorch\n" in written(of)["README.md"]
    assert project(of)["project"]["optional-dependencies"]["test"] == ["pytest>=8"]
    publish("package", Package().write(of)[0], tmp_path, tmp_path)
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--pyargs"]
    words += ["bydoing.pytorch"]
    alone = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        words, cwd=tmp_path, env=alone, capture_output=True, text=True, check=False
    )
    assert "1 failed, 1 passed" in done.stdout
    assert "test_train.py::test_wrong" in done.stdout


def test_a_topic_cannot_stand_where_the_tests_do() -> None:
    of = with_tests(edition(saved("fit", "fit = 1", topic="tests")), CHECKED)
    artifacts, problems = Package().write(of)
    assert codes(problems) == ["bad-save"]
    assert "bydoing/pytorch/tests.py" in {one.path for one in artifacts}
    assert "bydoing/pytorch/tests/test_train.py" not in {one.path for one in artifacts}


@pytest.mark.parametrize(
    ("name", "topic"), [("f", "__init__"), ("f", "_topic"), ("import_module", "train")]
)
def test_what_the_module_of_a_variant_is_made_of_keeps_its_names(name: str, topic: str) -> None:
    made = book(page("scratch", cell(f"def {name}(): 0  #@save", "pytorch", topic=topic)))
    _, problems = extract(made)
    assert codes(problems) == ["bad-save"]
    assert "is what Hexapla calls a part of the module" in problems[0].text


# --- the project ----------------------------------------------------------------------------------


def project(of: Edition) -> dict[str, Any]:
    return tomllib.loads(written(of)["pyproject.toml"])


def test_the_project_has_what_the_book_says_of_itself() -> None:
    made = book(SCRATCH)
    config = replace(
        made.config,
        title='On "Rivers" \\ Seas',
        subtitle="a study",
        authors=("Ada Example",),
        version="1.2",
        license="CC BY-SA 4.0",
        repository="https://example.org/rivers",
    )
    found = project(edition(saved("fit", "fit = 1"), of=replace(made, config=config)))["project"]
    assert found == {
        "name": "bydoing",
        "version": "1.2",
        "description": "The code of \"On 'Rivers' Seas\": a study",
        "readme": "README.md",
        "requires-python": ">=3.11",
        "license": "CC-BY-SA-4.0",
        "authors": [{"name": "Ada Example"}],
        "urls": {"Repository": "https://example.org/rivers"},
        "optional-dependencies": {"pytorch": [], "jax": []},
    }


def test_an_extra_has_what_the_saved_code_imports_as_the_list_asks_for_it() -> None:
    lock = replace(
        LOCK,
        language="3.10",
        modules={"sklearn": "scikit-learn"},
        asked={"torch": ">=2,<3", "pandas": ">=2"},
    )
    made = book(SCRATCH, locks={"pytorch": lock, "jax": LOCK})
    modules = ("torch", "sklearn", "math", "bydoing")
    found = project(edition(saved("fit", "fit = 1", modules=modules), of=made))["project"]
    assert found["optional-dependencies"] == {
        "pytorch": ["scikit-learn>=1.7", "torch>=2,<3"],
        "jax": [],
    }
    assert found["requires-python"] == ">=3.10"


def test_a_variant_may_have_the_name_of_the_extra_for_tests() -> None:
    item = saved("test_fit", "def test_fit(): 0", variant="test")
    variant = replace(TORCH, name="test")
    of = Edition(book(SCRATCH), Outputs(), Library({}, {"test": (item,)}), (variant,))
    assert project(of)["project"]["optional-dependencies"] == {"test": ["pytest>=8"]}


@pytest.mark.parametrize(
    ("said", "written_as"),
    [
        ("Apache-2.0", "Apache-2.0"),
        ("CC BY 4.0", "CC-BY-4.0"),
        ("", None),
        ("Ours", {"text": "Ours"}),
    ],
)
def test_a_licence_is_named_as_spdx_does_where_it_can(said: str, written_as: object) -> None:
    made = book(SCRATCH)
    made = replace(made, config=replace(made.config, license=said))
    assert project(edition(of=made))["project"].get("license") == written_as
    own = replace(made, config=replace(made.config, package_license="MIT"))
    assert project(edition(of=own))["project"]["license"] == "MIT"


def test_the_readme_lists_every_name_with_what_it_is_and_who_has_it() -> None:
    text = written(
        edition(
            saved("fit", 'def fit():\n    """Fit a_b | c.\n\n    More.\n    """'),
            saved("fit", 'def fit():\n    """Fit a_b | c."""', variant="jax"),
            saved("Net", "class Net:\n    pass"),
        )
    )["README.md"]
    assert "| `fit` | Fit a\\_b \\| c. | Scratch |" in text
    assert "| `Net` | (PyTorch only) | Scratch |" in text
    assert 'python -m pip install ".[jax]"' in text
    assert "from bydoing.jax import fit" in text


def test_a_project_that_someone_has_written_stays_as_it_is(tmp_path: Path) -> None:
    artifacts, _ = Package().write(given_code(FIT))
    (tmp_path / "README.md").write_text("Mine.", "utf-8")
    for _ in range(2):
        publish("package", artifacts, tmp_path, tmp_path)
        assert (tmp_path / "README.md").read_text("utf-8") == "Mine."
        assert (tmp_path / "pyproject.toml").exists()
    publish("package", (), tmp_path, tmp_path)
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {".hexapla-files", "README.md"}


def test_code_that_someone_has_written_stays_and_is_told(tmp_path: Path) -> None:
    artifacts, _ = Package().write(given_code(FIT))
    mine = tmp_path / "bydoing" / "pytorch" / "train.py"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine = 1", "utf-8")
    for _ in range(2):
        _, problems = publish("package", artifacts, tmp_path, tmp_path)
        assert codes(problems) == ["not-ours"]
        assert str(mine) in problems[0].text
        assert mine.read_text("utf-8") == "mine = 1"


def test_what_hexapla_made_is_its_own_though_the_list_is_lost(tmp_path: Path) -> None:
    publish("package", Package().write(given_code(FIT))[0], tmp_path, tmp_path)
    (tmp_path / ".hexapla-files").unlink()
    wrote, problems = publish(
        "package", Package().write(given_code(FIT + "\n"))[0], tmp_path, tmp_path
    )
    assert (problems, wrote.removed) == ((), 0)
    publish("package", Package().write(given_code("fit = 2  #@save"))[0], tmp_path, tmp_path)
    assert "fit = 2" in (tmp_path / "bydoing" / "pytorch" / "train.py").read_text("utf-8")


# --- formatting -----------------------------------------------------------------------------------


def test_what_ruff_cannot_format_is_written_as_it_is_and_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found: list[Problem] = []
    assert formatted("a.py", Python("def (:"), found.append) == b"def (:"
    monkeypatch.setitem(sys.modules, "ruff", None)
    assert formatted("b.py", Python("x =  2"), found.append) == b"x =  2"
    assert codes(found) == ["unformatted", "unformatted"]
    assert "'a.py'" in found[0].text
    assert "cannot read it" in found[0].text
    assert "pip install" in found[1].text


def test_a_known_package_is_neither_formatted_nor_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def writes(of: Edition) -> tuple[int, list[str]]:
        forget()
        wrote, problems = publish_edition(Package(), of, tmp_path / "p", tmp_path, lambda _: None)
        return wrote.written, [problem.text.split("'")[1] for problem in problems]

    cell = "WIDE =   1  #@save"
    whole = len(written(given_code(FIT, cell)))
    assert writes(given_code(FIT, cell)) == (whole, [])
    monkeypatch.setitem(sys.modules, "ruff", None)  # whoever asks it now, fails
    assert writes(given_code(FIT, cell)) == (0, [])
    changed = given_code(FIT, cell.replace("1", "2"))
    assert writes(changed) == (1, ["bydoing/pytorch/train.py"])
    monkeypatch.undo()
    assert writes(changed) == (1, [])
    assert "WIDE = 2" in (tmp_path / "p/bydoing/pytorch/train.py").read_text("utf-8")


def test_what_is_written_is_clean_to_ruff(tmp_path: Path) -> None:
    first = "import math\nfrom math import sqrt\n\n\ndef one(x):  #@save\n    return sqrt(x)"
    of = given_code(first, "RATE = 2  #@save", topic="base")
    publish("package", Package().write(of)[0], tmp_path, tmp_path)
    words = [
        find_ruff_bin(),
        "check",
        "--isolated",
        "--no-cache",
        "--select=E,F,I,W",
        "--ignore=E501",
        ".",
    ]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    words = [find_ruff_bin(), "format", "--isolated", "--no-cache", "--check", "."]
    assert subprocess.run(words, cwd=tmp_path, capture_output=True, check=False).returncode == 0
