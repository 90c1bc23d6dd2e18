"""Lists that are made from the book: contents, tables of contents."""

from __future__ import annotations

from collections.abc import Mapping

from hexapla.source.reading import Directive

DIRECTIVES: Mapping[str, Directive] = {}
