"""A page that runs again from the first cell that changed."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hexapla.execute.live import Live, Ran
from hexapla.model.book import Limits, Variant
from hexapla.model.nodes import Cell
from hexapla.model.outputs import ERROR, STDOUT, Inputs
from hexapla.ports import Job, Workplace

pytestmark = [
    pytest.mark.kernel,
    pytest.mark.skipif(sys.platform != "linux", reason="forks are safe on Linux only"),
]


@pytest.fixture
def live() -> Iterator[Live]:
    made = session()
    yield made
    made.close()


def session(cell: float = 20) -> Live:
    job = Job("page", Variant("plain", "Plain"), (), Inputs((), ""), "key")
    return Live(job, Workplace(Path("nowhere"), Path("nowhere")), Limits(cell))


def update(live: Live, *codes: str | Cell) -> list[Ran]:
    cells = (Cell(code) if isinstance(code, str) else code for code in codes)
    return list(live.update(tuple(cells)))


def told(ran: list[Ran], mime: str = STDOUT) -> list[tuple[int, str]]:
    return [(r.cell, "".join(str(o.data) for o in r.outputs if o.mime == mime)) for r in ran]


def test_only_what_changed_and_what_follows_runs_again(live: Live) -> None:
    cells = ["x = [1]", "x.append(2); print(x)", "print(sum(x))"]
    assert told(update(live, *cells)) == [(0, ""), (1, "[1, 2]\n"), (2, "3\n")]
    assert update(live, *cells) == []
    assert told(update(live, *cells[:2], "print(max(x))")) == [(2, "2\n")]
    again = update(live, cells[0], "x.append(3); print(x)", cells[2])
    assert told(again) == [(1, "[1, 3]\n"), (2, "4\n")]
    assert all(ran.exact and ran.well for ran in again)
    assert told(update(live, cells[0])) == []
    assert told(update(live, cells[0], "print(x)")) == [(1, "[1]\n")]


def test_outputs_are_those_of_a_kernel(live: Live) -> None:
    code = (
        "import sys; print('hm', file=sys.stderr)\n"
        "from IPython.display import display, HTML; display(HTML('<b>b</b>'))\n"
        "!echo from a shell\n"
        "21 * 2"
    )
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    ran = update(live, code, plot)
    kinds = [[o.mime for o in r.outputs] for r in ran]
    assert set(kinds[0]) == {"text/html", "text/plain", STDOUT, "application/vnd.jupyter.stderr"}
    assert kinds[1] == ["image/svg+xml"]


def test_an_error_stops_the_page_and_the_cell_can_be_mended(live: Live) -> None:
    ran = update(live, "x = 1", "1 / 0", "print('never')")
    assert [r.well for r in ran] == [True, False]
    assert "ZeroDivisionError" in told(ran, ERROR)[1][1]
    assert told(update(live, "x = 1", "print(x)", "print('on')")) == [(1, "1\n"), (2, "on\n")]
    meant = Cell("1 / 0", tags=("raises-exception",))
    assert [r.well for r in update(live, meant, "print('on')")] == [True, True]


def test_a_cell_that_hangs_or_ends_python_is_given_up() -> None:
    live = session(cell=1)
    try:
        begun = time.monotonic()
        ran = update(live, "x = 1", "while True: pass")
        assert [r.well for r in ran] == [True, False]
        stubborn = "import signal; signal.signal(2, signal.SIG_IGN)\nwhile True: pass"
        assert not update(live, "x = 1", stubborn)[-1].well
        assert not update(live, "x = 1", "import os; os._exit(3)")[-1].well
        assert told(update(live, "x = 1", "print(x)")) == [(1, "1\n")]
        assert time.monotonic() - begun < 15
    finally:
        live.close()


def test_where_a_fork_would_lose_threads_the_last_state_goes_on_and_says_so(live: Live) -> None:
    busy = (
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=[99], daemon=True).start()"
    )
    first = update(live, "x = [1]", busy, "x.append(2)", "print(x)")
    assert all(ran.exact for ran in first)
    more = update(live, "x = [1]", busy, "x.append(2)", "print(x)", "print('more')")
    assert [(ran.cell, ran.exact) for ran in more] == [(4, True)]
    edited = update(live, "x = [1]", busy, "x.append(3)", "print(x)")
    assert told(edited) == [(2, ""), (3, "[1, 2, 3]\n")]
    assert not any(ran.exact for ran in edited)
    anew = update(live, "x = [5]", busy, "print(x)")
    assert told(anew)[-1] == (2, "[5]\n")
    assert all(ran.exact for ran in anew)


def test_nothing_is_left_when_it_is_closed() -> None:
    live = session()
    ran = update(live, "import os; print(os.getpid())", "print(os.getpid())")
    live.close()
    for _, pid in told(ran):
        for _ in range(100):
            if not Path(f"/proc/{pid.strip()}").exists():
                break
            time.sleep(0.02)
        else:
            pytest.fail(f"{pid} is still there")
