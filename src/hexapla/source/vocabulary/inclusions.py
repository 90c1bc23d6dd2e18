"""Files of the book that are taken into a page: text, code, data."""

from __future__ import annotations

from collections.abc import Mapping

from hexapla.source.reading import Directive, Role

DIRECTIVES: Mapping[str, Directive] = {}
ROLES: Mapping[str, Role] = {}
