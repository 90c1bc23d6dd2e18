"""Which packages only some platforms need, by what the packages say that require them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import Distribution

from packaging.requirements import InvalidRequirement, Requirement

from hexapla.source.lock import normal

PLATFORM = re.compile(
    r"\b(?:sys_platform|os_name|platform_(?:system|machine|python_implementation))\b"
)
ANYWHERE = ""  # the condition of what is needed on every platform

Edges = Mapping[str, Sequence[tuple[str, str]]]  # by package: who requires it, on what condition


def markers(distributions: Iterable[Distribution]) -> dict[str, str]:
    """The conditions, as of PEP 508, of the packages that are needed on some platforms only.

    What was asked for by name, and what nothing requires, is needed everywhere.
    """
    installed = {normal(d.metadata["Name"]): d for d in distributions}
    edges = _edges(installed)
    asked = {name for name, d in installed.items() if d.read_text("REQUESTED") is not None}
    needs = {name: {ANYWHERE} for name in installed if name in asked or not edges.get(name)}
    while True:
        more = {name: _needs(edges[name], needs) for name in installed.keys() - needs.keys()}
        found = {name: conditions for name, conditions in more.items() if conditions}
        if not found:
            break
        needs |= found
    return {
        name: _either(conditions)
        for name, conditions in sorted(needs.items())
        if ANYWHERE not in conditions
    }


def _edges(installed: Mapping[str, Distribution]) -> Edges:
    edges: dict[str, list[tuple[str, str]]] = {}
    for name, distribution in installed.items():
        for text in distribution.requires or ():
            try:
                wanted = Requirement(text)
            except InvalidRequirement:
                continue
            marker = str(wanted.marker or "")
            if "extra" not in marker and normal(wanted.name) != name:
                condition = marker if PLATFORM.search(marker) else ANYWHERE
                edges.setdefault(normal(wanted.name), []).append((name, condition))
    return edges


def _needs(edges: Sequence[tuple[str, str]], known: Mapping[str, set[str]]) -> set[str]:
    """On which conditions a package is needed; none until it can be told."""
    found = {_both(of, condition) for by, condition in edges for of in known.get(by, ())}
    complete = all(by in known for by, _ in edges)
    return found if complete or ANYWHERE in found else set()


def _both(one: str, other: str) -> str:
    if not one or not other or one == other:
        return one or other
    return f"({one}) and ({other})"


def _either(conditions: set[str]) -> str:
    if len(conditions) == 1:
        return next(iter(conditions))
    return " or ".join(f"({condition})" for condition in sorted(conditions))
