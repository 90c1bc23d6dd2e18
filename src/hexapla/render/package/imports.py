"""Import statements as they stand at the top of a module: merged, in order, in groups."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator

Name = tuple[str, str]  # what is imported, and what it is called here, "" if the same
Rank = tuple[int, str, str, str]
# Whether it is a `from`; its module; where its first name stands in that; the statement.
Line = tuple[bool, str, Rank, str]


def merged(statements: Iterable[str], package: str) -> str:
    """The statements at the top of a module of the package, with an empty line between groups.

    Python's own modules come first, then those of others, then the package. The order is that of
    isort, which is also ruff's: `import` before `from`, constants before classes before functions.
    """
    modules, members = _parted(statements)
    lines: list[Line] = [
        (False, module, _rank("", called), f"import {_called(module, called)}")
        for module, called in modules
    ]
    lines += [line for module, names in members.items() for line in _from(module, names)]
    groups: dict[int, list[str]] = {}
    for _, module, _, line in sorted(lines, key=lambda one: (one[0], _natural(one[1]), one[2])):
        groups.setdefault(_group(module, package), []).append(line)
    return "\n\n".join("\n".join(groups[number]) for number in sorted(groups))


def are_imports(code: str) -> bool:
    """Whether code does nothing but import."""
    return all(isinstance(one, ast.Import | ast.ImportFrom) for one in ast.parse(code).body)


def apart(code: str) -> Iterator[str]:
    """The statements of such code, with one name each."""
    for one in _statements([code]):
        for alias in one.names:
            if isinstance(one, ast.Import):
                yield ast.unparse(ast.Import([alias]))
            else:
                yield ast.unparse(ast.ImportFrom(one.module, [alias], one.level))


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


def _from(module: str, names: Iterable[Name]) -> Iterator[Line]:
    """One statement for all names that keep their own, and one for each that does not."""
    whole = sorted((name for name, called in names if not called), key=_rank)
    if whole:
        yield True, module, _rank(whole[0]), f"from {module} import {', '.join(whole)}"
    for name, called in sorted(names):
        if called:
            yield True, module, _rank(name, called), f"from {module} import {_called(name, called)}"


def _called(name: str, called: str) -> str:
    return f"{name} as {called}" if called else name


def _rank(name: str, called: str = "") -> Rank:
    """Where a name stands among those of its module: constants, classes, all others."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, *_natural(name), called


def _natural(name: str) -> tuple[str, str]:
    """Numbers within names count as such: b2 is before b10."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(9), name.lower()), name


def _group(module: str, package: str) -> int:
    first = module.partition(".")[0]
    if first == "__future__":
        return 0
    return 3 if first in (package, "") else 1 if first in sys.stdlib_module_names else 2
