"""A PDF of the sources that a writer gives: laid out in a folder, and set by Typst.

What Typst cannot set is told at its place in the book, and a mark stands for it: a PDF comes out
whatever there is. The folder stays: of a next time, only what has changed is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from posixpath import splitext
from typing import Any

import msgspec

from hexapla.engine import engine
from hexapla.model.problems import Problem, Problems, no_paper
from hexapla.ports import Artifact, Made, Typeset
from hexapla.publish.cards import CARDS
from hexapla.publish.compositor import Answer, Compositor, Order
from hexapla.publish.diagnosed import diagnosed
from hexapla.publish.files import manifest, publish
from hexapla.publish.known import Known, key_of
from hexapla.publish.memory import Memory, forgotten, kept, known, recalled
from hexapla.publish.mended import string
from hexapla.publish.noted import noted
from hexapla.publish.pictured import PAGE
from hexapla.publish.pictures import FOLDER, fitted
from hexapla.publish.proof import Proof
from hexapla.turns import turn

ROUNDS = 200  # of mending: of what it cannot set, Typst often tells but the first
NOTES = "notes.json"
SORRY = "main.typ"  # what is set where a book cannot be
ALONE = "alone.typ"  # a page with one picture


@dataclass(frozen=True, slots=True)
class Sheets:
    """What was set: the PDF, what is wrong with it, and how Typst got on."""

    data: bytes
    problems: Problems
    answer: Answer


Note = dict[str, Any]


def is_sure(problems: Problems) -> bool:
    """Whether the next time all would be as it is, with the same sources: on this machine, too."""
    return not any(one.code in ("missing-font", "no-paper") for one in problems)


@dataclass(slots=True)
class Printer:
    """Sets the PDFs of one writer in a folder for its sources; `book` is that of the book."""

    folder: Path
    book: Path

    def made(self, artifact: Artifact) -> Artifact:
        """The artifact; where it is to be set, as what makes the PDF."""
        data = artifact.data
        if not isinstance(data, Typeset):
            return artifact
        return replace(artifact, data=Made(key_of(data), lambda: self._set(artifact.path, data)))

    def _set(self, path: str, data: Typeset) -> tuple[bytes, Problems]:
        with Compositor() as compositor:
            sheets = typeset(path, data, self.folder / splitext(path)[0], self.book, compositor)
        return sheets.data, sheets.problems


def notes(book: Path, writer: str, name: str) -> tuple[Note, ...]:
    """What the sources of a PDF said of it when it was last set."""
    place = book / ".hexapla" / "paper" / writer / splitext(name)[0] / NOTES
    try:
        return msgspec.json.decode(place.read_bytes(), type=tuple[Note, ...])
    except (OSError, msgspec.MsgspecError):
        return ()


def typeset(  # noqa: PLR0913 (what is set, where, and by whom)
    name: str, data: Typeset, folder: Path, book: Path, by: Compositor, *, asked: bool = True
) -> Sheets:
    """Set a PDF of the book that lies in `book`; `asked`: what its sources say of it, too."""
    root = folder.resolve() / "sources"
    root.mkdir(parents=True, exist_ok=True)
    with turn(root):
        proof = Proof(root, data.fonts, data.standards)
        said = tuple(_laid_out(data, folder, book, proof))
        order = Order(
            root=str(root),
            main=data.main,
            to=str(folder.resolve() / "set.pdf"),
            fonts=(str(root / "fonts"),),
            system=data.fonts.system,
            notes=asked,
        )
        answer = _mended(order, proof, by)
        if not answer.done:
            return _sorry(name, answer, order, by, (*said, *proof.problems()))
        problems = (*said, *proof.problems(answer.said), *noted(answer.notes, root))
        took = {"kind": "set", "seconds": answer.seconds, "peak": answer.peak}
        with suppress(OSError):
            (folder / NOTES).write_bytes(msgspec.json.encode((*answer.notes, took)))
        return Sheets(Path(order.to).read_bytes(), problems, answer)


def _laid_out(data: Typeset, folder: Path, book: Path, proof: Proof) -> Iterator[Problem]:
    """Write the sources that are new or have changed; what was found wrong with them."""
    place, root = folder / "known.json", folder / "sources"
    there = known(recalled(place))
    forgotten(place)
    files = (fitted(one, book) for one in data.files)
    _, unwritten = publish("typst", files, root, book, known=there)
    _keep(place, there, root)
    for path, (_, problems) in there.now.items():
        for one in problems:
            yield one if one.at.file else replace(one, at=proof.shown(path))
    yield from unwritten


def _keep(place: Path, there: Known, root: Path) -> None:
    with suppress(OSError):
        kept(place, Memory("", engine(), there.standing(root, manifest(root)), ()))


def _mended(order: Order, proof: Proof, by: Compositor) -> Answer:
    """Have it set, with marks for what cannot be, until it can."""
    for _ in range(ROUNDS):
        answer = by.set(msgspec.structs.replace(order, standards=proof.standards))
        if answer.done or answer.lost:
            break
        if not (proof.mended(answer.said) or _carded(order, proof, by)):
            break
    return answer


def _carded(order: Order, proof: Proof, by: Compositor) -> bool:
    """Put cards in place of pictures that Typst cannot read: it does not say which these are."""
    root = Path(order.root)
    alone = msgspec.structs.replace(order, main=ALONE, to=f"{order.to}.alone", notes=False)
    files = sorted(one for one in (root / FOLDER).rglob("*") if one.suffix.lower() in CARDS)
    broken: list[str] = []
    for file in (one.relative_to(root).as_posix() for one in files):
        page = PAGE.format(name=string(f"/{file}"))
        (root / ALONE).write_text(page, encoding="utf-8")
        broken += () if by.set(alone).done else (file,)
    for file in broken:
        proof.carded(file)
    for rest in (root / ALONE, Path(alone.to)):
        rest.unlink(missing_ok=True)
    return bool(broken)


def _sorry(name: str, answer: Answer, order: Order, by: Compositor, said: Problems) -> Sheets:
    """A page that says that the book could not be set."""
    errors = (one.text for one in diagnosed(answer.said) if one.kind == "error")
    problem = no_paper(name, answer.lost or next(errors, answer.said.strip()))
    (Path(order.to).parent / NOTES).unlink(missing_ok=True)
    root = Path(order.to).parent / "sorry"
    root.mkdir(exist_ok=True)
    page = f"#set page(width: 148mm, height: auto)\n#{string(str(problem))}\n"
    (root / SORRY).write_text(page, encoding="utf-8")
    plain = msgspec.structs.replace(order, root=str(root), main=SORRY, notes=False, standards=())
    done = by.set(plain).done
    data = Path(order.to).read_bytes() if done else b""
    return Sheets(data, (*said, problem), answer)
