"""What the sources of a PDF say of themselves once they are set: what is too wide or too coarse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from hexapla.model.nodes import NOWHERE, Place
from hexapla.model.pictures import HEAD, size
from hexapla.model.problems import FINE, Problem, coarse_picture, too_wide

WIDE = {"formula": "the formula", "code": "a line of code", "table": "the table"}
INCH, MILLIMETRE = 72.0, 72.0 / 25.4  # in points
SLACK = 1.0  # points: what no reader sees
Note = Mapping[str, Any]


def noted(notes: Iterable[Note], root: Path) -> Iterator[Problem]:
    """The problems with what was measured; pictures are those of the folder `root`."""
    for note in notes:
        match note:
            case {"kind": kind, "at": at, "width": width, "room": room} if kind in WIDE:
                if width > room + SLACK:
                    yield too_wide(WIDE[kind], (width - room) / MILLIMETRE, at_of(at))
            case {"kind": "picture", "at": at, "file": file, "width": width}:
                dots = resolution(root / file.lstrip("/"), width)
                if dots and dots < FINE:
                    yield coarse_picture(file.removeprefix("/pictures/"), dots, at_of(at))


def resolution(picture: Path, width: float) -> float:
    """Dots to the inch of a picture that is so many points wide; 0 where it is a drawing."""
    if picture.suffix.lower() in (".svg", ".svgz", ".pdf") or width <= 0:
        return 0.0
    with suppress(OSError), picture.open("rb") as file:
        known = size(file.read(HEAD))
        return known[0] / (width / INCH) if known else 0.0
    return 0.0


def at_of(said: str) -> Place:
    """The place that a note names as `file:line`."""
    file, _, line = said.rpartition(":")
    return Place(file, int(line)) if line.isdigit() else NOWHERE
