"""Theorems and their kin."""

from __future__ import annotations

from collections.abc import Mapping

from hexapla.model.nodes import Block, Inline, Place, Reference, Text, Theorem
from hexapla.source.found import Found
from hexapla.source.labels import label
from hexapla.source.reading import Directive, Reading, Role
from hexapla.source.vocabulary.references import NAMED

# Those of sphinx-proof and of MyST; each is the name of a word, and of what is counted.
KINDS = (
    "theorem",
    "lemma",
    "corollary",
    "proposition",
    "definition",
    "axiom",
    "assumption",
    "conjecture",
    "criterion",
    "example",
    "observation",
    "property",
    "remark",
    "algorithm",
    "proof",
)
UNCOUNTED = "proof"
OPTIONS = frozenset({"nonumber", "enumerated"})


def _theorem(found: Found, page: Reading) -> tuple[Block, ...]:
    kind = found.name.rpartition(":")[2]
    made = Theorem(
        kind,
        page.argument(found),
        page.body(found),
        counted=kind != UNCOUNTED and not found.off("enumerated"),
        folded="dropdown" in found.classes,
        at=found.at,
    )
    return (made,)


def _reference(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    """The name and the number, in words of the author's if there are any."""
    match = NAMED.fullmatch(content)
    text, target = (match[1], match[2].strip()) if match else ("", content)
    inside = (Text(text, at=at),) if text else ()
    return (Reference("any", label(target), inside, at=at),)


DIRECTIVES: Mapping[str, Directive] = {
    **{f"prf:{kind}": Directive(_theorem, OPTIONS) for kind in KINDS},
    **{f"proof:{kind}": Directive(_theorem, OPTIONS) for kind in KINDS},
}
ROLES: Mapping[str, Role] = {"prf:ref": Role(_reference), "proof:ref": Role(_reference)}
