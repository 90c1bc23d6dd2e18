"""Pairs of programs for the same, one from scratch and one with the framework, as pages say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hexapla.model.claims import Margin, Pair
from hexapla.model.nodes import Place
from hexapla.model.numbers import NUMBER, numbers
from hexapla.model.problems import Problem, bad_front_matter, unknown_key

KEYS = ("concise", "start", "result", "tolerance")
TOLERANCE = "1%"
At = Callable[..., Place]
Report = Callable[[Problem], None]


def of_page(meta: dict[str, Any], at: At, report: Report) -> tuple[Pair, ...]:
    """What a page's front matter says under `pair`: one pair, or a list of them."""
    said = meta.get("pair")
    each = said if isinstance(said, list) else [] if said is None else [said]
    return tuple(pair for one in each if (pair := _pair(one, at, report)))


def _pair(said: object, at: At, report: Report) -> Pair | None:
    if not isinstance(said, dict) or not said.get("result"):
        what = (
            "'pair' needs the cells whose results are compared: "
            "{concise: page, start: {here: there}, result: {here: there}, tolerance: 1%}"
        )
        report(bad_front_matter(what, at("pair")))
        return None
    for key in said:
        if key not in KEYS:
            report(unknown_key(str(key), KEYS, at("pair"), of="'pair'"))
    wide = str(said.get("tolerance", TOLERANCE))
    allowed = margin(wide)
    if allowed is None:
        what = f"the tolerance of 'pair' is written 5% or 0.01, and is '{wide}'"
        report(bad_front_matter(what, at("pair", "tolerance")))
        return None
    ends = {key: tuple(_both(said.get(key))) for key in ("start", "result")}
    page = str(said.get("concise") or "")
    return Pair(page, ends["start"], ends["result"], allowed, at("pair"))


def _both(said: object) -> Iterator[tuple[str, str]]:
    """The names of what is compared, here and there; one alone has the same name there."""
    if isinstance(said, dict):
        yield from ((str(here), str(there)) for here, there in said.items())
    elif said is not None:
        yield from ((str(one), str(one)) for one in (said if isinstance(said, list) else [said]))


def margin(text: str) -> Margin | None:
    """How much may differ: 5%, or 0.01; None where that is not what is written."""
    found = next(numbers(text), None) if NUMBER.fullmatch(text) else None
    if found is None or not 0 <= found.value < float("inf"):
        return None
    return Margin(relative=found.value) if "%" in text else Margin(absolute=found.value)
