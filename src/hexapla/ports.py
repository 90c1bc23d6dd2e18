"""The plug points of Hexapla, each of one or two methods, and what passes through them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from hexapla.events import Tell
from hexapla.model.book import Book, Limits, Needs, Variant
from hexapla.model.library import Library
from hexapla.model.nodes import NOWHERE, Cell, Place
from hexapla.model.outputs import Inputs, Outputs, Result
from hexapla.model.paper import PaperFonts
from hexapla.model.problems import Problems
from hexapla.model.publication import Change


@dataclass(frozen=True, slots=True)
class Job:
    """One page's code in one variant. `key` is the digest of `inputs`.

    `cells` are those that run, in `folder` (of the book, where the page lies), beside those
    `files` of the book that they read; `imports` are the modules that they import first of all,
    `data` the sets that they load; `cost` is the seconds it took when it last ran, None if never;
    `limits` those of its page, where it has some that the book has not; `runs` says of every cell
    that the variant sees on the page whether it is one of `cells`, () that all are; `stored`,
    whether the file of the page holds outputs of some; `apart`, that it runs where there is the
    installed package and no book.
    """

    page: str
    variant: Variant
    cells: tuple[Cell, ...]
    inputs: Inputs
    key: str
    cost: float | None = None
    folder: str = ""
    files: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    needs: Needs = Needs()
    data: tuple[str, ...] = ()
    limits: Limits | None = None
    runs: tuple[bool, ...] = ()
    stored: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """All that a writer gets: the resolved book and what its code gave, for these variants.

    `changes` are the last commits that changed its pages, the newest first.
    """

    book: Book
    outputs: Outputs
    library: Library
    variants: tuple[Variant, ...]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Original:
    """A file of the book that goes along as it is; `file` is relative to the book's folder.

    `digest` is that of its bytes, "" where that is not known; `still` makes of them what goes
    along instead: a file that, opened on a site, runs nothing there.
    """

    file: str
    digest: str = ""
    still: Callable[[bytes], bytes] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Pictured:
    """A picture in the form that the path of its artifact asks for: a PDF of one page, or a PNG.

    `suffix` says what it is: ".svg". Where it cannot be read, there is a grey card in its place;
    `at` says where that is told, of a picture that may be broken.
    """

    of: Original | bytes
    suffix: str
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Made:
    """Bytes that are made when they are wanted, with what is found wrong on the way.

    `key` is a digest of all that they depend on: of two that have the same, one is enough. Those
    that have the same `beside` are made one after another: what they share is made once.
    """

    key: str
    make: Callable[[], tuple[bytes, Problems]] = field(compare=False)
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Python:
    """Source that people read: it is formatted when it is published. A `stub` says types only."""

    text: str
    stub: bool = False


@dataclass(frozen=True, slots=True)
class Bundle:
    """A zip of artifacts; equal members give equal bytes.

    Those whose paths are `first` stand at its beginning, in this order, and are not compressed.
    """

    members: tuple[Artifact, ...]
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Joined:
    """The texts of artifacts one below the other, with an empty line between two."""

    members: tuple[Artifact, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """The indexes by which readers search the pages at these paths of the same writer's.

    Each variant has one, of what its readers see, in a folder of its own; where none is named
    there is a single one.
    """

    pages: tuple[str, ...]
    variants: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Typeset:
    """A PDF that Typst sets: `main` is that of its files which takes in the others.

    A line `// file:line` above each block tells where its source stands in the book. Pictures
    lie in the folder `pictures`, fonts in the folder `fonts`.
    """

    main: str
    files: tuple[Artifact, ...]
    fonts: PaperFonts = PaperFonts()
    standards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file to publish; `path` is relative to the writer's own output folder, with slashes.

    A search is a folder of files. What `yields` leaves its place to a file that someone else has
    put there.
    """

    path: str
    data: bytes | Original | Pictured | Made | Python | Bundle | Joined | Search | Typeset
    yields: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """What of the machine one job may use: threads, GPUs by their ids, bytes (0: no limit)."""

    threads: int = 1
    gpus: tuple[str, ...] = ()
    memory: int = 0


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where a job runs: environments (a folder per variant), companion, book, and its share.

    `package` is the name of the companion, "" if there is none.
    """

    environments: Path
    library: Path
    book: Path = Path()
    share: Share = Share()
    package: str = ""


class Writer(Protocol):
    """Turns an edition into files. `write` also says what it could not render."""

    @property
    def name(self) -> str: ...

    def write(self, edition: Edition) -> tuple[Iterable[Artifact], Problems]: ...


class Runner(Protocol):
    """Runs one job from a fresh state. It never raises for what the job's code does."""

    def run(self, job: Job, at: Workplace, started: Callable[[int], None]) -> Result:
        """The job's result. `started` is told the index of each cell as it starts.

        A result with a failure has the outputs that there were until then.
        """
        ...


class Store(Protocol):
    """Bytes by key. A key never means two things, so there is nothing to delete."""

    def get(self, key: str) -> bytes | None: ...
    def put(self, key: str, data: bytes) -> None: ...


class Archive(Protocol):
    """What each page last ran to, kept with the book: small files by page and variant."""

    def last(self, page: str, variant: str) -> Mapping[str, bytes] | None: ...
    def keep(self, page: str, variant: str, files: Mapping[str, bytes]) -> None: ...


@dataclass(frozen=True, slots=True)
class Tools:
    """The one bundle of effects. Without a runner nothing is executed.

    `companion` writes what jobs import, before they run: one writer, or none.
    """

    writers: tuple[Writer, ...]
    store: Store
    archive: Archive
    tell: Tell
    runner: Runner | None = None
    companion: tuple[Writer, ...] = ()
