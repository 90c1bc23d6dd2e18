"""Directives and roles: what each name makes, split by kind of content."""

from __future__ import annotations

from collections.abc import Mapping

from hexapla.source.reading import Directive, Role
from hexapla.source.vocabulary import (
    admonitions,
    cells,
    citations,
    claims,
    code,
    documented,
    exercises,
    gathered,
    glossary,
    inclusions,
    indexing,
    layout,
    maths,
    media,
    outcomes,
    pictures,
    raw,
    references,
    slides,
    spans,
    tables,
    theorems,
    variants,
)

DIRECTIVES: Mapping[str, Directive] = {
    **admonitions.DIRECTIVES,
    **cells.DIRECTIVES,
    **citations.DIRECTIVES,
    **code.DIRECTIVES,
    **exercises.DIRECTIVES,
    **gathered.DIRECTIVES,
    **glossary.DIRECTIVES,
    **inclusions.DIRECTIVES,
    **indexing.DIRECTIVES,
    **layout.DIRECTIVES,
    **maths.DIRECTIVES,
    **media.DIRECTIVES,
    **outcomes.DIRECTIVES,
    **pictures.DIRECTIVES,
    **raw.DIRECTIVES,
    **slides.DIRECTIVES,
    **tables.DIRECTIVES,
    **theorems.DIRECTIVES,
    **variants.DIRECTIVES,
}
ROLES: Mapping[str, Role] = {
    **citations.ROLES,
    **claims.ROLES,
    **documented.ROLES,
    **glossary.ROLES,
    **inclusions.ROLES,
    **indexing.ROLES,
    **maths.ROLES,
    **outcomes.ROLES,
    **raw.ROLES,
    **references.ROLES,
    **slides.ROLES,
    **spans.ROLES,
    **theorems.ROLES,
    **variants.ROLES,
}
