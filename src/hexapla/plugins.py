"""The tables: which writer, runner and store stands behind which name.

They name modules rather than import them, so that a command loads only what it uses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

from hexapla.events import Tell
from hexapla.model.book import Config, Limits
from hexapla.model.nodes import NOWHERE, Place
from hexapla.model.outputs import Result
from hexapla.model.problems import Problem, Problems, unknown_plugin
from hexapla.ports import Artifact, Edition, Job, Made, Tools, Typeset, Workplace, Writer
from hexapla.source.toml_lines import line_with

# The outputs that book.toml and --to can name.
WRITERS = {
    "web": "hexapla.render.web.site:Web",
    "notebooks": "hexapla.render.notebook:Notebooks",
    "text": "hexapla.render.text:Texts",
    "pdf": "hexapla.render.paper.writer:Pdf",
    "print": "hexapla.render.paper.writer:Print",
    "package": "hexapla.render.package.writer:Package",
    "latex": "hexapla.render.latex.writer:Latex",
    "epub": "hexapla.render.epub.writer:Epub",
    "slides": "hexapla.render.slides.writer:Slides",
    "environments": "hexapla.render.environment.writer:Environments",
}
COMPANION = "package"  # the output that jobs import, so that it is written before they run
# How kernels come to be: forked from a process that has imported what pages import, or started.
RUNNERS = {"warm": "hexapla.execute.warm:Warm", "fresh": "hexapla.execute.fresh:Fresh"}
WARM = "warm"
STORE = "hexapla.store.folder:Folder"
ARCHIVE = "hexapla.store.committed:Committed"


@dataclass(frozen=True, slots=True)
class Later:
    """The writer of that name, loaded when there is something for it to write."""

    name: str

    def write(self, edition: Edition) -> tuple[Iterable[Artifact], Problems]:
        return _writer(self.name).write(edition)


@cache
def _writer(name: str) -> Writer:
    """The one writer of that name: it may remember what it has made."""
    writer: Writer = load(WRITERS[name])()
    return writer


@dataclass(frozen=True, slots=True)
class Unwritten:
    """Says what writers have to say of an edition, and writes nothing of what they make."""

    names: tuple[str, ...]
    said: Callable[[tuple[str, ...], Edition], Problems]
    name: str = "check"

    def write(self, edition: Edition) -> tuple[Iterable[Artifact], Problems]:
        return (), self.said(self.names, edition)


def said(names: tuple[str, ...], edition: Edition) -> Problems:
    """What the writers of these names find wrong with an edition."""
    return tuple(dict.fromkeys(each for name in names for each in _said(name, edition)))


def _said(name: str, edition: Edition) -> Iterator[Problem]:
    artifacts, problems = Later(name).write(edition)
    yield from problems
    for artifact in artifacts:
        parts = artifact.data.files if isinstance(artifact.data, Typeset) else (artifact,)
        for one in parts:
            if isinstance(one.data, Made):
                yield from one.data.make()[1]


class LaterRunner:
    """The runner, loaded when there is something for it to run."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.name, self.limits = name, limits
        self._making = Lock()
        self._made: Any = None

    def run(self, job: Job, at: Workplace, started: Callable[[int], None]) -> Result:
        with self._making:  # several threads may come with their first job at once
            self._made = self._made or load(RUNNERS[self.name])(self.limits)
        result: Result = self._made.run(job, at, started)
        return result

    def stop(self) -> None:
        """Drop what runs."""
        if self._made:
            self._made.stop()


def tools(  # noqa: PLR0913 (what a command may wish for)
    config: Config,
    folder: Path,
    *,
    outputs: Iterable[str],
    run: bool,
    tell: Tell,
    kernels: str = WARM,
) -> tuple[Tools, Problems]:
    """The tools for these outputs of the book in a folder, with a runner where it may run."""
    names = tuple(dict.fromkeys(outputs))
    problems = tuple(
        unknown_plugin("output", name, WRITERS, _listed(name, config, folder))
        for name in names
        if name not in WRITERS
    )
    ahead = (COMPANION,) if config.package and (run or COMPANION in names) else ()
    made = Tools(
        writers=tuple(Later(n) for n in names if n in WRITERS and n != COMPANION),
        store=load(STORE)(folder / ".hexapla" / "store"),
        archive=load(ARCHIVE)(folder / "outputs"),
        tell=tell,
        runner=LaterRunner(kernels, config.limits) if run else None,
        companion=tuple(Later(name) for name in ahead),
    )
    return made, problems


def _listed(output: str, config: Config, folder: Path) -> Place:
    """Where the book lists an output; nowhere if only the command line names it."""
    if output not in config.outputs:
        return NOWHERE
    if not (folder / "book.toml").is_file():
        return NOWHERE
    text = (folder / "book.toml").read_text(encoding="utf-8-sig")
    return Place("book.toml", line_with(text, output, 1))


def load(name: str) -> Any:
    """The object that "package.module:object" names."""
    module, _, item = name.partition(":")
    return getattr(import_module(module), item)
