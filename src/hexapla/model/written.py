"""What a notebook that we write says of where it comes from, so that edits find their way back.

In its metadata under `hexapla`: the page, the variant, and a mark for each cell as it was written;
in the metadata of each cell, which of these it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

OWN = "hexapla"  # the key of what is ours in the metadata of notebooks and cells
LENGTH = 16  # digits of a mark: enough to tell a cell from itself as it was


def mark(kind: str, source: str) -> str:
    """A cell's mark: the first letter of its kind, and a digest of what stands in it.

    Blank lines at the ends do not count.
    """
    return kind[0] + sha256(bare(source).encode("utf-8", "replace")).hexdigest()[:LENGTH]


def bare(source: str) -> str:
    """What stands in a cell without blank lines around it, as a fence of Markdown keeps it."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    return "\n".join(lines[start:]).rstrip()


def own(metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is ours in the metadata of a notebook or a cell."""
    ours = metadata.get(OWN)
    return ours if isinstance(ours, dict) else {}
