"""The name of a result: a digest of all that it depends on, and what tells two apart."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from difflib import SequenceMatcher
from hashlib import sha256
from types import MappingProxyType

from hexapla.model.outputs import Inputs

FORMAT = 1  # raised when what goes into a result changes otherwise than by its inputs

SETS = "data:"  # before the name of a data set, among the names of files
SHOWN = 40  # characters of a cell's first line that are enough to know it by

Pairs = tuple[tuple[str, str], ...]
NOT_KNOWN: Mapping[str, str] = MappingProxyType({})


def digest(inputs: Inputs) -> str:
    """The key of whatever these inputs give, in hexadecimal."""
    told = {"format": FORMAT, **{one.name: getattr(inputs, one.name) for one in fields(inputs)}}
    if not inputs.apart:  # so it was before there was this choice
        del told["apart"]
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def difference(
    old: Inputs,
    new: Inputs,
    saved_on: Mapping[str, str] = NOT_KNOWN,
    labels: Sequence[str] = (),
) -> tuple[str, ...]:
    """What has changed from old to new, in words; nothing where they are equal.

    `saved_on` names the page that saves an item of the companion, by its "topic.name"; `labels`
    are those of the new cells, "" where a cell has none.
    """
    return (
        *_cells(old.cells, new.cells, labels),
        *_library(old.library, new.library, saved_on),
        *_packages(old.packages, new.packages),
        *_moved("Python", old.language, new.language),
        *_data(old.data, new.data),
        *_moved("the profile", old.profile, new.profile),
        *_placed(old.apart, new.apart),
    )


def _cells(old: tuple[str, ...], new: tuple[str, ...], labels: Sequence[str]) -> Iterator[str]:
    """Cells count from 1, as the page now has them, and bear their label or their first line."""
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for _, start, end, first, last in (op for op in matcher.get_opcodes() if op[0] != "equal"):
        changed = min(end - start, last - first)
        for index in range(first, first + changed):
            yield f"cell {_called(index, new, labels)} has changed"
        for index in range(first + changed, last):
            yield f"cell {_called(index, new, labels)} is new"
        for index in range(start + changed, end):
            yield f"what was cell {_called(index, old, ())} is gone"


def _called(index: int, cells: Sequence[str], labels: Sequence[str]) -> str:
    if index < len(labels) and labels[index]:
        return f"{index + 1} '{labels[index]}'"
    lines = (line.strip() for line in cells[index].split("\n"))
    line = next(filter(None, lines), "")
    cut = f"{line[: SHOWN - 1].rstrip()}…" if len(line) > SHOWN else line
    return f"{index + 1} `{cut}`" if cut else str(index + 1)


def _library(old: Pairs, new: Pairs, saved_on: Mapping[str, str]) -> Iterator[str]:
    before, after = dict(old), dict(new)
    for path in sorted({*before, *after}):
        topic, _, name = path.rpartition(".")
        where = f"{topic}, saved on '{saved_on[path]}'" if path in saved_on else topic
        if path not in before:
            yield f"'{name}' ({where}) is used now and was not before"
        elif path not in after:
            yield f"'{name}' ({where}) was used before and is not now"
        elif before[path] != after[path]:
            yield f"the saved {_kind(name, after[path])} '{name}' ({where}) has changed"


def _kind(name: str, code: str) -> str:
    """What a saved item is, as its code says."""
    lines = code.split("\n")
    if any(line.startswith((f"def {name}(", f"async def {name}(")) for line in lines):
        return "function"
    return "class" if any(re.match(rf"class {name}\b", line) for line in lines) else "code"


def _packages(old: Pairs, new: Pairs) -> Iterator[str]:
    before, after = dict(old), dict(new)
    for name in sorted({*before, *after}):
        if name not in before:
            yield f"{name} is imported now and was not before"
        elif name not in after:
            yield f"{name} was imported before and is not now"
        else:
            yield from _moved(name, before[name], after[name])


def _data(old: Pairs, new: Pairs) -> Iterator[str]:
    before, after = dict(old), dict(new)
    for name in sorted({*before, *after}):
        what, verb = _what(name)
        if name not in before:
            yield f"{what} is {verb} now and was not before"
        elif name not in after:
            yield f"{what} was {verb} before and is not now"
        elif before[name] != after[name]:
            yield f"{what} has changed"


def _what(name: str) -> tuple[str, str]:
    """What is read under a name, and what is done with it."""
    if name.startswith(SETS):
        return f"the data set '{name.removeprefix(SETS)}'", "loaded"
    if name.endswith(".py"):
        return f"the local module '{name}'", "used"
    return f"the file '{name}'", "read"


def _placed(old: bool, new: bool) -> Iterator[str]:
    if old != new:
        yield "it now runs with the package alone" if new else "it now runs within the book"


def _moved(what: str, old: str, new: str) -> Iterator[str]:
    if old != new:
        yield f"{what} moved from {old or 'an unknown version'} to {new or 'an unknown version'}"
