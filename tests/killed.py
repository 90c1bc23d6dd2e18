"""Builds in processes of their own, which may be killed, of a tiny book with several states."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path

from hexapla.build import Wish, build, read
from hexapla.model.outputs import STDOUT, Output, Result
from hexapla.model.problems import Problems
from hexapla.plugins import ARCHIVE, STORE, WRITERS, load
from hexapla.ports import Job, Tools, Workplace

FORK = multiprocessing.get_context("fork")
# What changes files, as Python's audit events name it.
STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"}

BOOK = """\
title = "Tides"
outputs = ["web", "notebooks", "package"]

[package]
name = "tides"

[[variants]]
name = "high"
title = "High"

[[variants]]
name = "low"
title = "Low"

[[parts]]
title = "All"
chapters = {chapters}
"""
PAGE = """\
# Page {name}

In state {state}.

```{{code-cell}}
#@save
def depth_{name}():
    return {state}
```

```{{code-cell}} high
draw({state}, pictures={pictures})
```

```{{code-cell}} low
draw({state} + 1, pictures={fewer})
```
"""


class Draws:
    """A runner whose cells say their code, and show as many pictures as that names."""

    def run(self, job: Job, at: Workplace, started: Callable[[int], None]) -> Result:
        return Result(tuple(tuple(_shown(cell.code)) for cell in job.cells), 1.0, 2**20)


def _shown(code: str) -> Iterator[Output]:
    yield Output(STDOUT, f"{code}\n")
    for number in range(int(code.partition("pictures=")[2][:1] or 0)):
        yield Output("image/png", f"{number} {code}".encode() * 50)
        yield Output("image/svg+xml", f"<svg>{number} {len(code)}</svg>")


def set_state(folder: Path, state: int, pages: str = "abc") -> None:
    """Bring the sources into a state; states differ in all cells and in how many pictures."""
    folder.mkdir(exist_ok=True)
    (folder / "book.toml").write_text(BOOK.format(chapters=[f"{name}.md" for name in pages]))
    for name in pages:
        shows = {"pictures": state % 3 + 1, "fewer": state % 2}
        (folder / f"{name}.md").write_text(PAGE.format(name=name, state=state, **shows))


def build_book(
    folder: Path, writers: tuple[str, ...] = ("notebooks",), variants: tuple[str, ...] = ()
) -> Problems:
    """What `hexapla build --run` does, with that runner."""
    book, problems = read(folder)
    assert book is not None
    tools = Tools(
        writers=tuple(load(WRITERS[name])() for name in writers),
        store=load(STORE)(folder / ".hexapla" / "store"),
        archive=load(ARCHIVE)(folder / "outputs"),
        tell=lambda event: None,
        runner=Draws(),
        companion=(load(WRITERS["package"])(),),
    )
    wish = Wish(variants=variants)
    return (*problems, *build(book, tools, folder, folder / "_build", wish))


@dataclass
class Builder:
    """A build in a process of its own."""

    process: BaseProcess

    @classmethod
    def start(cls, *args: object, die_at: int = 0) -> Builder:
        """Start a build. It kills itself before its `die_at`-th step that touches a file."""
        process = FORK.Process(target=_build, args=(die_at, *args))
        process.start()
        return cls(process)

    def kill(self) -> None:
        assert self.process.pid is not None
        os.kill(self.process.pid, signal.SIGKILL)

    def ended(self) -> int | None:
        """Wait for its end: 0 if all was well, below 0 if it was killed."""
        self.process.join(60)
        return self.process.exitcode


def _build(die_at: int, folder: Path, *rest: tuple[str, ...]) -> None:
    numbers = count(1)

    def die(event: str, args: tuple[object, ...]) -> None:
        if event in STEPS and str(folder) in str(args[0]) and next(numbers) == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    if die_at:
        sys.addaudithook(die)
    problems = build_book(folder, *rest)
    sys.exit(1 if problems else 0)
