"""Small books on disk, and building them with fakes."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from fakes import Echo, MemoryArchive, MemoryStore
from hexapla.build import Wish, build, read
from hexapla.events import Event
from hexapla.model.problems import Problems
from hexapla.plugins import WRITERS, load
from hexapla.ports import Runner, Tools

BOOKS = Path(__file__).parent / "books"
ALL = Wish()


@dataclass
class Shelf:
    """A copy of a small book, and the fakes that it is built with."""

    folder: Path
    runner: Runner | None = field(default_factory=Echo)
    store: MemoryStore = field(default_factory=MemoryStore)
    archive: MemoryArchive = field(default_factory=MemoryArchive)
    events: list[Event] = field(default_factory=list)

    @classmethod
    def copy(cls, name: str, to: Path) -> Shelf:
        shutil.copytree(BOOKS / name, to, dirs_exist_ok=True)
        return cls(to)

    def build(self, wish: Wish = ALL) -> Problems:
        """Everything that the book lists, to _build/ in its folder."""
        return self._built(wish)

    def run(self) -> Problems:
        """What is stale; only the package is written, for the jobs import it."""
        return self._built(ALL, writes=False)

    def _built(self, wish: Wish, *, writes: bool = True) -> Problems:
        book, problems = read(self.folder)
        if book is None:
            return problems
        names = [name for name in book.config.outputs if name != "package" and writes]
        tools = Tools(
            writers=tuple(load(WRITERS[name])() for name in names),
            store=self.store,
            archive=self.archive,
            tell=self.events.append,
            runner=self.runner,
            companion=(load(WRITERS["package"])(),),
        )
        return (*problems, *build(book, tools, self.folder, self.folder / "_build", wish))

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def tree(self, folder: str = "_build") -> dict[str, bytes]:
        """All files under a folder of the book, by path."""
        root = self.folder / folder
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }


def small_book(folder: Path, toml: str = "", **pages: str) -> Path:
    """A book of these pages, whose code runs on the Python that runs the tests."""
    folder.mkdir(parents=True, exist_ok=True)
    chapters = [f"{name}.md" for name in pages]
    parts = f'[[parts]]\ntitle = "All"\nchapters = {chapters}\n'
    (folder / "book.toml").write_text(f'title = "Small"\n{toml}\n{parts}', encoding="utf-8")
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder
