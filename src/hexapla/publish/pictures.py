"""Pictures as Typst can take them: what is none, or is too much, becomes a grey card."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from hexapla.engine import digest
from hexapla.model.pictures import HEAD, size
from hexapla.model.problems import Problem, Problems, cut_picture, unfit_picture
from hexapla.ports import Artifact, Made, Original
from hexapla.publish.cards import CARDS, PNG
from hexapla.publish.files import made
from hexapla.publish.known import key_of, of_bytes

FOLDER = "pictures/"
HEAVY = 50_000_000  # bytes
WIDE = 50_000_000  # pixels
# What the bytes of a picture begin with, by the suffixes that go with it: Typst goes by these.
BEGINS = {
    (".png",): b"\x89PNG",
    (".jpg", ".jpeg"): b"\xff\xd8\xff",
    (".gif",): b"GIF8",
    (".webp",): b"RIFF",
}


def fitted(artifact: Artifact, book: Path) -> Artifact:
    """The artifact, where it is a picture, with what it is on paper."""
    key = of_bytes(artifact.data) or key_of(artifact.data)
    if not key or not artifact.path.startswith(FOLDER):
        return artifact
    return replace(artifact, data=Made(digest("fitted", key), lambda: fit(artifact, book)))


def fit(artifact: Artifact, book: Path) -> tuple[bytes, Problems]:
    """What a picture is on paper, and what is wrong with it."""
    name = artifact.data.file if isinstance(artifact.data, Original) else artifact.path
    suffix = PurePosixPath(artifact.path).suffix.lower()
    card = CARDS.get(suffix, PNG)
    if why := _heavy(artifact, book):
        return card, (unfit_picture(name, why),)
    found: list[Problem] = []
    raw, problems = made(_as_it_is(artifact), book, found)
    if raw is None:
        return card, (*problems, *found)
    if why := unfit(suffix, raw) or _broken(suffix, raw):
        return card, (*problems, unfit_picture(name, why))
    data = _still(artifact, raw)
    return data, (*problems, *(() if data == raw else (cut_picture(name),)))


def _heavy(artifact: Artifact, book: Path) -> str:
    """Why a file is not even read."""
    if not isinstance(artifact.data, Original):
        return ""
    try:
        bytes_ = (book / artifact.data.file).stat().st_size
    except OSError:
        return ""  # reading it will say so
    return f"it has {bytes_ / 1e6:.0f} MB, and 50 is the most" if bytes_ > HEAVY else ""


def unfit(suffix: str, data: bytes) -> str:
    """Why Typst cannot take these bytes for a picture of this suffix; "" where it can."""
    if suffix == ".svg":
        return "" if b"svg" in data[:HEAD] else "it is no drawing"
    for suffixes, begins in BEGINS.items():
        if data.startswith(begins) and suffix not in suffixes:
            return f"its name ends in '{suffix}', and it is a picture of the kind '{suffixes[0]}'"
        if suffix in suffixes and not data.startswith(begins):
            return f"it is no picture of the kind '{suffix}'"
    known = size(data[:HEAD])
    if known is None:
        return "it is no picture that says its size" if suffix in CARDS else ""
    pixels = known[0] * known[1]
    return f"it has {pixels / 1e6:.0f} megapixels, and 50 is the most" if pixels > WIDE else ""


def _broken(suffix: str, data: bytes) -> str:
    """Where a drawing is no XML; "" where all is well."""
    if suffix != ".svg":
        return ""
    try:
        expat.ParserCreate().Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        return f"it is broken XML: {error}"
    return ""


def _as_it_is(artifact: Artifact) -> Artifact:
    one = artifact.data
    return (
        replace(artifact, data=replace(one, still=None)) if isinstance(one, Original) else artifact
    )


def _still(artifact: Artifact, data: bytes) -> bytes:
    """A picture without what in it could act."""
    one = artifact.data
    return one.still(data) if isinstance(one, Original) and one.still else data
