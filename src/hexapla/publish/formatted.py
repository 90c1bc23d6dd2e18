"""Python source in the form that its readers know: that of ruff's formatter. The only use of it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module

from hexapla.model.problems import Problem, unformatted
from hexapla.ports import Python

PATIENCE = 20.0  # seconds; it takes some hundredths
WORDS = ("format", "--isolated", "--quiet", "--no-cache", "--stdin-filename")
KEPT = 1000  # texts that are remembered: the same go to the package and along with notebooks


def formatted(file: str, source: Python, report: Callable[[Problem], None]) -> bytes:
    """The source as ruff formats it; as it is where ruff does not, which is reported."""
    try:
        return _formatted(source.text, "module.pyi" if source.stub else "module.py")
    except (ImportError, OSError, subprocess.SubprocessError) as error:
        report(unformatted(file, _why(error)))
        return source.text.encode()


def forget() -> None:
    """Remember no text that was formatted."""
    _formatted.cache_clear()


@lru_cache(KEPT)
def _formatted(text: str, called: str) -> bytes:
    """With ruff's own settings, whatever lies in the folders around: equal text, equal bytes."""
    words = (import_module("ruff").find_ruff_bin(), *WORDS, called, "-")
    done = subprocess.run(
        words, input=text.encode(), capture_output=True, check=True, timeout=PATIENCE
    )
    return done.stdout


def _why(error: Exception) -> str:
    """What was wrong: with the code, where ruff could be called, or with ruff."""
    if isinstance(error, subprocess.CalledProcessError):
        first = error.stderr.decode("utf-8", "replace").partition("\n")[0].strip()
        return f"ruff cannot read it: {first or 'it says no more'}"
    return f'ruff cannot be called ({error}): python -m pip install "ruff>=0.17,<0.18"'
