"""Import statements as they stand at the top of a module: merged, in order, in groups."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator

Name = tuple[str, str]  # what is imported, and what it is called here, "" if the same


def merged(statements: Iterable[str], package: str) -> str:
    """The statements at the top of a module of the package, with an empty line between groups.

    Python's own modules come first, then those of others, then the package. The order is that of
    isort, which is also ruff's: `import` before `from`, constants before classes before functions.
    """
    modules, members = _parted(statements)
    lines = [(module, 0, _plain(module, called)) for module, called in modules]
    for module, names in members.items():
        whole = sorted((name for name, called in names if not called), key=_rank)
        lines += [(module, 1, f"from {module} import {', '.join(whole)}")] if whole else []
        lines += [
            (module, 1, f"from {module} import {name} as {called}")
            for name, called in sorted(names)
            if called
        ]
    groups: dict[int, list[str]] = {}
    for module, _, line in sorted(lines, key=lambda one: (one[1], one[0].lower(), one[0])):
        groups.setdefault(_group(module, package), []).append(line)
    return "\n\n".join("\n".join(groups[number]) for number in sorted(groups))


def are_imports(code: str) -> bool:
    """Whether code does nothing but import."""
    return all(isinstance(one, ast.Import | ast.ImportFrom) for one in ast.parse(code).body)


def _parted(statements: Iterable[str]) -> tuple[set[Name], dict[str, set[Name]]]:
    """The modules that are imported, and of others the names that are."""
    modules: set[Name] = set()
    members: dict[str, set[Name]] = {}
    for one in _statements(statements):
        names = {(alias.name, alias.asname or "") for alias in one.names}
        if isinstance(one, ast.ImportFrom):
            names = {(name, "" if called == name else called) for name, called in names}
            members.setdefault("." * one.level + (one.module or ""), set()).update(names)
        else:
            modules |= names
    return modules, members


def _statements(texts: Iterable[str]) -> Iterator[ast.Import | ast.ImportFrom]:
    for statement in ast.parse("\n".join(texts)).body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            yield statement


def _plain(module: str, called: str) -> str:
    return f"import {module} as {called}" if called else f"import {module}"


def _rank(name: str) -> tuple[int, str, str]:
    """Where a name stands among those of its module: constants, classes, all others."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, name.lower(), name


def _group(module: str, package: str) -> int:
    first = module.partition(".")[0]
    if first == "__future__":
        return 0
    return 3 if first in (package, "") else 1 if first in sys.stdlib_module_names else 2
