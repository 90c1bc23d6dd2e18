"""The addresses that mystmd gives pages: /name/, made of their files' names."""

from __future__ import annotations

import re

YEAR = re.compile(r"[12][0-9]{3}(?![0-9])|[0-9]{5}")  # no enumeration: it belongs to the name
LONGEST = 50


def slug(name: str) -> str:
    """A file's name without the numbers before it, in small letters and hyphens."""
    bare = name if YEAR.match(name) else re.sub(r"^[0-9_.-]+", "", name) or name
    words = re.sub(r"[^a-z0-9-]+", "-", bare.replace("&", " and ").lower())
    return re.sub(r"-+", "-", words).strip("-")[:LONGEST]


class Slugs:
    """Gives each page an address of its own; `folders` says that those of its path are in it."""

    def __init__(self, *, folders: bool) -> None:
        self.folders = folders
        self.counts: dict[str, int] = {"index": 1}  # that of the first page

    def address(self, file: str) -> str:
        """The address of the page's file, without suffix."""
        *above, name = file.rpartition(".")[0].split("/")
        steps = [slug(step) for step in (*above, name)] if self.folders else [slug(name)]
        whole = [*steps[:-1]] if len(steps) > 1 and steps[-1] == "index" else steps
        key = "/".join(whole)
        count = self.counts[key] = self.counts.get(key, 0) + 1
        return f"{key}-{count - 1}/index" if count > 1 else f"{key}/index"
