"""Being told to stop: by Ctrl-C, or by a request to end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STOP = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def heeding(stop: Callable[[], None]) -> Iterator[None]:
    """While within, to be told to stop calls `stop` rather than raise in the midst of anything.

    After the second time it raises as ever, for whoever does not heed. A signal that is ignored,
    as behind a shell's `&`, stays so. Only the main thread can heed signals.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = {number: signal.getsignal(number) for number in STOP}
    told = 0

    def heed(*_: object) -> None:
        nonlocal told
        told += 1
        if told == 2:
            restore()
        stop()

    def restore() -> None:
        for number, handler in former.items():
            signal.signal(number, handler)

    for number, handler in former.items():
        if handler != signal.SIG_IGN:
            signal.signal(number, heed)
    try:
        yield
    finally:
        restore()
