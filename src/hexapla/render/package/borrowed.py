"""What the topics of a variant use of one another."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from hexapla.model.library import Saved

Borrowed = tuple[Saved, Saved, tuple[str, ...]]  # who borrows, from whom, which names


def borrowed(items: Iterable[Saved], lenders: Iterable[Saved]) -> list[Borrowed]:
    """The names of lenders that items use by themselves, rather than through an alias."""
    by_name = {item.name: item for item in lenders}
    found: list[Borrowed] = []
    for item in items:
        spoken = {n.id for n in ast.walk(ast.parse(item.code)) if isinstance(n, ast.Name)}
        for used in (by_name[name] for name in item.uses if name in by_name):
            if names := tuple(name for name in used.names if name in spoken):
                found.append((item, used, names))
    return found


def borrowing(found: Iterable[Borrowed], package: str) -> set[str]:
    """The statements that import what is borrowed, from the modules of a variant's package."""
    return {
        f"from {package}.{used.topic} import {name}" for _, used, names in found for name in names
    }
