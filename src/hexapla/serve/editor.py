"""Links that open a file of the book at a line in the author's editor."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote


def link(pattern: str, folder: Path, file: str, line: int) -> str:
    """The address that opens a file of the book at a line; "" where there is no editor or file."""
    if not pattern or not file:
        return ""
    path = quote((folder / file).absolute().as_posix())
    path = path if path.startswith("/") else f"/{path}"
    return pattern.replace("{path}", path).replace("{line}", str(max(line, 1)))
