"""The search of a preview: its index is made of all pages when someone searches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hexapla.ports import Artifact, Search
from hexapla.publish.search import indexed


@dataclass(slots=True)
class Finding:
    """The files of an index, and the keys of the pages that it was made of."""

    read: Callable[[str], bytes | None]
    made_of: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)

    def file(self, path: str, search: Artifact, key: Callable[[str], str]) -> bytes | None:
        """A file of the index; of an index that is too old, none is read before it is made anew."""
        assert isinstance(search.data, Search)  # noqa: S101
        keys = tuple(map(key, search.data.pages))
        if keys != self.made_of:
            self.files, self.made_of = self._indexed(search.path, search.data), keys
        return self.files.get(path)

    def _indexed(self, path: str, search: Search) -> Mapping[str, bytes]:
        with TemporaryDirectory(prefix="hexapla-search-") as folder:
            for page in search.pages:
                file = Path(folder, page)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(self.read(page) or b"")
            return dict(indexed(path, search, Path(folder), lambda problem: None))
