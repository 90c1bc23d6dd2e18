"""Keeping nothing: for runs that are only to be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hexapla.ports import Archive


@dataclass(frozen=True, slots=True)
class Forgetful:
    """A Store and an Archive that keep nothing; of the archive, if any, the last can be read."""

    archive: Archive | None = None

    def get(self, key: str) -> bytes | None:
        return None

    def put(self, key: str, data: bytes) -> None:
        pass

    def last(self, page: str, variant: str) -> Mapping[str, bytes] | None:
        return self.archive.last(page, variant) if self.archive else None

    def keep(self, page: str, variant: str, files: Mapping[str, bytes]) -> None:
        pass
