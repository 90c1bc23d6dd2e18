"""A pure function of many values, asked on all processors at once.

Children are forked, so they know all that this process has read, and send back bytes. That is
safe only while no other thread runs here, Python's or a library's, which Linux tells. Where one
does, or nothing tells, and for what a child did not finish, the function is asked here.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
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
TICKET = 4  # bytes of the number of a value
Answer = tuple[int, bytes]
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
    """What a function gives for each value, in their order; raises what it raises for one of them.

    What children give comes as `pack` makes bytes of it and `unpack` values of these. They do all
    the work: this process starts no threads for it, and can be forked again. `here`: a share of it
    is done in this process, where the function starts no threads: its values need not be packed.
    `weight`: how many usual values one of these is worth.
    """
    count = min(_processors(), len(values) * weight // LEAST, len(values))
    if count <= 1:
        return [function(value) for value in values]
    children: list[Child] = []
    given: dict[int, R] = {}
    with _tickets(len(values)) as tickets:
        try:
            for _ in range(count - 1 if here else count):
                children.append(_started(lambda n: pack(function(values[n])), tickets))
            given |= ((n, function(values[n])) for n in (_drawn(tickets) if here else ()))
            while children:
                given |= ((n, unpack(answer)) for n, answer in _answers(children.pop()))
        finally:
            for process, _ in children:
                _end(process)
    return [given[n] if n in given else function(value) for n, value in enumerate(values)]


def _tickets(count: int) -> IO[bytes]:
    """The numbers of values, in a file that all processes read on from where the last one was.

    So each does as much as it can while others do: none waits for one that was slow.
    """
    file = TemporaryFile()  # noqa: SIM115 (closed by who asked for it)
    file.write(b"".join(n.to_bytes(TICKET, "big") for n in range(count)))
    file.seek(0)
    return file


def _drawn(tickets: IO[bytes]) -> Iterator[int]:
    while ticket := os.read(tickets.fileno(), TICKET):
        yield int.from_bytes(ticket, "big")


def _processors() -> int:
    """How many we may use: one, where forking is not safe."""
    try:
        alone = len([*THREADS.iterdir()]) == 1
    except OSError:
        return 1
    return len(os.sched_getaffinity(0)) if alone else 1


def _started(function: Callable[[int], bytes], tickets: IO[bytes]) -> Child:
    """A child that answers for some of the values, by their numbers."""
    file = TemporaryFile()  # noqa: SIM115 (closed once it is read)
    process = os.fork()
    if process:
        return process, file
    code = 1
    try:
        gc.disable()  # it ends with its answer: to look for cycles would be for nothing
        file.write(msgspec.msgpack.encode([*_given(function, tickets)]))
        file.flush()
        code = 0
    finally:
        os._exit(code)  # nothing of what this process was about to do is the child's


def _given(function: Callable[[int], bytes], tickets: IO[bytes]) -> Iterator[Answer]:
    for n in _drawn(tickets):
        with suppress(Exception):  # it is asked again where it can be told
            yield n, function(n)


def _answers(child: Child) -> list[Answer]:
    """What a child gave; nothing where it did not come to its end."""
    process, file = child
    with file:
        if os.waitpid(process, 0)[1]:
            return []
        file.seek(0)
        return msgspec.msgpack.decode(file.read(), type=list[Answer])


def _end(process: int) -> None:
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(process, SIGKILL)
        os.waitpid(process, 0)
