"""Whether what pages claim of their code is true, in each variant that sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import Literal

from hexapla.inspect.named import Named, Spot, named, number
from hexapla.inspect.pairs import Compared, compared, names_of
from hexapla.inspect.pairs import problems as unequal
from hexapla.model.book import Book, Page, Variant
from hexapla.model.nodes import Claim, Embedded
from hexapla.model.outputs import Outputs
from hexapla.model.problems import (
    Problem,
    Problems,
    claims_disagree,
    false_claim,
    unchecked_claim,
    unknown_claim,
)
from hexapla.model.walk import applies, seen_by
from hexapla.ports import Edition

HOLDS: Mapping[str, Callable[[float, float], bool]] = {">=": ge, "<=": le, ">": gt, "<": lt}
EXACT = 1 + 1e-9  # a claimed tolerance may itself be rounded in its last bit

# unknown: no variant has the name; missing: this one has not; unread: what it shows is no number
# to compare; unrun: a page has not run that may give it.
Verdict = Literal["true", "false", "unknown", "missing", "unread", "unrun"]


@dataclass(frozen=True, slots=True)
class Found:
    """What one variant gives for a claim: a number, where it has one, and where that is from."""

    variant: Variant
    verdict: Verdict
    value: float = 0.0
    spot: Spot | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim of a page, with what each variant gives that sees it."""

    page: str
    claim: Claim
    found: tuple[Found, ...]

    @property
    def known(self) -> tuple[Found, ...]:
        return tuple(one for one in self.found if one.spot and not one.why)

    @property
    def spread(self) -> float:
        """How far the variants are apart; those that are equal are not, infinite ones too."""
        values = [one.value for one in self.known]
        alike = len(values) < 2 or min(values) == max(values)
        return 0.0 if alike else max(values) - min(values)

    @property
    def agrees(self) -> bool:
        allowed = self.claim.tolerance
        return allowed is None or self.spread <= allowed * EXACT


@dataclass(frozen=True, slots=True)
class Report:
    """All claims and all pairs of a book, checked."""

    claims: tuple[Checked, ...]
    pairs: tuple[Compared, ...]
    names: Named


def problems(edition: Edition) -> Problems:
    """What is claimed and not true, and what cannot be checked."""
    known = report(edition.book, edition.outputs, edition.variants)
    return (*_claimed(known), *unequal(known.pairs, known.names))


def report(book: Book, outputs: Outputs, variants: tuple[Variant, ...]) -> Report:
    """All claims and pairs, with what the recorded outputs say to them. Runs nothing."""
    said = [(page, claim, seen) for page in book.pages() for claim, seen in claims_on(page)]
    wanted = [(claim.name, page.id) for page, claim, _ in said]
    names = named(book, outputs, variants, (*wanted, *names_of(book)))
    checked = (
        Checked(page.id, claim, tuple(_found(claim, page.id, seen, variants, names)))
        for page, claim, seen in said
    )
    return Report(tuple(checked), compared(names, variants), names)


def claims_on(page: Page) -> Iterator[tuple[Claim, tuple[str, ...]]]:
    """The claims of a page, and the variants that see each: () for all."""
    # A copy claims nothing: what it is a copy of does.
    return seen_by(page.body, Claim, beside=Embedded) if page.holds(Claim) else iter(())


def _found(
    claim: Claim, page: str, seen: tuple[str, ...], variants: tuple[Variant, ...], names: Named
) -> Iterator[Found]:
    for variant in variants:
        if not applies(seen, variant.name):
            continue
        hit = names.find(claim.name, page, variant.name)
        if hit is None:
            yield Found(variant, _absent(claim.name, variant, names))
            continue
        spot, rest = hit
        value = number(spot, rest)
        if isinstance(value, str):
            yield Found(variant, "unread", 0.0, spot, value)
        else:
            yield Found(variant, "true" if holds(claim, value) else "false", value, spot)


def _absent(name: str, variant: Variant, names: Named) -> Verdict:
    if names.open(name, variant.name):
        return "unrun"
    return "missing" if names.knows(name) else "unknown"


def holds(claim: Claim, value: float) -> bool:
    """Whether a claim is true of a value."""
    if compare := HOLDS.get(claim.sign):
        return compare(value, claim.number)
    if claim.tolerance is None and claim.sign == "==":
        return value == claim.number
    allowed = claim.slack if claim.tolerance is None else claim.tolerance
    return value == claim.number or abs(value - claim.number) <= allowed * EXACT


# --- what is wrong --------------------------------------------------------------------------------


def _claimed(known: Report) -> Iterator[Problem]:
    for one in known.claims:
        claim, at = one.claim, one.claim.at
        for found in one.found:
            if found.verdict == "false":
                value, where = f"{found.value:.6g}", str(found.spot)
                yield false_claim(claim.said, value, found.variant.title, where, at)
        if any(found.verdict == "unknown" for found in one.found) and not _open(one):
            yield unknown_claim(claim.name, known.names.names(), at)
        if lacking := [found.variant.title for found in one.found if found.verdict == "missing"]:
            why = f"no cell of {', '.join(lacking)} gives it; claim it in a {{variant}} block"
            yield unchecked_claim(claim.said, why, at)
        if unread := [found for found in one.found if found.verdict == "unread"]:
            titles = ", ".join(found.variant.title for found in unread)
            yield unchecked_claim(claim.said, f"in {titles}, {unread[0].why}", at)
        if not one.agrees:
            yield claims_disagree(claim.said, *_farthest(one), f"{claim.tolerance:.6g}", at)


def _open(one: Checked) -> bool:
    return any(found.verdict == "unrun" for found in one.found)


def _farthest(one: Checked) -> tuple[str, str]:
    ordered = sorted(one.known, key=lambda found: found.value)
    least, most = ordered[0], ordered[-1]
    return _said(least), _said(most)


def _said(found: Found) -> str:
    return f"{found.value:.6g} in {found.variant.title} ({found.spot})"
