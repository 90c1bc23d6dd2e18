"""How code reaches into the companion package: through which names, and for what."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hexapla.variant.code import Code
from hexapla.variant.names import Import, imports


@dataclass(frozen=True, slots=True)
class Reach:
    """A name of the companion that code mentions, as a path: ("pytorch", "train", "fit").

    `imported` tells an import statement, which takes hold of a module without using it, from
    an expression, which may do anything with one.
    """

    path: tuple[str, ...]
    line: int
    imported: bool = False


def aliases(codes: Iterable[Code], package: str) -> dict[str, str]:
    """The names that stand for something of the companion, and what they stand for."""
    found = [one for code in codes for one in _imports(code, package)]
    return {one.name: package if one.dotted else one.path for one in found if one.name != "*"}


def reaches(code: Code, known: Mapping[str, str], package: str) -> Iterator[Reach]:
    """All that code mentions of the companion, by import or through these aliases."""
    for one in _imports(code, package):
        yield Reach(_path(one.path), one.line[1], imported=True)
    if any(name in code.text for name in known):
        for statement in code.body:
            yield from _mentions(statement, known)


def _imports(code: Code, package: str) -> Iterator[Import]:
    """What code imports of the companion."""
    if package and package in code.text:
        for one in imports(code.imports):
            if one.path == package or one.path.startswith(f"{package}."):
                yield one


def _path(dotted: str) -> tuple[str, ...]:
    return tuple(dotted.split(".")[1:])


def _mentions(node: ast.AST, known: Mapping[str, str]) -> Iterator[Reach]:
    """Names with all the attributes that follow them: `bd.train.fit`, one mention."""
    names: list[str] = []
    inner = node
    while isinstance(inner, ast.Attribute):
        names.insert(0, inner.attr)
        inner = inner.value
    if isinstance(inner, ast.Name):
        if inner.id in known and isinstance(inner.ctx, ast.Load):
            yield Reach((*_path(known[inner.id]), *names), inner.lineno)
        return
    for child in ast.iter_child_nodes(inner):
        yield from _mentions(child, known)
