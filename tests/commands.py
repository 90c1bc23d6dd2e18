"""Commands of the command line, as tests give them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from hexapla.cli import main

Command = Callable[..., str]


def hexapla(*words: str | Path, code: int = 0) -> str:
    """Give a command in this process; what it says, after its exit code was checked."""
    done = CliRunner().invoke(main.hexapla, [*map(str, words)], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.stdout + done.stderr


def process(*words: str | Path, code: int = 0) -> str:
    """The same in a process of its own, as users do: half a second more."""
    command = [sys.executable, "-m", "hexapla", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def lines(*words: str | Path, code: int = 0, by: Command = hexapla) -> list[dict[str, Any]]:
    """What a command says in JSON."""
    return [json.loads(line) for line in by(*words, "--json", code=code).splitlines()]
