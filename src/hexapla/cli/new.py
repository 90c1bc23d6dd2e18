"""The small book that `hexapla new` makes: a copy of the folder template/ beside this file."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path


def write_book(folder: Path) -> None:
    """Write the template book into a folder that is empty or not there yet."""
    with as_file(files("hexapla.cli") / "template") as template:
        shutil.copytree(template, folder, dirs_exist_ok=True)
