"""Videos, sounds, pages from elsewhere, and diagrams."""

from __future__ import annotations

from collections.abc import Mapping

from hexapla.source.reading import Directive

DIRECTIVES: Mapping[str, Directive] = {}
