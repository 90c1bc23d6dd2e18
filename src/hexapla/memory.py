"""What pure functions gave last time, kept under `.hexapla/` for when they are asked the same.

What is kept is our own values and nothing else: reading it calls no code but their constructors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import msgspec

from hexapla import ports
from hexapla.engine import digest, engine
from hexapla.model import book, nodes, outputs, problems
from hexapla.plugins import load
from hexapla.whole import read_whole, write_in_turn

MODULES: tuple[ModuleType, ...] = (nodes, book, outputs, problems, ports)
KINDS = {
    name: kind
    for module in MODULES
    for name, kind in vars(module).items()
    if isinstance(kind, type) and is_dataclass(kind)
}


def recalled(function: str, *given: object, folder: Path) -> Any:
    """What a pure function gives for values, from memory if they are what it was given last.

    `function` names it, "package.module:function", so that it is loaded only to be called. The
    memory is in a book's folder; where that cannot be written, nothing is kept.
    """
    place = folder / ".hexapla" / "memory" / function.replace(":", ".")
    key = digest(engine(), function, repr(given)).encode()
    with suppress(OSError, Unfit):
        return from_bytes(read_whole(place), key)
    gives = load(function)(*given)
    with suppress(OSError, *UNFIT):
        write_in_turn(place, to_bytes(gives, key))
    return gives


# What writing raises of values that it has no form for: sets, huge numbers, halves of characters.
UNFIT = (TypeError, ValueError, OverflowError, RecursionError)


class Unfit(Exception):
    """What was read is not what is sought, or is damaged."""


def to_bytes(value: object, key: bytes) -> bytes:
    """A value, under a line that says to which key it belongs and what its digest is."""
    data = msgspec.msgpack.encode(_plain(value))
    return key + sha256(data).hexdigest().encode() + b"\n" + data


def from_bytes(data: bytes, key: bytes) -> Any:
    """The value that `to_bytes` made these of; raises Unfit where they are not that."""
    head, _, rest = data.partition(b"\n")
    if head != key + sha256(rest).hexdigest().encode():
        raise Unfit
    try:
        return _value(msgspec.msgpack.decode(rest))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as wrong:
        raise Unfit from wrong


# --- values as what msgpack knows -----------------------------------------------------------------
# A tuple is an array. All else is a map of one entry: the name of its kind, and what it holds.


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str() | bytes():
            return value
        case tuple():
            return [_plain(item) for item in value]
        case list():
            return {"list": [_plain(item) for item in value]}
        case dict():
            return {"dict": list(_entries(value))}
        case MappingProxyType():
            return {"map": list(_entries(value))}
        case _:
            kind = type(value).__name__
            if KINDS.get(kind) is not type(value):
                raise TypeError(f"no form for {kind}")
            return {kind: [_plain(item) for item in _held(type(value))[1](value)]}


def _entries(mapping: Mapping[Any, Any]) -> Iterator[list[Any]]:
    return ([_plain(key), _plain(item)] for key, item in mapping.items())


def _value(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple([_value(item) for item in plain])
    if not isinstance(plain, dict):
        return plain
    ((kind, held),) = plain.items()
    if kind == "list":
        return [_value(item) for item in held]
    if kind in ("dict", "map"):
        made = {_value(key): _value(item) for key, item in held}
        return made if kind == "dict" else MappingProxyType(made)
    names = _held(KINDS[kind])[0]
    return KINDS[kind](**{n: _value(item) for n, item in zip(names, held, strict=True)})


@cache
def _held(kind: type) -> tuple[tuple[str, ...], Any]:
    """The names of a kind's fields, and what gets them all of a value."""
    names = tuple(field.name for field in fields(kind))
    several = attrgetter(*names) if len(names) > 1 else None
    return names, several or (lambda value: tuple(getattr(value, name) for name in names))
