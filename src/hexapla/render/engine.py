"""A JavaScript engine that has no page, no files and no net. The only import of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

from py_mini_racer import JSEvalException, JSPromise, JSPromiseError, MiniRacer

MEMORY = 1_000_000_000  # bytes that scripts may take


class ScriptError(Exception):
    """A script that raised, or took too long, or too much memory."""


Engine = MiniRacer


def started(*scripts: str, script: str = "", before: str = "") -> Engine:
    """An engine that has run these scripts, paths below the website's assets, and one more.

    It ends when nobody has it any longer.
    """
    made = MiniRacer()
    made.set_hard_memory_limit(MEMORY)
    made.eval(before)
    for name in scripts:
        path = files("hexapla.render.web").joinpath("assets", *name.split("/"))
        made.eval(path.read_text(encoding="utf-8"))
    made.eval(script)
    return made


@contextmanager
def engine(*scripts: str, before: str = "") -> Iterator[Engine]:
    """The same for as long as it is used."""
    with started(*scripts, before=before) as made:
        yield made


def awaited(script: str, on: MiniRacer, *, seconds: float) -> str:
    """What the promise that a script makes comes to; raises ScriptError."""
    try:
        promise = on.eval(script, timeout_sec=seconds)
        return str(promise.get(timeout=seconds) if isinstance(promise, JSPromise) else promise)
    except (JSEvalException, JSPromiseError) as error:
        raise ScriptError(str(error)) from error
