"""Formulas, displayed and within a line."""

from __future__ import annotations

from collections.abc import Mapping

from hexapla.model.nodes import Block, Display, Inline, Math, Place
from hexapla.source.found import Found
from hexapla.source.reading import Directive, Reading, Role


def _display(found: Found, page: Reading) -> tuple[Block, ...]:
    tex = f"{found.argument}\n{found.body}".strip()
    return (Display(tex, at=found.at),)


def _math(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    return (Math(content, at=at),)


DIRECTIVES: Mapping[str, Directive] = {"math": Directive(_display)}
ROLES: Mapping[str, Role] = {"math": Role(_math)}
