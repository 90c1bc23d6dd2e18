"""Real kernels: what their code does to them, and the three frameworks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hexapla.execute import launch
from hexapla.execute.fresh import Fresh
from hexapla.execute.warm import Warm
from hexapla.model.book import Limits, Variant
from hexapla.model.nodes import Cell
from hexapla.model.outputs import ERROR, STDERR, STDOUT, Failure, Inputs, Result
from hexapla.ports import Job, Share, Workplace

pytestmark = pytest.mark.kernel
BOOK = Path(__file__).parent.parent / "book"
PLAIN = Variant("plain", "Plain")


@pytest.fixture
def rooms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which temporary ones are made: what is left in it was left behind."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(rooms: Path) -> object:
    yield
    assert [path.name for path in rooms.iterdir() if path.name.startswith("hexapla-")] == []
    assert kernels() == []


def kernels() -> list[str]:
    """The kernels that are children of this process: running, or dead and never waited for."""
    found = []
    for children in Path("/proc/self/task").glob("*/children"):
        for child in children.read_text().split():
            words = Path(f"/proc/{child}/cmdline").read_text()
            mine = not words or "ipykernel" in words or "parent.py" in words
            found += [child] if mine else []
    return found


class Kernels:
    """Runs code on kernels of one kind, and lets go of them."""

    def __init__(self, kind: type[Fresh] | type[Warm]) -> None:
        self.kind = kind

    def __call__(
        self, *codes: str | Cell, cell: float = 60, page: float = 60, memory: int = 0
    ) -> Result:
        cells = tuple(Cell(code) if isinstance(code, str) else code for code in codes)
        job = Job("page", PLAIN, cells, Inputs(tuple(c.code for c in cells), ""), "key")
        return self.job(job, Limits(cell, page), memory=memory)

    def job(
        self,
        job: Job,
        limits: Limits = Limits(),  # noqa: B008 (it is frozen)
        *,
        at: Workplace = Workplace(Path("nowhere"), Path(__file__).parent),  # noqa: B008
        started: Callable[[int], None] = lambda index: None,
        memory: int = 0,
    ) -> Result:
        runner = self.kind(limits)
        try:
            return runner.run(job, replace(at, share=Share(memory=memory)), started)
        finally:
            runner.stop()


@pytest.fixture(params=[Fresh, Warm])
def run(request: pytest.FixtureRequest) -> Kernels:
    return Kernels(request.param)


def said(result: Result, cell: int = -1, mime: str = STDOUT) -> str:
    return "".join(str(o.data) for o in result.cells[cell] if o.mime == mime)


# --- what code may do -----------------------------------------------------------------------------


def test_cells_share_their_names_and_begin_afresh_for_each_job(run: Kernels) -> None:
    starts: list[int] = []
    cells = (
        Cell("x = 20"),
        Cell("import sys; print('hm', file=sys.stderr)\nprint('x:', x)\nx + 1"),
    )
    job = Job("page", PLAIN, cells, Inputs(("", ""), ""), "key")
    result = run.job(job, started=starts.append)
    assert starts == [0, 1]
    assert result.failure is None
    assert [(o.mime, o.data) for o in result.cells[1]] == [
        (STDOUT, "x: 20\n"),
        (STDERR, "hm\n"),
        ("text/plain", "21"),
    ]
    assert 0 < result.duration < 60
    assert result.memory > 10_000_000 or sys.platform != "linux"
    failure = run("x").failure
    assert failure == Failure("raised", 0, "NameError: name 'x' is not defined")


def test_every_job_has_the_library_and_an_empty_folder_of_its_own(run: Kernels) -> None:
    result = run("import os, fakes; print(os.listdir()); open('x', 'w').close(); os.getcwd()")
    assert said(result) == "[]\n"
    assert said(result, mime="text/plain") == "'…'"


def test_an_error_ends_the_page_unless_it_is_meant(run: Kernels) -> None:
    meant = Cell("1 / 0", tags=("raises-exception",))
    result = run(meant, "print('on')\n\nraise ValueError('no\\nmore')", "print('never')")
    assert result.failure == Failure("raised", 1, "ValueError: no")
    assert len(result.cells) == 2
    assert "ZeroDivisionError" in said(result, 0, ERROR)
    assert said(result) == "on\n"
    assert "line 3" in said(result, 1, ERROR)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import os; os._exit(3)", "exit code 3"),
        ("import os; os.kill(os.getpid(), 9)", "signal 9 (killed)"),
    ],
)
def test_a_kernel_that_dies_is_noticed_with_what_it_said(code: str, why: str, run: Kernels) -> None:
    begun = time.monotonic()
    result = run("1", f"print('last words', flush=True)\n{code}", cell=30)
    assert result.failure == Failure("died", 1, why)
    assert time.monotonic() - begun < 15


def test_a_cell_beyond_its_time_is_stopped(run: Kernels) -> None:
    result = run("print('begun')\nimport time; time.sleep(60)", "2", cell=1)
    assert result.failure == Failure("timeout", 0, "after 1 s")
    assert said(result) == "begun\n"
    assert "KeyboardInterrupt" in said(result, 0, ERROR)
    assert len(result.cells) == 1


def test_a_cell_that_does_not_heed_is_stopped_all_the_same(run: Kernels) -> None:
    stubborn = "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(60)"
    begun = time.monotonic()
    assert run(stubborn, cell=0.5).failure == Failure("timeout", 0, "after 0.5 s")
    assert time.monotonic() - begun < 15


def test_a_page_beyond_its_time_is_stopped_too(run: Kernels) -> None:
    result = run("import time; time.sleep(0.5)", "time.sleep(60)", cell=30, page=1.5)
    assert result.failure is not None
    assert (result.failure.kind, result.failure.cell) == ("timeout", 1)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("import os, shutil; shutil.rmtree(os.getcwd())", ""),
        ("import os; os.chdir('/')", ""),
        ("import os; os.close(1); os.close(2)", ""),
        (
            # A thread of the kernel reads this: on a crowded machine it needs a while.
            "import os, time; n = os.write(1, b'\\xff\\xfe\\n'); time.sleep(1)",
            "\ufffd\ufffd\n",
        ),
        ("import os\nif os.fork() == 0: os._exit(0)\nos.wait(); print('one')", "one\n"),
        ("import subprocess; p = subprocess.Popen(['sh', '-c', 'sleep 60 & sleep 60'])", ""),
        ("import threading, time; threading.Thread(target=time.sleep, args=[60]).start()", ""),
        ("from IPython.display import display\ndisplay({'image/png': 7, 'x/y': {}}, raw=True)", ""),
    ],
)
def test_odd_ways_do_no_harm_to_the_cell_after(code: str, shown: str, run: Kernels) -> None:
    begun = time.monotonic()
    result = run(code, "print('on')", cell=20)
    assert result.failure is None
    assert [said(result, 0), said(result, 1)] == [shown, "on\n"]
    assert time.monotonic() - begun < 15


def test_what_a_cell_started_ends_with_its_kernel(run: Kernels) -> None:
    code = (
        "import subprocess\n"
        "p = subprocess.Popen(['sleep', '61.5'], start_new_session=True)\n"
        "print(p.pid)"
    )
    pid = said(run(code)).strip()
    assert not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="memory can be limited on Linux")
def test_a_cell_that_wants_too_much_memory_is_refused(run: Kernels) -> None:
    result = run("x = bytearray(3_000_000_000)", memory=2_000_000_000)
    assert result.failure == Failure("memory", 0, "MemoryError:")
    assert run("x = bytearray(300_000_000)", memory=2_000_000_000).failure is None


def test_a_kernel_that_no_longer_answers_is_given_up(
    monkeypatch: pytest.MonkeyPatch, run: Kernels
) -> None:
    monkeypatch.setattr("hexapla.execute.kernel.REPLY", 1.0)
    result = run("import sys; sys.stdout = None", "1", cell=20)
    assert result.failure == Failure("died", 1, "it no longer answers")


def test_a_value_that_cannot_be_shown_is_an_error_with_its_name(run: Kernels) -> None:
    result = run("class A:\n    def _repr_html_(self): raise ValueError('no')\nA()")
    assert result.failure == Failure("raised", 0, "ValueError: no")


def test_nobody_is_there_to_answer(run: Kernels) -> None:
    result = run("input('name?')", cell=20)
    assert result.failure is not None
    assert result.failure.text.startswith("StdinNotImplementedError")


def test_endless_output_is_bounded(run: Kernels) -> None:
    result = run("for _ in range(2000): print('x' * 10_000)")
    assert len(said(result)) < 1_100_000
    assert "more characters are not shown" in said(result, mime="text/plain")


def test_a_runner_can_be_stopped_from_outside(run: Kernels) -> None:
    runner = run.kind(Limits())
    job = Job("page", PLAIN, (Cell("import time; time.sleep(60)"),), Inputs(("",), ""), "key")
    begun = time.monotonic()
    result = runner.run(
        job,
        Workplace(Path("nowhere"), Path("nowhere")),
        lambda index: threading.Timer(0.5, runner.stop).start(),
    )
    assert time.monotonic() - begun < 15
    assert result.failure is not None
    assert result.failure.kind in ("died", "environment")


INTERRUPTED = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # behind a shell's & it is ignored
from pathlib import Path
from fakes import MemoryArchive, MemoryStore
from hexapla.execute.fresh import Fresh
from hexapla.execute.schedule import execute
from hexapla.execute.warm import Warm
from hexapla.model.book import Book, Config, Limits, Page, Part, Variant
from hexapla.model.library import Library
from hexapla.model.nodes import Cell
from hexapla.plan.jobs import plan
from hexapla.ports import Tools, Workplace
slow = Cell("import time; time.sleep(60)")
pages = tuple(Page(name, name, 1, (), (slow,), {}) for name in "abc")
book = Book(Config("", variants=(Variant("plain", ""),)), (Part("", True, pages),), {}, {}, {})
tell = lambda event: print(event, flush=True)
tools = Tools((), MemoryStore(), MemoryArchive(), tell, KIND(Limits()))
at = Workplace(Path("nowhere"), Path("nowhere"))
execute(book, plan(book, Library({}))[0], tools, at, wanted=lambda job: True)
"""


@pytest.mark.parametrize("kind", ["Fresh", "Warm"])
def test_an_interrupt_ends_all_kernels(rooms: Path, kind: str) -> None:
    command = [sys.executable, "-c", INTERRUPTED.replace("KIND", kind)]
    here = {"TMPDIR": str(rooms), "PYTHONPATH": str(Path(__file__).parent)}
    with subprocess.Popen(
        command, env=os.environ | here, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        while "CellStarted" not in (line := process.stdout.readline()):
            assert line
        process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        _, errors = process.communicate()
    assert time.monotonic() - begun < 10
    assert errors.strip().endswith("KeyboardInterrupt")


@pytest.mark.parametrize(
    ("variant", "why"),
    [
        (Variant("none", "None", environment="environments/none.in"), "no environment"),
        (Variant("none", "None", kernel="no-such-kernel"), "no Jupyter kernel is called"),
    ],
)
def test_a_kernel_that_cannot_start_is_a_failure(variant: Variant, why: str, run: Kernels) -> None:
    job = Job("page", variant, (Cell("1"),), Inputs(("1",), ""), "key")
    result = run.job(job)
    assert result.failure is not None
    assert (result.failure.kind, result.failure.cell) == ("environment", -1)
    assert why in result.failure.text


def test_an_environment_without_a_kernel_says_so(tmp_path: Path, run: Kernels) -> None:
    binary = tmp_path / "bare" / "bin"
    binary.mkdir(parents=True)
    (binary / "python").write_text(
        "#!/bin/sh\necho No module named ipykernel_launcher >&2\nexit 1\n"
    )
    (binary / "python").chmod(0o755)
    variant = Variant("bare", "Bare", environment="environments/bare.in")
    job = Job("page", variant, (Cell("1"),), Inputs(("1",), ""), "key")
    result = run.job(job, at=Workplace(tmp_path, tmp_path))
    assert result.failure is not None
    assert "No module named ipykernel_launcher" in result.failure.text


def test_rooms_of_killed_processes_are_removed(rooms: Path) -> None:
    with launch.room() as here:
        left, young = (rooms / f"{launch.ROOM}{name}" for name in ("left", "young"))
        for folder in (left, young):
            (folder / "work").mkdir(parents=True)
        for folder in (left, here.folder):
            os.utime(folder, (0, 0))
        launch.sweep()
        assert [left.exists(), young.exists(), here.folder.exists()] == [False, True, True]
    young.joinpath("work").rmdir()
    young.rmdir()


# --- outputs that stay the same -------------------------------------------------------------------

FIGURE = """\
import matplotlib.pyplot as plt
fig, ax = plt.subplots(figsize=(3, 2))
ax.plot([1, 4, 9], label="squares")
ax.legend();
"""


def test_outputs_are_the_same_on_every_run(run: Kernels) -> None:
    codes = (FIGURE, "object()", "print({'a', 'b', 'c', 'd'}, hash('x'))")
    first, second = run(*codes), run(*codes)
    assert first.cells == second.cells
    (figure,) = first.cells[0]
    assert figure.mime == "image/svg+xml"
    assert "<svg" in str(figure.data)
    assert figure.others == ()


def test_a_large_figure_is_kept_in_pixels(run: Kernels) -> None:
    result = run("import matplotlib.pyplot as plt\nplt.scatter(range(9000), range(9000));")
    (figure,) = result.cells[0]
    assert figure.mime == "image/png"
    assert bytes(figure.data).startswith(b"\x89PNG")  # type: ignore[arg-type]


# --- the frameworks -------------------------------------------------------------------------------

TRAIN = {
    "pytorch": """\
import torch
torch.manual_seed(0)
x, w = torch.tensor([[1.0], [2.0]]), torch.zeros(1, 1, requires_grad=True)
for _ in range(3):
    loss = ((x @ w - 2 * x) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad.zero_()
print(f"{w.item():.4f}")
""",
    "jax": """\
import jax, jax.numpy as jnp
x, w = jnp.array([[1.0], [2.0]]), jnp.zeros((1, 1))
loss = jax.jit(lambda w: ((x @ w - 2 * x) ** 2).mean())
for _ in range(3):
    w = w - 0.1 * jax.grad(loss)(w)
print(f"{w.item():.4f}")
""",
    "tensorflow": """\
import tensorflow as tf
x, w = tf.constant([[1.0], [2.0]]), tf.Variable([[0.0]])
for _ in range(3):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((x @ w - 2 * x) ** 2)
    w.assign_sub(0.1 * tape.gradient(loss, w))
print(f"{w.numpy().item():.4f}")
""",
    "mxnet": """\
from mxnet import autograd, np, npx
npx.set_np()
x, w = np.array([[1.0], [2.0]]), np.zeros((1, 1))
w.attach_grad()
for _ in range(3):
    with autograd.record():
        loss = ((np.dot(x, w) - 2 * x) ** 2).mean()
    loss.backward()
    w[:] = w - 0.1 * w.grad
print(f"{w.item():.4f}")
""",
}


@pytest.mark.parametrize("name", TRAIN)
def test_a_framework_trains(name: str, run: Kernels) -> None:
    environments = BOOK / ".hexapla" / "environments"
    if not (environments / name).is_dir():
        pytest.skip(f"no environment: hexapla env create --book book {name}")
    variant = Variant(name, name, environment=f"environments/{name}.in")
    job = Job("page", variant, (Cell(TRAIN[name]),), Inputs(("",), ""), "key")
    result = run.job(job, at=Workplace(environments, BOOK))
    assert result.failure is None
    assert said(result) == "1.7500\n"
    assert said(result, mime=STDERR) == ""
