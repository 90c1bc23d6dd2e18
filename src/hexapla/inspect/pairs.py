"""Pairs of programs for the same: whether they begin alike, and end within their tolerance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from hexapla.inspect.named import Named, Spot, every
from hexapla.model.book import Book, Page, Variant
from hexapla.model.claims import Margin, Pair
from hexapla.model.problems import (
    Problem,
    pair_apart,
    pair_without_start,
    unchecked_pair,
    unknown_claim,
    unknown_page,
)

EQUAL = Margin(
    relative=1e-6, absolute=1e-9
)  # what a start may differ by: the last digit of float32
EXACT = 1 + 1e-9

# missing: one of the two has no such cell; none: neither has; unread: they cannot be compared;
# unrun: a page has not run.
Verdict = Literal["equal", "apart", "missing", "none", "unread", "unrun"]


@dataclass(frozen=True, slots=True)
class Compared:
    """What the two programs of a pair show, in one variant, under one name each.

    `apart` is the largest difference relative to the larger number of the two, `numbers` how
    many were compared.
    """

    page: str
    pair: Pair
    kind: Literal["start", "result"]
    here: str
    there: str
    variant: Variant
    verdict: Verdict = "none"
    apart: float = 0.0
    numbers: int = 0
    says: tuple[str, str] = ("", "")  # the two numbers that differ most, with their places
    why: str = ""

    @property
    def margin(self) -> Margin:
        return EQUAL if self.kind == "start" else self.pair.margin


def names_of(book: Book) -> Iterator[tuple[str, str]]:
    """The names that pairs compare, each with the page that it is looked for on."""
    for page in book.pages():
        for pair in page.pairs:
            other = _other(pair, page, book)
            for here, there in (*pair.start, *pair.result):
                yield here, page.id
                yield there, other.id if other else page.id


def compared(names: Named, variants: tuple[Variant, ...]) -> tuple[Compared, ...]:
    """Each pair's starts and results, in each variant."""
    return tuple(
        one
        for page in names.book.pages()
        for pair in page.pairs
        if (other := _other(pair, page, names.book))
        for one in _of_pair(pair, page.id, other.id, variants, names)
    )


def _other(pair: Pair, page: Page, book: Book) -> Page | None:
    """The page of the second program: by its name, or by its file."""
    if not pair.page:
        return page
    return next((one for one in book.pages() if pair.page in (one.id, one.file)), None)


def _of_pair(
    pair: Pair, page: str, other: str, variants: tuple[Variant, ...], names: Named
) -> Iterator[Compared]:
    kinds: tuple[tuple[Literal["start", "result"], tuple[tuple[str, str], ...]], ...] = (
        ("start", pair.start),
        ("result", pair.result),
    )
    for kind, both in kinds:
        for here, there in both:
            for variant in variants:
                blank = Compared(page, pair, kind, here, there, variant)
                yield _compared(blank, page, other, names)


def _compared(one: Compared, page: str, other: str, names: Named) -> Compared:
    variant = one.variant.name
    first = names.find(one.here, page, variant)
    second = names.find(one.there, other, variant)
    if first is None or second is None:
        return _lacking(one, has=(first is not None, second is not None), names=names)
    left, right = every(*first), every(*second)
    for said in (left, right):
        if isinstance(said, str):
            return replace(one, verdict="unread", why=said)
    if isinstance(left, str) or isinstance(right, str) or len(left) != len(right):
        why = f"one shows {len(left)} numbers ({first[0].at}), the other {len(right)}"
        return replace(one, verdict="unread", why=f"{why} ({second[0].at})")
    return _measured(one, left, right, (first[0], second[0]))


def _lacking(one: Compared, *, has: tuple[bool, bool], names: Named) -> Compared:
    variant = one.variant.name
    sides = [(name, there) for name, there in zip((one.here, one.there), has, strict=True)]
    if any(not there and names.open(name, variant) for name, there in sides):
        return replace(one, verdict="unrun")
    absent = next(name for name, there in sides if not there)
    return replace(one, verdict="missing" if any(has) else "none", why=absent)


def _measured(
    one: Compared, left: tuple[float, ...], right: tuple[float, ...], spots: tuple[Spot, Spot]
) -> Compared:
    def share(both: tuple[float, float]) -> float:
        """The difference as a part of what is allowed; what is no number is never near one."""
        a, b = both
        gap = abs(a - b)
        if a == b:
            return 0.0
        allowed = one.margin.of(a, b)
        return gap / allowed if gap < float("inf") and allowed else float("inf")

    a, b = worst = max(zip(left, right, strict=True), key=share)
    apart = abs(a - b) / (max(abs(a), abs(b)) or 1.0) if a != b else 0.0
    return replace(
        one,
        verdict="equal" if share(worst) <= EXACT else "apart",
        apart=apart,
        numbers=len(left),
        says=(f"{a:.8g} ({spots[0]})", f"{b:.8g} ({spots[1]})"),
    )


# --- what is wrong --------------------------------------------------------------------------------


def problems(known: tuple[Compared, ...], names: Named) -> Iterator[Problem]:
    """What pairs compare that is not there, cannot be compared, or is too far apart."""
    for page in names.book.pages():
        for pair in page.pairs:
            if _other(pair, page, names.book) is None:
                yield unknown_page(pair.page, [one.id for one in names.book.pages()], pair.at)
            elif not pair.start:
                yield pair_without_start(pair.at)
    for _, each in groupby(known, key=lambda one: (id(one.pair), one.kind, one.here, one.there)):
        yield from _of_names(tuple(each), names)


def _of_names(each: tuple[Compared, ...], names: Named) -> Iterator[Problem]:
    """What is wrong with one start or result, in all variants."""
    first = each[0]
    at, called = first.pair.at, f"'{first.here}' and '{first.there}'"
    for name in dict.fromkeys((first.here, first.there)):
        if not names.knows(name) and not any(one.verdict == "unrun" for one in each):
            yield unknown_claim(name, names.names(), at)
    for name in dict.fromkeys(one.why for one in each if one.verdict == "missing"):
        lacking = [one.variant.title for one in each if (one.verdict, one.why) == ("missing", name)]
        if names.knows(name):
            why = f"{', '.join(lacking)} has only one of them, and no '{name}'"
            yield unchecked_pair(called, why, at)
    for one in each:
        if one.verdict == "unread":
            yield unchecked_pair(f"{called} of {one.variant.title}", one.why, at)
        elif one.verdict == "apart":
            allowed = "an equal start" if one.kind == "start" else f"within {one.margin}"
            yield pair_apart(f"{called} of {one.variant.title}", *one.says, allowed, at)
