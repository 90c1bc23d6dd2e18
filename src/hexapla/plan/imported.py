"""Modules of the book itself: which of its files an import runs, as Python would find them."""

from __future__ import annotations

import ast
import posixpath
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hexapla.variant.code import understand

INIT = "__init__.py"


@dataclass(frozen=True, slots=True)
class Imported:
    """Where modules are looked for: in the folders of `path`, in their order, before all else.

    `installed` are the modules that come from elsewhere: they go before a folder that is no
    package, as they do in Python.
    """

    path: tuple[str, ...]
    files: Mapping[str, str]
    folders: Collection[str]
    installed: Collection[str]


def imported(code: str, file: str | None, at: Imported) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each import in a piece of code: its top-level module, and the book's files that it runs.

    `file` is the module that the code is; a cell is none, and imports nothing relative to it.
    """
    for node in understand(code).imports:
        match node:
            case ast.Import(names=names):
                for alias in names:
                    yield _absolute(alias.name.split("."), at)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                for alias in names:
                    yield _absolute([*module.split("."), alias.name], at)
            case ast.ImportFrom(module=module, names=names, level=level) if file and level:
                for alias in names:
                    folder = posixpath.normpath(posixpath.join(file, *[".."] * level))
                    parts = [*(module or "").split("."), alias.name]
                    found = _below(folder, [part for part in parts if part], at)
                    if found:
                        yield found[0], tuple(found)
            case _:
                pass


def _absolute(parts: Sequence[str], at: Imported) -> tuple[str, tuple[str, ...]]:
    for folder in at.path:
        whole = posixpath.join(folder, parts[0])
        if at.files.keys() & {f"{whole}.py", f"{whole}/{INIT}"}:
            return parts[0], tuple(_below(folder, parts, at))
    elsewhere = parts[0] in at.installed or parts[0] in sys.stdlib_module_names
    for folder in at.path:
        if not elsewhere and posixpath.join(folder, parts[0]) in at.folders:
            return parts[0], tuple(_below(folder, parts, at))
    return parts[0], ()


def _below(folder: str, parts: Sequence[str], at: Imported) -> list[str]:
    """The files that importing `a.b.c` from a folder runs; what is no module is a name in one."""
    found = []
    for part in parts:
        whole = posixpath.join("" if folder == "." else folder, part)
        if f"{whole}/{INIT}" in at.files:
            found.append(f"{whole}/{INIT}")
        elif f"{whole}.py" in at.files:
            return [*found, f"{whole}.py"]
        elif whole not in at.folders:
            break
        folder = whole
    return found
