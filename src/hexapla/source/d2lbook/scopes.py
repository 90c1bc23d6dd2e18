"""Where code may name something, and which names a function has for itself."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
HAZY = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@lru_cache(maxsize=256)
def mention(modules: frozenset[str], names: frozenset[str]) -> re.Pattern[str]:
    """Where an alias may be named."""
    of, said = ("|".join(map(re.escape, sorted(each))) for each in (modules, names))
    return re.compile(rf"\b(?:{of})\s*\.\s*(?:{said})\b" if of and said else r"(?!)")


def own(node: ast.AST) -> frozenset[str]:
    """The names that a function or comprehension has of its own, those within it included."""
    if not isinstance(node, SCOPES + HAZY):
        return frozenset()
    names: set[str] = set()
    shared: set[str] = set()
    for each in ast.walk(node):
        match each:
            case ast.Name(name, ast.Store()) | ast.arg(name):
                names.add(name)
            case ast.Global(given):
                shared.update(given)
            case _:
                pass
    return frozenset(names - shared)
