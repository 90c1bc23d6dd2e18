"""Typst, in a process of its own: it may take the memory of a machine, or end at a stroke.

It reads orders on its standard input, a line of JSON each, and answers each with a line. What it
has set once it keeps, so that of a next time only what has changed is set anew. The only import
of typst.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from functools import cache
from importlib import import_module, util
from pathlib import Path
from typing import Any

import typst

EPOCH = 0  # what is set carries no date: equal sources give equal bytes
NOTES = "<hexapla-report>"  # what the sources say of themselves: what is too wide, where pages are
PIXELS = 72.0  # to the inch, where a picture is asked for: one to the point, as Typst sees pictures


def main() -> None:
    """Answer each order until there are no more."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()


def answer(order: dict[str, Any]) -> dict[str, Any]:
    """Set what is ordered: what Typst says of it, what its sources say, and what it took."""
    _limit(order["memory"])
    os.chdir(order["root"])  # files are named from here in what Typst says
    started = time.perf_counter()
    said: dict[str, Any] = {"done": False, "said": "", "notes": []}
    try:
        compiler = _compiler(order["root"], order["main"], tuple(_fonts(order)))
        _, warnings = compiler.compile_with_warnings(
            output=order["to"],
            format=order["format"],
            ppi=PIXELS,
            pdf_standards=order["standards"],
            timestamp=EPOCH,
        )
        said |= {"done": True, "said": "".join(one.diagnostic for one in warnings)}
        if order["notes"]:
            said["notes"] = json.loads(compiler.query(NOTES, field="value"))
    except typst.TypstError as error:
        said["said"] = error.diagnostic or f"error: {error.message}\n"
    except (OSError, RuntimeError, ValueError) as error:
        said["said"] = f"error: {error}\n"
    return said | {"seconds": time.perf_counter() - started, "peak": _peak()}


@cache
def _compiler(root: str, main: str, fonts: tuple[str, ...]) -> typst.Compiler:
    return typst.Compiler(
        str(Path(root, main)), root=Path(root), font_paths=list(fonts), ignore_system_fonts=True
    )


def _fonts(order: dict[str, Any]) -> Iterator[str]:
    """The folders in which fonts are looked for."""
    yield from order["fonts"]
    if order["system"]:
        shelf = Path(order["root"], ".fonts")
        _take(tuple(order["system"]), shelf)
        yield str(shelf)


@cache
def _take(families: tuple[str, ...], shelf: Path) -> None:
    """Put the fonts of these families that the machine has onto a shelf, and no others."""
    wanted = {family.casefold() for family in families}
    found = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False).fonts()
    files = {Path(one.path) for one in found if one.path and one.family.casefold() in wanted}
    shutil.rmtree(shelf, ignore_errors=True)
    shelf.mkdir(parents=True)
    for file in sorted(files):
        try:
            (shelf / file.name).symlink_to(file)
        except OSError:  # not every system lets everyone link
            shutil.copyfile(file, shelf / file.name)


def _limit(memory: int) -> None:
    """Let this process have so many bytes and no more, where the system can see to that."""
    if resource is not None:
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        may = memory if most == resource.RLIM_INFINITY else min(memory, most)
        resource.setrlimit(resource.RLIMIT_DATA, (may, most))


def _peak() -> int:
    """The most bytes that this process has had; 0 where the system does not tell."""
    if resource is None:
        return 0
    unit = 1 if sys.platform == "darwin" else 1024
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * unit


resource: Any = import_module("resource") if util.find_spec("resource") else None

if __name__ == "__main__":
    main()
