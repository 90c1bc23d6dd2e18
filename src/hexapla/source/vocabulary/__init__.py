"""Directives and roles: what each name makes, split by kind of content."""

from __future__ import annotations

from collections.abc import Mapping

from hexapla.source.reading import Directive, Role
from hexapla.source.vocabulary import (
    admonitions,
    citations,
    code,
    exercises,
    maths,
    pictures,
    references,
    tables,
    variants,
)

DIRECTIVES: Mapping[str, Directive] = {
    **admonitions.DIRECTIVES,
    **citations.DIRECTIVES,
    **code.DIRECTIVES,
    **exercises.DIRECTIVES,
    **maths.DIRECTIVES,
    **pictures.DIRECTIVES,
    **tables.DIRECTIVES,
    **variants.DIRECTIVES,
}
ROLES: Mapping[str, Role] = {**citations.ROLES, **maths.ROLES, **references.ROLES}
