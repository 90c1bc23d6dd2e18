"""Paths that a book names: always within its folder, with slashes."""

from __future__ import annotations

import posixpath


def within(path: str, folder: str = "") -> str | None:
    """The path relative to the book, as a file in `folder` names it; None if it leads outside.

    A path that begins with a slash starts from the book's folder.
    """
    path = path.replace("\\", "/")
    start = "" if path.startswith("/") else folder
    whole = posixpath.normpath(posixpath.join(start, path.lstrip("/")))
    return None if whole in ("", ".", "..") or whole.startswith(("../", "/")) else whole
