"""Prose of one or several variants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hexapla.model.nodes import Block, Inline, Place, Text, Unknown, VariantBlock, Varied
from hexapla.model.problems import bad_directive, bad_role, unknown_variant
from hexapla.source.found import Found
from hexapla.source.reading import Directive, Reading, Role


def known(names: Iterable[str], at: Place, page: Reading) -> tuple[str, ...]:
    """Those of the names that are variants of the book; a problem for each other one."""
    variants = [variant.name for variant in page.config.variants]
    for name in names:
        if name not in variants:
            page.report(unknown_variant(name, variants, at))
        elif page.variants and name not in page.variants:
            around = " and ".join(page.variants)
            what = f"it stands in what is for {around} alone, so that no reader of {name} sees it"
            page.report(bad_directive("variant", what, at))
    return tuple(dict.fromkeys(name for name in names if name in variants))


def _variant(found: Found, page: Reading) -> tuple[Block, ...]:
    names = known(found.argument.split(), found.at, page)
    body = replace(page, variants=names or page.variants).body(found)
    if not names:
        return (Unknown(found.name, body, at=found.at),)
    return (VariantBlock(names, body, at=found.at),)


def _varied(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    """`jax tensorflow: words` for the readers of some variants."""
    names, colon, text = content.partition(":")
    if not colon or not names.strip():
        page.report(bad_role("variant", "write it as `jax: words`", at))
        return (Text(content, at=at),)
    variants = known(names.replace(",", " ").split(), at, page)
    inside = page.line(text.strip(), at, page)
    return (Varied(variants, inside, at=at),) if variants else inside


DIRECTIVES: Mapping[str, Directive] = {
    "variant": Directive(_variant, needs="which variants see it")
}
ROLES: Mapping[str, Role] = {"variant": Role(_varied)}
