"""Prose of one or several variants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hexapla.model.nodes import Block, Place, Unknown, VariantBlock
from hexapla.model.problems import unknown_variant
from hexapla.source.found import Found
from hexapla.source.reading import Directive, Reading, Role


def known(names: Iterable[str], at: Place, page: Reading) -> tuple[str, ...]:
    """Those of the names that are variants of the book; a problem for each other one."""
    variants = [variant.name for variant in page.config.variants]
    for name in names:
        if name not in variants:
            page.report(unknown_variant(name, variants, at))
    return tuple(dict.fromkeys(name for name in names if name in variants))


def _variant(found: Found, page: Reading) -> tuple[Block, ...]:
    names = known(found.argument.split(), found.at, page)
    body = replace(page, variants=names or page.variants).body(found)
    if not names:
        return (Unknown(found.name, body, at=found.at),)
    return (VariantBlock(names, body, at=found.at),)


DIRECTIVES: Mapping[str, Directive] = {
    "variant": Directive(_variant, needs="which variants see it")
}
ROLES: Mapping[str, Role] = {}
