"""What was published last, as a small file: from what, by which engine, what was wrong."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import msgspec

from hexapla.engine import engine
from hexapla.model.problems import Problem
from hexapla.publish.known import Known, Standing
from hexapla.whole import write_in_turn


class Memory(msgspec.Struct, frozen=True):
    """What was published last: from what, by which engine, as which files, what was wrong."""

    key: str
    engine: str
    files: dict[str, Standing]
    problems: tuple[Problem, ...]


def recalled(place: Path) -> Memory | None:
    try:
        return msgspec.json.decode(place.read_bytes(), type=Memory)
    except (OSError, msgspec.MsgspecError):
        return None


def kept(place: Path, memory: Memory) -> None:
    """Keep it for the next time: without it, all is written again."""
    with suppress(OSError, ValueError):
        write_in_turn(place, msgspec.json.encode(memory))


def forgotten(place: Path) -> None:
    """First of all: whoever is killed leaves nothing to be trusted."""
    with suppress(OSError):
        place.unlink(missing_ok=True)


def known(last: Memory | None) -> Known:
    """What stands in a folder, as far as this engine has written it."""
    return Known(last.files if last and last.engine == engine() else {})
