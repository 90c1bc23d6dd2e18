"""Kernels forked from a parent: what they have behind them, and what they do not share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hexapla.execute.fresh import Fresh
from hexapla.execute.warm import Warm
from hexapla.model.book import Limits, Needs, Variant
from hexapla.model.nodes import Cell
from hexapla.model.outputs import STDOUT, Inputs, Result
from hexapla.plan.preload import preload
from hexapla.ports import Job, Workplace

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks are safe on Linux only")
PLAIN = Variant("plain", "Plain")
WHO = "import os; print(os.getppid())"


@pytest.fixture
def runner() -> Iterator[Warm]:
    made = Warm(Limits())
    yield made
    made.stop()


def run(runner: Warm | Fresh, library: Path, *codes: str) -> Result:
    cells = tuple(map(Cell, codes))
    imports = preload(cells, "", lambda module: False)
    job = Job("page", PLAIN, cells, Inputs(codes, ""), "key", imports=imports)
    return runner.run(job, Workplace(Path("nowhere"), library), lambda index: None)


def said(result: Result, cell: int = -1) -> str:
    assert result.failure is None, result.failure
    return "".join(str(o.data) for o in result.cells[cell] if o.mime == STDOUT)


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """Modules that count in a file how often each is loaded."""
    for name, more in (("one", ""), ("two", ""), ("bad", "1 / 0"), ("busy", BUSY)):
        count = f"open({str(tmp_path / 'loaded')!r}, 'a').write(__name__ + ' ')\n"
        (tmp_path / f"{name}.py").write_text(count + more)
    return tmp_path


BUSY = "import threading, time\nthreading.Thread(target=time.sleep, args=[99], daemon=True).start()"


@pytest.mark.kernel
def test_pages_that_begin_alike_import_once(runner: Warm, modules: Path) -> None:
    first = said(run(runner, modules, f"import one, two\n{WHO}"))
    assert said(run(runner, modules, f"import one\nimport two as deux\n{WHO}")) == first
    assert said(run(runner, modules, f"import one\n{WHO}")) != first
    assert (modules / "loaded").read_text() == "one two "
    assert said(run(runner, modules, f"import two\n{WHO}")) != first
    assert (modules / "loaded").read_text() == "one two two "


@pytest.mark.kernel
def test_a_page_finds_nothing_imported_but_what_it_imports_itself(
    runner: Warm, modules: Path
) -> None:
    loaded = "import sys; print('one' in sys.modules, 'two' in sys.modules)"
    assert said(run(runner, modules, f"import one, two\n{loaded}")) == "True True\n"
    assert said(run(runner, modules, f"import one\n{loaded}")) == "True False\n"
    assert said(run(runner, modules, loaded)) == "False False\n"


@pytest.mark.kernel
def test_a_module_that_raises_does_so_on_the_page(runner: Warm, modules: Path) -> None:
    result = run(runner, modules, "import bad")
    assert result.failure is not None
    assert result.failure.text == "ZeroDivisionError: division by zero"


@pytest.mark.kernel
def test_where_imports_start_threads_the_kernel_is_a_fresh_one(runner: Warm, modules: Path) -> None:
    result = run(runner, modules, "import busy\nprint('on')")
    assert said(result) == "on\n"
    assert result.note == "'import busy' starts threads, which a fork would lose"
    assert run(runner, modules, "import one\nprint('on')").note == ""


@pytest.mark.kernel
def test_a_page_that_asks_for_a_fresh_kernel_has_one(runner: Warm, modules: Path) -> None:
    cells = (Cell("import os\nprint(os.getppid() == int(os.environ['JPY_PARENT_PID']))"),)
    job = Job("page", PLAIN, cells, Inputs(("",), ""), "key", needs=Needs(fresh=True))
    result = runner.run(job, Workplace(Path("nowhere"), modules), lambda index: None)
    assert (said(result), result.note) == ("True\n", "")


@pytest.mark.kernel
def test_forked_kernels_draw_other_random_numbers(runner: Warm, modules: Path) -> None:
    code = "import numpy as np\nimport random\nprint(np.random.rand(), random.random())"
    first, second = (said(run(runner, modules, code)).split() for _ in range(2))
    assert first[0] != second[0]
    assert first[1] != second[1]


SURROUNDINGS = """
import os, sys
print(sorted(name for name in os.environ if name not in ("_", "JPY_PARENT_PID")))
print(sys.argv[0].rpartition("/")[2], sys.path[0], len(sys.path), os.listdir())
print(__name__, sorted(name for name in globals() if not name.startswith("_")))
print(sys.stdin.read() if sys.stdin else None, os.getpgid(0) == os.getpid())
"""


@pytest.mark.kernel
def test_code_cannot_tell_a_forked_kernel_from_a_fresh_one(runner: Warm, modules: Path) -> None:
    here = run(runner, modules, SURROUNDINGS)
    there = run(Fresh(Limits()), modules, SURROUNDINGS)
    assert said(here) == said(there)


@pytest.mark.kernel
def test_when_a_parent_is_gone_its_page_says_so_and_the_next_has_another(
    runner: Warm, modules: Path
) -> None:
    kill = "import os, signal; os.kill(os.getppid(), signal.SIGKILL); import time; time.sleep(9)"
    result = run(runner, modules, f"import one\n{kill}")
    assert result.failure is not None
    assert result.failure.kind == "died"
    again = run(runner, modules, "import one\nprint('on')")
    assert said(again) == "on\n"


# --- what may be imported ahead -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "ahead"),
    [
        ("import torch", "import torch"),
        ("import numpy as np, torch.nn as nn", "import numpy; import torch.nn"),
        ("from torch import nn, fx as f", "from torch import nn, fx"),
        ("from torch import (\n    nn,  # layers\n)", "from torch import nn"),
        ("'''A page.'''\nimport os, torch", "import torch"),
        ("%matplotlib inline\nimport torch", "import torch"),
        ("from book import pytorch as bd\nimport torch", "import torch"),
        ("import torch\nimport torch", "import torch"),
        ("import torch\nx = 1\nimport jax", "import torch"),
        ("import os\nos.environ['A'] = 'b'\nimport torch", ""),
        ("%env A=b\nimport torch", ""),
        ("%%time\nimport torch", ""),
        ("import torch\nimport mine\nimport jax", "import torch"),
        ("from . import mine\nimport torch", ""),
        ("import torch\nimport (", ""),
        ("if True:\n    import torch", ""),
    ],
)
def test_only_what_comes_before_all_else_is_imported_ahead(code: str, ahead: str) -> None:
    found = preload((Cell(code), Cell("1")), "book", lambda module: module == "mine")
    assert "; ".join(found) == ahead


def test_imports_go_on_from_cell_to_cell() -> None:
    cells = [Cell("import torch"), Cell("import jax"), Cell("f()"), Cell("import late")]
    assert preload(cells, "", lambda module: False) == ("import torch", "import jax")


def test_what_a_framework_is_sure_to_import_later_is_imported_ahead() -> None:
    def ahead(*codes: str, saved: tuple[str, ...] = ()) -> tuple[str, ...]:
        return preload([*map(Cell, codes)], "", lambda module: False, saved)

    both = ("import torch", "import torch._dynamo")
    assert ahead("import torch", "o = torch.optim.SGD(p)") == both
    assert ahead("import torch", saved=("def f(p): return torch.optim.SGD(p)",)) == both
    assert ahead("import torch", "optimize()") == ("import torch",)
    assert ahead("import jax", "o = optim.SGD(p)") == ("import jax",)
    assert ahead("import torch", "import os; os.environ['A'] = '1'; torch.optim") == both[:1]


@pytest.mark.kernel
@pytest.mark.parametrize("code", ["print('hello')", "import warnings; warnings.warn('old')"])
def test_what_an_import_says_stands_on_the_page_as_on_a_fresh_kernel(
    runner: Warm, modules: Path, code: str
) -> None:
    (modules / "loud.py").write_text(code)
    warm = run(runner, modules, "import loud")
    assert warm.cells == run(Fresh(Limits()), modules, "import loud").cells
    assert warm.cells[0] != ()
