"""Theorems and their kin."""

from __future__ import annotations

from collections.abc import Mapping

from hexapla.source.reading import Directive, Role

DIRECTIVES: Mapping[str, Directive] = {}
ROLES: Mapping[str, Role] = {}
