"""What the topics of a variant use of one another."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from hexapla.model.library import Saved
from hexapla.model.problems import Problem, bad_save

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


def cycles(needs: Mapping[str, Iterable[Borrowed]]) -> Iterator[Problem]:
    """Topics that need each other cannot import one another; `needs` are those of each topic."""
    for topic in sorted(needs):
        for item, used, _ in needs[topic]:
            if topic in _reached(used.topic, needs) and topic < used.topic:
                text = (
                    f"'{item.name}' ({topic}) uses '{used.name}' ({used.topic}), and {used.topic} "
                    f"uses {topic}; give both the same topic"
                )
                yield bad_save(text, item.at)


def _reached(topic: str, needs: Mapping[str, Iterable[Borrowed]]) -> set[str]:
    found: set[str] = set()
    ahead = [topic]
    while ahead:
        for _, used, _ in needs[ahead.pop()]:
            if used.topic not in found:
                found.add(used.topic)
                ahead.append(used.topic)
    return found
