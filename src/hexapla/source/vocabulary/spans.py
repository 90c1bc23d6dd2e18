"""Words set apart: sub- and superscripts, keys, abbreviations, badges, buttons."""

from __future__ import annotations

from collections.abc import Mapping

from hexapla.source.reading import Role

ROLES: Mapping[str, Role] = {}
