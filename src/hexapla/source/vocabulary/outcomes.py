"""What cells gave, shown elsewhere: embedded, glued, or as a value within a line."""

from __future__ import annotations

from collections.abc import Mapping

from hexapla.source.reading import Directive, Role

DIRECTIVES: Mapping[str, Directive] = {}
ROLES: Mapping[str, Role] = {}
