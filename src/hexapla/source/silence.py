"""Problems that an author does not want to be told of: by their codes, for the book or a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hexapla.model.codes import CODES
from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, bad_front_matter, never_silent, unknown_code
from hexapla.source.words import words


def unsilent(code: str, at: Place) -> Problem | None:
    """Why a code cannot be ignored, None if it can. What readers would miss is always told."""
    if code not in CODES:
        return unknown_code(code, CODES, at)
    return never_silent(code, at) if CODES[code][0] == "error" else None


def of_page(
    meta: dict[str, Any], at: Callable[..., Place], report: Callable[[Problem], None]
) -> tuple[str, ...]:
    """The codes that a page ignores, `check: {ignore: [todo]}`: they are taken out of `meta`."""
    said = meta.pop("check", None)
    if said is None:
        return ()
    if not isinstance(said, dict) or set(said) != {"ignore"} or isinstance(said["ignore"], dict):
        what = "under 'check' stands which problems are not told: {ignore: [todo]}"
        report(bad_front_matter(what, at("check")))
        return ()
    found = {code: unsilent(code, at("check", "ignore")) for code in words(said["ignore"])}
    for problem in filter(None, found.values()):
        report(problem)
    return tuple(code for code, problem in found.items() if problem is None)
