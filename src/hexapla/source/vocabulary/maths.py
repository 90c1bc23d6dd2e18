"""Formulas, displayed and within a line."""

from __future__ import annotations

from collections.abc import Mapping

from hexapla.model.nodes import Block, Inline, Math, Place
from hexapla.source.formulas import display
from hexapla.source.found import Found
from hexapla.source.reading import Directive, Reading, Role


def _display(found: Found, page: Reading) -> tuple[Block, ...]:
    """An unnumbered one says `:enumerated: false`, or `:nonumber:`."""
    tex = f"{found.argument}\n{found.body}".strip()
    asked = True if "enumerated" in found.options else None
    counted = False if found.off("enumerated") else asked
    every = page.config.numbering.equations
    at = found.at if found.argument else page.at(found.first)
    return (display(tex, "", at, counted=counted, every=every),)


def _math(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    return (Math(content, at=at),)


DIRECTIVES: Mapping[str, Directive] = {
    "math": Directive(_display, frozenset({"enumerated", "nonumber", "nowrap"}))
}
ROLES: Mapping[str, Role] = {"math": Role(_math)}
