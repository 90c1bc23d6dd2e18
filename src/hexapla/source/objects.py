"""Reading inventories: the files `objects.inv` that Sphinx puts beside documentation.

The format: https://www.sphinx-doc.org, "Sphinx inventory", versions 1 and 2.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from hexapla.model.book import Inventory
from hexapla.model.nodes import Place
from hexapla.model.objects import Objects, objects
from hexapla.model.problems import Problem, Problems, bad_inventory

LARGEST = 64 << 20  # bytes; the largest that there are have two or three million
HEAD = re.compile(rb"# Sphinx inventory version ([12])\r?\n# Project:.*\n# Version:.*\n")
ZLIB = re.compile(rb"#[^\n]*zlib[^\n]*\n")
OLD_LINE = re.compile(r"^(\S+)[ \t]+(\S+)[ \t]+(\S+)\r?$", re.M)


@dataclass(frozen=True, slots=True)
class InventoryFile:
    """An inventory as it lies in the book's folder; the digest stands for its bytes."""

    inventory: Inventory
    digest: str
    data: bytes = field(repr=False)


class Damaged(Exception):
    """What is no inventory; says why."""


def unpacked(packed: Iterable[InventoryFile]) -> tuple[tuple[Objects, ...], Problems]:
    """The inventories of a book, and a problem for each that cannot be read."""
    known: list[Objects] = []
    problems: list[Problem] = []
    for one in packed:
        try:
            known.append(_objects(one.inventory.name, one.inventory.url, one.data))
        except Damaged as why:
            file, name = one.inventory.file, one.inventory.name
            problems.append(bad_inventory(file, name, str(why), Place(file, 1)))
    return tuple(known), tuple(problems)


def count(data: bytes) -> int:
    """How many things an inventory lists; raises Damaged."""
    return sum(1 for _ in _objects("", "", data).things())


@lru_cache(maxsize=16)
def _objects(name: str, url: str, data: bytes) -> Objects:
    found = objects(name, url, _lines(data))
    if next(found.things(), None) is None:
        raise Damaged("it lists nothing")
    return found


def _lines(data: bytes) -> str:
    """The lines of an inventory, in the form of version 2."""
    head = HEAD.match(data)
    if head is None:
        raise Damaged("it does not begin as an inventory of Sphinx does")
    if head[1] == b"1":
        return "\n".join(map(_of_old, OLD_LINE.findall(_text(data[head.end() :]))))
    packed = ZLIB.match(data, head.end())
    if packed is None:
        raise Damaged("it does not say that it is packed by zlib")
    return _text(_inflated(data[packed.end() :]))


def _inflated(data: bytes) -> bytes:
    inflating = zlib.decompressobj()
    try:
        text = inflating.decompress(data, LARGEST)
    except zlib.error as error:
        raise Damaged(f"it cannot be unpacked ({error})") from error
    if not inflating.eof:
        raise Damaged("its end is missing" if len(text) < LARGEST else "it is far too large")
    return text


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Damaged(f"it is not UTF-8 (byte {error.start})") from error


def _of_old(line: tuple[str, str, str]) -> str:
    name, kind, address = line
    if kind == "mod":
        return f"{name} py:module 0 {address}#module-{name} -"
    return f"{name} py:{kind} 1 {address}#{name} -"
