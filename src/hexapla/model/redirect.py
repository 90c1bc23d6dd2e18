"""Addresses of old."""

from __future__ import annotations

from dataclasses import dataclass, field

from hexapla.model.inlines import Place


@dataclass(frozen=True, slots=True)
class Redirect:
    """An address of old within the site, and where it leads: within the site, or to the web."""

    old: str
    new: str
    at: Place = field(compare=False)
