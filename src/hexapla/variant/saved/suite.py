"""Saved tests: the package's own suite, made of what is marked `#@save test`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from hexapla.model.library import Lost, Saved
from hexapla.model.problems import Problem, bad_test
from hexapla.variant.code import understand
from hexapla.variant.companion import Shelf
from hexapla.variant.names import dotted, outside
from hexapla.variant.saved.kept import Draft, kept
from hexapla.variant.saved.needs import Around, named, needing
from hexapla.variant.saved.order import ordered
from hexapla.variant.saved.parts import Part

FIXTURE = "fixture"  # of pytest: it calls them itself, by the names of arguments


def suite(
    parts: Iterable[Part], on: Shelf, package: str, problems: list[Problem]
) -> tuple[tuple[Saved, ...], list[Lost]]:
    """The tests of one variant by topic, with what only they use, and parts that add to nothing."""
    topics: dict[str, list[Part]] = {}
    for part in parts:
        topics.setdefault(part.topic, []).append(part)
    tests: list[Saved] = []
    lost: list[Lost] = []
    for of_topic in topics.values():
        drafts, astray, wrong = kept(of_topic, on.names)
        problems += [*wrong, *_idle(drafts)]
        helpers = frozenset(name for draft in drafts for name in draft.names)
        found = [
            needing(draft, named(draft, on.variant), Around(on, package, helpers), problems)
            for draft in drafts
        ]
        tests += ordered(found, problems)
        lost += astray
    return tuple(tests), lost


def _idle(drafts: Sequence[Draft]) -> Iterator[Problem]:
    """What is no test, and used by none."""
    spoken = {draft.names: outside(draft.code) for draft in drafts}
    for draft in drafts:
        others = (names for key, names in spoken.items() if key != draft.names)
        used = {name for names in others for name in names}
        if not (_is_run(draft) or used.intersection(draft.names)):
            text = (
                f"pytest does not run '{draft.names[0]}', and no saved test of the topic "
                f"'{draft.topic}' uses it; call a function test_…, a class Test…"
            )
            yield bad_test(text, draft.at)


def _is_run(draft: Draft) -> bool:
    """Whether pytest finds something in it by itself."""
    return any(map(_is_test, understand(draft.code).body))


def _is_test(node: ast.stmt) -> bool:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            fixture = any(dotted(each)[-1:] == (FIXTURE,) for each in node.decorator_list)
            return name.startswith("test") or fixture
        case ast.ClassDef(name=name):
            return name.startswith("Test")
        case _:
            return False
