"""Which system a folder without book.toml is of.

Systems are named rather than imported: a book that has a book.toml loads none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from hexapla.source.project.said import Project

Text = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class System:
    """The files of a system, any of which is enough, and the module that reads them."""

    files: tuple[str, ...]
    module: str


# The first of which there is a file is the one that is read.
SYSTEMS = {
    "myst": System(("myst.yml",), "hexapla.source.project.myst"),
    "d2lbook": System(("config.ini",), "hexapla.source.d2lbook.project"),
    "jupyter-book": System(("_toc.yml", "_config.yml"), "hexapla.source.project.jupyter_book"),
}
FILES = tuple(file for system in SYSTEMS.values() for file in system.files)


def project(files: frozenset[str], text: Text, kind: str = "") -> Project | None:
    """What the project in a folder says, of that kind or of any; None where there is none.

    `text` gives the text of a file, or None where it cannot be read.
    """
    for name, system in SYSTEMS.items():
        if kind in ("", name) and any(file in files for file in system.files):
            said: Project = import_module(system.module).project(files, text)
            return said
    return None
