"""Being stopped: real processes, real signals. What is done is kept, nothing is half-written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

BOOK = """
title = "Slow"
[execution]
jobs = 2
[[parts]]
title = "All"
chapters = ["slow.md", "quick.md", "later.md", "last.md"]
"""
PAGE = "# {name}\n\n```{{code-cell}}\n{code}\n```\n"
SLEEP = "import time; time.sleep(60)"

# A runner that heeds nothing, so that only the second time ends it.
DEAF = """
import time
from pathlib import Path
from fakes import MemoryArchive, MemoryStore
from hexapla.execute.queue import Demand, Machine
from hexapla.execute.turn import Turn
from hexapla.execute.workers import work
from hexapla.model.book import Variant
from hexapla.model.outputs import Inputs
from hexapla.ports import Job, Share, Tools, Workplace
class Deaf:
    def run(self, job, at, started):
        started(0)
        time.sleep(60)
    def stop(self):
        print("told", flush=True)
job = Job("a", Variant("plain", ""), (), Inputs((), ""), "key")
tools = Tools((), MemoryStore(), MemoryArchive(), lambda event: print(event, flush=True), Deaf())
at = Workplace(Path(), Path())
turns = [Turn(job, Demand(), Share())] * 2
work(turns, tools, at, Machine(1, 1), retries=1, done=lambda job, result: None)
"""


def start(*words: str, **more: str) -> subprocess.Popen[str]:
    """A process that heeds Ctrl-C even where the tests themselves run in the background."""
    return subprocess.Popen(
        [sys.executable, *words],
        env=os.environ | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )


def until(process: subprocess.Popen[str], said: str) -> list[str]:
    """What a process says until it says this."""
    lines: list[str] = []
    assert process.stdout
    while said not in "".join(lines[-1:]):
        lines.append(process.stdout.readline())
        assert lines[-1], "".join(lines)
    return lines


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """A book with one quick page, and three that take a minute."""
    book = tmp_path / "book"
    book.mkdir()
    (book / "book.toml").write_text(BOOK)
    for name in ("slow", "quick", "later", "last"):
        code = "print('done')" if name == "quick" else f"{SLEEP}  # {name}"
        (book / f"{name}.md").write_text(PAGE.format(name=name, code=code))
    return book


@pytest.mark.kernel
def test_a_run_that_is_stopped_keeps_what_is_done(slow: Path, tmp_path: Path) -> None:
    rooms = tmp_path / "rooms"
    rooms.mkdir()
    with start("-m", "hexapla", "run", str(slow), "--json", TMPDIR=str(rooms)) as process:
        until(process, '"event": "JobDone"')
        lines = until(process, '"CellStarted"')
        process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        rest, errors = process.communicate(timeout=30)
    assert time.monotonic() - begun < 10
    assert process.returncode == 130, errors
    assert "Stopped; what was done is kept." in errors
    events = [json.loads(line) for line in (*lines, *rest.splitlines())]
    assert events[-1] == {"event": "Stopped", "kept": 1, "left": 3}
    assert {e["page"] for e in events if e["event"] == "JobStarted"} <= {"slow", "quick", "later"}
    assert not any(event["event"] == "StageDone" and event["stage"] == "web" for event in events)
    assert [path.name for path in (slow / "outputs" / "python").iterdir()] == ["quick.json"]
    assert list(slow.rglob("*.part")) == []
    assert list(rooms.glob("hexapla-*")) == []
    assert kernels(rooms) == []


def kernels(rooms: Path) -> list[str]:
    """The processes whose connections are in these rooms."""
    found = []
    for words in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found += [words.parent.name] if str(rooms) in words.read_text() else []
        except OSError:
            continue
    return found


@pytest.mark.kernel
def test_to_be_ended_is_to_be_stopped_and_people_are_told_what_is_kept_and_left(slow: Path) -> None:
    with start("-m", "hexapla", "run", str(slow)) as process:
        until(process, "ran quick")
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    kept, stopped = filter(None, errors.splitlines())
    assert kept == "results kept: 1; pages left to run: 3"
    assert stopped == "Stopped; what was done is kept."


def test_who_is_told_twice_waits_for_nobody() -> None:
    with start(
        "-c", DEAF, PYTHONPATH=os.pathsep.join((*sys.path, str(Path(__file__).parent)))
    ) as process:
        until(process, "CellStarted")
        process.send_signal(signal.SIGINT)
        until(process, "told")
        assert process.poll() is None
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        said, errors = process.communicate(timeout=30)
    assert time.monotonic() - begun < 5
    assert "Stopped(kept=0, left=2)" in said
    assert errors.strip().endswith("KeyboardInterrupt")
