"""A pure function of many values, asked on all processors at once.

Children are forked, so they know all that this process has read, and send back bytes. That is
safe only while no other thread runs here, Python's or a library's, which Linux tells. Where one
does, or nothing tells, and for what a child did not finish, the function is asked here.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL
from tempfile import TemporaryFile
from typing import IO, TypeVar

import msgspec

THREADS = Path("/proc/self/task")
LEAST = 8  # values for which a child is worth its start
T = TypeVar("T")
R = TypeVar("R")
Child = tuple[int, IO[bytes]]  # its process, and the file that it answers into


def mapped(  # noqa: PLR0913 (a function and its values, and how they are to be shared out)
    function: Callable[[T], R],
    values: Sequence[T],
    *,
    pack: Callable[[R], bytes],
    unpack: Callable[[bytes], R],
    here: bool = False,
    weight: int = 1,
) -> list[R]:
    """What a function gives for each value, in their order; raises what it raises.

    What children give comes as `pack` makes bytes of it and `unpack` values of these. They do all
    the work: this process starts no threads for it, and can be forked again. `here`: a share of it
    is done in this process, where the function starts no threads: its values need not be packed.
    `weight`: to how many common values one of these comes.
    """
    count = min(_processors(), len(values) * weight // LEAST, len(values))
    children: dict[int, Child] = {}
    given: dict[int, R] = {}
    first = 1 if here else 0  # share of a child; the one that is done here is number 0
    try:
        for share in range(first, count) if count > 1 else ():
            children[share] = _started(lambda value: pack(function(value)), values[share::count])
        for n in range(0, len(values), count) if here and children else ():
            given[n] = function(values[n])
        for share in tuple(children):
            answers = map(unpack, _answers(children.pop(share)))
            given |= zip(range(share, len(values), count), answers, strict=False)
    finally:
        for process, _ in children.values():
            _end(process)
    return [given[n] if n in given else function(value) for n, value in enumerate(values)]


def _processors() -> int:
    """How many we may use: one, where forking is not safe."""
    try:
        alone = len([*THREADS.iterdir()]) == 1
    except OSError:
        return 1
    return len(os.sched_getaffinity(0)) if alone else 1


def _started(function: Callable[[T], bytes], values: Sequence[T]) -> Child:
    """A child that answers for some of the values."""
    file = TemporaryFile()  # noqa: SIM115 (closed once it is read)
    process = os.fork()
    if process:
        return process, file
    code = 1
    try:
        gc.disable()  # it ends with its answer: to look for cycles would be for nothing
        file.write(msgspec.msgpack.encode([function(value) for value in values]))
        file.flush()
        code = 0
    finally:
        os._exit(code)  # nothing of what this process was about to do is the child's


def _answers(child: Child) -> list[bytes]:
    """What a child gave; nothing where it did not come to its end."""
    process, file = child
    with file:
        if os.waitpid(process, 0)[1]:
            return []
        file.seek(0)
        return msgspec.msgpack.decode(file.read(), type=list[bytes])


def _end(process: int) -> None:
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(process, SIGKILL)
        os.waitpid(process, 0)
