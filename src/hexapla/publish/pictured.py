"""Pictures in another form than they have: Typst lays each on a page of its size."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from os import getpid
from pathlib import Path
from posixpath import splitext
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Literal, Self, cast

from hexapla.engine import digest
from hexapla.model.problems import Problems, unfit_picture
from hexapla.ports import Artifact, Made, Original, Pictured
from hexapla.publish.cards import CARDS
from hexapla.publish.compositor import Compositor, Order
from hexapla.publish.known import key_of, of_bytes
from hexapla.publish.mended import string
from hexapla.publish.pictures import FOLDER, fit

UNFIT = "unfit-picture"
PAGE = "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image({name})\n"


@dataclass(slots=True)
class Darkroom:
    """Makes the pictures of one writer, in a folder that is there for as long; `book` is that of
    the book."""

    book: Path
    _folder: TemporaryDirectory[str] | None = None
    _compositor: Compositor = field(default_factory=Compositor)

    def made(self, artifact: Artifact) -> Artifact:
        """The artifact; where it is a picture in another form, as what makes that."""
        data = artifact.data
        if not isinstance(data, Pictured):
            return artifact
        self._folder = self._folder or TemporaryDirectory(ignore_cleanup_errors=True)
        known = of_bytes(data.of) or key_of(data.of)
        form = splitext(artifact.path)[1]
        key = digest("pictured", known, data.suffix, form, str(data.at)) if known else ""
        return replace(artifact, data=Made(key, lambda: self._developed(data, form)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._compositor.stop()
        if self._folder:
            self._folder.cleanup()

    def _developed(self, data: Pictured, form: str) -> tuple[bytes, Problems]:
        """The picture in this form; where it is none, a grey card, and why."""
        taken = Artifact(f"{FOLDER}picture{data.suffix}", data.of)
        picture, problems = fit(taken, self.book)
        problems = tuple(replace(one, at=data.at) for one in problems)
        if any(one.code == UNFIT for one in problems):
            return self._card(form), problems
        said = self._set(picture, data.suffix, form)
        if not said:
            name = data.of.file if isinstance(data.of, Original) else "output"
            unread = unfit_picture(name, "Typst cannot read it", data.at)
            return self._card(form), (*problems, unread)
        return said, problems

    def _card(self, form: str) -> bytes:
        return CARDS.get(form) or self._set(CARDS[".svg"], ".svg", form)

    def _set(self, picture: bytes, suffix: str, form: str) -> bytes:
        """What Typst makes of a picture; nothing where it cannot."""
        root = Path(cast(TemporaryDirectory[str], self._folder).name, str(getpid())).resolve()
        root.mkdir(exist_ok=True)  # of this process: others may be at work beside it
        (root / f"picture{suffix}").write_bytes(picture)
        (root / "main.typ").write_text(
            PAGE.format(name=string(f"picture{suffix}")), encoding="utf-8"
        )
        to = root / f"made{form}"
        of = cast(Literal["pdf", "png"], form.removeprefix("."))
        order = Order(root=str(root), main="main.typ", to=str(to), format=of)
        return to.read_bytes() if self._compositor.set(order).done else b""
