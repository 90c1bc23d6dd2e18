"""Who sets type: orders PDFs and pictures of Typst, which works in a process beside ours."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from subprocess import PIPE, Popen, SubprocessError
from threading import Lock, Timer
from types import TracebackType
from typing import IO, Any, Literal, Self, cast

import msgspec

PRESS = "hexapla.publish.press"
MEMORY = 6 * 2**30  # bytes: a book of 600 pages takes one of them
TIME = 600.0  # seconds: a book of 600 pages takes eight
ENDING = 5.0  # seconds in which it can end by itself
SIGKILL = 9  # what a system sends where memory is short


class Order(msgspec.Struct, frozen=True):
    """What is to be set: the file `main` in the folder `root`, as the file `to`.

    Fonts are looked for in the folders `fonts`, and `system` names families of the machine. With
    `notes`, it is asked what the sources say of themselves.
    """

    root: str
    main: str
    to: str
    format: Literal["pdf", "png"] = "pdf"
    standards: tuple[str, ...] = ()
    fonts: tuple[str, ...] = ()
    system: tuple[str, ...] = ()
    notes: bool = False
    memory: int = MEMORY


class Answer(msgspec.Struct, frozen=True):
    """Whether it is `done`, what Typst said, and how it went: seconds, and bytes at the most.

    `lost` says why Typst gave no answer, "" where it did.
    """

    done: bool = False
    said: str = ""
    notes: tuple[dict[str, Any], ...] = ()
    seconds: float = 0.0
    peak: int = 0
    lost: str = ""


@dataclass(slots=True)
class Compositor:
    """Typst at work: it keeps what it has set until it is sent away."""

    seconds: float = TIME
    _process: Popen[bytes] | None = None
    _alone: Lock = field(default_factory=Lock)

    def set(self, order: Order) -> Answer:
        """Have an order done; what takes too long, or all memory, is given up."""
        with self._alone:
            process = self._process = self._process or _start()
            timer = Timer(self.seconds, process.kill)
            timer.start()
            try:
                return _asked(process, order)
            except (OSError, msgspec.MsgspecError):
                late = timer.finished.is_set()
                why = self._end()
                return Answer(lost=f"it took over {self.seconds:g} seconds" if late else why)
            finally:
                timer.cancel()

    def stop(self) -> None:
        """Send Typst away, and have back what it holds."""
        with self._alone:
            self._end()

    def _end(self) -> str:
        """What Typst said last."""
        process, self._process = self._process, None
        if process is None:
            return ""
        try:
            _, last = process.communicate(timeout=ENDING)
        except (OSError, SubprocessError):
            process.kill()
            _, last = process.communicate()
        return _why(last.decode(errors="replace"), process.returncode)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def _start() -> Popen[bytes]:
    command = [sys.executable, "-P", "-m", PRESS]
    return Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE)


def _asked(process: Popen[bytes], order: Order) -> Answer:
    to, back = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
    to.write(msgspec.json.encode(order) + b"\n")
    to.flush()
    return msgspec.json.decode(back.readline(), type=Answer)


def _why(last: str, code: int) -> str:
    """Why Typst ended without an answer: in its own last words, or by its end."""
    if "memory allocation" in last or "MemoryError" in last or -code == SIGKILL:
        return "it needs more memory than there is"
    words = [line for line in last.splitlines() if line.strip() and not line.startswith("note:")]
    return f"Typst broke down: {words[-1].strip() if words else f'code {code}'}"
