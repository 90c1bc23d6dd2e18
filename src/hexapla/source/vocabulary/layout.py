"""Cards, grids, tabs, asides and other blocks that stand beside or within the text."""

from __future__ import annotations

from collections.abc import Mapping

from hexapla.source.reading import Directive

DIRECTIVES: Mapping[str, Directive] = {}
