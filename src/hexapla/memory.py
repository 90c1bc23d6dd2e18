"""What pure functions gave last time, kept under `.hexapla/` for when they are asked the same."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from hexapla.engine import digest, engine
from hexapla.packed import UNFIT, fingerprint, kept, pack, unpack
from hexapla.plugins import load
from hexapla.whole import read_whole, write_in_turn


def recalled(function: str, *given: object, folder: Path) -> Any:
    """What a pure function gives for values, from memory if they are what it was given last.

    `function` names it, "package.module:function", so that it is loaded only to be called. The
    memory is in a book's folder; where that cannot be written, nothing is kept.
    """
    place = folder / ".hexapla" / "memory" / function.replace(":", ".")
    key = digest(engine(), function, fingerprint(*given)).encode()
    with suppress(OSError, Unfit):
        return from_bytes(read_whole(place), key)
    gives = kept(load(function)(*given))
    with suppress(OSError, *UNFIT):
        write_in_turn(place, to_bytes(gives, key))
    return gives


class Unfit(Exception):
    """What was read is not what is sought, or is damaged."""


def to_bytes(value: object, key: bytes) -> bytes:
    """A value, under a line that says to which key it belongs and what its digest is."""
    data = pack(value)
    return key + sha256(data).hexdigest().encode() + b"\n" + data


def from_bytes(data: bytes, key: bytes) -> Any:
    """The value that `to_bytes` made these of; raises Unfit where they are not that."""
    head, _, rest = data.partition(b"\n")
    if head != key + sha256(rest).hexdigest().encode():
        raise Unfit
    try:
        return unpack(rest)
    except ValueError as wrong:
        raise Unfit from wrong
